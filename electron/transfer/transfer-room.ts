import type { Place } from '../../shared/model/connection.ts';
import type { TransferItem } from '../../shared/model/transfer.ts';
import { targetKey } from './target-name.ts';

/** Whether a transfer can start: not while its target is another's, not while its file systems serve as many as they can. */
export type Room = 'free' | 'target-taken' | 'full';

/** @param slots how many transfers a file system serves at one time; a copy within one counts twice. */
export function roomFor(item: TransferItem, active: TransferItem[], slots: (fs: string) => number): Room {
  if (isTargetOfAnother(item.id, item.target, active)) return 'target-taken';
  const inUse = active.flatMap(({ source, target }) => [source.fs, target.fs]);
  const isFull = [item.source.fs, item.target.fs].some((fs) => inUse.filter((one) => one === fs).length >= slots(fs));
  return isFull ? 'full' : 'free';
}

/** Two transfers must never write under one name, nor under two that a disk takes for the same. */
export function isTargetOfAnother(id: string, target: Place, active: TransferItem[]): boolean {
  const wanted = targetKey(target);
  return active.some((other) => other.id !== id && targetKey(other.target) === wanted);
}
