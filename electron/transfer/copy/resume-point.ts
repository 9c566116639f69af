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
  return pointAt(copy.target, partial.path, entry.size, call);
}

/** The end of a file that is `size` long; undefined where it cannot be read. */
export async function pointAt(
  target: RemoteFileSystem,
  path: RemotePath,
  size: number,
  call: Call,
): Promise<ResumePoint | undefined> {
  const length = Math.min(size, TAIL_BYTES);
  try {
    const tail = await readRange(target, path, { offset: size - length, length }, call);
    return tail.length === length ? { offset: size, tail } : undefined;
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
