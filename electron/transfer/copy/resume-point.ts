import { isRemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { PartialFile } from '../carrier.ts';
import { statIfThere } from '../stat-if-there.ts';
import type { FileCopy } from './file-copy.ts';
import { mayBeUnchanged } from './source-facts.ts';

/** How much of a partial file's end is compared with the source. Bytes. */
export const TAIL_BYTES = 64 * 1024;

/** Where a copy goes on, and the bytes that stand before that place. */
export interface ResumePoint {
  readonly offset: number;
  readonly tail: Buffer;
}

/**
 * Where the partial file of an earlier attempt can be continued; undefined to begin anew. It cannot where the source changed since,
 * where the bytes are translated on the way, where it is as long as nothing else, and where it cannot be read back.
 */
export async function resumePoint(
  copy: FileCopy,
  partial: PartialFile,
  source: { size?: number | undefined; modifiedAt?: number | undefined },
  call: Call,
): Promise<ResumePoint | undefined> {
  if (partial.segments !== undefined || isTranslated(copy, copy.order.target.path)) return undefined;
  const before = { size: partial.sourceSize, modifiedAt: partial.sourceModifiedAt };
  if (!mayBeUnchanged(before, source)) return undefined;
  const entry = await statIfThere(copy.target, partial.path, call);
  if (entry?.type !== 'file' || !entry.size) return undefined;
  if (source.size !== undefined && entry.size > source.size) return undefined;
  const offset = certainLength(copy.target, partial, entry.size);
  return offset > 0 ? pointAt(copy.target, partial.path, offset, TAIL_BYTES, call) : undefined;
}

/**
 * So much of a partial file that is `size` long has arrived. Its length says so only where bytes are written in their order; else what
 * the attempt before had acknowledged, and where that ended without a word, all but what may have been on its way.
 */
function certainLength({ facts }: RemoteFileSystem, { certain }: PartialFile, size: number): number {
  const { writesAhead = 0 } = facts;
  if (writesAhead === 0) return size;
  return Math.min(size, certain ?? Math.max(0, size - writesAhead));
}

/**
 * The place behind the file that the user says is the source's beginning; undefined where it cannot be read. What may be missing before
 * its end is compared as well: the file is somebody's, so none of it is written anew.
 */
export function pointBehind(
  target: RemoteFileSystem,
  path: RemotePath,
  size: number,
  call: Call,
): Promise<ResumePoint | undefined> {
  return pointAt(target, path, size, TAIL_BYTES + (target.facts.writesAhead ?? 0), call);
}

/** @param compared Bytes before `offset` that the source must have too. */
async function pointAt(
  target: RemoteFileSystem,
  path: RemotePath,
  offset: number,
  compared: number,
  call: Call,
): Promise<ResumePoint | undefined> {
  const length = Math.min(offset, compared);
  try {
    const tail = await readRange(target, path, { offset: offset - length, length }, call);
    return tail.length === length ? { offset, tail } : undefined;
  } catch (error) {
    // An account that may write and not read has its file sent anew.
    if (isRemoteError(error, 'denied', 'not-found', 'unsupported')) return undefined;
    throw error;
  }
}

export async function readRange(
  fileSystem: RemoteFileSystem,
  path: RemotePath,
  range: { offset: number; length: number },
  call: Call,
): Promise<Buffer> {
  if (range.length === 0) return Buffer.alloc(0);
  const chunks: Buffer[] = [];
  const body = await fileSystem.read(path, range, call);
  for await (const chunk of body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** FTP's ASCII type changes line ends, so that neither offsets nor sizes say anything. */
export function isTranslated({ source, target, order }: FileCopy, targetPath: RemotePath): boolean {
  return source.translates?.(order.source.path) === true || target.translates?.(targetPath) === true;
}
