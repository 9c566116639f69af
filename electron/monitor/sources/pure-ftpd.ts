import type { MissingRight, SessionStatus } from '../../../shared/model/monitor.ts';
import type { Exec } from '../exec.ts';
import { logFollower } from '../follow-log.ts';
import { known } from '../log-lines/line-event.ts';
import {
  readPureFtpdLine,
  readPureFtpdStatsLog,
  readPureFtpdW3cLog,
  readPureFtpdWebLog,
} from '../log-lines/pure-ftpd-lines.ts';
import { readXferlogLine } from '../log-lines/xferlog.ts';
import type { Probe } from '../probe.ts';
import { type FoundSession, type FoundSessions, ProcessSource, type SessionReader } from '../process-source.ts';
import { plainAddress, processSections, readProcesses, readSockets, type ServerProcess } from '../processes.ts';
import { type FixedCommand, shell } from '../quoting.ts';
import type { Report, Sections, ServerClock } from '../report.ts';
import { listCommand, type Rights, socketReach, sudoersLine } from '../rights.ts';

const TITLES = 'pure-ftpd \\(|([^ ]*/)?pure-ftpd( |$)';
const KILOBYTE = 1024;
const LOG_READERS = [readPureFtpdLine, readPureFtpdWebLog, readPureFtpdW3cLog, readPureFtpdStatsLog, readXferlogLine];

/**
 * Pure-FTPd 1.0 through pure-ftpwho, which only root may run; without it the processes' titles tell a little. Its XML is not
 * used: it is broken for names with a quotation mark. Sessions end on SIGTERM at once, and nothing is logged.
 */
export function createPureFtpdSource(exec: Exec, probe: Probe): ProcessSource {
  const { rights, seesOthers } = probe;
  const log = logFollower(exec, probe, 'pure-ftpd', LOG_READERS, ['pure-ftpd']);
  return new ProcessSource({ exec, rights, seesOthers, log, reader: new PureFtpdReader(rights) });
}

class PureFtpdReader implements SessionReader {
  readonly kind = 'pure-ftpd';
  readonly signal = 'TERM';
  readonly #rights: Rights;

  constructor(rights: Rights) {
    this.#rights = rights;
  }

  sections(): Sections {
    const list = this.#listing();
    return {
      ...(list === undefined ? {} : { who: list }),
      ...processSections({ titles: TITLES, ...socketReach(this.#rights) }),
    };
  }

  read(report: Report, clock: ServerClock): FoundSessions {
    const list = this.#listing();
    const processes = readProcesses(report);
    const ports = new Map(readSockets(report).map((socket) => [`${socket.pid} ${socket.localPort}`, socket.port]));
    const sessions =
      list === undefined
        ? titledSessions(processes, clock)
        : report.section('who').flatMap((line) => listedSession(line, processes, ports, clock) ?? []);
    return { sessions, missing: this.#missing(list) };
  }

  #listing(): FixedCommand | undefined {
    const command = listCommand(this.#rights);
    if (this.#rights.programs['pure-ftpwho'] === undefined) return undefined;
    if (this.#rights.root) return shell`pure-ftpwho ${command.words} 2>/dev/null`;
    return this.#rights.maySudo(command) ? shell`sudo -n ${command.path} ${command.words} 2>/dev/null` : undefined;
  }

  #missing(list: FixedCommand | undefined): MissingRight[] {
    if (list !== undefined) return [];
    if (this.#rights.root) {
      return [{ right: 'sessions', message: 'pure-ftpwho, which comes with Pure-FTPd, was not found.' }];
    }
    return [
      {
        right: 'sessions',
        message: `The account “${this.#rights.account}” may not run pure-ftpwho as root: addresses, files and the names of virtual users are hidden.`,
        remedy: { kind: 'sudoers', text: sudoersLine(this.#rights, listCommand(this.#rights)) },
      },
    ];
  }
}

/**
 * `pid|account|seconds|state|file|peer|local|port|current KB|total KB|%|KB/s`. A `|` in a name is written as `\|`, but a `\` as
 * itself: a name that ends with one would hide the border behind it, so the borders are told by what stands between them.
 */
const ROW = /^(\d+)\|(.*?)\|\d+\|([A-Z! ]{4})\|(.*)\|([^|]*)\|[^|]*\|(\d*)\|(\d+)\|(\d+)\|\d*\|\d*$/;

/** One line of the list; undefined where it is none, or where its process is gone. */
export function listedSession(
  line: string,
  processes: ReadonlyMap<number, ServerProcess>,
  /** The client's port, by `pid local-port`. */
  ports: ReadonlyMap<string, number>,
  clock: ServerClock,
): FoundSession | undefined {
  const [, pid, ...fields] = ROW.exec(line) ?? [];
  const [account = '', state = '', file = '', peer = '', localPort = '', current, total] = fields.map((field) =>
    field.replaceAll('\\|', '|'),
  );
  const process = processes.get(Number(pid));
  if (process === undefined) return undefined;
  const user = account === '?' ? undefined : account;
  const status = user === undefined ? 'logging-in' : (states[state.trim()] ?? 'busy');
  const moving = status === 'downloading' || status === 'uploading';
  return {
    process,
    facts: {
      ...known({
        user,
        port: ports.get(`${process.pid} ${localPort}`),
        file: moving ? file : undefined,
        transferred: moving ? Number(current) * KILOBYTE : undefined,
        // An upload's size is told as 0: nobody knows it.
        size: moving && Number(total) > 0 ? Number(total) * KILOBYTE : undefined,
        detail: status === 'busy' ? state.trim() : undefined,
      }),
      address: plainAddress(peer),
      status,
      loginTime: clock.startedAt(process.start),
      protocol: 'ftp',
    },
  };
}

const states: Partial<Record<string, SessionStatus>> = { IDLE: 'idle', DL: 'downloading', UL: 'uploading' };

/** Without pure-ftpwho: whose uid a session runs under, since when, and what it does. Before the login it is root's. */
export function titledSessions(processes: ReadonlyMap<number, ServerProcess>, clock: ServerClock): FoundSession[] {
  return [...processes.values()].flatMap((process): FoundSession[] => {
    const [, state] = /^pure-ftpd \((IDLE|DOWNLOAD|UPLOAD|ERROR)\)$/.exec(process.title) ?? [];
    if (state === undefined) return [];
    const user = process.user === 'root' ? undefined : process.user;
    const status = user === undefined ? 'logging-in' : (titles[state] ?? 'busy');
    return [
      { process, facts: { ...known({ user }), status, loginTime: clock.startedAt(process.start), protocol: 'ftp' } },
    ];
  });
}

const titles: Partial<Record<string, SessionStatus>> = { IDLE: 'idle', DOWNLOAD: 'downloading', UPLOAD: 'uploading' };
