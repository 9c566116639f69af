import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What the user's OpenSSH knows of one host. Keys are in SSH wire format. */
export interface KnownHost {
  /** Of lines that name this host and port. */
  readonly keys: readonly Buffer[];
  /** Of lines that name the host without its port. They vouch for a key, but another one is no cause for alarm. */
  readonly portless: readonly Buffer[];
  /** Keys that must never be accepted. */
  readonly revoked: readonly Buffer[];
}

interface Line {
  readonly revoked: boolean;
  readonly names: string;
  readonly key: Buffer;
}

const SSH_PORT = 22;

/** The files that OpenSSH looks at (ssh_config(5), UserKnownHostsFile and GlobalKnownHostsFile). Portside only reads them. */
export const knownHostsFiles: readonly string[] =
  process.platform === 'win32'
    ? [join(homedir(), '.ssh', 'known_hosts')]
    : [join(homedir(), '.ssh', 'known_hosts'), '/etc/ssh/ssh_known_hosts'];

/** Looks a host up in the files; one that is missing or cannot be read knows nobody. */
export async function readKnownHost(files: readonly string[], host: string, port: number): Promise<KnownHost> {
  const texts = await Promise.all(
    files.map((file) =>
      readFile(file, 'utf8').catch(() => {
        // Without the file every host is asked about, which is the safe way to be wrong.
        return '';
      }),
    ),
  );
  return findKnownHost(texts.join('\n'), host, port);
}

/**
 * The lines of known_hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) that name the host. On another port than 22 it is named
 * `[host]:port`; as in OpenSSH, a line without the port is good enough where its key is the one shown.
 * Lines for certificate authorities are passed over.
 */
export function findKnownHost(text: string, host: string, port: number): KnownHost {
  const lines = text
    .split(/\r?\n/)
    .map(parseLine)
    .filter((line) => line !== undefined);
  const name = host.toLowerCase();
  const named = (wanted: string) => lines.filter((line) => namesMatch(line.names, wanted));
  const exact = named(port === SSH_PORT ? name : `[${name}]:${port}`);
  const portless = port === SSH_PORT ? [] : named(name);
  return {
    keys: exact.filter((line) => !line.revoked).map((line) => line.key),
    portless: portless.filter((line) => !line.revoked).map((line) => line.key),
    revoked: [...exact, ...portless].filter((line) => line.revoked).map((line) => line.key),
  };
}

function parseLine(text: string): Line | undefined {
  const fields = text.trim().split(/\s+/);
  const marker = fields[0]?.startsWith('@') ? fields.shift() : undefined;
  const [names, type, encoded] = fields;
  if (names === undefined || names.startsWith('#') || type === undefined || encoded === undefined) return undefined;
  if (marker !== undefined && marker !== '@revoked') return undefined;
  if (!/^[A-Za-z0-9+/]+=*$/.test(encoded)) return undefined;
  return { revoked: marker === '@revoked', names, key: Buffer.from(encoded, 'base64') };
}

function namesMatch(names: string, wanted: string): boolean {
  if (names.startsWith('|')) return hashMatches(names, wanted);
  let matched = false;
  for (const pattern of names.toLowerCase().split(',')) {
    const negated = pattern.startsWith('!');
    if (!wildcardMatches(negated ? pattern.slice(1) : pattern, wanted)) continue;
    if (negated) return false;
    matched = true;
  }
  return matched;
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt. */
function hashMatches(hashed: string, wanted: string): boolean {
  const [, version, salt, hash] = hashed.split('|');
  if (version !== '1' || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(wanted).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** `*` is any run of characters, `?` any one (ssh_config(5), PATTERNS). */
function wildcardMatches(pattern: string, wanted: string): boolean {
  const source = [...pattern]
    .map((character) => {
      if (character === '*') return '.*';
      if (character === '?') return '.';
      return character.replace(/[\\^$.|+()[\]{}/-]/, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`, 'su').test(wanted);
}
