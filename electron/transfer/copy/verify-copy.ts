import type { Entry } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { Call } from '../../remote/remote-file-system.ts';
import { wholeFileDiffers } from '../../remote/whole-files.ts';
import type { Verified } from '../carrier.ts';
import { compareChecksums } from './checksums.ts';
import type { FileCopy } from './file-copy.ts';
import { removeIfThere } from './remove-if-there.ts';
import { isTranslated } from './resume-point.ts';
import type { RollingHash } from './rolling-hash.ts';
import type { TargetPlace } from './target-place.ts';

/** What has been written, before it is compared. */
export interface Written {
  /** The whole file's length, the part of earlier attempts included. */
  readonly size: number;
  readonly hash?: RollingHash | undefined;
}

/** What of a copy was compared, and a remark where nothing was. */
export interface Verdict {
  readonly verified: Verified;
  readonly note?: string;
}

/**
 * Compares what the target holds with what was sent. Where a side tells no size, a move asks for checksums: what was not compared is
 * never removed. A partial file that is wrong is removed: it must not be continued. Throws where the two differ, and where the target
 * cannot be looked at; then what is there stays.
 */
export async function verifyCopy(
  copy: FileCopy,
  place: TargetPlace,
  source: Entry,
  written: Written,
  call: Call,
): Promise<Verdict> {
  const { target, order } = copy;
  if (isTranslated(copy, place.path))
    return nothing('Line ends were translated (ASCII), so the sizes were not compared.');
  const { partial } = place;
  const { size } = await target.stat(partial, call);
  const isCompared = size !== undefined && source.size !== undefined;
  const wantsChecksum = order.verify === 'checksum' || (order.move !== undefined && !isCompared);
  const differs = size !== undefined && size !== written.size && wholeFileDiffers(written.size, size, partial);
  const summed = differs || (wantsChecksum && (await compareChecksums(copy, partial, written.hash, call)));
  if (summed instanceof RemoteError) {
    if (partial !== place.file) await removeIfThere(target, partial, call);
    throw summed;
  }
  if (summed) return { verified: 'checksum' };
  if (isCompared) return { verified: 'size' };
  return nothing(
    size === undefined
      ? 'The target tells no size, so the copy was not compared.'
      : 'The source tells no size, so the copy was not compared.',
  );
}

function nothing(note: string): Verdict {
  return { verified: 'nothing', note };
}
