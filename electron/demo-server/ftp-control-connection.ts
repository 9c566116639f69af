import type { Socket } from 'node:net';
import { type SecureContext, TLSSocket } from 'node:tls';

const LINE_LIMIT_BYTES = 16_384;
/** Commands sent ahead of their replies; a client that floods beyond it is let go. */
const WAITING_LIMIT = 1000;

/** The command lines of one client and the replies to them (RFC 959 §4, RFC 4217 §4). */
export class ControlConnection {
  /** Aborts when the connection is gone. */
  readonly gone: AbortSignal;
  readonly #gone = new AbortController();
  #stream: Socket;
  #partial = Buffer.alloc(0);
  #waiting: string[] = [];
  #wake: (() => void) | undefined;
  readonly #onAbortCommand: () => void;

  /** @param onAbortCommand called when ABOR arrives, before the commands ahead of it are done. */
  constructor(socket: Socket, onAbortCommand: () => void) {
    this.gone = this.#gone.signal;
    this.#stream = socket;
    this.#onAbortCommand = onAbortCommand;
    // Replies are small and each is waited for: Nagle's algorithm would only delay them.
    socket.setNoDelay(true);
    this.#attach(socket);
  }

  get encrypted(): boolean {
    return this.#stream instanceof TLSSocket;
  }

  /** The commands in their order, without line ends; ends when the client is gone. */
  async *commands(): AsyncIterable<string> {
    while (!this.#gone.signal.aborted) {
      const line = this.#waiting.shift();
      if (line !== undefined) {
        yield line;
        continue;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** @param reply without the last line end. */
  send(reply: string): void {
    if (this.#stream.writable) this.#stream.write(`${reply}\r\n`);
  }

  /** Forgets what came in the clear after AUTH: it must not be taken for a command of the encrypted session. */
  startTls(secureContext: SecureContext): void {
    this.#stream.removeAllListeners('data');
    this.#partial = Buffer.alloc(0);
    this.#waiting = [];
    this.#stream = new TLSSocket(this.#stream, { isServer: true, secureContext });
    this.#attach(this.#stream);
  }

  /** Ends after what was sent has left. */
  end(): void {
    this.#stream.end();
  }

  destroy(): void {
    this.#stream.destroy();
  }

  #attach(stream: Socket): void {
    stream.on('data', (chunk: Buffer) => this.#receive(chunk));
    // A client that vanishes is no error of the server's; 'close' follows.
    stream.on('error', () => {});
    stream.on('close', () => {
      this.#gone.abort();
      this.#wake?.();
    });
  }

  #receive(chunk: Buffer): void {
    let rest = Buffer.concat([this.#partial, withoutTelnet(chunk)]);
    for (let end = rest.indexOf('\n'); end !== -1; end = rest.indexOf('\n')) {
      const line = rest.toString('utf8', 0, end).replace(/\r$/, '');
      rest = rest.subarray(end + 1);
      this.#waiting.push(line);
      if (/^abor\b/i.test(line)) this.#onAbortCommand();
    }
    this.#partial = rest;
    if (rest.length > LINE_LIMIT_BYTES || this.#waiting.length > WAITING_LIMIT) {
      this.send('421 Too much at once.');
      this.destroy();
    }
    this.#wake?.();
  }
}

/** Drops Telnet commands (IAC and one byte), which precede ABOR (RFC 959 §4.1.3); 0xFF is never part of UTF-8. */
function withoutTelnet(chunk: Buffer): Buffer {
  if (!chunk.includes(0xff)) return chunk;
  return Buffer.from(chunk.filter((byte, index) => byte !== 0xff && chunk[index - 1] !== 0xff));
}
