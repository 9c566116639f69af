import ssh2, { type BaseAgent, type ParsedKey } from 'ssh2';
import { agentCertificates, type HeldCertificate } from './agent-certificates.ts';
import type { AgentPlace } from './agent-place.ts';
import type { Identity } from './identity.ts';

/** Opens an agent; tests give their own. */
export type OpenAgent = (place: AgentPlace) => BaseAgent;

const openAgent: OpenAgent = (place) => ssh2.createAgent(place);

/** An agent may ask the user first, by a window or a touch; one that has not answered by then hangs. */
const CONFIRM_MS = 60_000;

/**
 * The keys of all agents that answer, in their order, and before them the certificates of each. An agent that is not there, or
 * fails, holds none.
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
      const keys = await answerOf(keysOf(agent));
      const certificates = await answerOf(agentCertificates(agent)).catch((error: unknown) => {
        tell(`the SSH agent at ${place} does not tell its certificates: ${wordsOf(error)}`);
        return [];
      });
      const certified = certificates.length === 0 ? '' : ` and ${counted(certificates.length, 'certificate')}`;
      tell(`the SSH agent at ${place} holds ${counted(keys.length, 'key')}${certified}`);
      const shown = certificates.map((held) => certifiedIdentity(agent, held));
      found.push(...shown.filter((identity) => identity !== undefined), ...keys.map((key) => identityOf(agent, key)));
    } catch (error) {
      tell(`the SSH agent at ${place}: ${wordsOf(error)}`);
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
  return {
    label: `key${named(publicKey.comment)} of the SSH agent (${publicKey.type})`,
    publicKey,
    sign: (data, hash) => signWith(agent, publicKey, data, hash),
  };
}

/** Undefined where ssh2 does not know the kind of key. */
function certifiedIdentity(agent: BaseAgent, { certificate, bytes, comment }: HeldCertificate): Identity | undefined {
  const publicKey = ssh2.utils.parseKey(certificate.key);
  if (publicKey instanceof Error) return undefined;
  // The agent finds the key by what it holds, which is the certificate.
  const held = Object.create(publicKey, { getPublicSSH: { value: () => bytes } }) as ParsedKey;
  return {
    label: `certificate${named(comment)} of the SSH agent (${certificate.type})`,
    publicKey,
    certificate: bytes,
    sign: (data, hash) => signWith(agent, held, data, hash),
  };
}

function signWith(agent: BaseAgent, key: ParsedKey, data: Buffer, hash: string | undefined): Promise<Buffer> {
  const signing = new Promise<Buffer>((resolve, reject) => {
    agent.sign(key, data, hash === undefined ? {} : { hash: hash as 'sha256' }, (error, signature) => {
      if (signature !== undefined) resolve(signature);
      else reject(error ?? new Error('the SSH agent gave no signature'));
    });
  });
  return answerOf(signing);
}

async function answerOf<T>(work: Promise<T>): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('it does not answer; does it wait to be confirmed?')), CONFIRM_MS);
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}

function named(comment: string): string {
  return comment === '' ? '' : ` “${comment}”`;
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
