import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { CopyOutcome, PartialFile } from '../carrier.ts';
import { assertNameFits } from '../target-name.ts';
import { hashForStream, isLocal } from './checksums.ts';
import { type FileCopy, partialFile } from './file-copy.ts';
import { finishMove, goOnWithMove, refuseOntoItself, refuseSameFolder } from './finish-move.ts';
import { keepPermissions, partialPermissions } from './keep-permissions.ts';
import { clearRefused, dropLinkedPartial, endCutRename } from './left-partial.ts';
import { Progress } from './progress.ts';
import { putInPlace } from './put-in-place.ts';
import { removeIfThere } from './remove-if-there.ts';
import { isTranslated, pointBehind, type ResumePoint, resumePoint } from './resume-point.ts';
import { hashFile, type RollingHash } from './rolling-hash.ts';
import { copyInSegments, wantsSegments } from './segmented-copy.ts';
import { sendBytes, sizeDiffers, TailDiffers } from './send-bytes.ts';
import { entryToBeDated, mayBeUnchanged, sourceEntry } from './source-facts.ts';
import { TakenMeanwhile, whyNotPlaced } from './taken-meanwhile.ts';
import { type TargetPlace, targetPlace } from './target-place.ts';
import { verifyCopy, type Written } from './verify-copy.ts';
import { copyWhole } from './whole-copy.ts';

/** A source on a server is looked at once more after a copy that took this long. Milliseconds. */
const LONG_COPY_MS = 5000;

/**
 * Copies one file: asks where the target exists, writes under the partial name, going on with what an earlier attempt left,
 * compares size and checksum, gives it date and permissions, and renames it into place. A target never shows a truncated file
 * under its final name, and a partial file stays where it can be continued. Of a move the source goes last. Throws `RemoteError`.
 */
export async function copyFile(copy: FileCopy, call: Call): Promise<CopyOutcome> {
  try {
    return await copyOrAsk(copy, call);
  } catch (error) {
    throw aboutTarget(error, copy);
  }
}

async function copyOrAsk(copy: FileCopy, call: Call): Promise<CopyOutcome> {
  try {
    return await copyOnce(copy, call);
  } catch (error) {
    if (!(error instanceof TakenMeanwhile)) throw error;
    return await copyToTaken(copy, error.partial, call);
  }
}

/** What the server refused under a name of Portside's own is told of the file that is wanted there. */
function aboutTarget(error: unknown, { order: { target, partialName } }: FileCopy): unknown {
  if (!isRemoteError(error, 'denied') || error.data.path === undefined) return error;
  const { path, message } = error.data;
  if (baseName(path) !== partialName) return error;
  return RemoteError.from({ ...error.data, message: message.replaceAll(path, target.path), path: target.path });
}

/** Somebody else has put something there since it was looked for: now the question has to be asked. */
async function copyToTaken(copy: FileCopy, partial: PartialFile, call: Call): Promise<CopyOutcome> {
  const order = { ...copy.order, partial };
  try {
    const taken = { ...copy, order, targetIsFree: false, isAnnounced: false, targetIsTaken: true };
    const outcome = await copyOnce(taken, call);
    if (outcome.result === 'skipped') await removeIfThere(copy.target, partial.path, call);
    return outcome;
  } catch (error) {
    throw error instanceof TakenMeanwhile ? error.cause : error;
  }
}

async function copyOnce(copy: FileCopy, call: Call): Promise<CopyOutcome> {
  const { order } = copy;
  const done = order.move?.copied && (await goOnWithMove(copy, order.move.copied, call));
  if (done) return done;
  await endCutRename(copy, call);
  const dated = await copyDated(copy, call);
  if (dated) return dated;
  const source = await sourceEntry(copy.source, order.source.path, order.listed, call);
  const outcome = await copyFrom(copy, source, call);
  return order.move && outcome.result === 'copied' ? finishMove(copy, source, outcome, call) : outcome;
}

/** The short way of a small file to a free place, where the time that its listing lacks comes along with its bytes. */
async function copyDated(copy: FileCopy, call: Call): Promise<CopyOutcome | undefined> {
  const { order, target } = copy;
  if (!copy.isAnnounced || order.move) return undefined;
  const source = entryToBeDated(copy.source, order.source.path, order.listed);
  const place = source && (await targetPlace(copy, source, call));
  if (!place || 'result' in place || place.path !== order.target.path) return undefined;
  await assertNameFits(target, place.path, call);
  return copyWhole(copy, place, source, call, 'dated');
}

async function copyFrom(copy: FileCopy, source: Entry, call: Call): Promise<CopyOutcome> {
  const { order, hooks, target } = copy;
  if (!copy.isAnnounced) hooks.onSource({ size: source.size, modifiedAt: source.modifiedAt });
  const place = await targetPlace(copy, source, call);
  if ('result' in place) return place;
  await assertNameFits(target, place.path, call);
  if (!copy.isAnnounced || place.path !== order.target.path) hooks.onTarget(place.path);
  refuseOntoItself(copy, place, source);
  const short = await copyWhole(copy, place, source, call);
  if (short) return short;

  const startedAt = performance.now();
  const written = await writePartial(copy, place, source, call);
  await refuseSameFolder(copy, place, source, call);
  await refuseChangedSource(copy, source, performance.now() - startedAt, call);
  const { verified, note: doubt } = await verifyCopy(copy, place, source, written, call);
  const notes = [
    doubt,
    await keepPermissions(copy, place, source, call),
    await keepDate(target, place.partial, source, call),
    await giveName(copy, place, source, call),
  ].filter((note) => note !== undefined);
  const note = notes.length > 0 ? { note: notes.join(' ') } : {};
  return { result: 'copied', bytes: written.size, verified, ...note };
}

async function writePartial(copy: FileCopy, place: TargetPlace, source: Entry, call: Call): Promise<Written> {
  if (place.partial !== place.file) await dropLinkedPartial(copy.target, place.partial, call);
  try {
    if (wantsSegments(copy, place, source)) {
      const size = await copyInSegments(copy, place, source, call);
      if (size !== undefined) return { size };
    }
    const point = await beginning(copy, place, source, call);
    try {
      return await stream(copy, place, source, point, call);
    } catch (error) {
      const isCleared = place.partial !== place.file && (await clearRefused(copy.target, place.partial, error, call));
      if (!isCleared && (!point || !cannotContinue(error))) throw error;
      if (isCleared) await forgetWhatArrived(copy, place, source);
      if (place.continues) throw notTheBeginning(place.path);
      return await stream(copy, place, source, undefined, call);
    }
  } catch (error) {
    throw fullDisk(error, place) ?? error;
  }
}

/** Where to go on, told to the journal where the file may stand half-written from here on. */
async function beginning(
  copy: FileCopy,
  place: TargetPlace,
  source: Entry,
  call: Call,
): Promise<ResumePoint | undefined> {
  const { order, target, hooks } = copy;
  const fits = order.partial?.path === place.partial ? order.partial : undefined;
  const point = place.continues
    ? await continuation(copy, place, source, call)
    : fits && (await resumePoint(copy, fits, source, call));
  // The one of an earlier attempt under another name is of no use any more; what has the target's own name is somebody's now.
  if (order.partial && !fits && order.partial.path !== order.target.path)
    await removeIfThere(target, order.partial.path, call);
  if (place.continues) return point;
  await hooks.onPartial(partialFile(place.partial, source));
  return point;
}

/** What was certain of a file that is gone says nothing of the next one under its name: that may get its bytes in another order. */
async function forgetWhatArrived({ hooks }: FileCopy, { partial }: TargetPlace, source: Entry): Promise<void> {
  hooks.onResumed(0);
  await hooks.onPartial(partialFile(partial, source));
}

/** Appending to a file that was there is the user's word; the journal must not take it for a partial file of ours. */
async function continuation(copy: FileCopy, place: TargetPlace, source: Entry, call: Call): Promise<ResumePoint> {
  const size = place.continues?.size;
  if (size === undefined || isTranslated(copy, place.file)) {
    throw new RemoteError('unsupported', `“${baseName(place.path)}” cannot be continued: its size says nothing.`, {
      path: place.path,
      hint: 'Overwrite it instead.',
    });
  }
  if (source.size !== undefined && size > source.size) throw notTheBeginning(place.path);
  const point = await pointBehind(copy.target, place.file, size, call);
  if (!point) throw notTheBeginning(place.path);
  return point;
}

async function stream(
  copy: FileCopy,
  place: TargetPlace,
  source: Entry,
  point: ResumePoint | undefined,
  call: Call,
): Promise<Written> {
  const { order, hooks } = copy;
  const offset = point?.offset ?? 0;
  if (offset > 0) hooks.onResumed(offset);
  const hash = hashForStream(copy);
  const progress = new Progress(hooks.onBytes);
  let certain = offset;
  try {
    if (hash && offset > 0) await hashBeginning(copy, place, hash, offset, call);
    const sent = await sendBytes(
      {
        ...{ source: copy.source, sourcePath: order.source.path, target: copy.target, targetPath: place.partial },
        named: place.path,
        permissions: partialPermissions(copy, place, source),
        ...{ offset, hash, throttle: copy.throttle },
        expected: source.size === undefined || isTranslated(copy, place.path) ? undefined : source.size - offset,
        onBytes: (bytes) => progress.add(bytes),
        onCertain(end) {
          certain = end;
        },
        ...(point ? { tail: point.tail } : {}),
      },
      call,
    );
    return { size: offset + sent, hash };
  } catch (error) {
    // What was counted as resumed travels again.
    if (offset > 0 && cannotContinue(error)) hooks.onResumed(0);
    else await noteCertain(copy, place, source, certain);
    throw error;
  } finally {
    progress.flush();
  }
}

/** Where the length of what was written says nothing, the journal has where to go on. */
async function noteCertain(copy: FileCopy, place: TargetPlace, source: Entry, certain: number): Promise<void> {
  if (place.continues || copy.target.facts.writesAhead === undefined) return;
  await copy.hooks.onPartial({ ...partialFile(place.partial, source), certain }).catch(() => {
    // What went wrong first is what is told; without the note a little more travels again.
  });
}

/** The bytes that do not travel are read back from this machine's side. */
async function hashBeginning(
  copy: FileCopy,
  place: TargetPlace,
  hash: RollingHash,
  length: number,
  call: Call,
): Promise<void> {
  if (isLocal(copy.target)) await hashFile(hash, copy.target, place.partial, length, call);
  else await hashFile(hash, copy.source, copy.order.source.path, length, call);
}

/** Another tail, or a server that cannot go on in the middle of a file (REST or APPE refused). */
function cannotContinue(error: unknown): boolean {
  return error instanceof TailDiffers || isRemoteError(error, 'unsupported');
}

function notTheBeginning(path: RemotePath): RemoteError {
  return new RemoteError('io', `“${baseName(path)}” is not the beginning of the source: it cannot be continued.`, {
    path,
    hint: 'Overwrite it, or keep both.',
  });
}

async function refuseChangedSource(copy: FileCopy, before: Entry, tookMs: number, call: Call): Promise<void> {
  const { source, order } = copy;
  if (before.type !== 'file' || (!isLocal(source) && tookMs < LONG_COPY_MS)) return;
  const now = await sourceEntry(source, order.source.path, undefined, call);
  if (mayBeUnchanged(before, now)) return;
  throw sizeDiffers(order.source.path, 'was changed while it was copied');
}

/** Set before the rename, so that a file under its final name has its date. @returns a remark where it could not be kept. */
async function keepDate(
  target: RemoteFileSystem,
  path: RemotePath,
  { modifiedAt }: Entry,
  call: Call,
): Promise<string | undefined> {
  if (modifiedAt === undefined || !target.extras.setModifiedTime) return undefined;
  try {
    await target.extras.setModifiedTime(path, modifiedAt, call);
    return undefined;
  } catch (error) {
    if (!isRemoteError(error) || error.kind === 'cancelled') throw error;
    return `The date could not be kept: ${error.message}`;
  }
}

/** @returns a remark, as `putInPlace` does. */
async function giveName(
  { target, hooks }: FileCopy,
  place: TargetPlace,
  source: Entry,
  call: Call,
): Promise<string | undefined> {
  try {
    return await putInPlace(target, place, hooks, call);
  } catch (error) {
    throw whyNotPlaced(error, place, source);
  }
}

/** What is there of the file stays, and the user is told so. */
function fullDisk(error: unknown, place: TargetPlace): RemoteError | undefined {
  if (!isRemoteError(error, 'no-space', 'quota') || place.partial === place.file) return undefined;
  const kept = `What arrived is kept as “${baseName(place.partial)}”: make room, then try again, and it goes on from there.`;
  return new RemoteError(error.kind, error.message, { ...error.data, cause: error, hint: kept });
}
