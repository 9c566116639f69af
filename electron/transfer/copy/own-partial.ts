import type { Entry } from '../../../shared/model/entry.ts';
import type { Call } from '../../remote/remote-file-system.ts';
import type { FileCopy } from './file-copy.ts';
import { readRange, resumePoint } from './resume-point.ts';
import { mayBeUnchanged } from './source-facts.ts';

/**
 * Whether a file under the target's own name is what an earlier attempt has left there, as it does where no partial names are wanted.
 * One that is longer than the source, or ends otherwise, has been put there by somebody since. Where neither can be told the
 * journal is believed.
 */
export async function isOwnPartial(copy: FileCopy, existing: Entry, source: Entry, call: Call): Promise<boolean> {
  const { partial, target, source: from } = copy.order;
  if (partial?.path !== target.path || existing.type !== 'file') return false;
  const before = { size: partial.sourceSize, modifiedAt: partial.sourceModifiedAt };
  if (partial.segments || !mayBeUnchanged(before, source)) return true;
  if ((existing.size ?? 0) > (source.size ?? Number.POSITIVE_INFINITY)) return false;
  const point = await resumePoint(copy, partial, source, call);
  if (!point) return true;
  const { offset, tail } = point;
  const range = { offset: offset - tail.length, length: tail.length };
  return tail.equals(await readRange(copy.source, from.path, range, call));
}
