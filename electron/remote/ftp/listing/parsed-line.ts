import type { Entry } from '../../../../shared/model/entry.ts';

/** A row; `ignored` for what is understood and no row (`total 12`, `.`, `..`, headings); `unparsed` for what is not understood. */
export type ParsedLine = Entry | 'ignored' | 'unparsed';

/** In which order the numbers of a date stand. */
export type DateOrder = 'month-first' | 'day-first' | 'year-first';

/** What a line does not say by itself. */
export interface ListingContext {
  /** Ms since 1970, UTC: settles the year of dates that come without one. */
  readonly now: number;
  /** How far the clock that the listing shows is ahead of UTC, ms. */
  readonly aheadMs: number;
  /** What the dates of the listing as a whole tell; absent where they fit several. */
  readonly dateOrder?: DateOrder;
}

/**
 * Reads one line of a listing, without its line break. Never throws. `continues` asks for the next line too: this one is the
 * first half of a row.
 */
export type LineParser = (line: string, context: ListingContext) => ParsedLine | 'continues';

/** One way in which servers write listings. */
export interface Dialect {
  readonly name:
    | 'mlsd'
    | 'unix'
    | 'dos'
    | 'eplf'
    | 'vms'
    | 'as400'
    | 'mvs-datasets'
    | 'mvs-members'
    | 'vxworks'
    | 'names';
  readonly parse: LineParser;
  /** A heading without which the lines are not taken for this dialect. */
  readonly heading?: RegExp;
}

export function isDotName(name: string): boolean {
  return name === '.' || name === '..';
}
