import ssh2 from 'ssh2';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { type Finish, sizeNotTold, wholeFileDiffers } from '../whole-files.ts';
import type { SftpChannel } from './sftp-channel.ts';

const { OPEN_MODE } = ssh2.utils.sftp;

/**
 * Reads a small file in two round trips: OPEN, then READ and CLOSE together. One byte more than it should have is asked for, so that a
 * file which grew shows. Undefined where it has another size.
 */
export async function readWholeFile(channel: SftpChannel, path: RemotePath, size: number): Promise<Buffer | undefined> {
  const handle = await channel.open(path, OPEN_MODE.READ);
  const bytes = Buffer.allocUnsafeSlow(size + 1);
  const reading = channel.read(handle, bytes, 0, path);
  channel.discard(handle, path);
  const read = await reading;
  return read === size ? bytes.subarray(0, size) : undefined;
}

function piecesOf(bytes: Buffer, chunk: number): Buffer[] {
  const count = Math.ceil(bytes.length / chunk);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * chunk, (index + 1) * chunk));
}

/** How a server wants a small file written. */
export interface WholeWriting {
  /** Bytes of one WRITE at most. */
  readonly chunk: number;
  /**
   * Whether it takes the requests for one file in their order, as it should (draft-ietf-secsh-filexfer-13 §4.1). Servers with a pool of
   * workers have FSTAT and FSETSTAT overtake a WRITE: the file then seems too short, and its date is that of the writing.
   */
  readonly keepsOrder: boolean;
  /** Whether it is put onto the server's disk as well. */
  readonly flush: boolean;
}

/**
 * Writes a small file that has just been opened, in one round trip: WRITE, FSETSTAT, FSTAT and CLOSE together. In two where the server
 * does not keep their order. Gives the handle back.
 *
 * @returns what could not be set.
 */
export async function writeWholeFile(
  channel: SftpChannel,
  { handle, path }: { readonly handle: Buffer; readonly path: RemotePath },
  bytes: Buffer,
  { modifiedAt, permissions }: Omit<Finish, 'moveTo'>,
  { chunk, keepsOrder, flush }: WholeWriting,
): Promise<string[]> {
  const writing = Promise.all(
    piecesOf(bytes, chunk).map((piece, index) => channel.write(handle, piece, index * chunk, path)),
  );
  // Acknowledged or not: a failure is told below, with the handle given back.
  if (!keepsOrder) await writing.catch(() => {});
  const seconds = modifiedAt === undefined ? undefined : Math.floor(modifiedAt / 1000);
  const [written, permitted, timed, flushed, facts, closed] = await Promise.allSettled([
    writing,
    permissions === undefined ? undefined : channel.setHandleAttributes(handle, { mode: permissions }, path),
    seconds === undefined
      ? undefined
      : channel.setHandleAttributes(handle, { atime: Math.floor(Date.now() / 1000), mtime: seconds }, path),
    flush ? channel.flush(handle, path) : undefined,
    channel.fstat(handle, path),
    channel.close(handle, path),
  ]);
  for (const step of [written, flushed, closed, facts]) if (step.status === 'rejected') throw step.reason;
  const { size } = (facts as PromiseFulfilledResult<{ size: number | undefined }>).value;
  if (size === undefined) throw sizeNotTold(path);
  if (size !== bytes.length) throw wholeFileDiffers(bytes.length, size, path);
  const notes: string[] = [];
  if (permitted.status === 'rejected') notes.push(remark('The permissions of the source', permitted.reason));
  if (timed.status === 'rejected') notes.push(remark('The date', timed.reason));
  return notes;
}

function remark(what: string, reason: unknown): string {
  return `${what} could not be kept: ${reason instanceof Error ? reason.message : String(reason)}`;
}
