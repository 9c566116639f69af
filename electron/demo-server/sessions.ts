import type { Socket } from 'node:net';

export type DemoSessionState = 'logging-in' | 'idle' | 'listing' | 'downloading' | 'uploading';

/** One client that is connected now, as an administrator sees it. */
export interface DemoSession {
  /** Unique for the life of the server, never used again. */
  readonly id: string;
  readonly protocol: 'ftp' | 'sftp';
  readonly address: string;
  readonly port: number;
  /** Milliseconds since 1970, UTC. */
  readonly connectedAt: number;
  /** Absent until the password was right. */
  readonly user?: string;
  readonly loginTime?: number;
  readonly state: DemoSessionState;
  /** Whether the control connection is encrypted now. */
  readonly encrypted: boolean;
  /** The file on its way, or the directory being listed. */
  readonly file?: string;
  /** Bytes of `file` that have travelled so far. */
  readonly bytes: number;
  /** Ends the session at once, whatever it is doing. */
  disconnect(): void;
}

type Changing<T> = { -readonly [key in keyof T]: T[key] };

/** A session as its own protocol server keeps it up to date. */
export class LiveSession {
  /** Which connection of its protocol it is, from 1. */
  readonly ordinal: number;
  readonly closed: Promise<void>;
  readonly #facts: Changing<Omit<DemoSession, 'disconnect'>>;
  readonly #socket: Socket;

  constructor(protocol: DemoSession['protocol'], ordinal: number, socket: Socket) {
    this.ordinal = ordinal;
    this.#socket = socket;
    this.#facts = {
      id: `${protocol}-${ordinal}`,
      protocol,
      address: socket.remoteAddress ?? '',
      port: socket.remotePort ?? 0,
      connectedAt: Date.now(),
      state: 'logging-in',
      encrypted: protocol === 'sftp',
      bytes: 0,
    };
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
  }

  loggedIn(user: string): void {
    Object.assign(this.#facts, { user, loginTime: Date.now(), state: 'idle' });
  }

  /** RFC 4217 §4: AUTH starts the login over. */
  becameEncrypted(): void {
    this.#facts.encrypted = true;
  }

  /** Something with a duration starts; the byte count starts over. */
  begin(state: Exclude<DemoSessionState, 'logging-in' | 'idle'>, file: string): void {
    Object.assign(this.#facts, { state, file, bytes: 0 });
  }

  moved(bytes: number): void {
    this.#facts.bytes += bytes;
  }

  finish(): void {
    this.#facts.state = 'idle';
    delete this.#facts.file;
  }

  disconnect(): void {
    this.#socket.destroy();
  }

  snapshot(): DemoSession {
    return { ...this.#facts, disconnect: () => this.disconnect() };
  }
}

/** Every client connected over either protocol. */
export class Sessions {
  readonly #live = new Set<LiveSession>();
  readonly #opened = { ftp: 0, sftp: 0 };

  open(protocol: DemoSession['protocol'], socket: Socket): LiveSession {
    this.#opened[protocol] += 1;
    const session = new LiveSession(protocol, this.#opened[protocol], socket);
    this.#live.add(session);
    socket.once('close', () => this.#live.delete(session));
    return session;
  }

  /** In the order of their connecting. */
  list(): DemoSession[] {
    return [...this.#live].map((session) => session.snapshot());
  }

  disconnectAll(): void {
    for (const session of this.#live) session.disconnect();
  }
}
