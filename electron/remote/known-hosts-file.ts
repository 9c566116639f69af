import { randomBytes } from 'node:crypto';
import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import { hostKeyType } from './fingerprint.ts';
import { hashName, nameInKnownHosts, namesMatch, parseKnownHostsLine } from './known-hosts.ts';

/** A key that the user decided to trust from now on. */
export interface KeyToRemember {
  /** The host, or its HostKeyAlias, whose port is 22 whatever that of the host. */
  readonly host: string;
  readonly port: number;
  /** SSH wire format. */
  readonly key: Buffer;
  readonly hashNames: boolean;
}

const SALT_BYTES = 20;

/** Work on one file waits for the work before it. */
const turns = new Map<string, Promise<void>>();

/**
 * Adds the key to a known_hosts file in OpenSSH's form; everything else in it stays byte for byte. Other keys of the same host,
 * port and type are taken out: the user has been told of them. A file that is changed rather than added to is replaced in one
 * step, and its old state kept as `known_hosts.old`, as `ssh-keygen -R` does. Creates file (600) and folder (700) where they are
 * missing. Throws what the disk throws, and for what keeps nothing: `UserKnownHostsFile /dev/null`.
 */
export async function rememberHostKey(file: string, key: KeyToRemember): Promise<void> {
  const turn = (turns.get(file) ?? Promise.resolve()).then(() => remember(file, key));
  // The next one does not care how this one ended.
  const over = turn.catch(() => {});
  turns.set(file, over);
  await turn.finally(() => {
    if (turns.get(file) === over) turns.delete(file);
  });
}

async function remember(file: string, key: KeyToRemember): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const facts = await stat(file).catch(absent);
  if (facts?.isFile() === false) throw new Error('it is no file');
  const bytes = await readFile(file).catch(absent);
  const line = lineOf(key);
  if (bytes === undefined) {
    await writeFile(file, line, { mode: 0o600, flag: 'a' });
    return;
  }
  // Latin-1 gives every byte back as it was.
  const text = bytes.toString('latin1');
  if (holds(text, key)) return;
  const kept = withoutKeysOf(text, key);
  if (kept === text) await append(file, text, line);
  else await replace(file, `${endLine(kept)}${line}`);
}

function holds(text: string, { host, port, key }: KeyToRemember): boolean {
  const name = nameInKnownHosts(host, port);
  return text.split('\n').some((each) => {
    const line = parseKnownHostsLine(each);
    return line?.marker === undefined && line?.key.equals(key) === true && namesMatch(line.names, name);
  });
}

/** One small write at the end, as ssh does it: what others append at the same time is not lost. */
async function append(file: string, text: string, line: string): Promise<void> {
  await appendFile(file, endLine(text).length === text.length ? line : `\n${line}`);
}

async function replace(file: string, text: string): Promise<void> {
  const target = await realpath(file); // a link into a folder of settings stays one
  const { mode } = await stat(target);
  await copyFile(target, `${target}.old`);
  await chmod(`${target}.old`, mode & 0o777);
  const fresh = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    await using handle = await open(fresh, 'wx', mode & 0o777);
    await handle.writeFile(text, 'latin1');
    await handle.sync();
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}

function lineOf({ host, port, key, hashNames }: KeyToRemember): string {
  const name = nameInKnownHosts(host, port);
  const written = hashNames ? hashName(name, randomBytes(SALT_BYTES)) : name;
  return `${written} ${hostKeyType(key)} ${key.toString('base64')}\n`;
}

/** The text without the keys that the new one replaces: lines of this host alone go, of several names only its name goes. */
function withoutKeysOf(text: string, { host, port, key }: KeyToRemember): string {
  const name = nameInKnownHosts(host, port);
  const type = hostKeyType(key);
  return text
    .split(/(?<=\n)/)
    .map((whole) => {
      const line = parseKnownHostsLine(whole);
      const isOfHost = line?.marker === undefined && line?.type === type && namesMatch(line.names, name);
      if (!isOfHost || line.key.equals(key)) return whole;
      if (line.names.startsWith('|')) return '';
      const names = line.names.split(',');
      const others = names.filter((each) => each.toLowerCase() !== name);
      if (others.length === 0) return '';
      // A pattern vouches for other hosts too, and stays; the new line stands beside it.
      return others.length === names.length ? whole : whole.replace(line.names, others.join(','));
    })
    .join('');
}

function endLine(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
