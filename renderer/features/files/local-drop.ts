import { normalizePath, type RemotePath } from '../../../shared/model/remote-path.ts';
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
