import { type Entry, markUnusable } from '../../../../shared/model/entry.ts';
import type { Page } from '../../remote-file-system.ts';
import type { WireText } from '../wire-text.ts';
import { parseDosLine } from './dos-line.ts';
import { parseMlsdLine } from './mlsd-line.ts';
import type { LineParser, ParsedLine } from './parsed-line.ts';
import { parseUnixLine } from './unix-line.ts';

/** MLSD has one form (RFC 3659 §7); LIST has none, so its dialects are tried in turn. */
const dialects: Readonly<Record<'MLSD' | 'LIST', readonly LineParser[]>> = {
  MLSD: [parseMlsdLine],
  LIST: [parseUnixLine, parseDosLine],
};

/** Longer than any path a server can hold. A longer line is cut, and counts as not understood. */
const LONGEST_LINE = 16 * 1024;
const UNPARSED_SHOWN = 500;

/** Turns the bytes of a listing into rows as they come. Every line becomes a row, is ignored with reason, or is kept as not understood. */
export class ListingReader {
  readonly #text: WireText;
  readonly #now: number;
  #parsers: readonly LineParser[];
  #rest = '';
  #cut = false;
  #entries: Entry[] = [];
  #unparsed: string[] = [];
  /** Lines seen, blank ones left out. */
  lines = 0;
  ignored = 0;

  /** @param now ms since 1970, UTC. */
  constructor(form: 'MLSD' | 'LIST', text: WireText, now: number) {
    this.#parsers = dialects[form];
    this.#text = text;
    this.#now = now;
  }

  /** Rows that wait to be taken. */
  get waiting(): number {
    return this.#entries.length;
  }

  add(bytes: Buffer): void {
    const lines = bytes.toString('latin1').split('\n');
    lines[0] = this.#rest + (lines[0] ?? '');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    if (this.#rest.length > LONGEST_LINE) {
      this.#rest = this.#rest.slice(0, LONGEST_LINE);
      this.#cut = true;
    }
  }

  /** The listing is complete; a last line may lack its line break. */
  end(): void {
    const rest = this.#rest;
    this.#rest = '';
    this.#line(rest);
  }

  /** What was read since the last time. */
  take(): Page {
    const page: Page = { entries: this.#entries, ...(this.#unparsed.length === 0 ? {} : { unparsed: this.#unparsed }) };
    this.#entries = [];
    this.#unparsed = [];
    return page;
  }

  #line(wire: string): void {
    const cut = this.#cut || wire.length > LONGEST_LINE;
    this.#cut = false;
    const line = wire.endsWith('\r') ? wire.slice(0, -1) : wire;
    if (line === '') return;
    this.lines += 1;
    const { text, exact } = this.#text.decode(line);
    const parsed = cut ? 'unparsed' : this.#parse(text);
    if (parsed === 'ignored') this.ignored += 1;
    else if (parsed === 'unparsed') this.#unparsed.push(text.slice(0, UNPARSED_SHOWN));
    else this.#entries.push(markUnusable(exact ? parsed : markUndecodable(parsed)));
  }

  /** A listing keeps to one dialect, so the one that understood the last line goes first. */
  #parse(line: string): ParsedLine {
    for (const parser of this.#parsers) {
      const parsed = parser(line, this.#now);
      if (parsed === 'unparsed') continue;
      if (parser !== this.#parsers[0]) this.#parsers = [parser, ...this.#parsers.filter((other) => other !== parser)];
      return parsed;
    }
    return 'unparsed';
  }
}

function markUndecodable(entry: Entry): Entry {
  return /[^\0-\x7f]/.test(entry.name) ? { ...entry, unusable: 'undecodable-name' } : entry;
}
