import { z } from 'zod';
import type { MissingRight, SessionStatus, WatchSettings } from '../../../shared/model/monitor.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { Exec } from '../exec.ts';
import { logFollower } from '../follow-log.ts';
import { known } from '../log-lines/line-event.ts';
import { readProftpdLine } from '../log-lines/proftpd-lines.ts';
import { readXferlogLine } from '../log-lines/xferlog.ts';
import type { Probe } from '../probe.ts';
import { type FoundSession, type FoundSessions, ProcessSource, type SessionReader } from '../process-source.ts';
import {
  byAge,
  type ProcessSocket,
  plainAddress,
  processSections,
  readOpenFiles,
  readProcesses,
  readSockets,
  type ServerProcess,
} from '../processes.ts';
import { quote, shell } from '../quoting.ts';
import type { Report, Sections, ServerClock } from '../report.ts';
import { missingProgress, type Rights, socketReach } from '../rights.ts';
import { fileName, openFileNamed, statusOfCommand, transferFacts } from '../transfer-facts.ts';

const TITLES = 'proftpd: |([^ ]*/)?proftpd( |$)';
const WORKING = 'proftpd: .*: (RETR|STOR|STOU|APPE) ';

/** ftpwho -o json; only what is used. Numbers of transfers are left out where they are known to be wrong. */
const Connection = z.object({
  pid: z.number().int(),
  connected_since_ms: z.number(),
  remote_address: z.string(),
  user: z.string().optional(),
  protocol: z.string().default('ftp'),
  location: z.string().optional(),
  command: z.string().optional(),
  command_args: z.string().optional(),
  authenticating: z.boolean().optional(),
  downloading: z.boolean().optional(),
  uploading: z.boolean().optional(),
  idling: z.boolean().optional(),
  idle_since_ms: z.number().optional(),
  transfer_completed: z.string().optional(),
  transfer_bytes: z.number().optional(),
});
type Connection = z.infer<typeof Connection>;
const Scoreboard = z.object({ connections: z.array(Connection).default([]) });

/** A row's process started before it connected, by no more than a slow name server takes. */
const EARLIEST_START_MS = 120_000;
const LATEST_START_MS = 3_000;

/**
 * ProFTPD 1.3 through its scoreboard, which usually anyone may read. Sessions end on SIGTERM, and their end is logged. ftpdctl is
 * never used: ProFTPD 1.3.8 carries a refused kick out with the next permitted request.
 */
export function createProftpdSource(exec: Exec, probe: Probe, settings: WatchSettings): ProcessSource {
  const { rights, seesOthers, configuration } = probe;
  const scoreboard = settings.scoreboardFile ?? configuration.get('scoreboardfile');
  const log = logFollower(exec, probe, 'proftpd', [readProftpdLine, readXferlogLine]);
  return new ProcessSource({ exec, rights, seesOthers, log, reader: new ProftpdReader(rights, scoreboard) });
}

class ProftpdReader implements SessionReader {
  readonly kind = 'proftpd';
  readonly signal = 'TERM';
  readonly #rights: Rights;
  readonly #scoreboard: string | undefined;
  /** Bytes of SFTP sessions at the last look, by pid: they are called idle while they transfer. */
  #sftpBytes = new Map<number, number>();

  constructor(rights: Rights, scoreboard: string | undefined) {
    this.#rights = rights;
    this.#scoreboard = scoreboard;
  }

  sections(): Sections {
    const file = this.#scoreboard === undefined ? [] : ['-f', this.#scoreboard];
    const who = shell`ftpwho ${file} -o json 2>&1`;
    return { who, ...processSections({ titles: TITLES, working: WORKING, ...socketReach(this.#rights) }) };
  }

  read(report: Report, clock: ServerClock): FoundSessions {
    const processes = readProcesses(report);
    const connections = readScoreboard(report);
    const listed = connections?.flatMap((row) => this.#session(row, processes, report, clock) ?? []) ?? [];
    const pids = new Set(listed.map(({ process }) => process.pid));
    // Another ProFTPD of the same machine has a scoreboard of its own.
    const unlisted = [...processes.values()].filter(({ pid }) => !pids.has(pid));
    const sockets = readSockets(report);
    const titled = unlisted.flatMap((process) => titledSession(process, clock, sockets) ?? []);
    const sessions = [...listed, ...titled];
    this.#sftpBytes = new Map(connections?.map(({ pid, transfer_bytes = 0 }) => [pid, transfer_bytes]));
    return { sessions, missing: this.#missing(connections, report) };
  }

  /** A row whose process is gone, or is another one since, is a leftover of a crash. */
  #session(
    row: Connection,
    processes: ReadonlyMap<number, ServerProcess>,
    report: Report,
    clock: ServerClock,
  ): FoundSession | undefined {
    const process = processes.get(row.pid);
    if (process === undefined) return undefined;
    const connectedAt = row.connected_since_ms - clock.skewMs;
    const startedAt = clock.startedAt(process.start);
    if (startedAt > connectedAt + LATEST_START_MS || startedAt < connectedAt - EARLIEST_START_MS) return undefined;

    const status = this.#statusOf(row);
    const shown = row.command_args ?? '';
    const moving = status === 'downloading' || status === 'uploading';
    const file = moving ? openFileNamed(shown, status, readOpenFiles(report).get(row.pid) ?? []) : undefined;
    const { control, data } = connectionsOf(row.pid, readSockets(report));
    const completed = Number(row.transfer_completed);
    return {
      process,
      facts: {
        ...known({
          user: row.authenticating ? undefined : row.user,
          port: control?.port,
          file: shown === '' || row.idling ? undefined : absolute(row.location, fileName(shown, file)),
          progress:
            row.transfer_completed === undefined || Number.isNaN(completed) ? undefined : Math.min(completed / 100, 1),
          idleSince: row.idle_since_ms === undefined ? undefined : row.idle_since_ms - clock.skewMs,
          detail: status === 'busy' ? row.command : undefined,
          transferred: row.protocol === 'sftp' && status === 'busy' ? row.transfer_bytes : undefined,
        }),
        ...transferFacts(status, file, data),
        address: plainAddress(row.remote_address),
        status,
        loginTime: startedAt,
        protocol: row.protocol === 'sftp' || row.protocol === 'ssh2' ? 'sftp' : 'ftp',
        encrypted: row.protocol !== 'ftp',
      },
    };
  }

  #statusOf(row: Connection): SessionStatus {
    if (row.authenticating) return 'logging-in';
    if (row.downloading) return 'downloading';
    if (row.uploading) return 'uploading';
    const moved = row.transfer_bytes ?? 0;
    if (row.protocol === 'sftp' && moved > (this.#sftpBytes.get(row.pid) ?? moved)) return 'busy';
    return row.idling ? 'idle' : statusOfCommand(row.command ?? 'IDLE');
  }

  #missing(connections: readonly Connection[] | undefined, report: Report): MissingRight[] {
    const progress = this.#rights.root ? [] : [missingProgress('How far an upload is cannot be seen.', this.#rights)];
    if (connections !== undefined) return progress;
    return [missingScoreboard(this.#rights, this.#scoreboard, report.section('who').join(' ')), ...progress];
  }
}

/** Undefined where ftpwho is missing or may not read. */
function readScoreboard(report: Report): Connection[] | undefined {
  const text = report.section('who').join('\n');
  if (!text.trimStart().startsWith('{')) return undefined;
  try {
    return Scoreboard.parse(JSON.parse(text)).connections;
  } catch (error) {
    throw new RemoteError('protocol', 'ProFTPD’s ftpwho answered in a way that Portside does not understand.', {
      serverText: text.slice(0, 1_000),
      cause: error,
    });
  }
}

/** What the processes' titles tell, where the scoreboard cannot be read. With UseReverseDNS they have names for addresses. */
export function titledSession(
  process: ServerProcess,
  clock: ServerClock,
  sockets: readonly ProcessSocket[] = [],
): FoundSession | undefined {
  const { control } = connectionsOf(process.pid, sockets);
  const common = { loginTime: clock.startedAt(process.start), protocol: 'ftp' } as const;
  const [, stranger] =
    /^proftpd: (?:connected: .* \((\S+):\d+\)|(\S+):\d+: .*)$/.exec(process.title)?.filter(Boolean) ?? [];
  if (stranger !== undefined) {
    return {
      process,
      facts: { ...common, address: control?.address ?? plainAddress(stranger), status: 'logging-in' },
    };
  }
  const [, user, address = '', verb = '', file = ''] =
    /^proftpd: (.*) - (\S+): ([A-Z]+) ?(.*)$/.exec(process.title) ?? [];
  if (user === undefined) return undefined;
  const status = statusOfCommand(verb);
  const moving = status === 'downloading' || status === 'uploading';
  const more = known({ file: moving ? file : undefined, detail: status === 'busy' ? verb : undefined });
  return {
    process,
    facts: { ...common, ...more, user, address: control?.address ?? plainAddress(address), status },
  };
}

function missingScoreboard(rights: Rights, file: string | undefined, said: string): MissingRight {
  if (rights.programs['ftpwho'] === undefined) {
    return {
      right: 'sessions',
      message: 'ftpwho, which comes with ProFTPD, was not found: only process titles can be read.',
    };
  }
  const scoreboard = file ?? /(\/\S*scoreboard[^\s:]*)/.exec(said)?.[1] ?? '/run/proftpd.scoreboard';
  const folder = scoreboard.replace(/\/[^/]*$/, '') || '/';
  return {
    right: 'sessions',
    message: `The account “${rights.account}” cannot read ProFTPD’s scoreboard: ${said.slice(0, 200)}`,
    remedy: { kind: 'command', text: `chmod a+x ${quote(folder)} && chmod a+r ${quote(scoreboard)}` },
  };
}

/** ProFTPD serves every session in one process: its control connection has the server's own, lower port. */
function connectionsOf(pid: number, sockets: readonly ProcessSocket[]) {
  const [control, data] = sockets.filter((socket) => socket.pid === pid).toSorted(byAge);
  return { control, data };
}

function absolute(location: string | undefined, name: string): string {
  if (name.startsWith('/') || location === undefined) return name;
  return location.endsWith('/') ? `${location}${name}` : `${location}/${name}`;
}
