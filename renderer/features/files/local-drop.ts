import { normalizePath, pathSegments, type RemotePath, ROOT } from '../../../shared/model/remote-path.ts';
import type { Platform } from './commands.ts';

/**
 * A native path of this machine as Portside spells it: `C:\Users\ann` is `/C:/Users/ann`, `\\server\share` is `/UNC/server/share`
 * (the local file system of the main process has the same rule). Undefined for what is no absolute path.
 */
export function pathFromNative(native: string, platform: Platform): RemotePath | undefined {
  if (platform !== 'windows') return native.startsWith('/') ? normalizePath(native) : undefined;
  const slashed = native.replaceAll('\\', '/');
  if (/^[a-z]:(\/|$)/iu.test(slashed)) return normalizePath(`/${slashed}`);
  if (slashed.startsWith('//')) return normalizePath(`/UNC/${slashed}`);
  return undefined;
}

/** The other way round: a path of this machine as its own programs spell it. */
export function nativeFromPath(path: RemotePath, platform: Platform): string {
  if (platform !== 'windows' || path === ROOT) return path;
  const [volume = '', ...names] = pathSegments(path);
  return volume === 'UNC' ? `\\\\${names.join('\\')}` : `${volume}\\${names.join('\\')}`;
}
