import { fail, type Result } from '../../shared/ipc/result.ts';
import type { Unsubscribe } from '../../shared/ipc/transport.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { LinkState, WindowTransport } from './window-transport.ts';

const FIRST_RETRY_MS = 400;
const LONGEST_RETRY_MS = 5_000;

type Listener = (payload: unknown) => void;
type Frame = { id: number; result: Result<unknown> } | { event: string; payload: unknown };

export interface WebSocketTransportOptions {
  /** Opens one line; called again after every loss. */
  readonly open: () => WebSocket;
}

/**
 * The loopback host's line: JSON text frames, `{id, name, input}` out, `{id, result}` and `{event, payload}` in.
 * A lost line answers everything that waits with `disconnected` and is tried again, ever more slowly.
 */
export class WebSocketTransport implements WindowTransport {
  readonly #open: () => WebSocket;
  readonly #waiting = new Map<number, (result: Result<unknown>) => void>();
  readonly #listeners = new Map<string, Set<Listener>>();
  readonly #linkListeners = new Set<(link: LinkState) => void>();
  #socket: WebSocket;
  #link: LinkState = 'connecting';
  #unsent: string[] = [];
  #nextId = 1;
  #retryMs = FIRST_RETRY_MS;

  constructor({ open }: WebSocketTransportOptions) {
    this.#open = open;
    this.#socket = this.#connect();
  }

  get link(): LinkState {
    return this.#link;
  }

  request(name: string, input: unknown): Promise<Result<unknown>> {
    if (this.#link === 'down') return Promise.resolve(disconnected());
    const id = this.#nextId++;
    const frame = JSON.stringify({ id, name, input });
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      if (this.#link === 'up') this.#socket.send(frame);
      else this.#unsent.push(frame);
    });
  }

  on(event: string, listener: Listener): Unsubscribe {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  onLink(listener: (link: LinkState) => void): Unsubscribe {
    this.#linkListeners.add(listener);
    return () => this.#linkListeners.delete(listener);
  }

  #connect(): WebSocket {
    const socket = this.#open();
    socket.addEventListener('open', () => this.#opened());
    socket.addEventListener('message', ({ data }) => this.#receive(String(data)));
    socket.addEventListener('close', () => this.#lost());
    return socket;
  }

  #opened(): void {
    this.#retryMs = FIRST_RETRY_MS;
    for (const frame of this.#unsent.splice(0)) this.#socket.send(frame);
    this.#setLink('up');
  }

  #receive(text: string): void {
    const frame = JSON.parse(text) as Frame;
    if ('event' in frame) {
      for (const listener of this.#listeners.get(frame.event) ?? []) listener(frame.payload);
      return;
    }
    this.#waiting.get(frame.id)?.(frame.result);
    this.#waiting.delete(frame.id);
  }

  #lost(): void {
    this.#setLink('down');
    this.#unsent = [];
    for (const resolve of this.#waiting.values()) resolve(disconnected());
    this.#waiting.clear();
    setTimeout(() => {
      this.#socket = this.#connect();
    }, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  #setLink(link: LinkState): void {
    if (link === this.#link) return;
    this.#link = link;
    for (const listener of this.#linkListeners) listener(link);
  }
}

/** The line to the host that served this page. */
export function loopbackAddress(location: Pick<Location, 'protocol' | 'host'>): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ipc`;
}

function disconnected(): Result<never> {
  return fail(
    new RemoteError('disconnected', 'Portside itself is not running any more.', {
      hint: 'Start it again; this page reconnects by itself.',
    }).data,
  );
}
