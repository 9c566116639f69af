import type { Checksum, ChecksumAlgorithm } from '../../../shared/model/checksum.ts';
import { baseName, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Features } from './features.ts';
import type { FtpServer } from './ftp-server.ts';
import type { Limit } from './limit.ts';
import { explainRefusal } from './refusal.ts';
import { isNotImplemented, isPositive, type Reply } from './reply.ts';

/** The names that HASH gives the algorithms (draft-bryan-ftpext-hash §4). */
const hashNames: Readonly<Record<ChecksumAlgorithm, string>> = {
  'sha-512': 'SHA-512',
  'sha-256': 'SHA-256',
  'sha-1': 'SHA-1',
  md5: 'MD5',
  crc32: 'CRC32',
};

/** Older commands, one for each algorithm, which no RFC describes. XSHA is SHA-1. */
const ownCommands: Readonly<Record<ChecksumAlgorithm, readonly string[]>> = {
  'sha-512': ['XSHA512'],
  'sha-256': ['XSHA256'],
  'sha-1': ['XSHA1', 'XSHA'],
  md5: ['XMD5'],
  crc32: ['XCRC'],
};

const hexDigits: Readonly<Record<ChecksumAlgorithm, number>> = {
  'sha-512': 128,
  'sha-256': 64,
  'sha-1': 40,
  md5: 32,
  crc32: 8,
};

/** Whether the server can be asked for sums at all. */
export function offersChecksums(features: Features): boolean {
  return features.has('HASH') || Object.values(ownCommands).some((names) => names.some((name) => features.has(name)));
}

/** Asks one server for sums; remembers which algorithm HASH is set to. */
export class ServerChecksums {
  readonly #server: FtpServer;
  readonly #hashes: ReadonlySet<string>;
  #selected: string | undefined;

  constructor(server: FtpServer) {
    this.#server = server;
    const offered = server.features
      .parameters('HASH')
      .toUpperCase()
      .split(/[;,\s]+/);
    this.#hashes = new Set(offered.map((name) => name.replace('*', '')).filter((name) => name !== ''));
    this.#selected = offered.find((name) => name.endsWith('*'))?.replace('*', '');
  }

  /**
   * The sum of the whole file by the first of the wanted algorithms that the server has; undefined where it has none of
   * them. The server reads the whole file for it and says nothing meanwhile, so the wait has no end but the caller's.
   */
  async sum(path: RemotePath, wanted: readonly ChecksumAlgorithm[], limit: Limit): Promise<Checksum | undefined> {
    await this.#server.type.use('image', limit);
    const patient = { signal: limit.signal, idleMs: Number.POSITIVE_INFINITY };
    for (const algorithm of wanted) {
      for (const command of await this.#commandsFor(algorithm, limit)) {
        const reply = await this.#server.control.ask(command(path), patient);
        if (isPositive(reply)) {
          const value = sumIn(reply, algorithm, path);
          if (value !== undefined) return { algorithm, value };
        } else if (!isNotImplemented(reply)) {
          throw await explainRefusal(this.#server, 'checksum', path, reply, limit);
        }
      }
    }
    return undefined;
  }

  /** The commands that give this sum, HASH first: it takes any name. */
  async #commandsFor(algorithm: ChecksumAlgorithm, limit: Limit): Promise<((path: RemotePath) => string)[]> {
    const own = ownCommands[algorithm]
      .filter((name) => this.#server.features.has(name))
      // Further words would be the range to sum up.
      .map((name) => (path: RemotePath) => `${name} ${/[\s"]/.test(path) ? `"${path}"` : path}`);
    return (await this.#select(hashNames[algorithm], limit)) ? [(path) => `HASH ${path}`, ...own] : own;
  }

  async #select(name: string, limit: Limit): Promise<boolean> {
    if (!this.#hashes.has(name)) return false;
    if (this.#selected === name) return true;
    if (!isPositive(await this.#server.control.ask(`OPTS HASH ${name}`, limit))) return false;
    this.#selected = name;
    return true;
  }
}

/**
 * HASH answers `213 SHA-1 0-9 2fd4… name`, the others `250 2FD4…` with whatever words around it; a CRC that stands alone may lack its
 * leading zeros. Undefined where the reply leaves a doubt which of its words is the sum: a name may look like one.
 */
export function sumIn(reply: Reply, algorithm: ChecksumAlgorithm, path: RemotePath): string | undefined {
  const digits = hexDigits[algorithm];
  const text = reply.lines.join(' ').trim();
  const words = wordsOf(text);
  const isSum = (word: string) => word.length === digits && /^[0-9a-f]+$/i.test(word);
  const isHashAnswer = words[0]?.toUpperCase() === hashNames[algorithm] && /^\d+-\d+$/.test(words[1] ?? '');
  if (isHashAnswer) return words.slice(2, 3).find(isSum)?.toLowerCase();
  const [only = '', ...more] = words;
  if (more.length === 0) {
    const isShortCrc = algorithm === 'crc32' && /^[0-9a-f]{1,8}$/i.test(only);
    return isSum(only) || isShortCrc ? only.toLowerCase().padStart(digits, '0') : undefined;
  }
  const [sum, ...others] = wordsOf(withoutName(text, path)).filter(isSum);
  return others.length === 0 ? sum?.toLowerCase() : undefined;
}

function wordsOf(text: string): string[] {
  return text.split(/[\s"'=:;,()]+/).filter((word) => word !== '');
}

/** The reply without the file's path or name, wherever that stands as a word of its own. */
function withoutName(text: string, path: RemotePath): string {
  const bounded = (name: string) => {
    const literal = name.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    return new RegExp(`(?<![^\\s"'=:;,(/])${literal}(?![^\\s"'=:;,)])`, 'g');
  };
  return text.replace(bounded(path), ' ').replace(bounded(baseName(path)), ' ');
}
