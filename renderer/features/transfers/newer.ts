import type { Entry } from '../../../shared/model/entry.ts';

const precisionMs: Record<NonNullable<Entry['modifiedPrecision']>, number> = {
  ms: 1,
  s: 1_000,
  minute: 60_000,
  day: 86_400_000,
};

/** True where `entry` was surely modified after `other`: the coarser of the two clocks decides. */
export function isNewer(entry: Entry, other: Entry): boolean {
  if (entry.modifiedAt === undefined || other.modifiedAt === undefined) return false;
  const step = Math.max(precisionMs[entry.modifiedPrecision ?? 's'], precisionMs[other.modifiedPrecision ?? 's']);
  return Math.floor(entry.modifiedAt / step) > Math.floor(other.modifiedAt / step);
}

/** Whether size and date tell no difference, as far as the coarser of the two clocks goes. The contents may differ still. */
export function looksSame(entry: Entry, other: Entry): boolean {
  if (entry.size === undefined || entry.size !== other.size) return false;
  if (entry.modifiedAt === undefined || other.modifiedAt === undefined) return false;
  return !isNewer(entry, other) && !isNewer(other, entry);
}
