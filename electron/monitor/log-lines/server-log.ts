import type { ServerEvent } from '../../../shared/model/monitor.ts';
import { plainAddress } from '../processes.ts';
import { known, type LineEvent, type LineReader } from './line-event.ts';
import { type LogClock, resolveTime } from './log-time.ts';

/** Process ids whose user and address are remembered. */
const REMEMBERED = 5_000;
const LONGEST_LINE = 4_000;

type SessionFacts = Pick<LineEvent, 'user' | 'address' | 'protocol'>;

/**
 * Turns the lines of one server's logs into events. Lines that name only a process id are completed with what earlier
 * lines of that process told.
 */
export class ServerLog {
  readonly #readers: readonly LineReader[];
  #clock: LogClock;
  readonly #sessions = new Map<number, SessionFacts>();
  /** Lines older than this were there before. */
  readonly #since: number;

  /** @param since when reading began, ms since 1970, UTC, by this machine's clock. */
  constructor(readers: readonly LineReader[], clock: LogClock, since: number) {
    this.#readers = readers;
    this.#clock = clock;
    this.#since = since;
  }

  /** Clocks drift, and the server's goes forward and back with summer and winter. */
  setClock(clock: LogClock): void {
    this.#clock = clock;
  }

  /** Undefined where no reader understands the line: it is some other program's. */
  read(line: string, now = Date.now()): ServerEvent | undefined {
    for (const reader of this.#readers) {
      const event = reader(line, now + this.#clock.skewMs);
      if (event !== undefined) return this.#complete(event, line, now);
    }
    return undefined;
  }

  #complete({ time, ...said }: LineEvent, line: string, now: number): ServerEvent {
    const event = said.address === undefined ? said : { ...said, address: plainAddress(said.address) };
    const at = time === undefined ? now : Math.min(resolveTime(time, this.#clock), now);
    const raw = line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
    // Logs know the second only.
    return { ...this.#recall(event), ...event, at, raw, past: time !== undefined && at < this.#since - 1_000 };
  }

  #recall({ kind, processId, user, address, protocol }: Omit<LineEvent, 'time'>): SessionFacts {
    if (processId === undefined) return {};
    const before = kind === 'connect' ? {} : this.#sessions.get(processId);
    this.#sessions.delete(processId);
    const facts = { ...before, ...known({ user: kind === 'login-failed' ? undefined : user, address, protocol }) };
    if (kind === 'logout') return facts;
    this.#sessions.set(processId, facts);
    if (this.#sessions.size > REMEMBERED) {
      const [oldest] = this.#sessions.keys();
      if (oldest !== undefined) this.#sessions.delete(oldest);
    }
    return facts;
  }
}
