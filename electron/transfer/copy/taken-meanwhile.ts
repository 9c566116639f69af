import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError, type RemoteError } from '../../../shared/model/remote-error.ts';
import type { PartialFile } from '../carrier.ts';
import { partialFile } from './file-copy.ts';
import type { TargetPlace } from './target-place.ts';

/** Thrown where something has the name by now under which nothing was when it was looked for. */
export class TakenMeanwhile extends Error {
  /** What was written for that name. */
  readonly partial: PartialFile;
  override readonly cause: RemoteError;

  constructor(partial: PartialFile, cause: RemoteError) {
    super(cause.message);
    this.partial = partial;
    this.cause = cause;
  }
}

/** What a step that gives a file a free name failed with. */
export function whyNotPlaced(error: unknown, place: TargetPlace, source: Entry): unknown {
  if (place.replaces || !isRemoteError(error, 'exists')) return error;
  return new TakenMeanwhile(partialFile(place.partial, source), error);
}
