import type { MissingRight, SessionStatus } from '../../../shared/model/monitor.ts';
import type { Exec } from '../exec.ts';
import { logFollower } from '../follow-log.ts';
import { known } from '../log-lines/line-event.ts';
import { readOpenSshLine } from '../log-lines/openssh-lines.ts';
import type { Probe } from '../probe.ts';
import { type FoundSession, type FoundSessions, ProcessSource, type SessionReader } from '../process-source.ts';
import {
  byAge,
  type OpenFile,
  type ProcessSocket,
  processSections,
  readOpenFiles,
  readProcesses,
  readSockets,
  type ServerProcess,
} from '../processes.ts';
import type { Report, Sections, ServerClock } from '../report.ts';
import { missingAddresses, type Rights, socketReach } from '../rights.ts';
import { transferFacts } from '../transfer-facts.ts';

/** From OpenSSH 9.8 on the sessions are of a program of their own. A login shell stands between where it does not step aside. */
const SSHD = 'sshd(?:-session|-auth)?: ';
const SFTP = '([^ ]*sh -c )?[^ ]*sftp-server( |$)';
const TITLES = `sshd(-session|-auth)?: |${SFTP}`;
const WORKING = `sshd(-session)?: .*@internal-sftp|${SFTP}`;

const JOURNAL_NAMES = ['sshd', 'sshd-session', 'sftp-server', 'internal-sftp'];

/**
 * SFTP over OpenSSH. A connection is `sshd: USER [priv]` (root) above `sshd: USER@notty` (the user), and it is one of SFTP where
 * an SFTP server runs below. No such login appears in who(1), for it has no terminal.
 */
export function createOpenSshSource(exec: Exec, probe: Probe): ProcessSource {
  const { rights, seesOthers } = probe;
  const log = logFollower(exec, probe, 'openssh', [readOpenSshLine], JOURNAL_NAMES);
  return new ProcessSource({ exec, rights, seesOthers, log, reader: new OpenSshReader(rights) });
}

class OpenSshReader implements SessionReader {
  readonly kind = 'openssh';
  readonly signal = 'TERM';
  readonly #rights: Rights;

  constructor(rights: Rights) {
    this.#rights = rights;
  }

  sections(): Sections {
    return processSections({ titles: TITLES, working: WORKING, ...socketReach(this.#rights) });
  }

  read(report: Report, clock: ServerClock): FoundSessions {
    const readable = (process: ServerProcess) => this.#rights.root || process.user === this.#rights.account;
    const machine = new OpenSshMachine(
      readProcesses(report),
      readSockets(report),
      readOpenFiles(report),
      clock,
      readable,
    );
    return { sessions: machine.sessions(), missing: this.#missing() };
  }

  #missing(): MissingRight[] {
    if (this.#rights.root) return [];
    const seesSockets = socketReach(this.#rights).sockets !== 'none';
    return [...(seesSockets ? [] : [missingAddresses(this.#rights)]), missingFiles];
  }
}

/** No rule of sudo helps: /proc is read process by process. */
const missingFiles: MissingRight = {
  right: 'progress',
  message:
    'Which files are on their way, and how far they are, OpenSSH shows only to root and to the session’s own user.',
};

/** sshd's processes at one moment. Has no I/O. */
export class OpenSshMachine {
  readonly #processes: ReadonlyMap<number, ServerProcess>;
  readonly #children: Map<number, ServerProcess[]>;
  readonly #sockets: Map<number, ProcessSocket[]>;
  readonly #files: ReadonlyMap<number, OpenFile[]>;
  readonly #clock: ServerClock;
  readonly #readable: (process: ServerProcess) => boolean;

  /** @param readable whether this account may see a process's open files. */
  constructor(
    processes: ReadonlyMap<number, ServerProcess>,
    sockets: readonly ProcessSocket[],
    files: ReadonlyMap<number, OpenFile[]>,
    clock: ServerClock,
    readable: (process: ServerProcess) => boolean,
  ) {
    this.#processes = processes;
    this.#children = Map.groupBy(processes.values(), ({ parent }) => parent);
    this.#sockets = Map.groupBy(sockets, ({ pid }) => pid);
    this.#files = files;
    this.#clock = clock;
    this.#readable = readable;
  }

  sessions(): FoundSession[] {
    const channels = Map.groupBy(
      [...this.#processes.values()].filter(isSftpServer),
      (server) => this.#connectionOf(server)?.pid,
    );
    const connected = [...channels].flatMap(([pid, servers]) => {
      const connection = pid === undefined ? undefined : this.#processes.get(pid);
      return connection === undefined ? [] : [this.#connected(connection, servers)];
    });
    return [...connected, ...this.#loggingIn()];
  }

  /** `sshd: USER@notty` above an SFTP server, or `@pts/N` where a terminal shares the connection. */
  #connectionOf(server: ServerProcess): ServerProcess | undefined {
    let process = this.#processes.get(server.parent);
    while (process !== undefined && !LOGGED_IN.test(process.title)) process = this.#processes.get(process.parent);
    return process;
  }

  #connected(connection: ServerProcess, servers: readonly ServerProcess[]): FoundSession {
    const [, user, terminal] = LOGGED_IN.exec(connection.title) ?? [];
    const file = servers.flatMap(({ pid }) => this.#files.get(pid) ?? [])[0];
    const status = this.#statusOf(servers, file);
    return {
      process: connection,
      facts: {
        ...known({
          user,
          ...this.#peer(connection),
          file: file?.path,
          alsoEnds: terminal?.startsWith('pts/') ? `the terminal ${terminal} of the same connection` : undefined,
        }),
        ...transferFacts(status, file, undefined),
        status,
        loginTime: this.#clock.startedAt(connection.start),
        protocol: 'sftp',
        encrypted: true,
      },
    };
  }

  #statusOf(servers: readonly ServerProcess[], file: OpenFile | undefined): SessionStatus {
    if (!servers.every(this.#readable)) return 'unknown';
    if (file === undefined) return 'idle';
    return file.direction === 'read' ? 'downloading' : 'uploading';
  }

  /** Connections that nobody has logged in on yet, for SFTP or for a terminal: nobody can tell before. */
  #loggingIn(): FoundSession[] {
    return [...this.#processes.values()].flatMap((process): FoundSession[] => {
      const [, name] = WAITING.exec(process.title) ?? [];
      const below = this.#children.get(process.pid) ?? [];
      const claimed = /^(.*) \[priv\]$/.exec(name ?? '')?.[1];
      // A login that has opened nothing yet, or only forwards ports, has its bare name for a title.
      const isLoggedIn = ({ title }: ServerProcess) =>
        LOGGED_IN.test(title) || (claimed !== undefined && BARE.exec(title)?.[1] === claimed);
      if (name === undefined || below.some(isLoggedIn)) return [];
      return [
        {
          process,
          facts: {
            ...known({
              ...this.#peer(process),
              detail: claimed === undefined || claimed === 'unknown' ? undefined : `claims to be ${claimed}`,
            }),
            status: 'logging-in',
            loginTime: this.#clock.startedAt(process.start),
            protocol: 'sftp',
            encrypted: true,
          },
        },
      ];
    });
  }

  /** Whoever called: what the connection forwards are sockets of the same process, made later. */
  #peer({ pid, parent }: ServerProcess): { address?: string; port?: number } {
    const [socket] = (this.#sockets.get(pid) ?? this.#sockets.get(parent) ?? []).toSorted(byAge);
    return socket === undefined ? {} : { address: socket.address, port: socket.port };
  }
}

const LOGGED_IN = new RegExp(`^${SSHD}(.*)@((?:notty|pts/).*)$`);
const BARE = new RegExp(`^${SSHD}(.*)$`);
const WAITING = new RegExp(`^${SSHD}(\\[accepted\\]|.* \\[priv\\])$`);

function isSftpServer({ title }: ServerProcess): boolean {
  return /^sshd(?:-session)?: .*@internal-sftp/.test(title) || /^[^ ]*sftp-server(?: |$)/.test(title);
}
