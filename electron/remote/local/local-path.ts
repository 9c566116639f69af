import { normalizePath, pathSegments, type RemotePath, ROOT } from '../../../shared/model/remote-path.ts';

export type LocalPlatform = 'windows' | 'unix';

export const localPlatform: LocalPlatform = process.platform === 'win32' ? 'windows' : 'unix';

/** A path that this system cannot hold; the message says why. */
export class UnmappablePathError extends Error {}

/** `\\server\share\x` appears as `/UNC/server/share/x`. */
const SHARES = 'UNC';
const DRIVE = /^[A-Za-z]:$/;
const RESERVED_CHARACTERS = /[<>:"|?*\\\p{Cc}]/u;
/** Names that Windows takes for devices, with any extension (Microsoft, "Naming Files, Paths, and Namespaces"). */
const DEVICE_NAME = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/iu;

/**
 * The native spelling of a path: `/C:/Users/ann` is `C:\Users\ann` on Windows; on Unix both are the same.
 * Refuses names that Windows would read as something else (a device, a stream, another directory).
 * On Windows the root lists the drives and has no native path; it is refused here too.
 */
export function toNativePath(path: RemotePath, platform: LocalPlatform): string {
  if (platform === 'unix') return path;
  const [volume, ...names] = pathSegments(path);
  if (volume === undefined) throw new UnmappablePathError('the list of drives is no directory');
  const refused = names.map(windowsRefusal).find((reason) => reason !== undefined);
  if (refused !== undefined) throw new UnmappablePathError(refused);
  if (volume === SHARES && names.length >= 2) return `\\\\${names.join('\\')}`;
  if (!DRIVE.test(volume)) throw new UnmappablePathError(`“${volume}” is not a drive`);
  return `${volume}\\${names.join('\\')}`;
}

/** The other way round. The native path must be absolute. */
export function fromNativePath(native: string, platform: LocalPlatform): RemotePath {
  if (platform === 'unix') return normalizePath(native);
  const slashed = native.replaceAll('\\', '/').replace(/^\/\/\?\/(?!UNC\/)/, '');
  if (slashed.startsWith('//?/UNC/')) return normalizePath(slashed.slice('//?'.length));
  if (slashed.startsWith('//')) return normalizePath(`/${SHARES}/${slashed}`);
  return normalizePath(`/${slashed}`);
}

/** True for the place that holds the drives, which is no directory of the system's. */
export function isDriveList(path: RemotePath, platform: LocalPlatform): boolean {
  return platform === 'windows' && path === ROOT;
}

function windowsRefusal(name: string): string | undefined {
  if (RESERVED_CHARACTERS.test(name)) return `Windows does not allow the characters in “${name}”`;
  if (/[. ]$/.test(name)) return `Windows drops the dot or space at the end of “${name}”`;
  if (DEVICE_NAME.test(name)) return `Windows keeps the name “${name}” for a device`;
  return undefined;
}
