import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { matchesPatterns } from './host-patterns.ts';
import type { KeyedHost } from './host-trust.ts';

/** What the user's OpenSSH knows of one host. Keys are in SSH wire format. */
export interface KnownHost {
  /** Of lines that name this host and port. */
  readonly keys: readonly Buffer[];
  /** Of lines that name the host without its port. They vouch for a key, but another one is no cause for alarm. */
  readonly portless: readonly Buffer[];
  /** Keys that must never be accepted. */
  readonly revoked: readonly Buffer[];
  /** Keys of those who may vouch for the host's certificates. */
  readonly authorities: readonly Buffer[];
}

/** One line of known_hosts, taken apart. */
export interface KnownHostsLine {
  readonly marker: 'revoked' | 'cert-authority' | undefined;
  /** As written: patterns with commas, or one hashed name. */
  readonly names: string;
  /** `ssh-ed25519` */
  readonly type: string;
  readonly key: Buffer;
}

const SSH_PORT = 22;

/** A known_hosts file that is there and cannot be read: what it says of keys that changed or were revoked is not known. */
export interface UnreadFile {
  readonly file: string;
  readonly reason: string;
}

/** Looks a host up in the files. One that is missing knows nobody; one that cannot be read is told of. */
export async function readKnownHost(keyed: KeyedHost): Promise<KnownHost & { readonly unread: readonly UnreadFile[] }> {
  const { port, knownHosts } = keyed;
  const files = [...(knownHosts?.userFiles ?? []), ...(knownHosts?.globalFiles ?? [])];
  const unread: UnreadFile[] = [];
  const texts = await Promise.all(
    files.map((file) =>
      readFile(file, 'latin1').catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') unread.push({ file, reason: error.message });
        return '';
      }),
    ),
  );
  const text = texts.join('\n');
  const place = placeInKnownHosts(keyed);
  const known = findKnownHost(text, place.host, place.port);
  if (place.port === port) return { ...known, unread };
  // Portside itself has written the alias with the port.
  const withPort = findKnownHost(text, place.host, port);
  return {
    keys: known.keys,
    portless: withPort.keys,
    revoked: [...known.revoked, ...withPort.revoked],
    authorities: [...known.authorities, ...withPort.authorities],
    unread,
  };
}

/** As which host and port a host is in known_hosts: a HostKeyAlias stands for both (ssh_config(5)). */
export function placeInKnownHosts({ host, port, knownHosts }: KeyedHost): { host: string; port: number } {
  return knownHosts?.name === undefined ? { host, port } : { host: knownHosts.name, port: SSH_PORT };
}

/**
 * The lines of known_hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT) that name the host. On another port than 22 it is named
 * `[host]:port`; as in OpenSSH, a line without the port is good enough where its key is the one shown.
 */
export function findKnownHost(text: string, host: string, port: number): KnownHost {
  const lines = text
    .split(/\r?\n/)
    .map(parseKnownHostsLine)
    .filter((line) => line !== undefined);
  const name = host.toLowerCase();
  const named = (wanted: string) => lines.filter((line) => namesMatch(line.names, wanted));
  const exact = named(nameInKnownHosts(host, port));
  const portless = port === SSH_PORT ? [] : named(name);
  const keysOf = (some: readonly KnownHostsLine[], marker?: KnownHostsLine['marker']) =>
    some.filter((line) => line.marker === marker).map((line) => line.key);
  return {
    keys: keysOf(exact),
    portless: keysOf(portless),
    revoked: keysOf([...exact, ...portless], 'revoked'),
    authorities: keysOf([...exact, ...portless], 'cert-authority'),
  };
}

/** How known_hosts names a host: `example.org`, `[example.org]:2222`. */
export function nameInKnownHosts(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === SSH_PORT ? name : `[${name}]:${port}`;
}

/** Undefined for a comment, an empty line and one that makes no sense. */
export function parseKnownHostsLine(text: string): KnownHostsLine | undefined {
  const fields = text.trim().split(/[ \t]+/);
  const marker = fields[0]?.startsWith('@') ? fields.shift()?.slice(1) : undefined;
  const [names, type, encoded] = fields;
  if (names === undefined || names.startsWith('#') || type === undefined || encoded === undefined) return undefined;
  if (marker !== undefined && marker !== 'revoked' && marker !== 'cert-authority') return undefined;
  if (!/^[A-Za-z0-9+/]+=*$/.test(encoded)) return undefined;
  return { marker, names, type, key: Buffer.from(encoded, 'base64') };
}

/** @param wanted As {@link nameInKnownHosts} gives it. */
export function namesMatch(names: string, wanted: string): boolean {
  if (names.startsWith('|')) return hashMatches(names, wanted);
  return matchesPatterns(names.toLowerCase().split(','), wanted);
}

/** `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt. */
export function hashName(name: string, salt: Buffer): string {
  return `|1|${salt.toString('base64')}|${hashOf(name, salt).toString('base64')}`;
}

function hashOf(name: string, salt: Buffer): Buffer {
  return createHmac('sha1', salt).update(name).digest();
}

function hashMatches(hashed: string, wanted: string): boolean {
  const [, version, salt, hash] = hashed.split('|');
  if (version !== '1' || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = hashOf(wanted, Buffer.from(salt, 'base64'));
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}
