import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts';

const host = '127.0.0.1';
const payload = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));

describe('the faulty proxy', () => {
  const running: AsyncDisposable[] = [];
  afterEach(async () => {
    for (const one of running.splice(0).reverse()) await one[Symbol.asyncDispose]();
  });

  /** A server that does `serve` with each client, and a proxy before it. */
  async function proxied(
    serve: (socket: Socket) => void,
    carries: 'ftp' | 'sftp' = 'sftp',
  ): Promise<FaultyProxy & { dial(): Socket }> {
    const sockets = new Set<Socket>();
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.add(socket);
      socket.on('error', () => {}); // resets are what these tests are about
      serve(socket);
    });
    server.listen(0, host);
    await once(server, 'listening');
    running.push({
      async [Symbol.asyncDispose]() {
        for (const socket of sockets) socket.destroy();
        server.close();
        await once(server, 'close');
      },
    });
    const proxy = await startFaultyProxy({ host, port: (server.address() as AddressInfo).port, carries });
    running.push(proxy);
    return { ...proxy, dial: () => dial(proxy.port) };
  }

  function dial(port: number): Socket {
    const socket = connect({ host, port, allowHalfOpen: true });
    socket.on('error', () => {}); // told by everything(), where a test looks at it
    running.push({
      async [Symbol.asyncDispose]() {
        socket.destroy();
      },
    });
    return socket;
  }

  const sendPayload = (socket: Socket): void => void socket.end(payload);
  const echo = (socket: Socket): void => void socket.pipe(socket);

  it('passes bytes untouched both ways, half-closed lines too', async () => {
    const proxy = await proxied(echo);
    const client = proxy.dial();
    client.end(payload);
    expect(await everything(client)).toEqual({ bytes: payload, ended: 'end' });
  });

  it('cuts after so many bytes', async () => {
    const proxy = await proxied(sendPayload);
    proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'cut', after: 70_001 } });
    expect(await everything(proxy.dial())).toEqual({ bytes: payload.subarray(0, 70_001), ended: 'end' });
  });

  it('cuts what goes to the server', async () => {
    const received = Promise.withResolvers<{ bytes: Buffer; ended: string }>();
    const proxy = await proxied((socket) => received.resolve(everything(socket)));
    proxy.inject({ on: 'control', direction: 'to-server', fault: { do: 'cut', after: 5 } });
    proxy.dial().write('0123456789');
    expect(await received.promise).toEqual({ bytes: Buffer.from('01234'), ended: 'end' });
  });

  it('resets after so many bytes', async () => {
    const proxy = await proxied(echo);
    const client = proxy.dial();
    client.write('abc');
    await once(client, 'readable');
    proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'reset', after: 3 } });
    client.write('defghi');
    expect((await everything(client)).ended).toBe('ECONNRESET');
  });

  it('resets a line that is open now', async () => {
    const proxy = await proxied(() => {});
    const client = proxy.dial();
    await untilRelayed(proxy);
    proxy.inject({ on: 'control', fault: { do: 'reset', after: 0 } });
    expect((await everything(client)).ended).toBe('ECONNRESET');
  });

  it('spares what is open already where new connections alone are meant', async () => {
    const proxy = await proxied(echo);
    const old = proxy.dial();
    await untilRelayed(proxy);
    proxy.inject({ on: 'control', connection: 'new', fault: { do: 'reset', after: 0 } });
    expect((await everything(proxy.dial())).ended).toBe('ECONNRESET');
    old.end(payload);
    expect((await everything(old)).bytes).toEqual(payload);
  });

  it('stalls without closing, and lets the other direction go on', async () => {
    const fromClient = Promise.withResolvers<void>();
    const proxy = await proxied((socket) => {
      socket.write('0123456789');
      socket.once('data', () => fromClient.resolve());
    });
    proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'stall', after: 4 } });
    const client = proxy.dial();
    const [first] = (await once(client, 'data')) as [Buffer];
    client.write('x');
    await fromClient.promise;
    expect(first.toString()).toBe('0123');
    expect(client.bytesRead).toBe(4);
    expect(client.closed).toBe(false);
  });

  it('corrupts one byte', async () => {
    const proxy = await proxied(sendPayload);
    proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'corrupt', at: 100_000 } });
    const { bytes } = await everything(proxy.dial());
    const wrong = [...payload.keys()].filter((index) => bytes[index] !== payload[index]);
    expect(bytes).toHaveLength(payload.length);
    expect(wrong).toEqual([100_000]);
  });

  it('delays without losing throughput', async () => {
    const proxy = await proxied(sendPayload);
    proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'delay', ms: 80 } });
    const started = performance.now();
    const { bytes } = await everything(proxy.dial());
    expect(bytes).toEqual(payload);
    expect(performance.now() - started).toBeGreaterThanOrEqual(79);
  });

  it('drips', async () => {
    const proxy = await proxied((socket) => void socket.end('0123456789'));
    proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'drip', bytes: 3, everyMs: 40 } });
    const pieces: number[] = [];
    const client = proxy.dial();
    client.on('data', (piece: Buffer) => pieces.push(piece.length));
    await once(client, 'end');
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.reduce((sum, length) => sum + length)).toBe(10);
  });

  it('refuses the connection it was told to, and no other', async () => {
    const proxy = await proxied(sendPayload);
    await everything(proxy.dial());
    proxy.inject({ on: 'control', connection: 2, fault: { do: 'refuse' } });
    const endings: string[] = [];
    for (let dialled = 0; dialled < 3; dialled += 1) endings.push((await everything(proxy.dial())).ended);
    expect(endings).toEqual(['end', 'ECONNRESET', 'end']);
    expect(proxy.opened('control')).toBe(4);
  });

  it('is honest again once healed', async () => {
    const proxy = await proxied(sendPayload);
    proxy.inject({ on: 'control', fault: { do: 'cut', after: 1 } });
    proxy.heal();
    expect((await everything(proxy.dial())).bytes).toEqual(payload);
  });

  it('resets the client when the server does', async () => {
    const proxy = await proxied((socket) => void socket.once('data', () => socket.resetAndDestroy()));
    const client = proxy.dial();
    client.write('x');
    expect((await everything(client)).ended).toBe('ECONNRESET');
  });

  describe('on FTP', () => {
    /** Answers PASV and EPSV with a data port that sends the payload. */
    function passiveServer(socket: Socket): void {
      socket.on('data', (chunk) => {
        const line = chunk.toString();
        if (line === 'AUTH TLS\r\n') return void socket.write('234 Go ahead\r\n');
        const data = createServer((client) => {
          client.on('error', () => {}); // as above
          client.end(payload);
          data.close();
        });
        data.listen(0, host, () => {
          const { port } = data.address() as AddressInfo;
          // Two writes: a reply need not arrive whole.
          socket.write(line === 'EPSV\r\n' ? '229 Entering (|||' : '227 Entering (127,0,');
          setImmediate(() =>
            socket.write(line === 'EPSV\r\n' ? `${port}|)\r\n` : `0,1,${port >> 8},${port & 255})\r\n`),
          );
        });
        running.push({
          async [Symbol.asyncDispose]() {
            data.close();
          },
        });
      });
    }

    async function ask(control: Socket, command: string): Promise<string> {
      control.write(`${command}\r\n`);
      let reply = '';
      while (!reply.includes('\n')) reply += String((await once(control, 'data'))[0]);
      return reply;
    }

    it.each([
      ['PASV', (reply: string) => Number(/,(\d+),\d+\)/.exec(reply)?.[1]) * 256 + Number(/,(\d+)\)/.exec(reply)?.[1])],
      ['EPSV', (reply: string) => Number(/\|\|\|(\d+)\|/.exec(reply)?.[1])],
    ])('carries the data connection of %s', async (command, portIn) => {
      const proxy = await proxied(passiveServer, 'ftp');
      const control = proxy.dial();
      const port = portIn(await ask(control, command));
      proxy.inject({ on: 'data', connection: 1, direction: 'to-client', fault: { do: 'cut', after: 9 } });
      expect((await everything(dial(port))).bytes).toEqual(payload.subarray(0, 9));
      const next = portIn(await ask(control, command));
      expect((await everything(dial(next))).bytes).toEqual(payload);
      expect(proxy.opened('data')).toBe(2);
    });

    it('resets a data connection', async () => {
      const proxy = await proxied(passiveServer, 'ftp');
      proxy.inject({ on: 'data', direction: 'to-client', fault: { do: 'reset', after: 10_000 } });
      const control = proxy.dial();
      const port = Number(/\|\|\|(\d+)\|/.exec(await ask(control, 'EPSV'))?.[1]);
      expect((await everything(dial(port))).ended).toBe('ECONNRESET');
      expect(control.closed).toBe(false);
    });

    it('leaves an encrypted control connection alone', async () => {
      const proxy = await proxied(passiveServer, 'ftp');
      const control = proxy.dial();
      await ask(control, 'AUTH TLS');
      const port = Number(/\|\|\|(\d+)\|/.exec(await ask(control, 'EPSV'))?.[1]);
      await everything(dial(port));
      expect(proxy.opened('data')).toBe(0);
    });
  });
});

/** Reads until the line ends, and says how: `end`, or the code of its error. */
async function everything(socket: Socket): Promise<{ bytes: Buffer; ended: string }> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    return { bytes: Buffer.concat(chunks), ended: 'end' };
  } catch (error) {
    return { bytes: Buffer.concat(chunks), ended: String((error as NodeJS.ErrnoException).code) };
  }
}

/** A connection is the proxy's only after it has accepted it, which may be later than the client's own 'connect'. */
async function untilRelayed(proxy: FaultyProxy): Promise<void> {
  while (proxy.opened('control') === 0) await new Promise((resolve) => setImmediate(resolve));
}
