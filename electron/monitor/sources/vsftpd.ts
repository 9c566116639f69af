import type { MissingRight } from '../../../shared/model/monitor.ts';
import type { Exec } from '../exec.ts';
import { logFollower } from '../follow-log.ts';
import { known } from '../log-lines/line-event.ts';
import { readVsftpdLine } from '../log-lines/vsftpd-lines.ts';
import { readXferlogLine } from '../log-lines/xferlog.ts';
import type { Probe } from '../probe.ts';
import { type FoundSession, type FoundSessions, ProcessSource, type SessionReader } from '../process-source.ts';
import {
  byAge,
  type OpenFile,
  type ProcessSocket,
  plainAddress,
  processSections,
  readOpenFiles,
  readProcesses,
  readSockets,
  type ServerProcess,
} from '../processes.ts';
import type { Report, Sections, ServerClock } from '../report.ts';
import { missingAddresses, missingProgress, type Rights, socketReach } from '../rights.ts';
import { fileName, openFileNamed, statusOfCommand, transferFacts } from '../transfer-facts.ts';

/** With setproctitle_enable each session's process calls itself `vsftpd: ADDRESS/USER: COMMAND FILE`. */
const TITLES = 'vsftpd: |([^ ]*/)?vsftpd( |$)';
const WORKING = 'vsftpd: .*: (RETR|STOR|STOU|APPE) |([^ ]*/)?vsftpd( |$)';
/** Who serves before the login (vsftpd.conf(5), nopriv_user). */
const NOBODY = 'nobody';

/**
 * vsftpd 3. A session is a parent that holds the privileges and a child that talks to the client; only SIGKILL ends it, and
 * only sent to the child: it ignores SIGTERM, and a child whose parent was killed goes on alone.
 */
export function createVsftpdSource(exec: Exec, probe: Probe): ProcessSource {
  const { rights, seesOthers, configuration } = probe;
  const hasGuests = /^(?:yes|true|1)$/i.test(configuration.get('guest_enable') ?? '');
  const log = logFollower(exec, probe, 'vsftpd', [readVsftpdLine, readXferlogLine]);
  return new ProcessSource({ exec, rights, seesOthers, log, reader: new VsftpdReader(rights, hasGuests) });
}

class VsftpdReader implements SessionReader {
  readonly kind = 'vsftpd';
  readonly signal = 'KILL';
  readonly #rights: Rights;
  readonly #hasGuests: boolean;

  /** @param hasGuests whether virtual users share an account (vsftpd.conf(5), guest_enable). */
  constructor(rights: Rights, hasGuests: boolean) {
    this.#rights = rights;
    this.#hasGuests = hasGuests;
  }

  sections(): Sections {
    return processSections({ titles: TITLES, working: WORKING, ...socketReach(this.#rights) });
  }

  read(report: Report, clock: ServerClock): FoundSessions {
    const machine = new VsftpdMachine(
      readProcesses(report),
      readSockets(report),
      readOpenFiles(report),
      clock,
      this.#hasGuests,
    );
    const sessions = machine.sessions();
    return { sessions, missing: this.#missing(machine.untitled) };
  }

  #missing(untitled: boolean): MissingRight[] {
    const seesSockets = socketReach(this.#rights).sockets !== 'none';
    return [
      ...(untitled ? [missingProcessTitles] : []),
      ...(untitled && !seesSockets ? [missingAddresses(this.#rights)] : []),
      ...(this.#rights.root ? [] : [missingProgress('How far a transfer is cannot be seen.', this.#rights)]),
    ];
  }
}

const missingProcessTitles: MissingRight = {
  right: 'titles',
  message: 'vsftpd does not say what its sessions are doing, nor which virtual user has logged in.',
  remedy: { kind: 'directive', text: 'setproctitle_enable=YES' },
};

/** vsftpd's processes at one moment. Has no I/O. */
export class VsftpdMachine {
  /** Whether the processes keep their purpose to themselves. */
  readonly untitled: boolean;
  readonly #processes: ReadonlyMap<number, ServerProcess>;
  readonly #children: Map<number, ServerProcess[]>;
  readonly #sockets: Map<number, ProcessSocket[]>;
  readonly #files: ReadonlyMap<number, OpenFile[]>;
  readonly #clock: ServerClock;
  readonly #hasGuests: boolean;

  constructor(
    processes: ReadonlyMap<number, ServerProcess>,
    sockets: readonly ProcessSocket[],
    files: ReadonlyMap<number, OpenFile[]>,
    clock: ServerClock,
    hasGuests = false,
  ) {
    this.#processes = processes;
    this.#children = Map.groupBy(processes.values(), ({ parent }) => parent);
    this.#sockets = Map.groupBy(sockets, ({ pid }) => pid);
    this.#files = files;
    this.#clock = clock;
    this.#hasGuests = hasGuests;
    this.untitled = [...processes.values()].some(({ title }) => !title.startsWith('vsftpd: '));
  }

  sessions(): FoundSession[] {
    return [...this.#processes.values()].flatMap((process) =>
      process.title.startsWith('vsftpd: ') ? (this.#titled(process) ?? []) : (this.#untitled(process) ?? []),
    );
  }

  #titled(process: ServerProcess): FoundSession | undefined {
    const [, stranger] = /^vsftpd: ([\da-f.:]+): not logged in$/i.exec(process.title) ?? [];
    if (stranger !== undefined) return this.#loggingIn(process, stranger);
    const [, address, user, doing = ''] = /^vsftpd: ([\da-f.:]+)\/(.*?): (.*)$/i.exec(process.title) ?? [];
    if (address === undefined || user === undefined) return undefined;
    const [, verb = '', shown = ''] = /^(\S*) ?(.*)$/.exec(doing) ?? [];
    const status = statusOfCommand(verb);
    const helpers = this.#siblings(process).filter(({ title }) => title.endsWith(': SSL handler'));
    const { control, data } = this.#connections(process, helpers);
    const file = openFileNamed(shown, status, this.#files.get(process.pid) ?? []);
    return {
      process,
      helpers,
      facts: {
        ...known({
          // An anonymous login is followed by the mail address that was given as password.
          user: user.replace(/^anonymous\/.*$/, 'anonymous'),
          address: plainAddress(address),
          port: control?.port,
          encrypted: this.#encrypted(process, helpers),
          file: shown === '' ? undefined : fileName(shown, file),
          detail: status === 'busy' ? doing : undefined,
        }),
        ...transferFacts(status, file, data),
        status,
        loginTime: this.#clock.startedAt(process.start),
        protocol: 'ftp',
      },
    };
  }

  #loggingIn(process: ServerProcess, address: string | undefined): FoundSession {
    const { control } = this.#connections(process, []);
    return {
      process,
      facts: {
        ...known({ address: plainAddress(address ?? control?.address ?? '') || undefined, port: control?.port }),
        status: 'logging-in',
        loginTime: this.#clock.startedAt(process.start),
        protocol: 'ftp',
      },
    };
  }

  /** All that is known is whose uid serves, and, as root, which connections and files are open. */
  #untitled(process: ServerProcess): FoundSession | undefined {
    const parent = this.#processes.get(process.parent);
    const isListener = parent === undefined && process.user === 'root';
    const isParent = (this.#children.get(process.pid) ?? []).length > 0;
    if (isListener || isParent) return undefined;
    const siblings = this.#siblings(process);
    if (process.user === NOBODY) {
      // Beside a user's process it is the one that handles TLS.
      return siblings.some(({ user }) => user !== NOBODY) ? undefined : this.#loggingIn(process, undefined);
    }
    const helpers = siblings.filter(({ user }) => user === NOBODY);
    const { control, data } = this.#connections(process, helpers);
    const file = this.#files.get(process.pid)?.find(({ path }) => !path.endsWith('.log'));
    const status = this.#statusOf(control, data, file);
    return {
      process,
      helpers,
      facts: {
        ...known({
          user: process.user,
          sharedAccount: this.#hasGuests || undefined,
          address: control?.address,
          port: control?.port,
          encrypted: this.#encrypted(process, helpers),
          file: data === undefined ? undefined : file?.path,
        }),
        ...transferFacts(status, file, data),
        status,
        loginTime: this.#clock.startedAt(process.start),
        protocol: 'ftp',
      },
    };
  }

  #statusOf(
    control: ProcessSocket | undefined,
    data: ProcessSocket | undefined,
    file: OpenFile | undefined,
  ): FoundSession['facts']['status'] {
    if (control === undefined) return 'unknown';
    if (data === undefined) return 'idle';
    if (file === undefined) return 'busy';
    return file.direction === 'read' ? 'downloading' : 'uploading';
  }

  /** Processes under the same session parent; a process directly under the listener, or alone, has none. */
  #siblings(process: ServerProcess): ServerProcess[] {
    const parent = this.#processes.get(process.parent);
    if (parent === undefined || !this.#processes.has(parent.parent)) return [];
    return (this.#children.get(parent.pid) ?? []).filter(({ pid }) => pid !== process.pid);
  }

  /** With two processes a session, TLS takes a third; with one it cannot be told. */
  #encrypted(process: ServerProcess, helpers: readonly ServerProcess[]): boolean | undefined {
    const parent = this.#processes.get(process.parent);
    const isSessionParent = parent !== undefined && this.#processes.has(parent.parent);
    return isSessionParent ? helpers.length > 0 : undefined;
  }

  /** The control connection is the one the session's parent holds too, else the one that was there first. */
  #connections(process: ServerProcess, helpers: readonly ServerProcess[]) {
    const own = [process, ...helpers].flatMap(({ pid }) => this.#sockets.get(pid) ?? []);
    const shared = this.#sockets.get(process.parent) ?? [];
    const [first] = own.toSorted(byAge);
    const control = own.find((socket) => shared.some((other) => isSame(socket, other))) ?? shared[0] ?? first;
    const data = own.find((socket) => control !== undefined && !isSame(socket, control));
    return { control, data };
  }
}

function isSame(a: ProcessSocket, b: ProcessSocket): boolean {
  return a.localPort === b.localPort && a.port === b.port && a.address === b.address;
}
