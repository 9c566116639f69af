import type { ParsedKey } from 'ssh2';
import { isRemoteError } from '../../../../shared/model/remote-error.ts';
import { type PrivateKeyFile, readPrivateKeyFile, readPublicKeyFile } from '../keys/private-key.ts';
import type { OfferedKeys } from '../route.ts';
import { agentIdentities, type OpenAgent } from './agent-identities.ts';
import { agentPlaces } from './agent-place.ts';
import type { Identity } from './identity.ts';

export interface IdentitySources {
  readonly keys: OfferedKeys;
  /** False where the site wants no agent. */
  readonly agent: boolean;
  askPassphrase(path: string, reason: 'first' | 'rejected'): Promise<string>;
  /** For the transcript. */
  tell(text: string): void;
  readonly openAgent?: OpenAgent;
}

/**
 * The keys to offer, in OpenSSH's order (ssh_config(5), IdentitiesOnly): files that an agent holds, the agent's other keys
 * unless only the named ones may be used, and the files that no agent holds. A file that the user named and that cannot be
 * used throws `auth`; one of ssh_config is passed over with a line in the transcript.
 */
export async function* identitiesOf(sources: IdentitySources): AsyncGenerator<Identity> {
  const { keys, tell } = sources;
  const places = sources.agent ? agentPlaces(keys.agent) : [];
  const held = places.length === 0 ? [] : await agentIdentities(places, tell, sources.openAgent);
  const inFiles: Identity[] = [];
  const rest: (typeof keys.files)[number][] = [];
  for (const file of keys.files) {
    const publicKey = await publicKeyOf(file.path);
    const inAgent = held.find((identity) => isSameKey(identity.publicKey, publicKey));
    if (inAgent === undefined) rest.push(file);
    else inFiles.push({ ...inAgent, label: `${inAgent.label}, which is ${file.path}` });
  }
  yield* inFiles;
  if (!keys.only) yield* held.filter(({ publicKey }) => !inFiles.some((one) => isSameKey(one.publicKey, publicKey)));
  for (const { path, from } of rest) {
    const identity = await fileIdentity(path, from, sources);
    if (identity !== undefined) yield identity;
  }
}

/** Undefined where it cannot be known yet; what is wrong with the file shows when it is opened. */
async function publicKeyOf(path: string): Promise<ParsedKey | undefined> {
  const asPublicHalf = await readPublicKeyFile(path);
  if (asPublicHalf !== undefined) return asPublicHalf;
  try {
    return (await readPrivateKeyFile(path)).publicKey;
  } catch {
    return readPublicKeyFile(`${path}.pub`);
  }
}

async function fileIdentity(
  path: string,
  from: OfferedKeys['files'][number]['from'],
  sources: IdentitySources,
): Promise<Identity | undefined> {
  try {
    const file = await readPrivateKeyFile(path);
    if (file.note !== undefined) sources.tell(file.note);
    return await identityOf(file, sources);
  } catch (error) {
    if (from === 'named' || !isRemoteError(error, 'auth')) throw error;
    // The usual files are often not there, which is worth no line.
    if (from === 'config') sources.tell(error.message);
    return undefined;
  }
}

async function identityOf(file: PrivateKeyFile, { askPassphrase }: IdentitySources): Promise<Identity> {
  let opened: Promise<ParsedKey> | undefined;
  const open = (): Promise<ParsedKey> => {
    opened ??= file.open((reason) => askPassphrase(file.path, reason));
    return opened;
  };
  const publicKey = file.encrypted && file.publicKey !== undefined ? file.publicKey : await open();
  return {
    label: `key file ${file.path} (${publicKey.type})`,
    publicKey,
    async sign(data, hash) {
      const signature: Buffer | Error = (await open()).sign(data, hash);
      if (signature instanceof Error) throw signature;
      return signature;
    },
  };
}

function isSameKey(one: ParsedKey, other: ParsedKey | undefined): boolean {
  return other !== undefined && one.getPublicSSH().equals(other.getPublicSSH());
}
