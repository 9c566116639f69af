import { type Entry, isDirectoryLike } from '../../../shared/model/entry.ts';
import type { Services } from '../../app/services.ts';
import type { Side } from '../../app/workspace-store.ts';
import { isNewer } from '../transfers/newer.ts';

/** What two files of one name are compared by. Servers that cannot keep a file's date make everything newer that was uploaded. */
export type CompareBy = 'time-and-size' | 'size';

/** What one side has and the other has not, or not like this: names as this side spells them. */
export interface OneSided {
  readonly onlyHere: readonly string[];
  readonly newer: readonly string[];
  /** Of another size or kind, where nobody can say which one is newer: so it stands on both sides. */
  readonly other: readonly string[];
}

export interface Comparison {
  readonly left: OneSided;
  readonly right: OneSided;
  readonly same: number;
  /** Folders that are on both sides: what is in them was not looked at. */
  readonly folders: number;
}

/** The tabs in front, where both show a folder that is read to its end, and not the same one. */
export function tabsToCompare(services: Services): Readonly<Record<Side, string>> | undefined {
  const left = services.activeTab('left');
  const right = services.activeTab('right');
  if (left === undefined || right === undefined) return undefined;
  const [one, other] = [services.pane(left).getState(), services.pane(right).getState()];
  const areRead = [one, other].every(({ status, found }) => status === 'ready' && !found);
  return areRead && (one.fs !== other.fs || one.path !== other.path) ? { left, right } : undefined;
}

/**
 * Compares two folders by the names of what is in them: as they are spelled, or else as they are composed (Unicode's NFC). Unusable
 * entries are left out.
 */
export function comparePanes(left: readonly Entry[], right: readonly Entry[], by: CompareBy): Comparison {
  const sides = { left: { onlyHere: [], newer: [], other: [] }, right: { onlyHere: [], newer: [], other: [] } } as {
    readonly [side in 'left' | 'right']: { readonly [list in keyof OneSided]: string[] };
  };
  const unmet = new Map(right.filter(isUsable).map((entry) => [entry.name, entry]));
  const alike = new Map(Array.from(unmet.values(), (entry) => [keyOf(entry), entry]));
  const spelledOnLeft = new Set(left.map(({ name }) => name));
  let same = 0;
  let folders = 0;
  for (const entry of left) {
    if (!isUsable(entry)) continue;
    const likeIt = alike.get(keyOf(entry));
    const other = unmet.get(entry.name) ?? (likeIt && !spelledOnLeft.has(likeIt.name) ? likeIt : undefined);
    if (!other || !unmet.has(other.name)) {
      sides.left.onlyHere.push(entry.name);
      continue;
    }
    unmet.delete(other.name);
    const which = compareEntries(entry, other, by);
    if (which === 'folders') folders++;
    else if (which === 'same') same++;
    else if (which === 'left') sides.left.newer.push(entry.name);
    else if (which === 'right') sides.right.newer.push(other.name);
    else {
      sides.left.other.push(entry.name);
      sides.right.other.push(other.name);
    }
  }
  sides.right.onlyHere.push(...Array.from(unmet.values(), ({ name }) => name));
  return { ...sides, same, folders };
}

const isUsable = ({ unusable }: Entry) => unusable === undefined;
const keyOf = ({ name }: Entry) => name.normalize('NFC');

/** Which one is newer, or what else there is to say of two entries of one name. */
function compareEntries(left: Entry, right: Entry, by: CompareBy): 'left' | 'right' | 'other' | 'same' | 'folders' {
  if (isDirectoryLike(left) !== isDirectoryLike(right)) return 'other';
  if (isDirectoryLike(left)) return 'folders';
  const isOtherSize = left.size !== undefined && right.size !== undefined && left.size !== right.size;
  if (by === 'size' && !isOtherSize) return 'same';
  if (isNewer(left, right)) return 'left';
  if (isNewer(right, left)) return 'right';
  return isOtherSize ? 'other' : 'same';
}

/** All that one side would bring to the other. */
export function differing({ onlyHere, newer, other }: OneSided): readonly string[] {
  return [...onlyHere, ...newer, ...other];
}
