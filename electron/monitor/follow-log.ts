import type { MissingRight, ServerEvent } from '../../shared/model/monitor.ts';
import type { Call } from '../remote/remote-file-system.ts';
import type { Exec } from './exec.ts';
import type { LineReader } from './log-lines/line-event.ts';
import type { LogClock } from './log-lines/log-time.ts';
import { ServerLog } from './log-lines/server-log.ts';
import { merge } from './merge.ts';
import type { LogFile, Probe } from './probe.ts';
import { type FixedCommand, shell } from './quoting.ts';
import { followCommand, missingLog, type Rights } from './rights.ts';

const LONGEST_LINE = 64 * 1024;

export interface FollowedLog {
  readonly exec: Exec;
  readonly rights: Rights;
  readonly clock: LogClock;
  readonly files: readonly LogFile[];
  /** Tried in this order on each line. */
  readonly readers: readonly LineReader[];
  /** Names under which the server writes to systemd's journal, for machines that have no log file of it. */
  readonly journalNames?: readonly string[];
}

/** Where the lines come from: one file each, or the journal. */
interface LineSource {
  readonly name: string;
  readonly command: FixedCommand;
}

/** The logs of one server, followed as long as anybody listens; again without repeating a line when the connection was lost. */
export class LogFollower {
  readonly #log: FollowedLog;
  readonly #sources: readonly LineSource[];
  readonly #told = new Map<string, ToldLines>();
  /** One for all the times that the logs are followed: what was written in between is news, of sessions that are known. */
  #serverLog: ServerLog | undefined;
  #clock: LogClock;

  constructor(log: FollowedLog) {
    this.#log = log;
    this.#clock = log.clock;
    const files = log.files.filter(({ reach }) => reach !== 'none');
    this.#sources = files.length > 0 ? files.map((file) => fileSource(log, file)) : journalSources(log);
  }

  /** What is read, for a person; undefined where there is nothing to follow. */
  get name(): string | undefined {
    return this.#sources.length === 0 ? undefined : this.#sources.map(({ name }) => name).join(', ');
  }

  get missing(): MissingRight[] {
    if (this.#sources.length > 0) return [];
    return this.#log.files.map(({ file }) => missingLog(this.#log.rights, file));
  }

  /** The server's clock as it goes now. */
  setClock(clock: LogClock): void {
    this.#clock = clock;
    this.#serverLog?.setClock(clock);
  }

  /** New lines as events, after what the logs say already. Ends when the call is aborted or the log cannot be read any more. */
  async *follow(call: Call): AsyncIterable<ServerEvent> {
    this.#serverLog ??= new ServerLog(this.#log.readers, this.#clock, Date.now());
    const log = this.#serverLog;
    const stop = new AbortController();
    const signal = AbortSignal.any([call.signal, stop.signal]);
    try {
      yield* merge(this.#sources.map((source) => this.#events(source, log, { signal })));
    } finally {
      stop.abort();
    }
  }

  async *#events({ name, command }: LineSource, log: ServerLog, call: Call): AsyncIterable<ServerEvent> {
    const told = this.#told.get(name) ?? new ToldLines();
    this.#told.set(name, told);
    told.startOver();
    for await (const line of linesOf(this.#log.exec.follow(command, call))) {
      if (!told.isNew(line)) continue;
      const event = log.read(line);
      if (event !== undefined) yield event;
    }
  }
}

function fileSource({ rights }: FollowedLog, { file, reach }: LogFile): LineSource {
  const { path, words } = followCommand(rights, file);
  return {
    name: file,
    command: untilReaderGoes(reach === 'sudo' ? shell`sudo -n ${path} ${words}` : shell`tail ${words}`),
  };
}

function journalSources({ rights, journalNames = [] }: FollowedLog): LineSource[] {
  if (journalNames.length === 0 || !rights.root || rights.programs['journalctl'] === undefined) return [];
  const words = journalNames.flatMap((name) => ['-t', name]);
  const command = shell`journalctl -q -f -n 200 -o short-iso ${words}`;
  return [{ name: 'the systemd journal', command: untilReaderGoes(command) }];
}

/** A command that goes on for ever, ended with the script's input: a lost connection leaves nothing running. */
function untilReaderGoes(command: FixedCommand): FixedCommand {
  return shell`${command} 2>/dev/null &
following=$!
(cat <&3; kill $following) >/dev/null 2>&1 &
wait $following`;
}

/** Whole lines; one without end is given out in parts. */
async function* linesOf(pieces: AsyncIterable<string>): AsyncIterable<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
    if (rest.length > LONGEST_LINE) {
      yield rest;
      rest = '';
    }
  }
}

/** Knows the last lines that were told, so that a log that is read anew from 200 lines back goes on where it stopped. */
class ToldLines {
  #lines: string[] = [];
  #repeated: Map<string, number> | undefined;

  startOver(): void {
    this.#repeated = new Map();
    for (const line of this.#lines) this.#repeated.set(line, (this.#repeated.get(line) ?? 0) + 1);
  }

  isNew(line: string): boolean {
    const times = this.#repeated?.get(line) ?? 0;
    if (times > 0) {
      this.#repeated?.set(line, times - 1);
      return false;
    }
    // Repeated lines come first and in one run; from the first new one on all are new, even if they look the same.
    this.#repeated = undefined;
    this.#lines.push(line);
    if (this.#lines.length > 800) this.#lines = this.#lines.slice(-400);
    return true;
  }
}

/** The follower of one kind of server's logs on a probed machine. */
export function logFollower(
  exec: Exec,
  { rights, clock, logs }: Probe,
  kind: keyof Probe['logs'],
  readers: readonly LineReader[],
  journalNames: readonly string[] = [],
): LogFollower {
  return new LogFollower({ exec, rights, clock, files: logs[kind], readers, journalNames });
}
