import type { Readable } from 'node:stream';
import type { Checksum, ChecksumAlgorithm } from '../../shared/model/checksum.ts';
import type { Ability, LineSecurity } from '../../shared/model/connection.ts';
import type { Entry } from '../../shared/model/entry.ts';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { NameRules } from './name-rules.ts';
import type { WholeFiles } from './whole-files.ts';

/** What every operation carries: aborting the signal ends the operation at once with a `cancelled` error. */
export interface Call {
  readonly signal: AbortSignal;
}

/** A run of rows; `unparsed` holds raw lines of the listing that were not understood. */
export interface Page {
  readonly entries: Entry[];
  readonly unparsed?: string[];
}

export interface ReadRange {
  /** First byte, from 0. */
  readonly offset?: number;
  /** Bytes to read at most; absent reads to the end. */
  readonly length?: number;
  /** Bytes to ask a server for before they are wanted, at most, as it is now: for a reader that is held back. Undefined: as serves best. */
  ahead?(): number | undefined;
}

export interface WriteOptions {
  /** `create` truncates what is there; `append` and `at` leave the bytes before the end or before `offset`. */
  readonly mode: 'create' | 'at';
  /** With `at`: the first byte written. */
  readonly offset?: number;
  /** Told before a failure is thrown, where bytes are written ahead: all before `end` are in the file. See `FileSystemFacts`. */
  onCertain?(end: number): void;
  /** Bytes that will come, where known: lets a server refuse early. */
  readonly size?: number;
  /** The name that the file gets in the end, where `path` is a temporary one: what decides whether it is translated. */
  readonly named?: RemotePath;
  /** With `create`: what a file that is not there yet is made with at most, from its first byte on. FTP cannot. */
  readonly permissions?: number;
}

export interface FileSystemFacts {
  readonly caseSensitive: boolean;
  /** How exact the times of `stat` are. */
  readonly mtimePrecisionMs: number;
  /** Sessions that the server allows this account, where it says so. */
  readonly maxSessions?: number;
  /**
   * Bytes before the end of a file that may be missing where its writing was cut short: requests that are on their way at once are
   * carried out in any order, or not. Absent where all before the end is there.
   */
  readonly writesAhead?: number;
  readonly home: RemotePath;
  readonly security: LineSecurity;
}

/** Bytes. */
export interface FreeSpace {
  readonly free: number;
  readonly total?: number;
}

/** What a command printed, and its exit status; absent where a signal ended it. */
export interface CommandOutcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | undefined;
}

/** Something that lies in the trash. */
export interface Trashed {
  /** Where it was. */
  readonly path: RemotePath;
  /** Where it is, natively. */
  readonly kept: string;
}

/** Abilities that a server may lack; an absent member means that it cannot do it. */
export interface Extras {
  /** @param modifiedAt ms since 1970, UTC. */
  setModifiedTime?(path: RemotePath, modifiedAt: number, call: Call): Promise<void>;
  /** @param permissions 0 to 0o7777. */
  setPermissions?(path: RemotePath, permissions: number, call: Call): Promise<void>;
  createSymlink?(path: RemotePath, target: string, call: Call): Promise<void>;
  readLink?(path: RemotePath, call: Call): Promise<string>;
  /** @param existing A file of the same file system, which then has two names. */
  createHardLink?(path: RemotePath, existing: RemotePath, call: Call): Promise<void>;
  /** Numbers of the server's own accounts, as listings show them where names are not known; what is absent stays as it is. */
  setOwner?(path: RemotePath, owner: { user?: number; group?: number }, call: Call): Promise<void>;
  /** Copies a file on the server itself, without its bytes travelling. Fails with `exists` where the target is there. */
  serverCopy?(from: RemotePath, to: RemotePath, call: Call): Promise<void>;
  /** The sum of a file's bytes as the server computes it: lower-case hex, by the first algorithm of `wanted` that it has. */
  checksum?(path: RemotePath, wanted: readonly ChecksumAlgorithm[], call: Call): Promise<Checksum | undefined>;
  freeSpace?(path: RemotePath, call: Call): Promise<FreeSpace>;
  /** Moves a file or directory to the system's trash. @returns what `restoreFromTrash` needs, where there is that. */
  moveToTrash?(path: RemotePath, call: Call): Promise<Trashed | undefined>;
  /** Puts back where it was what this trash has taken. Fails with `exists` where something else is there now. */
  restoreFromTrash?(trashed: Trashed, call: Call): Promise<void>;
  /** FTP: sends one command line and resolves with the lines of the reply. Commands that need a data connection are refused. */
  rawCommand?(line: string, call: Call): Promise<string[]>;
  /** SFTP: runs a command line in the account's shell, to its end. Throws `unsupported` where the account has none. */
  exec?(commandLine: string, call: Call): Promise<CommandOutcome>;
  /** Renames onto an existing file in one step, so that the target is always either the old or the new one. */
  atomicReplace?(from: RemotePath, to: RemotePath, call: Call): Promise<void>;
}

/**
 * One session on a file system: local disk, an FTP control connection, an SFTP channel. It runs one operation at a
 * time; parallel work takes further sessions. Every method throws `RemoteError` and nothing else, with `path` set.
 *
 * A session whose `lost` is set refuses all further work with that error; its owner opens another.
 */
export interface RemoteFileSystem extends AsyncDisposable {
  readonly facts: FileSystemFacts;
  readonly extras: Extras;
  /** The short way for small files, where there is one. */
  readonly whole?: WholeFiles;
  /** Why the session cannot be used any more. */
  readonly lost: Error | undefined;
  /** Whether the server works on something for a long time, given up perhaps: what is asked next may have to wait for it. */
  readonly isHeldUp?: boolean;

  /** The directory's rows in pages, without `.` and `..`, in the server's order. Links are not followed, but `targetType` is told where it is cheap. */
  list(directory: RemotePath, call: Call): AsyncIterable<Page>;
  /** The entry itself, not what it links to. The root is a directory with the name `''`. */
  stat(path: RemotePath, call: Call): Promise<Entry>;
  /**
   * The bytes of a file, following links. The stream ends only after the server confirmed that it sent everything;
   * a broken connection destroys it with a `RemoteError`. The session is busy until the stream has closed.
   */
  read(path: RemotePath, range: ReadRange, call: Call): Promise<Readable>;
  /** Writes `body` to its end. Resolves with the bytes written, after the server acknowledged the last of them. Destroys `body` on failure. */
  write(path: RemotePath, body: Readable, options: WriteOptions, call: Call): Promise<number>;
  /** Fails with `exists` where anything of that name is there. */
  makeDirectory(path: RemotePath, call: Call): Promise<void>;
  /** A file or a link, never a directory. */
  removeFile(path: RemotePath, call: Call): Promise<void>;
  removeEmptyDirectory(path: RemotePath, call: Call): Promise<void>;
  /** Fails with `exists` where the target is there, as far as the server lets that be known. */
  rename(from: RemotePath, to: RemotePath, call: Call): Promise<void>;
  /** What a directory can hold, where that is known; the directory need not exist yet. See `nameRulesOf`. */
  nameRules?(directory: RemotePath, call: Call): Promise<NameRules>;
  /** The exact time of a file, ms since 1970, where it costs less than `stat`: for listings that show the minute only. */
  modifiedTime?(path: RemotePath, call: Call): Promise<number | undefined>;
  /** Whether a file has a further name, a hard link: what is written to it is then written to that as well. Absent where that is not told. */
  hasOtherNames?(path: RemotePath, call: Call): Promise<boolean>;
  /** True where the bytes of this file are translated on the way (FTP's ASCII type), so that its size may change. */
  translates?(path: RemotePath): boolean;
  /** Keeps an idle session alive: a NOOP, or nothing. */
  keepAlive(call: Call): Promise<void>;
}

const extraAbilities: Record<keyof Extras, Ability> = {
  setModifiedTime: 'set-modified-time',
  setPermissions: 'set-permissions',
  createSymlink: 'create-symlink',
  readLink: 'read-link',
  createHardLink: 'create-hard-link',
  setOwner: 'set-owner',
  serverCopy: 'server-copy',
  checksum: 'checksum',
  freeSpace: 'free-space',
  moveToTrash: 'trash',
  restoreFromTrash: 'restore-from-trash',
  rawCommand: 'raw-command',
  exec: 'exec',
  atomicReplace: 'atomic-replace',
};

/** The extras that are there, as the window knows them. */
export function abilitiesOf(extras: Extras): Ability[] {
  return Object.entries(extraAbilities)
    .filter(([name]) => extras[name as keyof Extras] !== undefined)
    .map(([, ability]) => ability);
}
