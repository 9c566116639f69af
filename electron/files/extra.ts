import { RemoteError } from '../../shared/model/remote-error.ts';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { Extras, RemoteFileSystem } from '../remote/remote-file-system.ts';

const cannot: Record<keyof Extras, string> = {
  setModifiedTime: 'This server cannot set dates.',
  setPermissions: 'This server cannot change permissions.',
  setOwner: 'This server cannot change owners.',
  createSymlink: 'This server cannot make links.',
  createHardLink: 'This server cannot make hard links.',
  readLink: 'This server does not say where links lead.',
  serverCopy: 'This server cannot copy files by itself.',
  checksum: 'This server does not compute checksums.',
  freeSpace: 'This server does not say how much space is left.',
  moveToTrash: 'There is no trash here.',
  restoreFromTrash: 'What this trash took only the system itself can put back.',
  rawCommand: 'Commands cannot be sent here.',
  exec: 'Commands cannot be sent here: the server gives no shell.',
  atomicReplace: 'This server cannot replace a file in one step.',
};

/** The ability, bound to its session. Throws `unsupported` where the server lacks it. */
export function extra<K extends keyof Extras>(
  session: RemoteFileSystem,
  name: K,
  path: RemotePath | undefined,
): NonNullable<Extras[K]> {
  const ability = session.extras[name];
  if (!ability) throw new RemoteError('unsupported', cannot[name], path === undefined ? {} : { path });
  return (ability as (...input: unknown[]) => unknown).bind(session.extras) as NonNullable<Extras[K]>;
}
