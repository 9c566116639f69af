import { constants } from 'node:fs';
import { chmod, lchown, link, lstat, open, readlink, stat, statfs, symlink, utimes } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { Checksum, ChecksumAlgorithm } from '../../../shared/model/checksum.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { runningChecksum } from '../../files/file-checksum.ts';
import type { Call, Extras, Trashed } from '../remote-file-system.ts';
import { copyOnDisk } from './local-copy.ts';
import type { LocalPlatform } from './local-platform.ts';
import { LocalReadStream } from './local-read-stream.ts';
import { renameHeld } from './local-rename.ts';
import { refuseAllButFiles } from './refuse-all-but-files.ts';
import type { Trash } from './trash.ts';

export interface LocalExtrasOptions {
  readonly platform: LocalPlatform;
  readonly trash: Trash | undefined;
  /** Runs work on the native spelling of a path, cancellable, with its errors explained. */
  perform<T>(path: RemotePath, call: Call, work: (native: string) => Promise<T>): Promise<T>;
  /** Throws where the path has no native spelling. */
  native(path: RemotePath): string;
}

/** What this computer's disks can do beyond the mandatory. */
export function localExtras({ platform, trash, perform, native }: LocalExtrasOptions): Extras {
  return {
    setModifiedTime: (path, modifiedAt, call) =>
      perform(path, call, (file) => utimes(file, new Date(), new Date(modifiedAt))),
    createSymlink: (path, target, call) => perform(path, call, (file) => makeLink(target, file, platform)),
    readLink: (path, call) => perform(path, call, (file) => readlink(file)),
    createHardLink: (path, existing, call) =>
      perform(path, call, async (file) => {
        // So that its absence is told of it, not of the new name.
        await perform(existing, call, (file) => lstat(file));
        await link(native(existing), file);
      }),
    atomicReplace: (from, to, call) => perform(from, call, (file) => renameHeld(file, native(to), platform)),
    serverCopy: (from, to, call) =>
      perform(to, call, async (file) => {
        const source = native(from);
        const stats = await perform(from, call, (file) => stat(file));
        refuseAllButFiles(from, stats);
        await copyOnDisk(source, file, stats, call.signal);
      }),
    checksum: (path, wanted, call) => perform(path, call, (file) => checksumOf(path, file, wanted, call)),
    freeSpace: (path, call) =>
      perform(path, call, async (file) => {
        const { bavail, blocks, bsize } = await statfs(file);
        return { free: bavail * bsize, total: blocks * bsize };
      }),
    ...(trash && {
      moveToTrash: async (path: RemotePath, call: Call) => {
        const kept = await perform(path, call, (file) => trash.take(file));
        return kept === undefined ? undefined : { path, kept };
      },
    }),
    ...(trash?.putBack && {
      restoreFromTrash: ({ path, kept }: Trashed, call: Call) =>
        perform(path, call, async (file) => trash.putBack?.(file, kept)),
    }),
    ...(platform.ownership === 'unix' && {
      setPermissions: (path: RemotePath, permissions: number, call: Call) =>
        perform(path, call, (file) => chmod(file, permissions)),
      // chown(2): -1 leaves it as it is.
      setOwner: (path: RemotePath, { user = -1, group = -1 }: { user?: number; group?: number }, call: Call) =>
        perform(path, call, (file) => lchown(file, user, group)),
    }),
  };
}

async function checksumOf(
  path: RemotePath,
  native: string,
  [algorithm]: readonly ChecksumAlgorithm[],
  call: Call,
): Promise<Checksum | undefined> {
  if (algorithm === undefined) return undefined;
  refuseAllButFiles(path, await stat(native));
  const sum = runningChecksum(algorithm);
  const body = new LocalReadStream(await open(native, constants.O_RDONLY), path, {}, call.signal);
  for await (const chunk of body as AsyncIterable<Buffer>) sum.update(chunk);
  return { algorithm, value: sum.value() };
}

/**
 * On Windows a link must know whether it leads to a folder, and making one needs a right that few accounts have
 * (SeCreateSymbolicLinkPrivilege, or Developer Mode). A junction to a folder needs none.
 */
async function makeLink(target: string, file: string, platform: LocalPlatform): Promise<void> {
  if (platform.name !== 'windows') {
    await symlink(target, file);
    return;
  }
  const leadsTo = isAbsolute(target) ? target : resolve(dirname(file), target);
  const isFolder = await stat(leadsTo).then(
    (stats) => stats.isDirectory(),
    // A link may lead to what is not there yet; Windows then takes it for one to a file.
    () => false,
  );
  try {
    await symlink(target, file, isFolder ? 'dir' : 'file');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
    if (isFolder) {
      await symlink(leadsTo, file, 'junction');
      return;
    }
    throw new RemoteError('denied', `Windows does not let this account make links to files.`, {
      path: file,
      cause: error,
      hint: 'Switch on Developer Mode in the settings of Windows, or run Portside as an administrator.',
    });
  }
}
