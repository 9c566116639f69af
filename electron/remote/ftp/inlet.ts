import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { giveBack, takeBlock, WORTH_A_BLOCK } from '../blocks.ts';

const inlets = new WeakMap<Socket, Inlet>();

/**
 * Connects a socket whose bytes are written straight into blocks, where Node makes a new piece of memory for every read.
 *
 * @param tls absent on a plain line. The handshake begins at once.
 */
export function connectInlet(place: TcpNetConnectOpts, tls?: ConnectionOptions): Socket {
  const inlet = new Inlet();
  const onread = { buffer: () => inlet.room(), callback: (count: number) => inlet.filled(count) };
  const options: TcpNetConnectOpts = { ...place, onread };
  const socket = tls ? connectTls({ ...tls, ...options }) : connect(options);
  inlet.serve(socket);
  return socket;
}

/** The inlet of a data connection, however that came about. Its bytes go nowhere else. */
export function inletOf(socket: Socket): Inlet {
  const known = inlets.get(socket);
  if (known) return known;
  const inlet = new Inlet();
  inlet.serve(socket);
  socket.on('data', (bytes: Buffer) => {
    if (!inlet.takeIn(bytes)) socket.pause();
  });
  return inlet;
}

/**
 * Where the bytes of a data connection arrive: handed over as soon as somebody wants them, gathered in a block while nobody does.
 * Once that is full the other end of the line has to wait.
 */
export class Inlet {
  #socket: Socket | undefined;
  #block = takeBlock();
  /** Of the block: what lies before `#from` is handed over, what lies before `#to` is there. */
  #from = 0;
  #to = 0;
  /** Full blocks that nobody wanted yet. */
  readonly #full: Buffer[] = [];
  #wanted: ((bytes: Buffer) => void) | undefined;
  #isDiscarding = false;
  #isHeldUp = false;
  #soon: NodeJS.Immediate | undefined;

  serve(socket: Socket): void {
    this.#socket = socket;
    inlets.set(socket, this);
    socket.once('close', () => {
      // The system writes nothing into it any more.
      if (this.#from === this.#to) giveBack(this.#block);
    });
  }

  /** True while the other end has to wait because nobody takes the bytes. */
  get isHeldUp(): boolean {
    return this.#isHeldUp;
  }

  /** Hands the next bytes over, once: a full block at once, a few bytes as soon as no more follow them. */
  want(deliver: (bytes: Buffer) => void): void {
    this.#wanted = deliver;
    const block = this.#full.shift();
    if (this.#full.length === 0) this.#goOn();
    if (block) this.#handOver(block);
    else if (this.#to > this.#from) this.#handOverSoon();
  }

  /** All that is there, once nothing more will come. */
  rest(): Buffer[] {
    this.#wanted = undefined;
    clearImmediate(this.#soon);
    this.#soon = undefined;
    return this.#to > this.#from ? [...this.#full.splice(0), this.#copy()] : this.#full.splice(0);
  }

  /** From now on whatever comes is dropped. */
  discard(): void {
    this.#isDiscarding = true;
    for (const block of this.rest()) giveBack(block);
    this.#goOn();
    this.#socket?.resume();
  }

  /** Where the next bytes go. */
  room(): Buffer {
    return this.#block.subarray(this.#to);
  }

  /** So many bytes have come into {@link room}; where that is now is asked for after this. False where no more are to come for now. */
  filled(count: number): boolean {
    this.#to += count;
    if (this.#isDiscarding) this.#to = 0;
    else if (this.#to === this.#block.length) this.#changeBlock();
    else if (this.#wanted && this.#to - this.#from >= WORTH_A_BLOCK) this.#changeBlock();
    else if (this.#wanted) this.#handOverSoon();
    return !this.#isHeldUp;
  }

  /** The same for bytes that lie elsewhere. */
  takeIn(bytes: Buffer): boolean {
    for (let at = 0; at < bytes.length; ) {
      const count = bytes.copy(this.room(), 0, at);
      at += count;
      this.filled(count);
    }
    return !this.#isHeldUp;
  }

  #changeBlock(): void {
    const bytes = this.#block.subarray(this.#from, this.#to);
    this.#block = takeBlock();
    this.#from = 0;
    this.#to = 0;
    if (this.#wanted) {
      this.#handOver(bytes);
      return;
    }
    this.#full.push(bytes);
    this.#isHeldUp = true;
  }

  /**
   * When a turn of the event loop brings no more: TLS brings 16 KiB at a time, and each would be a write of its own. The next read
   * has its place already by then, so that the block has to stay where it is.
   *
   * @param seen how far the block was filled a turn ago.
   */
  #handOverSoon(seen = -1): void {
    this.#soon ??= setImmediate(() => {
      this.#soon = undefined;
      if (this.#wanted === undefined || this.#to === this.#from) return;
      if (this.#to === seen) this.#handOver(this.#copy());
      else this.#handOverSoon(this.#to);
    });
  }

  #copy(): Buffer {
    const bytes = Buffer.from(this.#block.subarray(this.#from, this.#to));
    this.#from = this.#to;
    return bytes;
  }

  #handOver(bytes: Buffer): void {
    const deliver = this.#wanted;
    this.#wanted = undefined;
    deliver?.(bytes);
  }

  #goOn(): void {
    if (!this.#isHeldUp) return;
    this.#isHeldUp = false;
    this.#socket?.resume();
  }
}
