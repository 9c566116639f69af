import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';

/** An FTP control connection at its barest, for tests that must not depend on the client under test. */
export class FtpDialogue implements Disposable {
  #socket: Socket;
  #received = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.#listen();
  }

  /** Connects in the clear, from this loopback address where one is named. The greeting is the first reply. */
  static async connect(server: { host: string; port: number }, localAddress?: string): Promise<FtpDialogue> {
    const from = localAddress === undefined ? {} : { localAddress };
    const socket = connect({ host: server.host, port: server.port, ...from });
    await once(socket, 'connect');
    return new FtpDialogue(socket);
  }

  /** Connects with TLS from the first byte (implicit FTPS). */
  static async connectTls(server: { host: string; port: number }, options: ConnectionOptions): Promise<FtpDialogue> {
    const socket = connectTls({ host: server.host, port: server.port, ...options });
    await once(socket, 'secureConnect');
    return new FtpDialogue(socket);
  }

  /** Waits for one whole reply (RFC 959 §4.2) and returns its last line. Rejects when the connection ends first. */
  async reply(): Promise<string> {
    return (await this.replyLines()).at(-1) ?? '';
  }

  /** As {@link reply}, with every line. */
  async replyLines(): Promise<string[]> {
    for (;;) {
      const whole = /^(?:.*\r\n)*?\d{3} .*\r\n/.exec(this.#received)?.[0];
      if (whole !== undefined) {
        this.#received = this.#received.slice(whole.length);
        return whole.trimEnd().split('\r\n');
      }
      if (this.#socket.destroyed || this.#socket.readableEnded) throw new Error('The control connection is closed');
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          for (const event of ['data', 'end', 'close']) this.#socket.off(event, wake);
          resolve();
        };
        for (const event of ['data', 'end', 'close']) this.#socket.on(event, wake);
      });
    }
  }

  /** Sends one command and returns its reply. */
  async command(line: string): Promise<string> {
    return (await this.ask(line)).at(-1) ?? '';
  }

  /** Sends one command and returns every line of its reply. */
  async ask(line: string): Promise<string[]> {
    this.#socket.write(`${line}\r\n`);
    return this.replyLines();
  }

  /** USER and PASS; returns the last reply. */
  async login(user: string, password: string): Promise<string> {
    await this.command(`USER ${user}`);
    return this.command(`PASS ${password}`);
  }

  /** AUTH TLS (RFC 4217 §4), then the handshake. Rejects with Node's TLS error when the certificate does not pass. */
  async upgrade(options: ConnectionOptions): Promise<TLSSocket> {
    const answer = await this.command('AUTH TLS');
    if (!answer.startsWith('234')) throw new Error(`AUTH TLS was refused: ${answer}`);
    this.#socket.removeAllListeners('data');
    const secure = connectTls({ socket: this.#socket, ...options });
    await once(secure, 'secureConnect');
    this.#socket = secure;
    this.#listen();
    return secure;
  }

  /** Opens a passive data connection (EPSV, RFC 2428 §3). */
  async openData(): Promise<Socket> {
    const answer = await this.command('EPSV');
    const port = /\(\|\|\|(\d+)\|\)/.exec(answer)?.[1];
    if (port === undefined) throw new Error(`EPSV was refused: ${answer}`);
    const { remoteAddress = 'localhost', localAddress } = this.#socket;
    const data = connect({ host: remoteAddress, port: Number(port), ...(localAddress ? { localAddress } : {}) });
    data.on('error', () => undefined); // a reset shows in the reply on the control connection
    await once(data, 'connect');
    return data;
  }

  /** Stores bytes under a name; returns the final reply, whatever it is. */
  async store(name: string, content: Uint8Array): Promise<string> {
    const data = await this.openData();
    const accepted = await this.command(`STOR ${name}`);
    if (!accepted.startsWith('150')) return accepted;
    data.end(content);
    return this.reply();
  }

  /** The client's port, by which a server's list of sessions tells this one. */
  get localPort(): number | undefined {
    return this.#socket.localPort;
  }

  /** Whether the server has ended the connection. */
  get closed(): boolean {
    return this.#socket.destroyed || this.#socket.readableEnded;
  }

  [Symbol.dispose](): void {
    this.#socket.destroy();
  }

  #listen(): void {
    this.#socket.on('error', () => undefined); // the waiting reply rejects on close
    this.#socket.on('data', (chunk: Buffer) => {
      this.#received += chunk.toString();
    });
  }
}
