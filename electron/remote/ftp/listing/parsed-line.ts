import type { Entry } from '../../../../shared/model/entry.ts';

/** A row; `ignored` for what is understood and no row (`total 12`, `.`, `..`); `unparsed` for what is not understood. */
export type ParsedLine = Entry | 'ignored' | 'unparsed';

/**
 * Reads one line of a listing, without its line break. Never throws.
 *
 * @param now ms since 1970, UTC: settles the year of dates that come without one.
 */
export type LineParser = (line: string, now: number) => ParsedLine;

export function isDotName(name: string): boolean {
  return name === '.' || name === '..';
}
