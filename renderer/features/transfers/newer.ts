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
