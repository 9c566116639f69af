import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { loopbackAddress, WebSocketTransport } from './web-socket-transport.ts';

/** The parts of a WebSocket that the transport uses, moved by hand. */
class FakeSocket extends EventTarget {
  readonly sent: { id: number; name: string; input: unknown }[] = [];
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  open(): void {
    this.dispatchEvent(new Event('open'));
  }
  receive(frame: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }));
  }
  lose(): void {
    this.dispatchEvent(new Event('close'));
  }
}

let sockets: FakeSocket[];
let transport: WebSocketTransport;

function newest(): FakeSocket {
  const socket = sockets.at(-1);
  if (!socket) throw new Error('No socket was opened.');
  return socket;
}

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  transport = new WebSocketTransport({
    open: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
  });
});

afterEach(() => vi.useRealTimers());

describe('the line to the loopback host', () => {
  test('sends what was asked before it was open, and gives each answer to its question', async () => {
    const first = transport.request('a', 1);
    newest().open();
    const second = transport.request('b', 2);
    expect(newest().sent.map(({ name }) => name)).toEqual(['a', 'b']);
    const [one, two] = newest().sent;
    newest().receive({ id: two?.id, result: { ok: true, value: 'two' } });
    newest().receive({ id: one?.id, result: { ok: true, value: 'one' } });
    expect(await first).toEqual({ ok: true, value: 'one' });
    expect(await second).toEqual({ ok: true, value: 'two' });
  });

  test('hands events to those who listen, until they stop', () => {
    newest().open();
    const heard: unknown[] = [];
    const stop = transport.on('x', (payload) => heard.push(payload));
    newest().receive({ event: 'x', payload: 1 });
    newest().receive({ event: 'y', payload: 2 });
    stop();
    newest().receive({ event: 'x', payload: 3 });
    expect(heard).toEqual([1]);
  });

  test('answers everything that waits when it breaks, and everything asked while it is down', async () => {
    newest().open();
    const waiting = transport.request('a', undefined);
    newest().lose();
    expect(await waiting).toMatchObject({ ok: false, error: { kind: 'disconnected' } });
    expect(await transport.request('b', undefined)).toMatchObject({ ok: false, error: { kind: 'disconnected' } });
  });

  test('tries again, ever more slowly, and tells when it is back', async () => {
    const links: string[] = [];
    transport.onLink((link) => links.push(link));
    newest().open();
    newest().lose();
    await vi.advanceTimersByTimeAsync(400);
    expect(sockets).toHaveLength(2);
    newest().lose();
    await vi.advanceTimersByTimeAsync(400);
    expect(sockets).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(400);
    expect(sockets).toHaveLength(3);
    newest().open();
    expect(links).toEqual(['up', 'down', 'up']);
    const asked = transport.request('a', undefined);
    newest().receive({ id: newest().sent[0]?.id, result: { ok: true, value: null } });
    expect(await asked).toEqual({ ok: true, value: null });
  });
});

test('the line leads to the host that served the page', () => {
  expect(loopbackAddress({ protocol: 'http:', host: '127.0.0.1:7411' })).toBe('ws://127.0.0.1:7411/ipc');
  expect(loopbackAddress({ protocol: 'https:', host: '[::1]:1' })).toBe('wss://[::1]:1/ipc');
});
