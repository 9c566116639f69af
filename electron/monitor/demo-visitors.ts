import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

export interface DemoLogin {
  readonly user: string;
  readonly password: string;
}

export interface VisitorPlace {
  readonly host: string;
  /** Of FTP. */
  readonly port: number;
}

interface Habit {
  readonly address: string;
  readonly deed: (session: VisitorSession, signal: AbortSignal) => Promise<void>;
}

/** Bytes and milliseconds: slow enough to be looked at. Downloads are as slow as the server lets these logins have them. */
const PIECE = 6_000;
const PIECE_EVERY_MS = 120;
const UPLOAD_BYTES = 3_000_000;
const REST_MS = 4_000;
const COMES_BACK_AFTER_MS = 15_000;

const DOWNLOADED = 'downloads/harbour-archive-2026.tar';
const UPLOADED = 'uploads/holiday photos.zip';

const habits: readonly Habit[] = [
  { address: '127.0.0.21', deed: (session, signal) => session.download(DOWNLOADED, signal) },
  { address: '127.0.0.22', deed: (session, signal) => session.upload(UPLOADED, signal) },
];

/**
 * Guests of the demo server, one for each login: real clients over sockets that log in, transfer slowly, rest, leave and come
 * again, also after they were disconnected. Disposing sends them away for good.
 */
export class DemoVisitors implements AsyncDisposable {
  readonly #stop = new AbortController();
  readonly #visits: readonly Promise<void>[];

  constructor(place: VisitorPlace, logins: readonly DemoLogin[]) {
    this.#visits = logins.map((login, index) => {
      const habit = habits[index % habits.length];
      return habit === undefined ? Promise.resolve() : visitAgainAndAgain(place, login, habit, this.#stop.signal);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#visits);
  }
}

async function visitAgainAndAgain(
  place: VisitorPlace,
  login: DemoLogin,
  habit: Habit,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await visit(place, login, habit, signal);
    } catch {
      // Sent away, or the server is closing: a visitor shrugs and comes back later.
    }
    await pause(COMES_BACK_AFTER_MS, signal).catch(() => undefined); // sent away for good
  }
}

async function visit(place: VisitorPlace, login: DemoLogin, habit: Habit, signal: AbortSignal): Promise<void> {
  using session = await VisitorSession.open(place, habit.address);
  const leave = () => session[Symbol.dispose]();
  signal.addEventListener('abort', leave, { once: true });
  try {
    await session.logIn(login);
    for (;;) {
      await pause(REST_MS, signal);
      await habit.deed(session, signal);
    }
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/** A plain FTP control connection (RFC 959), as simple as a visitor needs it. */
class VisitorSession implements Disposable {
  readonly #control: Socket;
  readonly #lines: AsyncIterator<string>;
  #data: Socket | undefined;

  private constructor(control: Socket) {
    this.#control = control;
    control.on('error', () => undefined); // the reply that is waited for fails
    const reader = createInterface({ input: control });
    // A reader sees its input end, not that it is destroyed: a reply would be waited for for ever.
    control.once('close', () => reader.close());
    this.#lines = reader[Symbol.asyncIterator]();
  }

  /** Loopback has a whole network of addresses on most systems; where it has not, every visitor comes from one. */
  static async open({ host, port }: VisitorPlace, localAddress: string): Promise<VisitorSession> {
    const control = await dial({ host, port, localAddress }).catch(() => dial({ host, port }));
    const session = new VisitorSession(control);
    await session.#reply();
    return session;
  }

  async logIn({ user, password }: DemoLogin): Promise<void> {
    await this.#command(`USER ${user}`);
    await this.#command(`PASS ${password}`);
    await this.#command('TYPE I');
  }

  async download(path: string, signal: AbortSignal): Promise<void> {
    const data = await this.#openData();
    await this.#command(`RETR ${path}`);
    data.resume();
    await once(data, 'close', { signal });
    await this.#reply();
  }

  async upload(path: string, signal: AbortSignal): Promise<void> {
    const data = await this.#openData();
    await this.#command(`STOR ${path}`);
    for (let sent = 0; sent < UPLOAD_BYTES && !data.destroyed; sent += PIECE) {
      data.write(Buffer.alloc(PIECE, sent % 256));
      await pause(PIECE_EVERY_MS, signal);
    }
    data.end();
    await this.#reply();
    await this.#command(`DELE ${path}`);
  }

  [Symbol.dispose](): void {
    this.#data?.destroy();
    this.#control.destroy();
  }

  /** RFC 2428 §3. */
  async #openData(): Promise<Socket> {
    const answer = await this.#command('EPSV');
    const port = Number(/\(\|\|\|(\d+)\|\)/.exec(answer)?.[1]);
    const { remoteAddress: host = '127.0.0.1', localAddress } = this.#control;
    this.#data = await dial({ host, port, ...(localAddress === undefined ? {} : { localAddress }) });
    return this.#data;
  }

  async #command(line: string): Promise<string> {
    this.#control.write(`${line}\r\n`);
    return this.#reply();
  }

  /** The last line of a reply; throws where it is a refusal (RFC 959 §4.2), or the server has hung up. */
  async #reply(): Promise<string> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error('the server hung up');
      if (/^[123]\d\d /.test(value)) return value;
      if (/^[45]\d\d /.test(value)) throw new Error(value);
    }
  }
}

async function dial(to: { host: string; port: number; localAddress?: string }): Promise<Socket> {
  const socket = connect(to);
  await once(socket, 'connect');
  socket.on('error', () => socket.destroy());
  return socket;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return delay(ms, undefined, { signal, ref: false });
}
