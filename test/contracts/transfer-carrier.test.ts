import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Child } from '../../electron/transfer/walk-folder.ts';
import type { ConnectionTarget } from '../../shared/model/connection.ts';
import { eventually } from '../eventually.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { type CarrierFixture, copyOrder, spiedHooks, startCarrier } from './carrier-fixture.ts';
import { refusal } from './log-in.ts';

const MEBIBYTE = 1024 * 1024;
const never = new AbortController().signal;
const modifiedAt = Date.parse('2021-03-04T05:06:07Z');

/** How a session begins to look for a file. */
const LOOKS = /^sent (?:look at|MLST|CWD) /;

type Start = (options?: ServerOptions) => Promise<TestServer<ServerOptions>>;
const servers: [string, Start, Partial<ConnectionTarget>][] = [
  ['OpenSSH', startOpenSsh, { protocol: 'sftp' }],
  ['vsftpd', startVsftpd, { protocol: 'ftp', encryption: 'none' }],
  ['vsftpd with TLS', () => startVsftpd({ tls: 'explicit' }), { protocol: 'ftp', encryption: 'explicit' }],
  ['ProFTPD', startProftpd, { protocol: 'ftp', encryption: 'none' }],
  ['Pure-FTPd', startPureFtpd, { protocol: 'ftp', encryption: 'none' }],
];

describeWithServers('worker threads that carry the bytes', () => {
  let folder: string;
  let fixture: CarrierFixture;

  beforeAll(() => {
    fixture = startCarrier({ workers: 2 });
  });
  afterAll(() => fixture[Symbol.asyncDispose]());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-carrier-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
    expect(fixture.unexpected).toEqual([]);
  });

  const here = (name: string) => ({ fs: 'local', path: join(folder, name) });

  async function put(path: string, content: Buffer, owner?: TestServer<ServerOptions>): Promise<void> {
    await writeFile(path, content);
    await utimes(path, new Date(), new Date(modifiedAt));
    const uid = owner?.accounts[0]?.uid;
    if (uid !== undefined) await chown(path, uid, uid);
  }

  describe.each(servers)('to and from %s', (_name, start, more) => {
    let server: TestServer<ServerOptions>;
    let fs: string;

    beforeAll(async () => {
      server = await start();
    });
    afterAll(async () => {
      await server?.[Symbol.asyncDispose]();
    });
    beforeEach(async () => {
      fs = await fixture.connect(server, more);
    });

    const there = (name: string) => ({ fs, path: `${server.remoteHome === '/' ? '' : server.remoteHome}/${name}` });

    describe.runIf(more.encryption === 'none')('over a line on which replies are not what the server said', () => {
      /** A connection over such a line, and what is to become of the replies on it. */
      async function lyingLine() {
        const proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'ftp' });
        const place = { host: proxy.host, port: proxy.port, user: server.user, password: server.password };
        const lied = await fixture.connect(place, { ...more, mostSessions: 4 });
        return {
          proxy,
          there: (name: string) => ({ ...there(name), fs: lied }),
          reword: (as: (text: string) => string) =>
            proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'reword', as } }),
          [Symbol.asyncDispose]: () => proxy.close(),
        };
      }

      it.each([4_096, 300_000])(
        'a wrong size leaves no file of %d bytes under its name, and the next try is whole',
        async (size) => {
          await using line = await lyingLine();
          const content = randomBytes(size);
          const name = `lied about ${size}`;
          await put(join(folder, name), content);
          await put(join(server.home, `${name} there`), content, server);
          const upload = copyOrder(here(name), line.there(name));
          const download = copyOrder(line.there(`${name} there`), here('down'));
          // SIZE's answer, and the fact of MLST: seven bytes more than there are.
          line.reword((text) =>
            text
              .replace(/^213 (\d+)\r/m, (_, told: string) => `213 ${Number(told) + 7}\r`)
              .replace(/size=(\d+);/gi, (_, told: string) => `size=${Number(told) + 7};`),
          );
          for (const order of [upload, download]) {
            const failure = await refusal(fixture.carrier.copy(order, spiedHooks(), never));
            expect(failure.data, JSON.stringify(failure.data)).toMatchObject({ kind: 'io', retry: 'now' });
          }
          expect(await readdir(server.home)).not.toContain(name);
          expect(await readdir(folder)).not.toContain('down');
          line.proxy.heal();
          for (const order of [upload, download]) await fixture.carrier.copy(order, spiedHooks(), never);
          expect((await readFile(join(server.home, name))).equals(content)).toBe(true);
          expect((await readFile(join(folder, 'down'))).equals(content)).toBe(true);
        },
      );

      it('a 530 in the middle of the queue: the sessions that there are carry all of it', async () => {
        await using line = await lyingLine();
        const names = Array.from({ length: 8 }, (_, at) => `busy ${at}`);
        const content = randomBytes(300_000);
        for (const name of names) await put(join(folder, name), content);
        const send = (name = '') => fixture.carrier.copy(copyOrder(here(name), line.there(name)), spiedHooks(), never);
        await send(names[0]);
        line.reword((text) =>
          text.replace(/^230[ -].*\r\n/m, '530 Sorry, the maximum number of clients (1) is connected.\r\n'),
        );
        const opened = line.proxy.opened('control');
        await Promise.all(names.slice(1).map(send));
        expect(line.proxy.opened('control')).toBeGreaterThan(opened);
        for (const name of names) expect((await readFile(join(server.home, name))).equals(content)).toBe(true);
      });
    });

    it.each([0, 1, 4096, 300_000, 5 * MEBIBYTE])('%d bytes arrive with their date, both ways', async (size) => {
      const content = randomBytes(size);
      await put(join(folder, 'a.bin'), content);
      const up = await fixture.carrier.copy(copyOrder(here('a.bin'), there(`up-${size}`)), spiedHooks(), never);
      expect(up).toMatchObject({ result: 'copied', bytes: size, verified: 'size' });
      expect((await readFile(join(server.home, `up-${size}`))).equals(content)).toBe(true);
      expect((await stat(join(server.home, `up-${size}`))).mtimeMs).toBe(modifiedAt);
      const hooks = spiedHooks();
      await fixture.carrier.copy(copyOrder(there(`up-${size}`), here('back')), hooks, never);
      expect((await readFile(join(folder, 'back'))).equals(content)).toBe(true);
      expect((await stat(join(folder, 'back'))).mtimeMs).toBe(modifiedAt);
      expect(hooks.onBytes.mock.calls.reduce((sum, [bytes]) => sum + bytes, 0)).toBe(size);
    });

    it('a folder is walked, and its small files arrive by the listing alone', async () => {
      await mkdir(join(folder, 'tree'));
      for (let index = 0; index < 20; index++) await put(join(folder, 'tree', `f${index}`), randomBytes(1000 + index));
      const target = there('tree');
      const children: Child[] = [];
      const walked = fixture.carrier.walk(
        { source: here('tree'), target },
        async (page) => void children.push(...page),
        never,
      );
      expect(await walked).toEqual({ result: 'walked' });
      await Promise.all(
        children.map((child) => {
          if (!('listed' in child) || !child.listed) throw new Error(`${child.name} is not listed`);
          const place = (folder: { fs: string; path: string }) => ({
            fs: folder.fs,
            path: `${folder.path}/${child.name}`,
          });
          const order = copyOrder(place(here('tree')), place(target), { listed: child.listed });
          return fixture.carrier.copy(order, spiedHooks(), never);
        }),
      );
      const names = (await readdir(join(server.home, 'tree'))).toSorted();
      expect(names).toEqual((await readdir(join(folder, 'tree'))).toSorted());
      for (const name of names) {
        const [one, other] = [
          await readFile(join(server.home, 'tree', name)),
          await readFile(join(folder, 'tree', name)),
        ];
        expect(one.equals(other)).toBe(true);
      }
    });

    it('many files that go to one folder one by one are not all looked for on their own, and none is written over', async () => {
      await mkdir(join(folder, 'single'));
      await mkdir(join(server.home, 'single'));
      await chown(join(server.home, 'single'), server.accounts[0]?.uid ?? 0, server.accounts[0]?.uid ?? 0);
      await put(join(server.home, 'single', 'f35'), Buffer.from('theirs'), server);
      const said = () => fixture.transcript.filter((line) => /single\/f\d+$/.test(line) && LOOKS.test(line)).length;
      const before = said();
      const results: string[] = [];
      for (let index = 0; index < 40; index++) {
        await put(join(folder, 'single', `f${index}`), randomBytes(1000 + index));
        const hooks = spiedHooks();
        hooks.decide.mockResolvedValue({ do: 'skip' });
        const order = copyOrder(here(`single/f${index}`), there(`single/f${index}`), {
          listed: { size: 1000 + index, modifiedAt, modifiedPrecision: 's', listedAt: Date.now() },
        });
        results.push((await fixture.carrier.copy(order, hooks, never)).result);
      }
      expect(results.filter((result) => result === 'skipped')).toHaveLength(1);
      expect(await readFile(join(server.home, 'single', 'f35'), 'utf8')).toBe('theirs');
      expect(said() - before).toBeLessThan(40);
      expect(said() - before).toBeGreaterThan(0);
    });

    it('asks about a file that somebody else has put there since the folder was listed', async () => {
      await mkdir(join(folder, 'shared'));
      await put(join(folder, 'shared', 'a'), Buffer.from('ours'));
      const target = there('shared');
      const children: Child[] = [];
      await fixture.carrier.walk(
        { source: here('shared'), target },
        async (page) => void children.push(...page),
        never,
      );
      await put(join(server.home, 'shared', 'a'), Buffer.from('theirs'), server);
      const [child] = children;
      if (!child || !('listed' in child) || !child.listed) throw new Error('the file is not listed');
      const place = (folder: { fs: string; path: string }) => ({ fs: folder.fs, path: `${folder.path}/a` });
      const order = copyOrder(place(here('shared')), place(target), { listed: child.listed });
      const hooks = spiedHooks();
      hooks.decide.mockResolvedValue({ do: 'skip' });
      expect(await fixture.carrier.copy(order, hooks, never)).toEqual({ result: 'skipped' });
      expect(hooks.decide).toHaveBeenCalledOnce();
      expect(await readFile(join(server.home, 'shared', 'a'), 'utf8')).toBe('theirs');
    });

    it('goes on from a partial file, both ways', async () => {
      const content = randomBytes(3 * MEBIBYTE);
      await put(join(folder, 'r.bin'), content);
      await put(join(server.home, 'r.bin.portside-part'), content.subarray(0, 2 * MEBIBYTE), server);
      const facts = { sourceSize: content.length, sourceModifiedAt: modifiedAt };
      const up = spiedHooks();
      const partial = { path: there('r.bin.portside-part').path, ...facts, certain: 2 * MEBIBYTE };
      await fixture.carrier.copy(copyOrder(here('r.bin'), there('r.bin'), { partial }), up, never);
      expect((await readFile(join(server.home, 'r.bin'))).equals(content)).toBe(true);
      expect(up.onResumed.mock.calls).toEqual([[2 * MEBIBYTE]]);

      await put(join(folder, 'down.portside-part'), content.subarray(0, MEBIBYTE));
      const down = spiedHooks();
      const begun = { path: here('down.portside-part').path, ...facts };
      await fixture.carrier.copy(copyOrder(there('r.bin'), here('down'), { partial: begun }), down, never);
      expect((await readFile(join(folder, 'down'))).equals(content)).toBe(true);
      expect(down.onResumed.mock.calls).toEqual([[MEBIBYTE]]);
    });

    it('stops in the middle, and the session serves the next copy', async () => {
      // Progress is told now and then: by that time less is all there.
      await put(join(folder, 'big'), Buffer.alloc(1));
      await truncate(join(folder, 'big'), 1024 * MEBIBYTE);
      const cancel = new AbortController();
      const hooks = spiedHooks();
      hooks.onBytes.mockImplementation(() => cancel.abort());
      const failure = await refusal(fixture.carrier.copy(copyOrder(here('big'), there('big')), hooks, cancel.signal));
      expect(failure.kind).toBe('cancelled');
      expect(await readdir(server.home)).not.toContain('big');
      await fixture.carrier.discard(there('big.portside-part'), never);
      expect(await readdir(server.home)).not.toContain('big.portside-part');
    });
  });

  it('copies from server to server in one worker, and within one server', async () => {
    await using ssh = await startOpenSsh();
    await using ftp = await startVsftpd();
    const content = randomBytes(2 * MEBIBYTE);
    await put(join(ssh.home, 'a'), content, ssh);
    const [from, to] = [
      await fixture.connect(ssh, {}),
      await fixture.connect(ftp, { protocol: 'ftp', encryption: 'none' }),
    ];
    const source = { fs: from, path: `${ssh.remoteHome}/a` };
    await fixture.carrier.copy(copyOrder(source, { fs: to, path: '/b' }), spiedHooks(), never);
    expect((await readFile(join(ftp.home, 'b'))).equals(content)).toBe(true);
    await fixture.carrier.copy(copyOrder(source, { fs: from, path: `${ssh.remoteHome}/c` }), spiedHooks(), never);
    expect((await readFile(join(ssh.home, 'c'))).equals(content)).toBe(true);
  });

  it('keeps what arrived on a full disk, says so, and goes on from there', async () => {
    await using server = await startVsftpd({ homeTmpfsBytes: 2 * MEBIBYTE });
    const fs = await fixture.connect(server, { protocol: 'ftp', encryption: 'none' });
    await put(join(folder, 'big'), randomBytes(4 * MEBIBYTE));
    const failure = await refusal(
      fixture.carrier.copy(copyOrder(here('big'), { fs, path: '/big' }), spiedHooks(), never),
    );
    expect(failure).toMatchObject({ kind: 'no-space', data: { hint: expect.stringContaining('big.portside-part') } });
    expect(await readdir(server.home)).toEqual(['big.portside-part']);
  });

  it('tells a stalled data connection after the time that the connection has', async () => {
    await using server = await startVsftpd();
    await using proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'ftp' });
    await using patient = startCarrier({ timeouts: { connectMs: 5000, idleMs: 1500 } });
    await put(join(server.home, 'big'), randomBytes(8 * MEBIBYTE), server);
    const fs = await patient.connect(
      { ...server, port: proxy.port, host: proxy.host, user: server.user, password: server.password },
      { protocol: 'ftp', encryption: 'none' },
    );
    proxy.inject({ on: 'data', direction: 'to-client', fault: { do: 'stall', after: MEBIBYTE } });
    const failure = await refusal(
      patient.carrier.copy(copyOrder({ fs, path: '/big' }, here('big')), spiedHooks(), never),
    );
    expect(failure.kind).toBe('timeout');
    const held = await stat(join(folder, 'big.portside-part'));
    proxy.heal();
    const hooks = spiedHooks();
    const partial = { path: here('big.portside-part').path, sourceSize: 8 * MEBIBYTE, sourceModifiedAt: modifiedAt };
    await patient.carrier.copy(copyOrder({ fs, path: '/big' }, here('big'), { partial }), hooks, never);
    expect(hooks.onResumed.mock.calls).toEqual([[held.size]]);
    expect((await readFile(join(folder, 'big'))).equals(await readFile(join(server.home, 'big')))).toBe(true);
  });

  it('fetches a large file in pieces over several sessions', async () => {
    await using server = await startOpenSsh();
    const fs = await fixture.connect(server, { mostSessions: 4 });
    const content = randomBytes(80 * MEBIBYTE);
    await put(join(server.home, 'pieces'), content, server);
    const hooks = spiedHooks();
    const order = copyOrder({ fs, path: `${server.remoteHome}/pieces` }, here('pieces'), { segments: 3 });
    await fixture.carrier.copy(order, hooks, never);
    expect((await readFile(join(folder, 'pieces'))).equals(content)).toBe(true);
    expect(hooks.onPartial.mock.calls[0]?.[0].segments).toHaveLength(3);
    expect(
      fixture.transcript.filter((line) => line.includes('open') && line.includes('/pieces')).length,
    ).toBeGreaterThan(1);
  });

  it.each([
    ['of uploads', { write: MEBIBYTE }],
    ['of all that travels', { all: MEBIBYTE }],
  ])('holds to the speed limit %s, and lets go when it is lifted', async (_of, rates) => {
    await using server = await startOpenSsh();
    const fs = await fixture.connect(server, {});
    await put(join(folder, 'big'), randomBytes(6 * MEBIBYTE));
    fixture.carrier.limit(rates);
    const hooks = spiedHooks();
    const began = performance.now();
    const copying = fixture.carrier.copy(
      copyOrder(here('big'), { fs, path: `${server.remoteHome}/big` }),
      hooks,
      never,
    );
    const travelled = () => hooks.onBytes.mock.calls.reduce((sum, [bytes]) => sum + bytes, 0);
    await eventually(() => expect(travelled()).toBeGreaterThan(MEBIBYTE / 2));
    const bytes = travelled();
    // So much passes in that time, and half a second's worth at once.
    expect(bytes).toBeLessThan(MEBIBYTE * ((performance.now() - began) / 1000 + 0.5));
    fixture.carrier.limit({});
    expect(await copying).toMatchObject({ result: 'copied', bytes: 6 * MEBIBYTE });
  });

  it('gives a session back when browsing needs it', async () => {
    await using server = await startOpenSsh();
    const fs = await fixture.connect(server, { mostSessions: 1 });
    await put(join(folder, 'a'), randomBytes(1000));
    await fixture.carrier.copy(copyOrder(here('a'), { fs, path: `${server.remoteHome}/a` }), spiedHooks(), never);
    // The only session rests in a worker now.
    await using lease = await fixture.fileSystems.lease(fs, 'browse', never);
    expect((await lease.session.stat(`${server.remoteHome}/a`, { signal: never })).size).toBe(1000);
  });
});
