import { LOCAL } from '../../../shared/model/connection.ts';
import { type Entry, isDirectoryLike } from '../../../shared/model/entry.ts';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, isWithin, normalizePath, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { WalkOrder, WalkOutcome } from '../carrier.ts';
import { assertNameFits, guardFolder } from '../target-name.ts';
import { type Child, ensureDirectory, listChildren } from '../walk-folder.ts';

/** With fewer files than this, each is looked for on its own; and a folder with more names than that is not listed for them. */
const WORTH_LISTING = 4;
const MOST_NAMES = 20_000;
/** As many links after each other as Linux follows. */
const MOST_LINKS = 40;

export interface WalkListener {
  /** The walk goes on when this has resolved. */
  onChildren(children: Child[]): Promise<void>;
  /** Told before the files of a page: what is in the target folder. */
  onTargetNames?(names: string[]): void;
}

/** Makes the target folder and hands over what the source folder holds, page by page. Of a file only its entry is told. */
export async function walkOrdered(
  { source, target }: { source: RemoteFileSystem; target: RemoteFileSystem },
  order: WalkOrder,
  { onChildren, onTargetNames }: WalkListener,
  call: Call,
): Promise<WalkOutcome> {
  const entry = await source.stat(order.source.path, call);
  const isFolder =
    entry.type === 'directory' || (order.followsLink && (await isLinkToFolder(source, order, entry, call)));
  if (!isFolder) return { result: 'not-a-folder', entry };
  await assertNameFits(target, order.target.path, call);
  const made = await ensureDirectory(target, order.target.path, call);
  const assertTargetName = await guardFolder(target, order.target.path, call);
  const names = { assertTargetName, partialPattern: order.partialPattern };
  let isFirst = true;
  for await (const children of listChildren(source, order.source.path, names, call)) {
    call.signal.throwIfAborted();
    if (isFirst) {
      const taken = made === 'made' ? [] : await namesIn(target, order, children, call);
      if (taken) onTargetNames?.(taken);
    }
    isFirst = false;
    await onChildren(children);
  }
  return { result: 'walked' };
}

/** Throws where the link leads to a folder that the copy would be in. */
async function isLinkToFolder(
  session: RemoteFileSystem,
  { source, target }: WalkOrder,
  entry: Entry,
  call: Call,
): Promise<boolean> {
  if (entry.type !== 'symlink') return false;
  if (entry.targetType === undefined ? !(await canList(session, source.path, call)) : !isDirectoryLike(entry))
    return false;
  if (source.fs === target.fs) await assertNotAround(session, { path: source.path, entry }, target.path, call);
  return true;
}

/** Not every server says where a link leads: only a folder can be listed. */
async function canList(session: RemoteFileSystem, path: RemotePath, call: Call): Promise<boolean> {
  try {
    for await (const _page of session.list(path, call)) break;
    return true;
  } catch (error) {
    if (isRemoteError(error, 'not-found', 'denied', 'unsupported', 'io')) return false;
    throw error;
  }
}

/** Follows links that lead to links, as far as systems do. */
async function assertNotAround(
  session: RemoteFileSystem,
  link: { readonly path: RemotePath; readonly entry: Entry },
  copy: RemotePath,
  call: Call,
): Promise<void> {
  let { path, entry } = link;
  for (let links = 0; links < MOST_LINKS && entry.type === 'symlink'; links++) {
    const to = entry.linkTarget ?? (await session.extras.readLink?.(path, call));
    if (to === undefined) break;
    path = normalizePath(to.startsWith('/') ? to : `${parentPath(path)}/${to}`);
    entry = await session.stat(path, call);
  }
  if (path !== link.path && !isWithin(copy, path)) return;
  throw new RemoteError('invalid-request', `“${baseName(link.path)}” cannot be copied into itself.`, {
    path: link.path,
    hint: 'Choose a folder outside of it.',
  });
}

async function namesIn(
  target: RemoteFileSystem,
  order: WalkOrder,
  children: readonly Child[],
  call: Call,
): Promise<string[] | undefined> {
  // Of this machine's disk a look costs little.
  if (order.target.fs === LOCAL) return undefined;
  if (children.filter((child) => 'listed' in child).length < WORTH_LISTING) return undefined;
  return listNames(target, order.target.path, call);
}

/** What is in a folder; undefined where that is so much that it is not worth it. */
export async function listNames(
  target: RemoteFileSystem,
  folder: RemotePath,
  call: Call,
): Promise<string[] | undefined> {
  const names: string[] = [];
  for await (const { entries } of target.list(folder, call)) {
    for (const { name } of entries) names.push(name);
    if (names.length > MOST_NAMES) return undefined;
  }
  return names;
}
