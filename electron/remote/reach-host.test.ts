import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { reachHost } from './reach-host.ts';

const never = new AbortController().signal;
const ended: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

function addresses(...list: string[]) {
  return async () => list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
}

async function listening(host: string): Promise<number> {
  const server = createServer((socket) => socket.on('error', () => {}).end());
  ended.push(() => server.close());
  server.listen(0, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A program that listens, and is stopped: Linux answers two callers for it, and then none until it goes on. */
async function silent(): Promise<{ port: number; goOn(): void }> {
  const script = `const server = require('node:net').createServer((socket) => socket.on('error', () => {}));
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => console.log(server.address().port));`;
  const program = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  ended.push(() => program.kill('SIGKILL'));
  const [line] = await once(program.stdout, 'data');
  const port = Number(String(line));
  program.kill('SIGSTOP');
  for (let callers = 0; callers < 2; callers += 1) {
    const caller = connect({ host: '127.0.0.1', port });
    ended.push(() => caller.destroy());
    await once(caller, 'connect');
  }
  return { port, goOn: () => program.kill('SIGCONT') };
}

it('takes the next address where one refuses', async () => {
  const port = await listening('127.0.0.1');
  const told: string[] = [];
  const socket = await reachHost({ host: 'two.example', port }, never, {
    addressesOf: addresses('127.0.0.2', '127.0.0.1'),
    tell: (text) => told.push(text),
  });
  expect(socket.remoteAddress).toBe('127.0.0.1');
  expect(told).toEqual(['trying 127.0.0.2', 'trying 127.0.0.1']);
  socket.destroy();
});

it.runIf(process.platform === 'linux')(
  'reaches a host on a slow line though the address of another network is of no use',
  async () => {
    const host = await silent();
    const socket = await reachHost({ host: 'slow.example', port: host.port }, never, {
      addressesOf: addresses('127.0.0.1', '127.0.0.2'),
      tell: (text) => {
        if (text === 'trying 127.0.0.2') host.goOn();
      },
    });
    expect(socket.remoteAddress).toBe('127.0.0.1');
    socket.destroy();
  },
);

it.runIf(process.platform === 'linux')('does not wait for a silent address where another one answers', async () => {
  const host = await silent();
  const server = createServer((socket) => socket.on('error', () => {}).end());
  ended.push(() => server.close());
  server.listen(host.port, '127.0.0.2');
  await once(server, 'listening');
  const addressesOf = addresses('127.0.0.1', '127.0.0.2');
  const socket = await reachHost({ host: 'half.example', port: host.port }, never, { addressesOf });
  expect(socket.remoteAddress).toBe('127.0.0.2');
  socket.destroy();
});

it.runIf(process.platform === 'linux')('ends at once when it is cancelled', async () => {
  const host = await silent();
  const cancel = new AbortController();
  const reaching = reachHost({ host: 'silent.example', port: host.port }, cancel.signal, {
    addressesOf: addresses('127.0.0.1', '127.0.0.1'),
    tell: () => cancel.abort(new Error('enough')),
  });
  await expect(reaching).rejects.toThrow('enough');
});

it('fails with what says most: a port that is closed, not a network that is not there', async () => {
  const port = await listening('127.0.0.1');
  const reaching = reachHost({ host: 'none.example', port }, never, {
    addressesOf: addresses('ff02::1', '127.0.0.2'),
  });
  await expect(reaching).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

it('fails with what looking the name up fails with', async () => {
  await expect(reachHost({ host: 'no-such-host.invalid', port: 22 }, never)).rejects.toMatchObject({
    code: expect.stringMatching(/^(?:ENOTFOUND|EAI_AGAIN)$/),
  });
});
