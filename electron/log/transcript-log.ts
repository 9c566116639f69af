import type { TranscriptLine } from '../../shared/model/transcript.ts';
import type { Transcript } from '../remote/transcript.ts';

const KEPT_LINES = 5_000;
const FLUSH_EVERY_MS = 100;
const LONGEST_LINE = 2_000;

/** The protocol conversation of every session, newest lines kept; new ones are told in batches. */
export class TranscriptLog {
  readonly #onLines: (lines: TranscriptLine[]) => void;
  #lines: TranscriptLine[] = [];
  #fresh: TranscriptLine[] = [];
  #timer: NodeJS.Timeout | undefined;
  #nextId = 1;

  constructor(onLines: (lines: TranscriptLine[]) => void) {
    this.#onLines = onLines;
  }

  /** A transcript that marks its lines with the session's name. */
  for(session: string): Transcript {
    return { write: (kind, text) => this.#write(session, kind, text) };
  }

  snapshot(): TranscriptLine[] {
    return this.#lines.slice(-KEPT_LINES);
  }

  clear(): void {
    this.#lines = [];
    this.#fresh = [];
  }

  #write(session: string, kind: TranscriptLine['kind'], text: string): void {
    const shown = text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text;
    const line: TranscriptLine = { id: this.#nextId++, at: Date.now(), session, kind, text: shown };
    this.#lines.push(line);
    if (this.#lines.length > 2 * KEPT_LINES) this.#lines = this.#lines.slice(-KEPT_LINES);
    this.#fresh.push(line);
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_EVERY_MS).unref();
  }

  #flush(): void {
    this.#timer = undefined;
    const fresh = this.#fresh.splice(0).slice(-KEPT_LINES);
    if (fresh.length > 0) this.#onLines(fresh);
  }
}
