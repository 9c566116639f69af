import type { Entry } from '../../../../shared/model/entry.ts';
import { RemoteError } from '../../../../shared/model/remote-error.ts';
import type { Page } from '../../remote-file-system.ts';
import type { WireText } from '../wire-text.ts';
import { DialectRun, shownOf, type TextLine } from './dialect-run.ts';
import { listDialects, mlsdDialects, namesDialect } from './dialects.ts';
import { dateOrderOf } from './listing-date.ts';
import type { Dialect, ListingContext } from './parsed-line.ts';

/** Longer than any path a server can hold. A longer line is cut, and counts as not understood. */
const LONGEST_LINE = 16 * 1024;
/** Lines by which the dialect is recognised, where the listing is long enough. */
const SAMPLE_LINES = 200;
/** A listing that shows nothing new for this many bytes will not come to an end. */
const MOST_BARREN_BYTES = 16 * 1024 * 1024;

/**
 * Turns the bytes of a listing into rows as they come. The dialect is recognised by the first lines together, and then
 * read to the end. Every line becomes a row or a part of one, is ignored with reason, or is kept as not understood.
 */
export class ListingReader {
  readonly #form: 'MLSD' | 'LIST';
  readonly #dialects: readonly Dialect[];
  readonly #text: WireText;
  readonly #context: Omit<ListingContext, 'dateOrder'>;
  readonly #sample: TextLine[] = [];
  #run: DialectRun | undefined;
  #rest = '';
  #cut = false;
  #barren = 0;
  /** Lines that no dialect understood, before one was recognised. */
  #lost: string[] = [];
  /** Lines seen, blank ones left out. */
  lines = 0;

  constructor(form: 'MLSD' | 'LIST', text: WireText, context: Omit<ListingContext, 'dateOrder'>) {
    this.#form = form;
    this.#dialects = form === 'MLSD' ? mlsdDialects : listDialects;
    this.#text = text;
    this.#context = context;
  }

  /** The dialect that was recognised. */
  get dialect(): Dialect['name'] | undefined {
    return this.#run?.dialect.name;
  }

  /** Rows, and lines that were not understood, that wait to be taken. */
  get waiting(): number {
    const run = this.#run;
    return this.#sample.length + this.#lost.length + (run === undefined ? 0 : run.entries.length + run.unparsed.length);
  }

  get ignored(): number {
    return this.#run?.ignored ?? 0;
  }

  /** Lines that were joined with the one after them. */
  get joined(): number {
    return this.#run?.joined ?? 0;
  }

  /** Throws `protocol` where the server sends without end and says nothing. */
  add(bytes: Buffer): void {
    const before = this.waiting;
    const lines = bytes.toString('latin1').split('\n');
    lines[0] = this.#rest + (lines[0] ?? '');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    if (this.#rest.length > LONGEST_LINE) {
      this.#rest = this.#rest.slice(0, LONGEST_LINE);
      this.#cut = true;
    }
    this.#barren = this.waiting > before ? 0 : this.#barren + bytes.length;
    if (this.#barren > MOST_BARREN_BYTES) {
      throw new RemoteError('protocol', 'The server sends a listing without end that shows no files.', {
        hint: 'The server is broken, or it is not what it says it is.',
      });
    }
  }

  /** The listing is complete; a last line may lack its line break. */
  end(): void {
    const rest = this.#rest;
    this.#rest = '';
    this.#line(rest);
    if (this.#run === undefined) this.#recognise('whole');
    this.#run?.end();
  }

  /** What was read since the last time. */
  take(): Page {
    if (this.#run === undefined) this.#recognise('begun');
    const run = this.#run;
    const entries: Entry[] = run?.entries ?? [];
    const unparsed = [...this.#lost, ...(run?.unparsed ?? [])];
    this.#lost = [];
    if (run !== undefined) {
      run.entries = [];
      run.unparsed = [];
    }
    return unparsed.length === 0 ? { entries } : { entries, unparsed };
  }

  #line(wire: string): void {
    const cut = this.#cut || wire.length > LONGEST_LINE;
    this.#cut = false;
    const bytes = wire.endsWith('\r') ? wire.slice(0, -1) : wire;
    if (/^[ \t\r]*$/.test(bytes)) return;
    this.lines += 1;
    const line = this.#text.decode(cut ? bytes.slice(0, LONGEST_LINE) : bytes);
    if (cut) this.#lost.push(shownOf(line));
    else if (this.#run !== undefined) this.#run.read(line);
    else if (this.#sample.push(line) >= SAMPLE_LINES) this.#recognise('whole');
  }

  /** The dialect that makes the most rows of the sample; where none makes any of a whole one, its lines are not understood. */
  #recognise(sample: 'whole' | 'begun'): void {
    if (this.#sample.length === 0) return;
    const dateOrder = dateOrderOf(this.#sample.map(({ text }) => text));
    const context = { ...this.#context, ...(dateOrder === undefined ? {} : { dateOrder }) };
    const runs = this.#dialects
      .filter((dialect) => this.#mayBe(dialect))
      .map((dialect) => this.#tried(dialect, context));
    const best = runs.reduce((one, other) => (score(other) > score(one) ? other : one));
    if (best.entries.length > 0) this.#run = best;
    else if (sample === 'begun') return;
    else this.#run = this.#namesOnly(context) ?? (best.ignored > 0 ? best : undefined);
    if (this.#run === undefined) this.#lost.push(...this.#sample.map(shownOf));
    this.#sample.length = 0;
  }

  #tried(dialect: Dialect, context: ListingContext): DialectRun {
    const run = new DialectRun(dialect, context);
    for (const line of this.#sample) run.read(line);
    return run;
  }

  #mayBe({ heading }: Dialect): boolean {
    return heading === undefined || this.#sample.some(({ text }) => heading.test(text));
  }

  #namesOnly(context: ListingContext): DialectRun | undefined {
    if (this.#form === 'MLSD') return undefined;
    const run = this.#tried(namesDialect, context);
    return run.unparsed.length === 0 && run.entries.length > 0 ? run : undefined;
  }
}

/** Rows count, and where they are equal headings and the like. */
function score({ entries, ignored }: DialectRun): number {
  return entries.length + ignored / (SAMPLE_LINES + 1);
}
