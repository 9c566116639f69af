import ssh2 from 'ssh2';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, Extras } from '../remote-file-system.ts';
import type { RemoteShell } from './remote-shell.ts';
import type { SftpChannel } from './sftp-channel.ts';
import { typeOf } from './sftp-entry.ts';
import { alreadyExists, isADirectory, isUnexplained } from './sftp-errors.ts';

const { OPEN_MODE } = ssh2.utils.sftp;

/** Bytes that the server is asked to copy at once: little enough that it answers within the time without a sign of life. */
const COPY_BYTES = 64 * 1024 * 1024;

/** How a session carries out its operations: refusals, transcript and cancelling are its own. */
export interface Performing {
  perform<T>(path: RemotePath, call: Call, words: string, work: () => Promise<T>): Promise<T>;
  /** `exists` where something is there. */
  existing(path: RemotePath): Promise<RemoteError | undefined>;
  refuseMalformed(path: RemotePath): void;
}

/** What this server can do beyond version 3 of the protocol, by what it announced and by its shell. */
export function sftpExtras(channel: SftpChannel, remoteShell: RemoteShell, session: Performing): Extras {
  const { perform } = session;
  const existsInstead = async (work: Promise<void>, path: RemotePath): Promise<void> => {
    try {
      await work;
    } catch (error) {
      throw isUnexplained(error) ? ((await session.existing(path)) ?? error) : error;
    }
  };
  const canCopy = channel.offers('copy-data', '1');
  return {
    setModifiedTime: (path, modifiedAt, call) =>
      perform(path, call, `set the time of ${path} to ${new Date(modifiedAt).toISOString()}`, () =>
        channel.setTimes(path, { accessed: Math.floor(Date.now() / 1000), modified: Math.floor(modifiedAt / 1000) }),
      ),
    setPermissions: (path, permissions, call) =>
      perform(path, call, `set the permissions of ${path} to ${permissions.toString(8)}`, () =>
        channel.setPermissions(path, permissions),
      ),
    setOwner: (path, owner, call) =>
      perform(path, call, `set the owner of ${path} to ${owner.user ?? ''}:${owner.group ?? ''}`, async () => {
        // The protocol knows both together only.
        const { uid, gid } = await channel.lstat(path);
        await channel.setOwner(path, { user: owner.user ?? uid, group: owner.group ?? gid });
      }),
    createSymlink: (path, target, call) =>
      perform(path, call, `link ${path} to ${target}`, () => existsInstead(channel.makeLink(path, target), path)),
    readLink: (path, call) => perform(path, call, `read the link ${path}`, () => channel.readLink(path)),
    ...(channel.offers('hardlink@openssh.com', '1') && {
      createHardLink: (path: RemotePath, existing: RemotePath, call: Call) =>
        perform(path, call, `give ${existing} the further name ${path}`, () => {
          session.refuseMalformed(existing);
          return existsInstead(channel.makeHardLink(path, existing), path);
        }),
    }),
    ...(channel.offers('posix-rename@openssh.com', '1') && {
      atomicReplace: (from: RemotePath, to: RemotePath, call: Call) =>
        perform(from, call, `rename ${from} to ${to}, replacing it`, () => {
          session.refuseMalformed(to);
          return channel.replace(from, to);
        }),
    }),
    ...(channel.offers('statvfs@openssh.com', '2') && {
      freeSpace: (path: RemotePath, call: Call) =>
        perform(path, call, `ask for the free space at ${path}`, () => channel.space(path)),
    }),
    ...((canCopy || !remoteShell.isMissing) && {
      serverCopy: (from: RemotePath, to: RemotePath, call: Call) =>
        perform(from, call, `copy ${from} to ${to} on the server`, async () => {
          session.refuseMalformed(to);
          if (canCopy) await copyByHandles(channel, from, to, call.signal);
          else await copyByShell(channel, remoteShell, from, to, call);
        }),
    }),
    ...(!remoteShell.isMissing &&
      ({
        checksum: (path, wanted, call) =>
          perform(path, call, `ask for the check sum of ${path}`, async () => {
            const { size } = await fileAt(channel, path);
            return remoteShell.checksum({ path, size }, wanted, call);
          }),
        exec: (line, call) => perform('/', call, `run ${line}`, () => remoteShell.runTyped(line, call)),
      } satisfies Extras)),
  };
}

/** A copy under way that is cancelled, or fails, takes its half of a file with it. */
async function copyByHandles(
  channel: SftpChannel,
  from: RemotePath,
  to: RemotePath,
  signal: AbortSignal,
): Promise<void> {
  const { size, mode } = await fileAt(channel, from);
  const source = await channel.open(from, OPEN_MODE.READ);
  try {
    const target = await createNew(channel, to);
    try {
      for (let position = 0; position < size; position += COPY_BYTES) {
        signal.throwIfAborted();
        const length = Math.min(COPY_BYTES, size - position);
        await channel.copyBytes({ from: source, to: target, position, length }, to);
      }
      const copied = await channel.fstat(target, to);
      if (copied.size !== size) throw new RemoteError('io', `The copy of “${from}” is not complete.`, { path: to });
      await channel.close(target, to);
    } catch (error) {
      channel.discard(target, to);
      await channel.removeFile(to).catch(() => {
        // What went wrong first is what is told.
      });
      throw error;
    }
    await channel.setPermissions(to, mode & 0o777);
  } finally {
    channel.discard(source, from);
  }
}

async function createNew(channel: SftpChannel, path: RemotePath): Promise<Buffer> {
  try {
    return await channel.open(path, OPEN_MODE.WRITE | OPEN_MODE.CREAT | OPEN_MODE.EXCL);
  } catch (error) {
    const isThere = isUnexplained(error) && (await channel.lstat(path).then(Boolean, () => false));
    throw isThere ? alreadyExists(path) : error;
  }
}

async function copyByShell(
  channel: SftpChannel,
  remoteShell: RemoteShell,
  from: RemotePath,
  to: RemotePath,
  call: Call,
): Promise<void> {
  const { size } = await fileAt(channel, from);
  const outcome = await remoteShell.copy({ path: from, size }, to, call);
  if (outcome === 'exists') throw alreadyExists(to);
  const copied = outcome === 'copied' ? await channel.stat(to).catch(() => undefined) : undefined;
  if (copied?.size === size) return;
  if (outcome === 'failed') throw new RemoteError('io', `The server could not copy “${from}”.`, { path: from });
  throw new RemoteError('unsupported', 'This server cannot copy files by itself.', {
    path: from,
    hint: 'Download the file and upload it under its new name.',
  });
}

async function fileAt(channel: SftpChannel, path: RemotePath): Promise<{ size: number; mode: number }> {
  const attributes = await channel.stat(path);
  if (typeOf(attributes) === 'directory') throw isADirectory(path);
  return attributes;
}
