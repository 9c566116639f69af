import type { Place } from '../../../shared/model/connection.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import { type FileSearch, matcherOf } from '../../../shared/model/file-search.ts';
import { type RemotePath, relativePath } from '../../../shared/model/remote-path.ts';
import type { Client } from '../../client/client.ts';
import { type Operation, type SearchResult, searchFiles } from '../../client/operation.ts';
import type { TypedSize } from '../../ui/typed-size.ts';
import type { Listing } from './listing.ts';

/** What stands in the fields of a search. */
export interface TypedSearch {
  readonly name: string;
  readonly kind: 'any' | 'file' | 'directory';
  readonly smallest: TypedSize;
  readonly largest: TypedSize;
  readonly after: string;
  readonly before: string;
}

/** What is looked for, as it was typed and as it is meant. */
export interface AskedSearch {
  readonly typed: TypedSearch;
  readonly search: FileSearch;
}

/** What is known of a search beside what it found. */
export interface Found {
  readonly asked: AskedSearch;
  /** Where it looks now. */
  readonly folder: RemotePath;
  /** Of one that came to its end. */
  readonly result?: SearchResult | undefined;
}

/** Looks for files below a place. They are handed over as they are found, named by the way down to them. */
export function searchBelow(
  client: Client,
  place: Place,
  { search }: AskedSearch,
  onRows: (entries: readonly Entry[]) => void,
  onFolder: (folder: RemotePath) => void,
): Operation<{ readonly unparsed: readonly string[]; readonly result: SearchResult }> {
  const { done, cancel } = searchFiles(client, place, search, {
    found: (matches) => onRows(matches.map(({ path, entry }) => ({ ...entry, name: relativePath(place.path, path) }))),
    folder: onFolder,
  });
  return { done: done.then((result) => ({ unparsed: [], result })), cancel };
}

interface ChangedFolder {
  readonly asked: Pick<AskedSearch, 'search'>;
  /** Where the search began. */
  readonly top: RemotePath;
  /** The folder in which something changed. */
  readonly directory: RemotePath;
}

/** Makes what was found true again for one folder. @param entries What is in it now. */
export function lookAgain(listing: Listing, { asked, top, directory }: ChangedFolder, entries: readonly Entry[]): void {
  const fits = matcherOf(asked.search);
  const way = directory === top ? '' : `${relativePath(top, directory)}/`;
  const there = new Set(entries.filter(({ type }) => type === 'directory').map(({ name }) => name));
  listing.keepOnly(({ entry }) => {
    if (!entry.name.startsWith(way)) return true;
    const [name = '', ...deeper] = entry.name.slice(way.length).split('/');
    // What is in the folder itself is told anew; what lies deeper is there as long as its folder is.
    return deeper.length > 0 && there.has(name);
  });
  const found = entries.filter((entry) => entry.unusable === undefined && fits(entry));
  listing.add(found.map((entry) => ({ ...entry, name: `${way}${entry.name}` })));
}
