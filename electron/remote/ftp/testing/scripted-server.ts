import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type SecureContextOptions, TLSSocket } from 'node:tls';

/** What a command gets: a reply (`250 Fine`, lines divided by `\n`), nothing, or whatever a function does. */
export type Answer =
  | string
  | ((argument: string, session: ScriptedSession) => string | undefined | Promise<string | undefined>);

export interface Script {
  /** Sent as it is when a client connects; undefined for the usual greeting, empty for silence. */
  readonly greeting?: string;
  /** Answers AUTH, and protects both kinds of connection from then on. */
  readonly tls?: { readonly control: SecureContextOptions; readonly data: SecureContextOptions };
  /** Works on one command after the other, as vsftpd does, instead of on all that are there. */
  readonly queues?: boolean;
  /** Lines of FEAT. */
  readonly features?: readonly string[];
  /** Answers by verb; these go before the usual ones. */
  readonly answers?: Readonly<Record<string, Answer>>;
}

const usualAnswers: Readonly<Record<string, Answer>> = {
  USER: '331 Password, please',
  PASS: '230 Logged in',
  SYST: '215 UNIX Type: L8',
  TYPE: '200 Binary',
  PWD: '257 "/home" is where you are',
  OPTS: '200 Fine',
  NOOP: '200 Fine',
  CWD: '250 There',
  PASV: '500 Use EPSV',
  EPSV: async (_, session) => `229 Listening (|||${await session.listen()}|)`,
  REST: '350 Restarting',
  QUIT: '221 Bye',
};

/** An FTP server of a few lines that says what a test wants it to say, however wrong. Not a server: it keeps no files. */
export class ScriptedServer implements AsyncDisposable {
  /** Every line that clients sent. */
  readonly commands: string[] = [];
  readonly sessions: ScriptedSession[] = [];
  readonly #server: Server;
  readonly #script: Script;

  private constructor(script: Script) {
    this.#script = script;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(script: Script = {}, host = '127.0.0.1'): Promise<ScriptedServer> {
    const scripted = new ScriptedServer(script);
    scripted.#server.listen(0, host);
    await once(scripted.#server, 'listening');
    return scripted;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const session of this.sessions) session.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket): void {
    const session = new ScriptedSession(socket);
    this.sessions.push(session);
    session.raw(this.#script.greeting ?? '220 Hello\r\n');
    let before: Promise<void> | undefined;
    session.onLine((line) => {
      this.commands.push(line);
      if (!this.#script.queues) void this.#answer(line, session);
      else before = Promise.resolve(before).then(() => this.#answer(line, session));
    });
  }

  async #answer(line: string, session: ScriptedSession): Promise<void> {
    const [verb = ''] = line.split(' ', 1);
    if (verb === 'AUTH' && this.#script.tls) {
      session.reply('234 Go on');
      session.protect(this.#script.tls);
      return;
    }
    const features = this.#script.features ?? ['EPSV', 'SIZE', 'MDTM', 'REST STREAM', 'UTF8'];
    const usual =
      verb === 'FEAT' ? `211-Features\n${features.map((name) => ` ${name}\n`).join('')}211 End` : usualAnswers[verb];
    const answer = this.#script.answers?.[verb] ?? usual ?? '500 What?';
    const said = typeof answer === 'string' ? answer : answer(line.slice(verb.length + 1), session);
    // What is said at once keeps its place among the answers to commands that came together.
    const reply = said instanceof Promise ? await said : said;
    if (reply !== undefined) session.reply(reply);
  }
}

/** One client. */
export class ScriptedSession {
  socket: Socket;
  #onLine: (line: string) => void = () => {};
  #dataKey: SecureContextOptions | undefined;
  #listener: Server | undefined;
  #accepted: Promise<Socket> | undefined;

  constructor(socket: Socket) {
    this.socket = socket;
    // Clients of these tests break off on purpose.
    socket.on('error', () => {});
  }

  onLine(handle: (line: string) => void): void {
    this.#onLine = handle;
    this.#readLines(this.socket);
  }

  /** Goes on under TLS, data connections too. */
  protect({ control, data }: { control: SecureContextOptions; data: SecureContextOptions }): void {
    this.socket.removeAllListeners('data');
    this.socket = new TLSSocket(this.socket, { isServer: true, ...control });
    this.socket.on('error', () => {});
    this.#dataKey = data;
    this.#readLines(this.socket);
  }

  reply(text: string): void {
    this.raw(`${text.replaceAll('\n', '\r\n')}\r\n`);
  }

  raw(text: string): void {
    if (!this.socket.destroyed && text !== '') this.socket.write(text);
  }

  /** Opens a port for one data connection and returns its number. */
  async listen(): Promise<number> {
    this.#listener?.close();
    const listener = createServer();
    this.#listener = listener;
    this.#accepted = new Promise((resolve) => {
      listener.once('connection', (socket) => {
        socket.on('error', () => {});
        listener.close();
        const data = this.#dataKey ? new TLSSocket(socket, { isServer: true, ...this.#dataKey }) : socket;
        data.on('error', () => {});
        resolve(data);
      });
    });
    listener.listen(0, this.socket.localAddress);
    await once(listener, 'listening');
    return (listener.address() as AddressInfo).port;
  }

  /**
   * Active mode: calls the place of PORT or EPRT for the next data connection, from where it is told.
   *
   * @param argument what stood behind the command.
   */
  call(argument: string, localAddress = this.socket.localAddress): void {
    const { host, port } = callee(argument);
    const socket = connect({ host, port, ...(localAddress === undefined ? {} : { localAddress }) });
    socket.on('error', () => {});
    this.#accepted = new Promise((resolve) => {
      socket.once('connect', () => {
        const data = this.#dataKey ? new TLSSocket(socket, { isServer: true, ...this.#dataKey }) : socket;
        data.on('error', () => {});
        resolve(data);
      });
    });
  }

  /** The data connection of the last port, once the client has come. */
  data(): Promise<Socket> {
    return this.#accepted ?? Promise.reject(new Error('no data connection was asked for'));
  }

  /** Resolves when the client has left the data connection. */
  async left(): Promise<void> {
    const data = await this.data();
    data.resume();
    if (!data.closed) await new Promise((resolve) => data.once('close', resolve));
  }

  /** Sends all of it and closes the data connection, with the usual replies around. */
  async send(bytes: string | Buffer, closing = '226 Done'): Promise<string> {
    this.reply('150 Here it comes');
    (await this.data()).end(bytes);
    return closing;
  }

  /** Takes what the client sends until it closes the data connection; before the command was answered, or after. */
  async take(when: 'answered' | 'unanswered' = 'answered'): Promise<Buffer> {
    if (when === 'answered') this.reply('150 Go on');
    const chunks: Buffer[] = [];
    for await (const chunk of await this.data()) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  }

  #readLines(socket: Socket): void {
    let rest = '';
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString()).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#onLine(line);
    });
  }

  destroy(): void {
    this.#listener?.close();
    void this.#accepted?.then((socket) => socket.destroy());
    this.socket.destroy();
  }
}

/** `127,0,0,1,4,1` of PORT, `|2|::1|1025|` of EPRT. */
export function callee(argument: string): { host: string; port: number } {
  if (argument.startsWith('|')) {
    const [, , host = '', port] = argument.split('|');
    return { host, port: Number(port) };
  }
  const numbers = argument.split(',').map(Number);
  return { host: numbers.slice(0, 4).join('.'), port: (numbers[4] ?? 0) * 256 + (numbers[5] ?? 0) };
}
