import type { FileSystemId, Place } from '../../../shared/model/connection.ts';
import type { FoundFile } from '../../../shared/model/file-search.ts';
import type { Services } from '../../app/services.ts';
import type { SearchResult } from '../../client/operation.ts';

/** A search as it was left. */
interface LastSearch<Asked> {
  readonly directory: Place;
  /** What stood in the fields. */
  readonly asked: Asked;
  readonly found: readonly FoundFile[];
  readonly result: SearchResult | undefined;
}

const lastSearches = new WeakMap<Services, LastSearch<unknown>>();

/** Keeps a search, so that the next thing that was found can be looked at without searching again. */
export function keepSearch<Asked>(services: Services, search: LastSearch<Asked>): void {
  lastSearches.set(services, search);
}

/** The search of which something was looked at last, where it was one on this file system. */
export function lastSearch<Asked>(services: Services, fs: FileSystemId): LastSearch<Asked> | undefined {
  const last = lastSearches.get(services);
  return last?.directory.fs === fs ? (last as LastSearch<Asked>) : undefined;
}
