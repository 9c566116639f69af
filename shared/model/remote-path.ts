import { z } from 'zod';

/**
 * An absolute path with `/` between its parts, on every file system that Portside knows. A local Windows path
 * `C:\Users\ann` is `/C:/Users/ann` here; only the local adapter converts. Normal form: no empty, `.` or `..` part,
 * no trailing slash but for the root, no NUL.
 */
export type RemotePath = string;

export const ROOT: RemotePath = '/';

/** Resolves `.` and `..` (never above the root) and doubled slashes. The path must start with `/`. */
export function normalizePath(path: string): RemotePath {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

export function isRemotePath(path: string): boolean {
  return path.startsWith('/') && !path.includes('\0') && normalizePath(path) === path;
}

/** A path as it crosses IPC: absolute, normal form. */
export const RemotePath = z
  .string()
  .max(32_768)
  .refine(isRemotePath, { error: 'an absolute path in normal form is needed' });

/** A single name inside a directory, as a user types it or a server lists it. */
export function isEntryName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !name.includes('/') && !name.includes('\0');
}

export const EntryName = z.string().max(4096).refine(isEntryName, { error: 'a name without "/" is needed' });

/** `/a` + `b` is `/a/b`. The name must satisfy {@link isEntryName}; a hostile one throws. */
export function joinPath(directory: RemotePath, name: string): RemotePath {
  if (!isEntryName(name)) throw new TypeError(`not a file name: ${JSON.stringify(name)}`);
  return directory === ROOT ? `/${name}` : `${directory}/${name}`;
}

/** The directory that holds `path`; the root's is the root. */
export function parentPath(path: RemotePath): RemotePath {
  const cut = path.lastIndexOf('/');
  return cut <= 0 ? ROOT : path.slice(0, cut);
}

/** The last part of `path`; empty for the root. */
export function baseName(path: RemotePath): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function pathSegments(path: RemotePath): string[] {
  return path === ROOT ? [] : path.slice(1).split('/');
}

/** The way from `directory` down to `path`: `a/b` for `/x/a/b` below `/x`. The path must lie below the directory. */
export function relativePath(directory: RemotePath, path: RemotePath): string {
  return path.slice(directory === ROOT ? 1 : directory.length + 1);
}

/** A name in `directory`, or the way down from it that {@link relativePath} tells. A hostile one throws, as in {@link joinPath}. */
export function resolvePath(directory: RemotePath, relative: string): RemotePath {
  return relative.split('/').reduce(joinPath, directory);
}

/** True where `path` is `directory` or lies below it. */
export function isWithin(path: RemotePath, directory: RemotePath): boolean {
  return path === directory || directory === ROOT || path.startsWith(`${directory}/`);
}
