import { type Entry, isDirectoryLike } from '../../shared/model/entry.ts';
import type { ConflictAction } from '../../shared/model/transfer.ts';

/** What a rule comes to for one pair of files. `ask` where only the user can say. */
export type Decision = 'overwrite' | 'skip' | 'ask' | 'resume' | 'rename';

export interface ConflictFacts {
  readonly source: Entry;
  readonly target: Entry;
  /** How exact the two clocks are, ms; the coarser of both counts. Absent: as the entries say. */
  readonly precisionMs?: number | undefined;
  /** The target is another file of the same transfers, under a name that it takes for the same. */
  readonly clashes: boolean;
}

const stepMs: Record<NonNullable<Entry['modifiedPrecision']>, number> = {
  ms: 1,
  s: 1_000,
  minute: 60_000,
  day: 86_400_000,
};

/**
 * What becomes of a target that exists. Pure: the same rule and the same two files give the same decision.
 *
 * A folder in the way, and a clash of names, are the user's: no rule may destroy what it was not made for. Where a size
 * or a date is not known that a rule needs, the user is asked too.
 */
export function decideConflict(rule: ConflictAction, facts: ConflictFacts): Decision {
  const { source, target, clashes } = facts;
  if (rule === 'skip' || rule === 'rename' || rule === 'ask') return rule;
  if (clashes || isDirectoryLike(target)) return 'ask';
  switch (rule) {
    case 'overwrite':
      return 'overwrite';
    case 'newer':
      return orAsk(isNewer(facts));
    case 'size-differs':
      return orAsk(sizeDiffers(facts));
    case 'newer-or-size-differs': {
      const newer = isNewer(facts);
      const differs = sizeDiffers(facts);
      if (newer || differs) return 'overwrite';
      return newer === false && differs === false ? 'skip' : 'ask';
    }
    case 'resume': {
      if (source.size === undefined || target.size === undefined || source.size < target.size) return 'ask';
      return source.size === target.size ? 'skip' : 'resume';
    }
  }
}

function orAsk(replace: boolean | undefined): Decision {
  if (replace === undefined) return 'ask';
  return replace ? 'overwrite' : 'skip';
}

function sizeDiffers({ source, target }: ConflictFacts): boolean | undefined {
  if (source.size === undefined || target.size === undefined) return undefined;
  return source.size !== target.size;
}

/** True where the source was surely modified later, false where it surely was not, as far as the coarser clock can tell. */
export function isNewer({ source, target, precisionMs = 0 }: Omit<ConflictFacts, 'clashes'>): boolean | undefined {
  if (source.modifiedAt === undefined || target.modifiedAt === undefined) return undefined;
  const step = Math.max(precisionMs, clockStep(source), clockStep(target));
  return Math.floor(source.modifiedAt / step) > Math.floor(target.modifiedAt / step);
}

/** Whether two times are the same as far as the coarser clock can tell; cut or rounded. */
export function isSameTime(one: Entry, other: Entry, precisionMs = 0): boolean {
  if (one.modifiedAt === undefined || other.modifiedAt === undefined) return false;
  const step = Math.max(precisionMs, clockStep(one), clockStep(other));
  return Math.abs(one.modifiedAt - other.modifiedAt) < step || (step === 1 && one.modifiedAt === other.modifiedAt);
}

function clockStep({ modifiedPrecision }: Entry): number {
  return stepMs[modifiedPrecision ?? 's'];
}
