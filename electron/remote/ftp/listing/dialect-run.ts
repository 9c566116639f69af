import { type Entry, markUnusable } from '../../../../shared/model/entry.ts';
import type { Dialect, ListingContext } from './parsed-line.ts';

/** A line as text; not `exact` where the bytes mean nothing in the character set. */
export interface TextLine {
  readonly text: string;
  readonly exact: boolean;
}

/** Characters. */
const UNPARSED_SHOWN = 500;

/** What is shown of a line that nobody understands. */
export function shownOf(line: TextLine): string {
  return line.text.slice(0, UNPARSED_SHOWN);
}

/** Lines read in one dialect. Each becomes a row or a part of one, is ignored with reason, or is kept as not understood. */
export class DialectRun {
  readonly dialect: Dialect;
  readonly #context: ListingContext;
  #half: TextLine | undefined;
  entries: Entry[] = [];
  unparsed: string[] = [];
  ignored = 0;
  /** Lines that were joined with the one after them. */
  joined = 0;

  constructor(dialect: Dialect, context: ListingContext) {
    this.dialect = dialect;
    this.#context = context;
  }

  read(line: TextLine): void {
    const half = this.#half;
    if (half !== undefined) {
      this.#half = undefined;
      const whole = { text: `${half.text} ${line.text.trimStart()}`, exact: half.exact && line.exact };
      const parsed = this.dialect.parse(whole.text, this.#context);
      if (typeof parsed === 'object') {
        this.joined += 1;
        this.#keep(parsed, whole);
        return;
      }
      this.#refuse(half);
    }
    const parsed = this.dialect.parse(line.text, this.#context);
    if (parsed === 'continues') this.#half = line;
    else if (parsed === 'ignored') this.ignored += 1;
    else if (parsed === 'unparsed') this.#refuse(line);
    else this.#keep(parsed, line);
  }

  /** No line follows. */
  end(): void {
    if (this.#half !== undefined) this.#refuse(this.#half);
    this.#half = undefined;
  }

  #refuse(line: TextLine): void {
    this.unparsed.push(shownOf(line));
  }

  #keep(entry: Entry, { exact }: TextLine): void {
    // Of a line that is not exact any letter beyond ASCII may be another one in truth.
    const undecodable = !exact && /[^\0-\x7f]/.test(entry.name);
    this.entries.push(markUnusable(undecodable ? { ...entry, unusable: 'undecodable-name' } : entry));
  }
}
