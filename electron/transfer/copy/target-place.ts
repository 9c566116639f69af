import { type Entry, isDirectoryLike } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import { refuseCancelled } from '../../remote/cancelled.ts';
import type { Call } from '../../remote/remote-file-system.ts';
import type { CopyOutcome } from '../carrier.ts';
import { statIfThere } from '../stat-if-there.ts';
import { reservedNameProblem } from '../target-name.ts';
import { behindLinks } from './behind-links.ts';
import type { FileCopy } from './file-copy.ts';
import { isOwnPartial } from './own-partial.ts';
import { isSameTime } from './source-facts.ts';

/** Where the bytes go. */
export interface TargetPlace {
  /** The place that was decided upon. */
  readonly path: RemotePath;
  /** The file itself, where `path` is a link to it. */
  readonly file: RemotePath;
  /** Where it is written until it is whole; the file itself where the user wants no partial names, or wants it continued. */
  readonly partial: RemotePath;
  /** The file that is to be replaced. */
  readonly replaces?: Entry;
  /** The user said that the file's own beginning is there already. */
  readonly continues?: Entry;
}

/**
 * Looks whether the target is taken, and where it is asks what to do about it. An outcome ends the copy here: skipped, a question
 * for the user, or the file of an earlier attempt that was cut short between its last rename and the journal.
 */
export async function targetPlace(copy: FileCopy, source: Entry, call: Call): Promise<TargetPlace | CopyOutcome> {
  const { order, hooks, target } = copy;
  let path = order.target.path;
  let { partialName } = order;
  const isStraight = partialName === baseName(path);
  for (;;) {
    const isFree = copy.targetIsFree === true && path === order.target.path;
    const existing = isFree ? undefined : await statIfThere(target, path, call);
    if (!existing || (path === order.target.path && (await isOwnPartial(copy, existing, source, call)))) {
      refuseReserved(path, order.partialPattern);
      return { path, file: path, partial: isStraight ? path : joinPath(parentPath(path), partialName) };
    }
    const { file, entry } = await behindLinks(target, path, existing, call);
    if (await isDoneAlready(copy, source, entry, call)) return doneAlready(entry);

    // Of a link the file counts that would be replaced.
    const question = { source, target: { ...entry, name: existing.name }, targetPath: path };
    const decision = await hooks.decide(question);
    refuseCancelled(call.signal, path);
    if (decision.do === 'ask') return { result: 'ask', existing: question };
    if (decision.do === 'skip') return { result: 'skipped' };
    if (decision.do === 'rename') {
      path = joinPath(parentPath(path), decision.name);
      partialName = decision.partialName ?? partialName;
      continue;
    }
    refuseReserved(path, order.partialPattern);
    if (isDirectoryLike(entry)) throw folderInTheWay(path);
    if (decision.do === 'resume') return { path, file, partial: file, continues: entry };
    const isWrittenThrough = isStraight || entry.type === 'symlink';
    const partial = isWrittenThrough ? file : joinPath(parentPath(file), partialName);
    return { path, file, partial, replaces: entry };
  }
}

/** A rename that the journal did not live to see: the partial file is gone, and the target is the source in size and time. */
async function isDoneAlready(copy: FileCopy, source: Entry, existing: Entry, call: Call): Promise<boolean> {
  const { partial, target, replaces, mayHaveArrived = false } = copy.order;
  if ((!partial && !mayHaveArrived) || partial?.path === target.path || existing.type !== 'file') return false;
  if (replaces && replaces.size === existing.size && replaces.modifiedAt === existing.modifiedAt) return false;
  if (source.size === undefined || source.size !== existing.size) return false;
  if (source.modifiedAt === undefined || existing.modifiedAt === undefined) return false;
  if (!isSameTime(source.modifiedAt, existing.modifiedAt)) return false;
  return !partial || (await statIfThere(copy.target, partial.path, call)) === undefined;
}

function doneAlready({ size = 0 }: Entry): CopyOutcome {
  return { result: 'copied', bytes: size, verified: 'size' };
}

function folderInTheWay(path: RemotePath): RemoteError {
  return new RemoteError('exists', `A folder named “${baseName(path)}” is in the way.`, {
    path,
    hint: 'Rename or remove the folder, or choose another name for the file.',
  });
}

function refuseReserved(path: RemotePath, partialPattern: string | undefined): void {
  const problem = reservedNameProblem(baseName(path), partialPattern);
  if (!problem) return;
  throw new RemoteError('invalid-request', `“${baseName(path)}” cannot be copied under this name. ${problem}`, {
    path,
    hint: 'Rename it first, if you want to keep it.',
  });
}
