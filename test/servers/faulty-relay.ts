import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

export type Direction = 'to-server' | 'to-client';

/** Where on one direction of a connection something goes wrong, and how. Bytes are counted from the fault's injection. */
export type LineFault =
  /** The receiver sees an orderly end after that many bytes; the sender's line closes. */
  | { readonly do: 'cut'; readonly after: number }
  /** Both sides see a reset after that many bytes. */
  | { readonly do: 'reset'; readonly after: number }
  /** Nothing passes after that many bytes; the connection stays. */
  | { readonly do: 'stall'; readonly after: number }
  /** The byte at this place, from 0, arrives with every bit turned round. */
  | { readonly do: 'corrupt'; readonly at: number }
  /** What passes at one time is worded differently: for replies, which come whole. */
  | { readonly do: 'reword'; readonly as: (text: string) => string }
  /** Everything arrives that much later; the throughput stays. */
  | { readonly do: 'delay'; readonly ms: number }
  /** So many bytes pass at a time, with a pause after each. */
  | { readonly do: 'drip'; readonly bytes: number; readonly everyMs: number };

type Ending = 'end' | 'cut' | 'reset' | 'stall';

interface Load {
  readonly bytes: Buffer;
  /** When it may leave, by performance.now(). */
  readonly dueAt: number;
  /** What happens after its last byte. */
  readonly ending?: Ending | undefined;
}

/** Bytes on their way inside a delayed line; more is left to TCP's own back-pressure. */
const QUEUE_BYTES = 4 * 1024 * 1024;

/** Two sockets and what passes between them, each direction with faults of its own. */
export class Relay {
  readonly closed: Promise<void>;
  readonly #sockets: readonly [client: Socket, server: Socket];
  readonly #flows: Record<Direction, Flow>;

  /** @param replies what the client is to be sent: the server's bytes, or what was made of them. */
  constructor(client: Socket, server: Socket, replies: (bytes: AsyncIterable<Buffer>) => AsyncIterable<Buffer>) {
    this.#sockets = [client, server];
    this.closed = Promise.all(this.#sockets.map(closing)).then(() => undefined);
    for (const socket of this.#sockets) {
      socket.setNoDelay(true);
      socket.on('error', () => this.reset());
    }
    const finish = (ending: Ending): Promise<void> | void => this.#finish(ending);
    this.#flows = {
      'to-server': new Flow(bytesOf(client), server, finish),
      'to-client': new Flow(replies(bytesOf(server)), client, finish),
    };
  }

  inject(direction: Direction, fault: LineFault): void {
    this.#flows[direction].inject(fault);
  }

  /** Bytes that were sent on. */
  passed(direction: Direction): number {
    return this.#flows[direction].passed;
  }

  /** Faults that have struck stay as they are. */
  heal(): void {
    for (const flow of Object.values(this.#flows)) flow.heal();
  }

  /** Both sides see a reset, now. */
  reset(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  #finish(ending: Ending): Promise<void> | void {
    if (ending === 'reset') this.reset();
    else if (ending === 'stall') return this.closed;
    else for (const socket of this.#sockets) socket.destroySoon();
  }
}

/** One direction: what is read waits for its time in a queue, and a writer empties it. */
class Flow {
  passed = 0;
  readonly #target: Socket;
  readonly #finish: (ending: Ending) => Promise<void> | void;
  #faults: Array<{ readonly fault: LineFault; passed: number }> = [];
  readonly #queue: Load[] = [];
  #queuedBytes = 0;
  #changed = Promise.withResolvers<void>();

  constructor(source: AsyncIterable<Buffer>, target: Socket, finish: (ending: Ending) => Promise<void> | void) {
    this.#target = target;
    this.#finish = finish;
    // A side that breaks resets the whole relay, which ends both loops.
    void this.#read(source).catch(() => finish('reset'));
    void this.#write().catch(() => finish('reset'));
  }

  inject(fault: LineFault): void {
    this.#faults.push({ fault, passed: 0 });
    if ('after' in fault && fault.after === 0) this.#push(Buffer.alloc(0), fault.do);
  }

  heal(): void {
    this.#faults = [];
  }

  async #read(source: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of source) {
      const { bytes, ending } = this.#strike(chunk);
      this.#push(bytes, ending);
      while (this.#queuedBytes > QUEUE_BYTES) await this.#changed.promise;
    }
    this.#push(Buffer.alloc(0), 'end');
  }

  /** What of a chunk still passes, and what follows it. */
  #strike(chunk: Buffer): { bytes: Buffer; ending?: Ending | undefined } {
    let bytes = chunk;
    let ending: Ending | undefined;
    for (const active of this.#faults) {
      const { fault, passed } = active;
      active.passed += chunk.length;
      if (fault.do === 'corrupt' && fault.at >= passed && fault.at < passed + bytes.length) {
        bytes = Buffer.from(bytes);
        bytes[fault.at - passed] = ~(bytes[fault.at - passed] ?? 0);
      }
      if (fault.do === 'reword') bytes = Buffer.from(fault.as(bytes.toString('latin1')), 'latin1');
      if (!('after' in fault) || fault.after > active.passed) continue;
      bytes = bytes.subarray(0, Math.max(0, fault.after - passed));
      ending = fault.do;
    }
    return { bytes, ending };
  }

  #push(bytes: Buffer, ending?: Ending): void {
    const delays = this.#faults.map(({ fault }) => (fault.do === 'delay' ? fault.ms : 0));
    this.#queue.push({ bytes, ending, dueAt: performance.now() + Math.max(0, ...delays) });
    this.#queuedBytes += bytes.length;
    this.#tell();
  }

  async #write(): Promise<void> {
    for (;;) {
      const load = this.#queue.shift();
      if (!load) {
        await this.#changed.promise;
        continue;
      }
      const early = load.dueAt - performance.now();
      if (early > 0) await wait(early);
      await this.#send(load.bytes);
      this.#queuedBytes -= load.bytes.length;
      this.#tell();
      if (load.ending === 'end') return void this.#target.end();
      if (load.ending) return this.#finish(load.ending);
    }
  }

  async #send(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const drip = this.#faults.map(({ fault }) => fault).find((fault) => fault.do === 'drip');
      const piece = bytes.subarray(at, at + (drip?.bytes ?? bytes.length));
      await new Promise<void>((resolve, reject) => {
        this.#target.write(piece, (error) => (error ? reject(error) : resolve()));
      });
      at += piece.length;
      this.passed += piece.length;
      if (drip) await wait(drip.everyMs);
    }
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }
}

/** Does not close the socket at the end of its bytes: the other direction may go on. */
function bytesOf(socket: Socket): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => socket.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]() };
}

function closing(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
