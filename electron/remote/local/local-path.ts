import { normalizePath, pathSegments, type RemotePath, ROOT } from '../../../shared/model/remote-path.ts';
import { fitName } from '../name-rules.ts';
import type { LocalPlatform } from './local-platform.ts';

/** A path that this system cannot hold; the message says why. */
export class UnmappablePathError extends Error {}

/** `\\server\share\x` appears as `/UNC/server/share/x`. */
const SHARES = 'UNC';
const DRIVE = /^[A-Za-z]:$/;

/**
 * The native spelling of a path: `/C:/Users/ann` is `C:\Users\ann` on Windows; on Unix both are the same.
 * Refuses names that Windows would read as something else (a device, a stream, another directory).
 * On Windows the root lists the drives and has no native path; it is refused here too. Paths longer than 260 characters need no
 * `\\?\` here: Node's file functions add it (`path.toNamespacedPath`).
 */
export function toNativePath(path: RemotePath, platform: LocalPlatform): string {
  if (platform.root === 'single') return path;
  const [volume, ...names] = pathSegments(path);
  if (volume === undefined) throw new UnmappablePathError('the list of drives is no directory');
  // The length of what is there is the system's to judge.
  const { longest: _longest, ...rules } = platform.names;
  for (const name of names) {
    const fit = fitName(name, rules);
    if (!fit.fits) throw new UnmappablePathError(`“${name}” is no name that it can have: ${fit.problem}`);
  }
  if (volume === SHARES) {
    if (names.length >= 2) return `\\\\${names.join('\\')}`;
    throw new UnmappablePathError('a network share is written /UNC/server/share');
  }
  if (!DRIVE.test(volume)) throw new UnmappablePathError(`“${volume}” is not a drive`);
  return `${volume}\\${names.join('\\')}`;
}

/** The other way round. The native path must be absolute. */
export function fromNativePath(native: string, platform: LocalPlatform): RemotePath {
  if (platform.root === 'single') return normalizePath(native);
  const slashed = native.replaceAll('\\', '/').replace(/^\/\/\?\/(?!UNC\/)/i, '');
  const share = /^\/\/\?\/UNC(\/.*)$/i.exec(slashed)?.[1] ?? (slashed.startsWith('//') ? slashed : undefined);
  if (share !== undefined) return normalizePath(`/${SHARES}/${share}`);
  return normalizePath(`/${slashed}`);
}

/** True for the place that holds the drives, which is no directory of the system's. */
export function isDriveList(path: RemotePath, platform: LocalPlatform): boolean {
  return platform.root === 'drives' && path === ROOT;
}
