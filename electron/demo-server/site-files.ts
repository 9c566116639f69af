import { constants, type Stats } from 'node:fs';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { isEntryName, joinPath, normalizePath, type RemotePath } from '../../shared/model/remote-path.ts';
import type { ListedRow } from './faults.ts';

/** As many links as Linux follows before it gives up (path_resolution(7)). */
const LINK_LIMIT = 40;

/** The account's own permission bits, the only ones that matter: it owns everything here. */
const READ = 0o400;
const WRITE = 0o200;
const SEARCH = 0o100;

export type FileErrorCode =
  | 'EACCES'
  | 'EEXIST'
  | 'EINVAL'
  | 'EISDIR'
  | 'ELOOP'
  | 'ENOENT'
  | 'ENOSPC'
  | 'ENOTDIR'
  | 'ENOTEMPTY';

/** A refusal of the tree itself, told apart by the same codes as the operating system's own. */
export class FileError extends Error {
  readonly code: FileErrorCode;

  constructor(code: FileErrorCode) {
    super(code);
    this.name = 'FileError';
    this.code = code;
  }
}

export interface FoundFile {
  /** Where it really is, every link on the way resolved, as the account sees it. */
  readonly path: RemotePath;
  /** The same place on disk; no part of it is a link, save the last where links are kept. */
  readonly disk: string;
  /** Absent where nothing of that name is there; its directory is. */
  readonly stats?: Stats;
}

/**
 * The tree that the account may see, and the only way to it. A path is walked part by part and links are resolved by
 * hand, relative to the tree's own root, as after chroot(2): no path and no link leads out. The account's permission bits
 * are enforced here, not by the operating system, so that the tree behaves the same when the server runs as root.
 *
 * Paths are absolute; methods throw {@link FileError} or Node's own errors, both with a `code`.
 */
export class SiteFiles {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** @param last whether a link in the last part is followed or meant itself. */
  async find(path: string, last: 'follow' | 'keep'): Promise<FoundFile> {
    const waiting = path.split('/').reverse();
    let found: FoundFile = { path: '/', disk: this.root, stats: await fs.lstat(this.root) };
    let links = 0;
    for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
      if (part === '') continue;
      if (!found.stats) throw new FileError('ENOENT');
      if (!found.stats.isDirectory()) throw new FileError('ENOTDIR');
      demand(found.stats, SEARCH);
      if (part === '.') continue;
      if (part === '..') {
        found = await this.#parent(found.path);
        continue;
      }
      const child = await this.#child(found, part);
      const isLast = waiting.every((rest) => rest === '');
      if (!child.stats?.isSymbolicLink() || (isLast && last === 'keep')) {
        found = child;
        continue;
      }
      links += 1;
      if (links > LINK_LIMIT) throw new FileError('ELOOP');
      const target = await fs.readlink(child.disk);
      if (target.startsWith('/')) found = { path: '/', disk: this.root, stats: await fs.lstat(this.root) };
      waiting.push(...target.split('/').reverse());
    }
    return found;
  }

  /** What `path` leads to or, with `keep`, the link itself. Throws `ENOENT`. */
  async stat(path: string, last: 'follow' | 'keep'): Promise<FoundFile & { stats: Stats }> {
    return existing(await this.find(path, last));
  }

  /** Throws at once where the directory cannot be listed; the rows come in the order of the disk. */
  async list(path: string): Promise<{ directory: RemotePath; rows: AsyncIterable<ListedRow> }> {
    const found = await this.stat(path, 'follow');
    if (!found.stats.isDirectory()) throw new FileError('ENOTDIR');
    demand(found.stats, READ);
    return { directory: found.path, rows: rowsOf(found.disk) };
  }

  /** The row of one file, the link itself where it is one. */
  async row(path: string): Promise<ListedRow> {
    const found = await this.stat(path, 'keep');
    return rowOf(found.path.slice(found.path.lastIndexOf('/') + 1), found.disk, found.stats);
  }

  /**
   * Opens a file, following links.
   * @param flags O_RDONLY, O_CREAT, ... of `fs.constants`.
   * @param permissions of a file that is made by opening it.
   */
  async open(path: string, flags: number, permissions = 0o644): Promise<{ path: RemotePath; file: fs.FileHandle }> {
    const writes = (flags & (constants.O_WRONLY | constants.O_RDWR)) !== 0;
    const reads = (flags & constants.O_WRONLY) === 0;
    const found = await this.find(path, 'follow');
    if (!found.stats) {
      if ((flags & constants.O_CREAT) === 0) throw new FileError('ENOENT');
      demand((await this.#parent(found.path)).stats, WRITE);
    } else {
      if (found.stats.isDirectory()) throw new FileError('EISDIR');
      demand(found.stats, (reads ? READ : 0) | (writes ? WRITE : 0));
    }
    // What was walked was no link; one put there since must not be followed. Windows has no such flag and few links.
    const file = await fs.open(found.disk, flags | (constants.O_NOFOLLOW ?? 0), permissions & 0o777);
    return { path: found.path, file };
  }

  async makeDirectory(path: string): Promise<RemotePath> {
    const found = await this.#placeFor(path);
    await fs.mkdir(found.disk);
    return found.path;
  }

  async removeFile(path: string): Promise<void> {
    const found = await this.#removable(path);
    if (found.stats.isDirectory()) throw new FileError('EISDIR');
    await fs.unlink(found.disk);
  }

  async removeEmptyDirectory(path: string): Promise<void> {
    const found = await this.#removable(path);
    if (!found.stats.isDirectory()) throw new FileError('ENOTDIR');
    await fs.rmdir(found.disk);
  }

  /** @param existingTarget `replace` a file as rename(2) does, or `refuse` with `EEXIST`. */
  async rename(from: string, to: string, existingTarget: 'replace' | 'refuse'): Promise<void> {
    const source = await this.#removable(from);
    const target = await this.find(to, 'keep');
    if (target.stats && existingTarget === 'refuse') throw new FileError('EEXIST');
    if (target.path === '/') throw new FileError('EACCES');
    demand((await this.#parent(target.path)).stats, WRITE);
    await fs.rename(source.disk, target.disk);
  }

  async createSymlink(path: string, target: string): Promise<void> {
    if (target === '' || target.includes('\0')) throw new FileError('EINVAL');
    const found = await this.#placeFor(path);
    await fs.symlink(target, found.disk);
  }

  async readLink(path: string): Promise<string> {
    const found = await this.stat(path, 'keep');
    if (!found.stats.isSymbolicLink()) throw new FileError('EINVAL');
    return fs.readlink(found.disk);
  }

  /** @param modifiedAt ms since 1970, UTC. */
  async setModifiedTime(path: string, modifiedAt: number): Promise<void> {
    const found = await this.stat(path, 'follow');
    const time = new Date(modifiedAt);
    await fs.utimes(found.disk, time, time);
  }

  async setPermissions(path: string, permissions: number): Promise<void> {
    const found = await this.stat(path, 'follow');
    // The root stays searchable, or the account would lock itself out of its own demo.
    await fs.chmod(found.disk, (permissions & 0o7777) | (found.path === '/' ? READ | SEARCH : 0));
  }

  async #child(directory: FoundFile, name: string): Promise<FoundFile> {
    // On Windows these would name a path, a drive or a stream of a file.
    if (!isEntryName(name) || (process.platform === 'win32' && /[\\:]/.test(name))) throw new FileError('EINVAL');
    const disk = join(directory.disk, name);
    const place = { path: joinPath(directory.path, name), disk };
    try {
      return { ...place, stats: await fs.lstat(disk) };
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return place;
      throw error;
    }
  }

  /** `path` must be free of links, as a found one is. */
  async #parent(path: RemotePath): Promise<FoundFile & { stats: Stats }> {
    const parent = normalizePath(`${path}/..`);
    const disk = join(this.root, parent);
    return { path: parent, disk, stats: await fs.lstat(disk) };
  }

  async #placeFor(path: string): Promise<FoundFile> {
    const found = await this.find(path, 'keep');
    if (found.stats) throw new FileError('EEXIST');
    demand((await this.#parent(found.path)).stats, WRITE);
    return found;
  }

  async #removable(path: string): Promise<FoundFile & { stats: Stats }> {
    const found = await this.stat(path, 'keep');
    if (found.path === '/') throw new FileError('EACCES');
    demand((await this.#parent(found.path)).stats, WRITE);
    return found;
  }
}

/** Node's or this tree's code of an error, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

function existing(found: FoundFile): FoundFile & { stats: Stats } {
  if (!found.stats) throw new FileError('ENOENT');
  return { ...found, stats: found.stats };
}

function demand(stats: Stats, bits: number): void {
  if ((stats.mode & bits) !== bits) throw new FileError('EACCES');
}

/** Opens the directory only when the first row is asked for, so that rows that nobody asks for leave nothing open. */
async function* rowsOf(disk: string): AsyncIterable<ListedRow> {
  for await (const { name } of await fs.opendir(disk)) {
    const place = join(disk, name);
    try {
      yield await rowOf(name, place, await fs.lstat(place));
    } catch (error) {
      // Removed since the directory was read: it has no row.
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
}

async function rowOf(name: string, disk: string, stats: Stats): Promise<ListedRow> {
  const row = { name, size: stats.size, modifiedAt: Math.floor(stats.mtimeMs), permissions: stats.mode & 0o7777 };
  if (stats.isSymbolicLink()) return { ...row, type: 'symlink', linkTarget: await fs.readlink(disk) };
  return { ...row, type: stats.isDirectory() ? 'directory' : 'file' };
}
