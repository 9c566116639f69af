import { keptTranscriptLines, type TranscriptLine } from '../../shared/model/transcript.ts';
import type { Transcript } from '../remote/transcript.ts';
import { redact } from './redact.ts';

const FLUSH_EVERY_MS = 100;
const LONGEST_LINE = 2_000;
/** Of one reply: a hostile server must not push everything else out with a single answer. */
const MOST_LINES_OF_ONE = 200;

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
    return this.#lines.slice(-keptTranscriptLines);
  }

  clear(): void {
    this.#lines = [];
    this.#fresh = [];
  }

  #write(session: string, kind: TranscriptLine['kind'], text: string): void {
    // Cut before anything reads it to its end.
    const whole = text.slice(0, LONGEST_LINE * MOST_LINES_OF_ONE);
    const lines = whole.split(/\r\n|\r|\n/, MOST_LINES_OF_ONE + 1);
    const isMore = lines.length > MOST_LINES_OF_ONE || whole.length < text.length;
    for (const line of lines.slice(0, MOST_LINES_OF_ONE)) this.#add(session, kind, line);
    if (isMore && lines.length > 1) this.#add(session, 'info', '…');
  }

  #add(session: string, kind: TranscriptLine['kind'], text: string): void {
    const shown = redact(text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE)}…` : text);
    const line: TranscriptLine = { id: this.#nextId++, at: Date.now(), session, kind, text: shown };
    this.#lines.push(line);
    if (this.#lines.length > 2 * keptTranscriptLines) this.#lines = this.#lines.slice(-keptTranscriptLines);
    this.#fresh.push(line);
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_EVERY_MS).unref();
  }

  #flush(): void {
    this.#timer = undefined;
    const fresh = this.#fresh.splice(0).slice(-keptTranscriptLines);
    if (fresh.length > 0) this.#onLines(fresh);
  }
}
