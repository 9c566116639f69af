import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import type { Call } from '../../remote/remote-file-system.ts';
import { SMALL_FILE } from '../../remote/whole-files.ts';
import type { CopyOutcome } from '../carrier.ts';
import { type FileCopy, partialFile } from './file-copy.ts';
import { isTranslated } from './resume-point.ts';
import { whyNotPlaced } from './taken-meanwhile.ts';
import type { TargetPlace } from './target-place.ts';

/**
 * The short way for a small file that goes to a free place: read whole, stored whole, each in as few round trips as its protocol
 * allows. Undefined, and nothing in place, where it is not for this file; the long way then does it.
 *
 * @param time `dated`: the exact one is read with the bytes.
 */
export async function copyWhole(
  copy: FileCopy,
  place: TargetPlace,
  source: Entry,
  call: Call,
  time: 'known' | 'dated' = 'known',
): Promise<CopyOutcome | undefined> {
  const { order, hooks } = copy;
  const { size } = source;
  const reading = copy.source.whole;
  const storing = copy.target.whole;
  if (!reading || !storing || size === undefined || size > SMALL_FILE || !isPlain(copy, place, source))
    return undefined;
  const plain = async () => {
    const bytes = await reading.read(order.source.path, size, call);
    return bytes && { bytes, modifiedAt: source.modifiedAt };
  };
  // The journal has it while the bytes are on their way: a small file is begun anew anyway, under the same name.
  const noted = copy.isAnnounced ? undefined : hooks.onPartial(partialFile(place.partial, source));
  noted?.catch(() => {});
  // What was read has crossed the line already.
  await copy.throttle.take(size, call);
  const read = time === 'dated' ? await reading.readDated?.(order.source.path, size, call) : await plain();
  if (!read) return undefined;
  const { bytes, modifiedAt } = read;
  // A file that is there already after a crash is this copy only where the journal says that it was begun.
  if (order.move) await noted;
  const keepsMode = order.permissions === 'keep-source' && source.permissions !== undefined;
  const finish = {
    moveTo: place.file,
    ...(modifiedAt === undefined ? {} : { modifiedAt }),
    ...(keepsMode ? { permissions: (source.permissions ?? 0) & 0o777 } : {}),
  };
  const notes = await storing.store(place.partial, bytes, finish, call).catch((error: unknown) => {
    // A target that does not tell what it holds: the long way looks further, and says what was not compared.
    if (isRemoteError(error, 'unsupported')) return undefined;
    throw whyNotPlaced(error, place, source);
  });
  await noted;
  if (!notes) return undefined;
  hooks.onBytes(bytes.length);
  const note = notes.length > 0 ? { note: notes.join(' ') } : {};
  return { result: 'copied', bytes: bytes.length, verified: 'size', ...note };
}

/** Nothing to go on with, to replace, to translate or to compare by checksum. */
function isPlain({ order, ...copy }: FileCopy, place: TargetPlace, source: Entry): boolean {
  if (order.partial || place.replaces || place.continues || place.partial === place.file) return false;
  if (order.verify === 'checksum' || source.type !== 'file') return false;
  return !isTranslated({ order, ...copy }, place.path);
}
