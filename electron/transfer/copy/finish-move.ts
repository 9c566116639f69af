import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { CopiedFile, CopyOutcome } from '../carrier.ts';
import { statIfThere } from '../stat-if-there.ts';
import { behindLinks } from './behind-links.ts';
import type { FileCopy } from './file-copy.ts';
import { mayBeUnchanged } from './source-facts.ts';
import type { TargetPlace } from './target-place.ts';

type Copied = Extract<CopyOutcome, { result: 'copied' }>;

/**
 * The last step of a move: when the journal knows that the copy is in its place, the source is removed. Throws, and removes
 * nothing, where the copy could not be compared with its source, and where the source is another file by now.
 */
export async function finishMove(copy: FileCopy, source: Entry, outcome: Copied, call: Call): Promise<CopyOutcome> {
  const { path } = copy.order.source;
  if (outcome.verified === 'nothing') {
    throw new RemoteError(
      'unsupported',
      `“${baseName(path)}” was copied, but not moved: ${outcome.note ?? ''}`.trim(),
      {
        path,
        retry: 'never',
        hint: 'Look at the copy, then remove the source yourself.',
      },
    );
  }
  const copied: CopiedFile = { size: source.size, modifiedAt: source.modifiedAt, bytes: outcome.bytes };
  await copy.hooks.onCopied(copied);
  await removeSource(copy, copied, call);
  return outcome;
}

/**
 * Goes on with a move whose copy was in its place at an earlier attempt. Undefined where it has to be copied once more: the source
 * changed since, or the copy is not there as it was.
 */
export async function goOnWithMove(copy: FileCopy, copied: CopiedFile, call: Call): Promise<CopyOutcome | undefined> {
  const { order, hooks } = copy;
  const source = await statIfThere(copy.source, order.source.path, call);
  if (source) {
    if (!isAsCopied(source, copied) || !(await isInPlace(copy, copied, call))) return undefined;
    await removeSource(copy, copied, call);
  }
  hooks.onSource({ size: copied.size, modifiedAt: copied.modifiedAt });
  hooks.onResumed(copied.bytes);
  return { result: 'copied', bytes: copied.bytes, verified: 'size' };
}

/** A copy whose size is not told is made once more, to be compared. */
async function isInPlace({ target, order }: FileCopy, { bytes }: CopiedFile, call: Call): Promise<boolean> {
  const { path } = order.target;
  const existing = await statIfThere(target, path, call);
  if (!existing) return false;
  const { entry } = await behindLinks(target, path, existing, call);
  return entry.type === 'file' && entry.size === bytes;
}

async function removeSource({ source, order }: FileCopy, copied: CopiedFile, call: Call): Promise<void> {
  const { path } = order.source;
  const now = await statIfThere(source, path, call);
  if (!now) return;
  if (!isAsCopied(now, copied)) {
    throw new RemoteError('io', `“${baseName(path)}” was changed while it was moved; it was not removed.`, {
      path,
      retry: 'now',
      hint: 'It is copied once more when it is tried again.',
    });
  }
  try {
    await source.removeFile(path, call);
  } catch (error) {
    if (isRemoteError(error, 'not-found')) return;
    if (!isRemoteError(error, 'denied', 'unsupported', 'io', 'protocol')) throw error;
    const message = `“${baseName(path)}” was copied, but could not be removed from where it was: ${error.message}`;
    const { retry, hint } = error.data;
    throw new RemoteError(error.kind, message, { path, retry, cause: error, ...(hint !== undefined && { hint }) });
  }
}

/** A link was copied as the file it leads to; its own size and date say nothing about that. */
function isAsCopied(now: Entry, copied: CopiedFile): boolean {
  if (now.type === 'directory' || now.type === 'other') return false;
  return now.type === 'symlink' || mayBeUnchanged(copied, now);
}

/**
 * Two connections may lead to one server, or a server to this machine's disk: then the target that exists is the source itself, and
 * whoever removed the source would remove the only copy. Throws before anything is written to it.
 */
export function refuseOntoItself({ order }: FileCopy, place: TargetPlace, source: Entry): void {
  if (order.move && place.partial === place.file && mayBeSource(place, source)) throw ontoItself(order.source.path);
}

/** The same where a partial file was written first: one folder shows it on both sides. */
export async function refuseSameFolder(copy: FileCopy, place: TargetPlace, source: Entry, call: Call): Promise<void> {
  const { order } = copy;
  if (!order.move || place.partial === place.file || !mayBeSource(place, source)) return;
  const beside = joinPath(parentPath(order.source.path), baseName(place.partial));
  if (await statIfThere(copy.source, beside, call)) throw ontoItself(order.source.path);
}

function mayBeSource({ replaces, continues }: TargetPlace, source: Entry): boolean {
  const existing = replaces ?? continues;
  return existing !== undefined && mayBeUnchanged(existing, source);
}

/** What would be the only copy was to be removed. */
export function ontoItself(path: RemotePath): RemoteError {
  return new RemoteError('invalid-request', `“${baseName(path)}” would be moved onto itself.`, {
    path,
    hint: 'Both sides seem to show the same folder. Nothing was changed.',
  });
}

/** Removes a folder, never what is in it. */
export async function removeMovedFolder(
  session: RemoteFileSystem,
  path: RemotePath,
  call: Call,
): Promise<'removed' | 'not-empty'> {
  try {
    await session.removeEmptyDirectory(path, call);
    return 'removed';
  } catch (error) {
    if (isRemoteError(error, 'not-found')) return 'removed';
    if (isRemoteError(error, 'not-empty')) return 'not-empty';
    throw error;
  }
}
