import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { fromNativePath } from '../../remote/local/local-path.ts';
import { localPlatform } from '../../remote/local/local-platform.ts';
import type { RemoteFileSystem } from '../../remote/remote-file-system.ts';

export interface Folder {
  readonly path: string;
  /** The place of something in it, as a file system names it. */
  at(name?: string): RemotePath;
}

export interface TemporaryFolder extends Folder, AsyncDisposable {}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'portside-transfer-'));
  return {
    path,
    at: (name = '') => fromNativePath(join(path, name), localPlatform),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}

/** A new folder for every test of the `describe` in which it is called. */
export function folderPerTest(): Folder {
  let folder: TemporaryFolder;
  beforeEach(async () => {
    folder = await temporaryFolder();
  });
  afterEach(() => folder[Symbol.asyncDispose]());
  return {
    get path() {
      return folder.path;
    },
    at: (name) => folder.at(name),
  };
}

/** Writes files by their path; a path that ends in `/` is an empty folder. */
export async function writeTree(folder: Folder, tree: Record<string, string | Buffer>): Promise<void> {
  for (const [name, content] of Object.entries(tree)) {
    const path = join(folder.path, name);
    await mkdir(name.endsWith('/') ? path : dirname(path), { recursive: true });
    if (!name.endsWith('/')) await writeFile(path, content);
  }
}

/** Everything below a folder in the same form; a link shows where it leads. */
export async function readTree(folder: Folder): Promise<Record<string, string>> {
  const tree: Record<string, string> = {};
  const entries = await readdir(folder.path, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = path.slice(folder.path.length + 1).replaceAll('\\', '/');
    if (entry.isSymbolicLink()) tree[name] = `-> ${await readlink(path)}`;
    else if (entry.isFile()) tree[name] = await readFile(path, 'utf8');
    else if (entry.isDirectory() && (await readdir(path)).length === 0) tree[`${name}/`] = '';
  }
  return tree;
}

/** A file system that does some things in another way. */
export function changed(fileSystem: RemoteFileSystem, changes: Partial<RemoteFileSystem>): RemoteFileSystem {
  return new Proxy(fileSystem, {
    get(original, key) {
      if (Reflect.has(changes, key)) return Reflect.get(changes, key);
      // The short way for small files would go past what was changed.
      if (key === 'whole') return undefined;
      const member: unknown = Reflect.get(original, key, original);
      return typeof member === 'function' ? member.bind(original) : member;
    },
  });
}
