import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import { RemoteError, type RemoteErrorKind } from '../../shared/model/remote-error.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type FaultyProxy, startFaultyProxy } from '../servers/faulty-proxy.ts';
import type { Direction, LineFault } from '../servers/faulty-relay.ts';
import { type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { calm, logIn, refusal } from './log-in.ts';
import { makeRows } from './many-rows.ts';

const CONNECT_MS = 1500;
const IDLE_MS = 700;
const MEBIBYTE = 1024 * 1024;

/** What no fault may end in: a mistake of Portside's own, or a refusal that would keep the queue from trying again. */
const lineFailures: readonly RemoteErrorKind[] = ['disconnected', 'timeout', 'protocol', 'unreachable', 'busy'];

describeWithServers('an SFTP line that breaks', () => {
  let server: SftpTestServer;
  let proxy: FaultyProxy;
  /** Bytes that a whole login takes in each direction, measured once. */
  let login: Record<Direction, number>;

  beforeAll(async () => {
    vi.stubEnv('SSH_AUTH_SOCK', '');
    server = await startOpenSsh({ settings: { MaxStartups: '100' } });
    login = await measureLogin();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
    vi.unstubAllEnvs();
  });
  beforeEach(async () => {
    proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'sftp' });
  });
  afterEach(async () => {
    await proxy.close();
  });

  const connect = (
    timeouts = { connectMs: CONNECT_MS, idleMs: IDLE_MS },
    { host, port }: FaultyProxy = proxy,
  ): Promise<RemoteFileSystem> => logIn({ host, port, user: server.user, passwords: [server.password], timeouts });

  /** Cuts the line later and later until a login succeeds: one byte less than that is the whole of it. */
  async function measureLogin(): Promise<Record<Direction, number>> {
    const needed = { 'to-client': 0, 'to-server': 0 };
    for (const direction of ['to-client', 'to-server'] as const) {
      let [low, high] = [0, 16_384];
      while (high - low > 16) {
        const after = Math.round((low + high) / 2);
        await using measuring = await startFaultyProxy({ host: server.host, port: server.port, carries: 'sftp' });
        measuring.inject({ on: 'control', connection: 1, direction, fault: { do: 'cut', after } });
        const target = { host: measuring.host, port: measuring.port, user: server.user, passwords: [server.password] };
        const session = await logIn(target).catch(() => undefined);
        if (session === undefined) low = after;
        else high = after;
        await session?.[Symbol.asyncDispose]();
      }
      needed[direction] = low;
    }
    return needed;
  }

  /** The stages of opening a session, as parts of all its bytes: name, key exchange, host key, login, channel, SFTP. */
  const stages = [0, 0.01, 0.05, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1];

  describe.each(['to-client', 'to-server'] as const)('while it is being opened, %s', (direction) => {
    /** Every stage on a line of its own, all at once. */
    const atEveryStage = (tryOut: (line: FaultyProxy, after: number) => Promise<void>) =>
      Promise.all(
        stages.map(async (stage) => {
          await using line = await startFaultyProxy({ host: server.host, port: server.port, carries: 'sftp' });
          await tryOut(line, Math.floor(login[direction] * stage));
        }),
      );

    it.for(['cut', 'reset', 'stall'] as const)('ends in time with an error at every stage: %s', async (what) => {
      await atEveryStage(async (line, after) => {
        line.inject({ on: 'control', connection: 1, direction, fault: { do: what, after } });
        const failure = await refusal(connect(undefined, line));
        expect(lineFailures, `${what} after ${after} bytes: ${failure.message}`).toContain(failure.kind);
        expect(failure.message).not.toMatch(/undefined|\[object|Error:/);
        if (what === 'stall') expect(failure.kind, `after ${after} bytes: ${failure.message}`).toBe('timeout');
      });
    });

    it('ends with an error, or without harm, where a byte arrives changed', async () => {
      await atEveryStage(async (line, at) => {
        line.inject({ on: 'control', connection: 1, direction, fault: { do: 'corrupt', at } });
        const session = await connect(undefined, line).catch((error: unknown) => error);
        if (session instanceof Error) expect(session).toBeInstanceOf(RemoteError);
        // A byte of the greeting's comment, or after the login, changes nothing that was agreed upon.
        else await (session as RemoteFileSystem)[Symbol.asyncDispose]();
      });
    });
  });

  const faults: readonly LineFault['do'][] = ['cut', 'reset', 'stall'];

  describe.each(faults)('in a session: %s', (what) => {
    const fault = (after: number) => ({ do: what, after }) as LineFault;
    const expected = what === 'stall' ? 'timeout' : 'disconnected';
    // Where the line says by itself that it broke, a busy machine is given its time.
    const timeouts = { connectMs: 20_000, idleMs: what === 'stall' ? IDLE_MS : 20_000 };

    it.for([0, 200, 5000])('ends a listing after %i bytes with an error, and never short', async (after) => {
      await haveRows();
      await using fs = await connect(timeouts);
      proxy.inject({ on: 'control', direction: 'to-client', fault: fault(after) });
      let rows = 0;
      const listing = (async () => {
        for await (const page of fs.list(`${server.remoteHome}/rows`, calm)) rows += page.entries.length;
      })();
      await refusal(listing, expected);
      expect(rows).toBeLessThan(1000);
      expect(fs.lost).toBeDefined();
    });

    it.for([0, 10_000, 3 * MEBIBYTE])('ends a read after %i bytes with an error, and never short', async (after) => {
      const content = randomBytes(6 * MEBIBYTE);
      await writeFile(join(server.home, 'large'), content);
      await using fs = await connect(timeouts);
      proxy.inject({ on: 'control', direction: 'to-client', fault: fault(after) });
      const got: Buffer[] = [];
      const reading = (async () => {
        for await (const chunk of await fs.read(`${server.remoteHome}/large`, {}, calm)) got.push(chunk as Buffer);
      })();
      await refusal(reading, expected);
      const bytes = Buffer.concat(got);
      expect(bytes.length).toBeLessThan(content.length);
      expect(bytes.equals(content.subarray(0, bytes.length))).toBe(true);
    });

    it.for([
      ['to-server', 0],
      ['to-server', 3 * MEBIBYTE],
      ['to-client', 0],
    ] as const)('ends a write with an error, %s after %i bytes', async ([direction, after]) => {
      await using fs = await connect(timeouts);
      proxy.inject({ on: 'control', direction, fault: fault(after) });
      const content = randomBytes(6 * MEBIBYTE);
      const body = Readable.from([content]);
      await refusal(fs.write(`${server.remoteHome}/upload`, body, { mode: 'create' }, calm), expected);
      expect(body.destroyed).toBe(true);
      expect(fs.lost).toBeDefined();
    });
  });

  it('with changed bytes never gives a file that differs', async () => {
    const content = randomBytes(2 * MEBIBYTE);
    await writeFile(join(server.home, 'content'), content);
    await using fs = await connect({ connectMs: 20_000, idleMs: 5000 });
    proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'corrupt', at: MEBIBYTE } });
    const reading = (async () => {
      for await (const _ of await fs.read(`${server.remoteHome}/content`, {}, calm));
    })();
    const failure = await refusal(reading);
    expect(['disconnected', 'protocol']).toContain(failure.kind);
  });

  it('that is only slow carries everything', async () => {
    const content = randomBytes(200_000);
    await using fs = await connect({ connectMs: 20_000, idleMs: 20_000 });
    proxy.inject({ on: 'control', fault: { do: 'delay', ms: 30 } });
    await fs.write(`${server.remoteHome}/slow`, Readable.from([content]), { mode: 'create' }, calm);
    expect((await readFile(join(server.home, 'slow'))).equals(content)).toBe(true);
  });

  let made = false;
  async function haveRows(): Promise<void> {
    if (made) return;
    made = true;
    await using fs = await connect({ connectMs: 20_000, idleMs: 20_000 });
    await fs.makeDirectory(`${server.remoteHome}/rows`, calm);
    makeRows(join(server.home, 'rows'), 1000);
  }
});
