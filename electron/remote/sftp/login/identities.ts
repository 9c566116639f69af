import ssh2, { type ParsedKey } from 'ssh2';
import { isRemoteError } from '../../../../shared/model/remote-error.ts';
import { type PrivateKeyFile, readPrivateKeyFile, readPublicKeyFile } from '../keys/private-key.ts';
import type { OfferedKeys } from '../route.ts';
import { agentIdentities, type OpenAgent } from './agent-identities.ts';
import { type AgentPlace, agentPlaces } from './agent-place.ts';
import { type CertificateFile, readCertificateFiles } from './certificate-files.ts';
import type { Identity } from './identity.ts';

export interface IdentitySources {
  readonly keys: OfferedKeys;
  /** False where the site wants no agent. */
  readonly agent: boolean;
  askPassphrase(path: string, reason: 'first' | 'rejected'): Promise<string>;
  /** Stops the clock of the connection while an agent works: it may wait for the user to confirm. */
  whileConfirming?<T>(work: Promise<T>): Promise<T>;
  /** For the transcript. */
  tell(text: string): void;
  readonly openAgent?: OpenAgent;
}

type NamedFile = OfferedKeys['files'][number];

/**
 * The keys to offer, in OpenSSH's order (ssh_config(5), CertificateFile and IdentitiesOnly; pubkey_prepare() in sshconnect2.c):
 * certificates, in files before those of an agent; files that an agent holds, the agent's other keys, and the files that no agent
 * holds. Of an agent's, none but the named ones where only those may be used. A file that the user named and that cannot be used
 * throws `auth`; one of ssh_config is passed over with a line in the transcript.
 */
export async function* identitiesOf(sources: IdentitySources): AsyncGenerator<Identity> {
  const { keys, tell } = sources;
  const places = sources.agent ? agentPlaces(keys.agent) : [];
  const inAgents = places.length === 0 ? [] : await confirmedIdentities(sources, places);
  const held = inAgents.filter(({ certificate }) => certificate === undefined);
  const keyFiles = new KeyFiles(sources);

  const certificates = await readCertificateFiles(keys, tell);
  for (const each of certificates) {
    const identity = await certifiedIdentity(each, held, keyFiles);
    if (identity === undefined) tell(`no key fits the certificate ${each.path}`);
    else yield identity;
  }
  const isInFile = ({ certificate }: Identity) => certificates.some(({ bytes }) => certificate?.equals(bytes));
  if (!keys.only) yield* inAgents.filter((one) => one.certificate !== undefined && !isInFile(one));

  const inFiles: Identity[] = [];
  const rest: NamedFile[] = [];
  for (const file of keys.files) {
    const publicKey = await keyFiles.publicKey(file.path);
    const inAgent = held.find((identity) => isSameKey(identity.publicKey, publicKey));
    if (inAgent === undefined) rest.push(file);
    else inFiles.push({ ...inAgent, label: `${inAgent.label}, which is ${file.path}` });
  }
  yield* inFiles;
  if (!keys.only) yield* held.filter(({ publicKey }) => !inFiles.some((one) => isSameKey(one.publicKey, publicKey)));
  for (const file of rest) {
    const identity = await keyFiles.identity(file);
    if (identity !== undefined) yield identity;
  }
}

async function confirmedIdentities(sources: IdentitySources, places: readonly AgentPlace[]): Promise<Identity[]> {
  const { tell, openAgent, whileConfirming = (work) => work } = sources;
  const identities = await whileConfirming(agentIdentities(places, tell, openAgent));
  return identities.map((identity) => ({
    ...identity,
    sign: (data, hash) => whileConfirming(identity.sign(data, hash)),
  }));
}

/** Undefined where neither an agent nor a file has the key. */
async function certifiedIdentity(
  { path, certificate, bytes, keyPath }: CertificateFile,
  held: readonly Identity[],
  keyFiles: KeyFiles,
): Promise<Identity | undefined> {
  const publicKey = ssh2.utils.parseKey(certificate.key);
  if (publicKey instanceof Error) return undefined;
  const certified = { label: `certificate ${path} (${certificate.type})`, publicKey, certificate: bytes };
  const inAgent = held.find((identity) => isSameKey(identity.publicKey, publicKey));
  if (inAgent !== undefined) return { ...certified, sign: inAgent.sign };
  const file = await keyFiles.fileOf(publicKey, keyPath);
  return file === undefined ? undefined : { ...certified, sign: (data, hash) => keyFiles.sign(file, data, hash) };
}

/** The files with keys that were named, each read once, and opened once: its passphrase serves the key and its certificates. */
class KeyFiles {
  readonly #sources: IdentitySources;
  readonly #opened = new Map<string, Promise<ParsedKey>>();

  constructor(sources: IdentitySources) {
    this.#sources = sources;
  }

  /** Undefined where it cannot be known yet; what is wrong with the file shows when it is opened. */
  async publicKey(path: string): Promise<ParsedKey | undefined> {
    const asPublicHalf = await readPublicKeyFile(path);
    if (asPublicHalf !== undefined) return asPublicHalf;
    try {
      return (await readPrivateKeyFile(path)).publicKey;
    } catch {
      return readPublicKeyFile(`${path}.pub`);
    }
  }

  /**
   * The file with the private half of a key.
   *
   * @param beside The file that lies beside the certificate: its key may not be known before its passphrase is.
   */
  async fileOf(publicKey: ParsedKey, beside: string | undefined): Promise<PrivateKeyFile | undefined> {
    const paths = beside === undefined ? this.#sources.keys.files.map(({ path }) => path) : [beside];
    for (const path of paths) {
      try {
        const file = await readPrivateKeyFile(path);
        const known = file.publicKey ?? (file.encrypted ? undefined : await this.#open(file));
        if (known === undefined ? path === beside : isSameKey(publicKey, known)) return file;
      } catch {
        // What is wrong with it is told when the key itself is offered.
      }
    }
    return undefined;
  }

  async identity({ path, from }: NamedFile): Promise<Identity | undefined> {
    try {
      const file = await readPrivateKeyFile(path);
      const publicKey = file.encrypted && file.publicKey !== undefined ? file.publicKey : await this.#open(file);
      return {
        label: `key file ${path} (${publicKey.type})`,
        publicKey,
        sign: (data, hash) => this.sign(file, data, hash),
      };
    } catch (error) {
      if (from === 'named' || !isRemoteError(error, 'auth')) throw error;
      // The usual files are often not there, which is worth no line.
      if (from === 'config') this.#sources.tell(error.message);
      return undefined;
    }
  }

  async sign(file: PrivateKeyFile, data: Buffer, hash: string | undefined): Promise<Buffer> {
    const signature: Buffer | Error = (await this.#open(file)).sign(data, hash);
    if (signature instanceof Error) throw signature;
    return signature;
  }

  #open(file: PrivateKeyFile): Promise<ParsedKey> {
    const { path } = file;
    const opened = this.#opened.get(path) ?? file.open((reason) => this.#sources.askPassphrase(path, reason));
    this.#opened.set(path, opened);
    return opened;
  }
}

function isSameKey(one: ParsedKey, other: ParsedKey | undefined): boolean {
  return other !== undefined && one.getPublicSSH().equals(other.getPublicSSH());
}
