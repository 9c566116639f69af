import { LOCAL } from '../../../shared/model/connection.ts';
import { type Entry, isDirectoryLike } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import { refuseCancelled } from '../../remote/cancelled.ts';
import type { Call } from '../../remote/remote-file-system.ts';
import type { CopyOutcome } from '../carrier.ts';
import { statIfThere } from '../stat-if-there.ts';
import { partialName, partialNameBehind, reservedNameProblem } from '../target-name.ts';
import { behindLinks } from './behind-links.ts';
import type { FileCopy } from './file-copy.ts';
import { isOwnPartial } from './own-partial.ts';
import { isSameTime, mayBeUnchanged } from './source-facts.ts';

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
  let { partialName: ownPartial } = order;
  const isStraight = ownPartial === baseName(path);
  for (;;) {
    // What is written straight to its name would replace without a question what came there since the folder was listed.
    const isFree = copy.targetIsFree === true && !isStraight && path === order.target.path;
    const existing = isFree ? undefined : await entryAt(copy, path, call);
    if (!existing || (path === order.target.path && (await isOwnPartial(copy, existing, source, call)))) {
      refuseReserved(path, order.partialPattern);
      return { path, file: path, partial: isStraight ? path : joinPath(parentPath(path), ownPartial) };
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
      ownPartial = decision.partialName ?? ownPartial;
      continue;
    }
    refuseReserved(path, order.partialPattern);
    if (isDirectoryLike(entry)) throw folderInTheWay(path);
    if (decision.do === 'resume') return { path, file, partial: file, continues: entry };
    const isWrittenThrough = (isStraight && !mayBeSource(copy, entry, source)) || entry.type === 'symlink';
    if (isWrittenThrough) return { path, file, partial: file, replaces: entry };
    const direct = isStraight ? partialName(baseName(path)) : ownPartial;
    const name = file === path ? direct : partialNameBehind(path, file, order.partialPattern);
    return { path, file, partial: joinPath(parentPath(file), name), replaces: entry };
  }
}

async function entryAt({ target, targetIsTaken }: FileCopy, path: RemotePath, call: Call): Promise<Entry | undefined> {
  const entry = await statIfThere(target, path, call);
  if (entry || !targetIsTaken) return entry;
  for await (const { entries } of target.list(parentPath(path), call)) {
    const row = entries.find(({ name }) => name === baseName(path));
    if (row) return row;
  }
  return undefined;
}

/**
 * Two connections may lead to one server, a link to the source's own folder: written straight to what is the source itself, nothing
 * would be left to be read. A move is refused then.
 */
function mayBeSource({ order }: FileCopy, existing: Entry, source: Entry): boolean {
  const isOnOneSide = (order.source.fs === LOCAL) === (order.target.fs === LOCAL);
  return isOnOneSide && order.move === undefined && mayBeUnchanged(existing, source);
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
