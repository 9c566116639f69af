import type {
  DisconnectOutcome,
  MissingRight,
  ServerEvent,
  ServerKind,
  SessionIdentity,
} from '../../shared/model/monitor.ts';
import type { Call } from '../remote/remote-file-system.ts';
import { endProcess, type ProcessKey } from './end-process.ts';
import type { Exec } from './exec.ts';
import type { LogFollower } from './follow-log.ts';
import type { DisconnectOptions, MonitorSource, ServerSnapshot, SourceFacts, SourceSession } from './monitor-source.ts';
import type { ServerProcess } from './processes.ts';
import {
  clockSection,
  connectionSection,
  type Report,
  readClock,
  readReport,
  readSeenFrom,
  type Sections,
  type ServerClock,
} from './report.ts';
import { missingDisconnect, missingTitles, type Rights, sudoKill } from './rights.ts';

/** A session and the processes that make it up. */
export interface FoundSession {
  /** What ends the session when it ends. */
  readonly process: ServerProcess;
  /** What would be left behind. */
  readonly helpers?: readonly ProcessKey[];
  readonly facts: Omit<SourceSession, 'identity' | 'canDisconnect' | 'processId'>;
}

export interface FoundSessions {
  readonly sessions: readonly FoundSession[];
  /** What could not be seen, the rights to disconnect and the log left out. */
  readonly missing: readonly MissingRight[];
}

/** The part that differs from one kind of server to the next. */
export interface SessionReader {
  readonly kind: ServerKind;
  /** What its sessions obey. */
  readonly signal: 'TERM' | 'KILL';
  /** What it asks of the server's machine. */
  sections(): Sections;
  /** What the answers tell. */
  read(report: Report, clock: ServerClock): FoundSessions;
}

export interface ProcessSourceParts {
  readonly exec: Exec;
  readonly rights: Rights;
  /** Whether the processes of other accounts can be seen. */
  readonly seesOthers: boolean;
  readonly reader: SessionReader;
  readonly log: LogFollower;
}

/** A server whose sessions are processes: each is named by pid, start time and user, and ended by a signal. */
export class ProcessSource implements MonitorSource {
  readonly #parts: ProcessSourceParts;
  #missing: readonly MissingRight[] = [];
  #clockSkewMs: number | undefined;
  #seenFrom: string | undefined;
  readonly follow?: (call: Call) => AsyncIterable<ServerEvent>;

  constructor(parts: ProcessSourceParts) {
    this.#parts = parts;
    if (parts.log.name !== undefined) this.follow = (call) => parts.log.follow(call);
  }

  get kind(): ServerKind {
    return this.#parts.reader.kind;
  }

  get facts(): SourceFacts {
    const { log } = this.#parts;
    return {
      live: true,
      missing: this.#missing,
      disconnects: 'session',
      ...(log.name === undefined ? {} : { log: log.name }),
      ...(this.#clockSkewMs === undefined ? {} : { clockSkewMs: this.#clockSkewMs }),
      ...(this.#seenFrom === undefined ? {} : { seenFrom: this.#seenFrom }),
    };
  }

  async snapshot(call: Call): Promise<ServerSnapshot> {
    const { reader, rights, seesOthers, log } = this.#parts;
    const { found, at, clock, seenFrom } = await this.#look(call);
    this.#clockSkewMs = clock.skewMs;
    this.#seenFrom = seenFrom;
    log.setClock(clock);
    this.#missing = [
      ...(seesOthers ? [] : [missingTitles(rights)]),
      ...found.missing,
      ...(this.#maySignalOthers ? [] : [missingDisconnect(rights, reader.signal)]),
      ...log.missing,
    ];
    return { at, sessions: found.sessions.map((session) => this.#describe(session)) };
  }

  async disconnect(identity: SessionIdentity, { force }: DisconnectOptions, call: Call): Promise<DisconnectOutcome> {
    const { exec, rights, reader } = this.#parts;
    const { found } = await this.#look(call);
    const session = found.sessions.find((session) => identityOf(session) === identity);
    if (session === undefined) return 'already-gone';
    const { process, helpers = [] } = session;
    const signal = force ? 'KILL' : reader.signal;
    return endProcess(exec, { process, helpers, signal, sudoKill: sudoKill(rights, signal) }, call);
  }

  async #look(call: Call) {
    const { exec, reader } = this.#parts;
    const sections = { clock: clockSection, connection: connectionSection, ...reader.sections() };
    const report = await readReport(exec, sections, call);
    const clock = readClock(report);
    return { found: reader.read(report, clock), at: report.at, clock, seenFrom: readSeenFrom(report) };
  }

  get #maySignalOthers(): boolean {
    const { rights, reader } = this.#parts;
    return rights.root || sudoKill(rights, reader.signal) !== undefined;
  }

  #describe(session: FoundSession): SourceSession {
    const { process, facts } = session;
    return {
      ...facts,
      identity: identityOf(session),
      processId: process.pid,
      canDisconnect: this.#maySignalOthers || process.user === this.#parts.rights.account,
    };
  }
}

/** A pid alone is never enough, and neither is a session that meanwhile belongs to someone else. */
function identityOf({ process, facts }: FoundSession): SessionIdentity {
  return `${process.pid}/${process.start}/${facts.user ?? ''}`;
}
