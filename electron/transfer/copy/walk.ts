import { LOCAL } from '../../../shared/model/connection.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { WalkOrder, WalkOutcome } from '../carrier.ts';
import { assertNameFits, guardFolder } from '../target-name.ts';
import { type Child, ensureDirectory, listChildren } from '../walk-folder.ts';

/** With fewer files than this, each is looked for on its own; and a folder with more names than that is not listed for them. */
const WORTH_LISTING = 4;
const MOST_NAMES = 20_000;

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
  if (entry.type !== 'directory') return { result: 'not-a-folder', entry };
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

async function namesIn(
  target: RemoteFileSystem,
  order: WalkOrder,
  children: readonly Child[],
  call: Call,
): Promise<string[] | undefined> {
  // Of this machine's disk a look costs little.
  if (order.target.fs === LOCAL) return undefined;
  if (children.filter((child) => 'listed' in child).length < WORTH_LISTING) return undefined;
  const names: string[] = [];
  for await (const { entries } of target.list(order.target.path, call)) {
    for (const { name } of entries) names.push(name);
    if (names.length > MOST_NAMES) return undefined;
  }
  return names;
}
