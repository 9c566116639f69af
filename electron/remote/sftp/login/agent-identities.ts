import ssh2, { type BaseAgent, type ParsedKey } from 'ssh2';
import type { AgentPlace } from './agent-place.ts';
import type { Identity } from './identity.ts';

/** Opens an agent; tests give their own. */
export type OpenAgent = (place: AgentPlace) => BaseAgent;

const openAgent: OpenAgent = (place) => ssh2.createAgent(place);

/**
 * The keys of all agents that answer, in their order. An agent that is not there, or fails, holds none.
 *
 * @param tell Told of agents that fail, and of how many keys the others hold.
 */
export async function agentIdentities(
  places: readonly AgentPlace[],
  tell: (text: string) => void,
  open: OpenAgent = openAgent,
): Promise<Identity[]> {
  const found: Identity[] = [];
  for (const place of places) {
    try {
      const agent = open(place);
      const keys = await keysOf(agent);
      tell(`the SSH agent at ${place} holds ${keys.length === 1 ? '1 key' : `${keys.length} keys`}`);
      found.push(...keys.map((key) => identityOf(agent, key)));
    } catch (error) {
      tell(`the SSH agent at ${place}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return found;
}

function keysOf(agent: BaseAgent): Promise<ParsedKey[]> {
  return new Promise((resolve, reject) => {
    agent.getIdentities((error, keys) => {
      if (error) reject(error);
      else resolve((keys ?? []).filter(isParsedKey));
    });
  });
}

/** ssh2's agents give parsed keys; its types allow more. */
function isParsedKey(key: unknown): key is ParsedKey {
  return typeof key === 'object' && key !== null && 'getPublicSSH' in key;
}

function identityOf(agent: BaseAgent, publicKey: ParsedKey): Identity {
  const name = publicKey.comment === '' ? '' : ` “${publicKey.comment}”`;
  return {
    label: `key${name} of the SSH agent (${publicKey.type})`,
    publicKey,
    sign: (data, hash) =>
      new Promise((resolve, reject) => {
        agent.sign(publicKey, data, hash === undefined ? {} : { hash: hash as 'sha256' }, (error, signature) => {
          if (signature !== undefined) resolve(signature);
          else reject(error ?? new Error('the SSH agent gave no signature'));
        });
      }),
  };
}
