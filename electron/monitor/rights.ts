import type { MissingRight } from '../../shared/model/monitor.ts';
import { type ProcessQuestion, SOCKET_WORDS } from './processes.ts';

/** A command that needs root, as a sudoers rule has to name it: an absolute path and its exact words. */
export interface PrivilegedCommand {
  readonly path: string;
  readonly words: readonly string[];
}

/** What an account may do on a server, as the probe found it. */
export interface Rights {
  readonly root: boolean;
  readonly account: string;
  /** Programs by name, with their absolute paths. */
  readonly programs: Readonly<Record<string, string>>;
  /** Whether `sudo -n` runs this command without a password. */
  maySudo(command: PrivilegedCommand): boolean;
  /** Since 1.9.10 sudo's rules can say "a number" exactly. */
  readonly sudoKnowsPatterns: boolean;
}

function socketCommand(rights: Rights): PrivilegedCommand {
  return { path: rights.programs['ss'] ?? '/usr/bin/ss', words: SOCKET_WORDS };
}

export function listCommand(rights: Rights): PrivilegedCommand {
  return { path: rights.programs['pure-ftpwho'] ?? '/usr/sbin/pure-ftpwho', words: ['-s', '-n'] };
}

/** With 1 for the process: whether it may be run shows whether any may. */
function killCommand(rights: Rights, signal: 'TERM' | 'KILL'): PrivilegedCommand {
  return { path: rights.programs['kill'] ?? '/usr/bin/kill', words: [`-${signal}`, '1'] };
}

/** The path of kill for an account that may run it with sudo. */
export function sudoKill(rights: Rights, signal: 'TERM' | 'KILL'): string | undefined {
  const command = killCommand(rights, signal);
  return !rights.root && rights.maySudo(command) ? command.path : undefined;
}

/** The last lines of a log, then everything that follows, over rotation and truncation. */
export function followCommand(rights: Rights, file: string): PrivilegedCommand {
  return { path: rights.programs['tail'] ?? '/usr/bin/tail', words: ['-n', '200', '-F', file] };
}

/** The line that lets this account run the command as root without a password (sudoers(5)). */
export function sudoersLine(rights: Rights, command: PrivilegedCommand): string {
  const words = command.words.map(escapeWord).join(' ');
  return `${escapeWord(rights.account)} ALL=(root) NOPASSWD: ${escapeWord(command.path)} ${words}`;
}

/** The line that lets this account end processes, as narrow as this sudo can say it. */
function sudoersKillLine(rights: Rights, signal: 'TERM' | 'KILL'): string {
  const { path } = killCommand(rights, signal);
  const words = rights.sudoKnowsPatterns ? `^-${signal} [0-9]+$` : `-${signal} [0-9]*`;
  return `${escapeWord(rights.account)} ALL=(root) NOPASSWD: ${escapeWord(path)} ${words}`;
}

/** sudoers(5), "Other special characters": these are escaped in user names and command words; wildcards are meant literally. */
function escapeWord(word: string): string {
  return word.replace(/[\\,:=\s*?[\]!"@()]/g, (character) => `\\${character}`);
}

export function missingAddresses(rights: Rights): MissingRight {
  const allow = sudoersLine(rights, socketCommand(rights));
  return {
    right: 'addresses',
    message: `Addresses are hidden from the account “${rights.account}”.`,
    remedy: { kind: 'sudoers', text: allow },
  };
}

/** Bytes on the way are seen in the sockets; how many they will be, and the files, only by root: /proc is read process by process. */
export function missingProgress(without: string, rights: Rights): MissingRight {
  if (socketReach(rights).sockets !== 'none') {
    return {
      right: 'progress',
      message: 'Only the bytes so far can be seen; the size of a file is shown to root alone.',
    };
  }
  return {
    right: 'progress',
    message: without,
    remedy: { kind: 'sudoers', text: sudoersLine(rights, socketCommand(rights)) },
  };
}

/** How this account sees which process has which connection. */
export function socketReach(rights: Rights): Pick<ProcessQuestion, 'sockets' | 'socketProgram'> {
  if (rights.root) return { sockets: 'direct' };
  const command = socketCommand(rights);
  return rights.maySudo(command) ? { sockets: 'sudo', socketProgram: command.path } : { sockets: 'none' };
}

export function missingDisconnect(rights: Rights, signal: 'TERM' | 'KILL'): MissingRight {
  return {
    right: 'disconnect',
    message: `The account “${rights.account}” may only disconnect its own sessions on this server.`,
    remedy: {
      kind: 'sudoers',
      text: sudoersKillLine(rights, signal),
      caution: 'With this line the account can end any process of the server, not only sessions.',
    },
  };
}

export function missingLog(rights: Rights, file: string): MissingRight {
  return {
    right: 'log',
    message: `The account “${rights.account}” may not read ${file}.`,
    remedy: { kind: 'sudoers', text: sudoersLine(rights, followCommand(rights, file)) },
  };
}

/** Processes of others are hidden by the way /proc is mounted (proc(5), hidepid). */
export function missingTitles(rights: Rights): MissingRight {
  return {
    right: 'titles',
    message: `This server hides other accounts' processes from “${rights.account}” (/proc is mounted with hidepid).`,
    remedy: {
      kind: 'command',
      text: 'mount -o remount,hidepid=0 /proc',
      caution: 'Then every account of the server can see all processes.',
    },
  };
}
