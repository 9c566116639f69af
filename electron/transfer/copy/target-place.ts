import type { Entry } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, joinPath, normalizePath, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import { refuseCancelled } from '../../remote/cancelled.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { CopyOutcome } from '../carrier.ts';
import { statIfThere } from '../stat-if-there.ts';
import { reservedNameProblem } from '../target-name.ts';
import type { FileCopy } from './file-copy.ts';
import { isSameTime } from './source-facts.ts';
import { isOwnPartial } from './own-partial.ts';

/** As many links as Linux follows (path_resolution(7)). */
const MOST_LINKS = 40;

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
    if (await isDoneAlready(copy, source, existing, call)) return doneAlready(existing);

    const question = { source, target: existing, targetPath: path };
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
    const { file, entry } = await behindLinks(target, path, existing, call);
    if (entry.type === 'directory') throw folderInTheWay(path);
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

/**
 * Follows a link to the file it names, so that the link stays and what it names is replaced. Where that cannot be found (a server
 * that shows paths from outside of its own root, a link to nothing) it is the link itself, for the server to follow.
 */
export async function behindLinks(
  target: RemoteFileSystem,
  path: RemotePath,
  existing: Entry,
  call: Call,
): Promise<{ file: RemotePath; entry: Entry }> {
  let file = path;
  let entry = existing;
  for (let links = 0; entry.type === 'symlink' && entry.linkTarget !== undefined; links++) {
    if (links === MOST_LINKS) {
      throw new RemoteError('io', `“${baseName(path)}” is a link that leads in a circle.`, { path });
    }
    file = linkedPath(file, entry.linkTarget);
    const next = await statIfThere(target, file, call);
    if (!next) return { file: path, entry: existing };
    entry = next;
  }
  return { file, entry };
}

/** A link of Windows names a drive and has backslashes. */
function linkedPath(link: RemotePath, leadsTo: string): RemotePath {
  const slashed = /^[A-Za-z]:\\/.test(leadsTo) ? `/${leadsTo.replaceAll('\\', '/')}` : leadsTo;
  return normalizePath(slashed.startsWith('/') ? slashed : `${parentPath(link)}/${slashed}`);
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
