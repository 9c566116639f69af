/** What the server is about to do when a fault is consulted. */
interface Occasion {
  readonly protocol: 'ftp' | 'sftp';
  /** Which connection to this server it is, counted from 1 per protocol. */
  readonly connection: number;
  /** `RETR`, or the SFTP request without its prefix (`OPEN`, `READ`, ...). */
  readonly command: string;
  /** The argument of an FTP command, the path of an SFTP request; empty where there is none. */
  readonly argument: string;
}

/**
 * `proceed`: serve it honestly. `stall`: never answer. `close`: end the connection without an answer. `refuse`: answer
 * this reply code and text (`550 No` on FTP, `3 Permission denied` on SFTP) and do nothing.
 */
type Course = 'proceed' | 'stall' | 'close' | { readonly refuse: string };

/** A row as a listing shows it. The name travels as it is, even where no honest server could have such a file. */
export interface ListedRow {
  readonly name: string | Buffer;
  readonly type: 'file' | 'directory' | 'symlink';
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970, UTC. */
  readonly modifiedAt: number;
  /** 0 to 0o7777. */
  readonly permissions: number;
  /** Of a symlink. */
  readonly linkTarget?: string;
}

/**
 * Where a test makes the demo server misbehave. Every member has an honest default ({@link noFaults}), and the servers
 * call them without asking whether a test is running.
 */
export interface Faults {
  /** Before the greeting. On SFTP a `refuse` drops the connection, as OpenSSH's MaxStartups does. */
  connection(occasion: Pick<Occasion, 'protocol' | 'connection'>): Course;
  /** Before a command or request is served. */
  command(occasion: Occasion): Course;
  /** The rows of a directory on their way out; may rewrite them, or never end. */
  rows(directory: string, rows: AsyncIterable<ListedRow>): AsyncIterable<ListedRow>;
  /** The size told for a file (SIZE, STAT, attributes of an open file; rows are {@link rows}'s). */
  size(path: string, size: number): number;
  /** Whether the disk is full now that `bytes` of an upload have arrived. */
  diskFull(path: string, bytes: number): boolean;
}

export const noFaults: Faults = {
  connection: () => 'proceed',
  command: () => 'proceed',
  rows: (_directory, rows) => rows,
  size: (_path, size) => size,
  diskFull: () => false,
};
