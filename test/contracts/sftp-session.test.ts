import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { Socket } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import ssh2, { type Connection } from 'ssh2';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import { eventually } from '../eventually.ts';
import { keepBusy } from '../keep-busy.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { calm, type LoginRecord, logIn, newRecord, refusal, trustsEveryone } from './log-in.ts';
import { startScriptedServer } from './sftp-scripted-server.ts';

const folder = { mode: 0o40755, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };

describeWithServers('an SFTP session', () => {
  let server: SftpTestServer;
  let record: LoginRecord;

  beforeAll(async () => {
    server = await startOpenSsh();
  });
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    record = newRecord();
    vi.stubEnv('SSH_AUTH_SOCK', '');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  const account = () => ({ host: server.host, port: server.port, user: server.user });

  describe('on its line', () => {
    it('sends every packet at once, so that a request does not wait for the delayed acknowledgement', async () => {
      const setNoDelay = vi.spyOn(Socket.prototype, 'setNoDelay');
      await using _ = await logIn({ ...account(), passwords: [server.password] }, record);
      const toServer = setNoDelay.mock.contexts.filter(
        (socket) => socket instanceof Socket && socket.remotePort === server.port,
      );
      expect(toServer).toHaveLength(1);
      expect(setNoDelay.mock.calls).toContainEqual([true]);
      setNoDelay.mockRestore();
    });

    it('goes on through new key exchanges in the middle of a transfer, asking nobody', async () => {
      await using other = await startOpenSsh({ settings: { RekeyLimit: '1M' } });
      const { host, port, user, password } = other;
      const hostKey = vi.fn(async () => 'accepted-once' as const);
      const trust = { ...trustsEveryone, hostKey };
      await using fs = await logIn({ host, port, user, passwords: [password], trust }, record);
      const path = `${other.remoteHome}/large`;
      const bytes = randomBytes(8 * 1024 * 1024);
      await fs.write(path, Readable.from([bytes]), { mode: 'create' }, calm);
      expect((await buffer(await fs.read(path, {}, calm))).equals(bytes)).toBe(true);
      expect(record.transcript.filter((line) => line.includes('key exchange')).length).toBeGreaterThan(5);
      expect(hostKey).toHaveBeenCalledTimes(1);
    });

    it('is lost when a new key exchange shows another key', async () => {
      let line: Connection | undefined;
      await using other = await startScriptedServer({
        authenticate: (context, connection) => {
          line = connection;
          context.accept();
        },
        sftp: (sftp) => {
          sftp.on('REALPATH', (id) => sftp.name(id, [{ filename: '/', longname: '/', attrs: folder }]));
        },
      });
      await using fs = await logIn({ host: other.host, port: other.port, user: 'ann', passwords: ['any'] }, record);
      const another = ssh2.utils.parseKey(ssh2.utils.generateKeyPairSync('rsa', { bits: 2048 }).private);
      const hostKeys: Record<string, unknown> = Reflect.get(Reflect.get(line ?? {}, '_protocol'), '_hostKeys');
      for (const algorithm of Object.keys(hostKeys)) hostKeys[algorithm] = another;
      line?.rekey(() => {});
      await eventually(() => expect(isRemoteError(fs.lost)).toBe(true));
    });

    it('is lost when the server is killed, in the middle of a write and for everything after', async () => {
      await using other = await startOpenSsh();
      const { host, port, user, password } = other;
      await using fs = await logIn({ host, port, user, passwords: [password] }, record);
      let sent = 0;
      const body = new Readable({
        read() {
          sent += 65_536;
          this.push(Buffer.alloc(65_536));
          if (sent === 4 * 1024 * 1024) void other.kill();
        },
      });
      const path = `${other.remoteHome}/half`;
      const failure = await refusal(fs.write(path, body, { mode: 'create' }, calm), 'disconnected');
      expect(failure.data.path).toBe(path);
      expect(body.destroyed).toBe(true);
      expect(isRemoteError(fs.lost, 'disconnected')).toBe(true);
      await refusal(fs.stat('/', calm), 'disconnected');
      await refusal(fs.read(path, {}, calm), 'disconnected');
    });

    it('ends a read with an error when the line is cut in the middle', async () => {
      await using proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'sftp' });
      await using fs = await logIn({ ...account(), port: proxy.port, passwords: [server.password] }, record);
      const path = `${server.remoteHome}/large`;
      await fs.write(path, Readable.from([Buffer.alloc(16 * 1024 * 1024)]), { mode: 'create' }, calm);
      proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'cut', after: 1024 * 1024 } });
      const stream = await fs.read(path, {}, calm);
      let bytes = 0;
      const reading = (async () => {
        for await (const chunk of stream) bytes += chunk.length;
      })();
      await refusal(reading, 'disconnected');
      expect(bytes).toBeLessThan(16 * 1024 * 1024);
      expect(fs.lost).toBeDefined();
    });

    it('times out when the server says nothing more', async () => {
      await using proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'sftp' });
      const login = { ...account(), port: proxy.port, passwords: [server.password], timeouts: { idleMs: 700 } };
      await using fs = await logIn(login, record);
      proxy.inject({ on: 'control', fault: { do: 'stall', after: 0 } });
      await refusal(fs.stat('/', calm), 'timeout');
      expect(isRemoteError(fs.lost, 'timeout')).toBe(true);
    });
  });

  it('was lost, for silence, where the server had answered while this computer was busy itself', async () => {
    await using other = await startScriptedServer({
      sftp: (sftp) => {
        sftp.on('REALPATH', (id) => sftp.name(id, [{ filename: '/', longname: '/', attrs: folder }]));
        sftp.on('LSTAT', (id) => {
          sftp.attrs(id, folder);
          keepBusy(700);
        });
      },
    });
    await using fs = await logIn({ ...other, user: 'ann', timeouts: { idleMs: 500 } }, record);
    expect(await fs.stat('/folder', calm)).toMatchObject({ type: 'directory' });
    expect(fs.lost).toBeUndefined();
  });

  it('says that the disk is full, and stays usable', async () => {
    await using other = await startOpenSsh({ homeTmpfsBytes: 1024 * 1024 });
    const { host, port, user, password, remoteHome } = other;
    await using fs = await logIn({ host, port, user, passwords: [password] }, record);
    const body = Readable.from(Array.from({ length: 64 }, () => Buffer.alloc(65_536, 1)));
    const failure = await refusal(fs.write(`${remoteHome}/big`, body, { mode: 'create' }, calm), 'no-space');
    expect(failure.data.hint).toBeDefined();
    await fs.removeFile(`${remoteHome}/big`, calm);
    expect(await readdir(other.home)).toEqual([]);
  });

  it('says that a folder may not be read, and that one may not be written', async () => {
    await using fs = await logIn({ ...account(), passwords: [server.password] }, record);
    const foreign = server.remoteHome.replace(server.user, 'bob');
    const listing = (async () => {
      for await (const _ of fs.list(foreign, calm));
    })();
    await refusal(listing, 'denied');
    await refusal(fs.write(`${foreign}/file`, Readable.from([]), { mode: 'create' }, calm), 'denied');
  });

  it('marks a name that is not UTF-8 and lists the others', async () => {
    await using fs = await logIn({ ...account(), passwords: [server.password] }, record);
    await fs.makeDirectory(`${server.remoteHome}/bytes`, calm);
    const disk = Buffer.from(join(server.home, 'bytes', 'caf'));
    await writeFile(Buffer.concat([disk, Buffer.from([0xe9])]), '');
    await writeFile(join(server.home, 'bytes', 'plain'), '');
    const rows = [];
    for await (const page of fs.list(`${server.remoteHome}/bytes`, calm)) rows.push(...page.entries);
    expect(rows.map(({ name, unusable }) => [name, unusable]).sort()).toEqual([
      ['caf\uFFFD', 'undecodable-name'],
      ['plain', undefined],
    ]);
  });

  it('shows owners by name', async () => {
    await using fs = await logIn({ ...account(), passwords: [server.password] }, record);
    await fs.write(`${server.remoteHome}/mine`, Readable.from([]), { mode: 'create' }, calm);
    const rows = [];
    for await (const page of fs.list(server.remoteHome, calm)) rows.push(...page.entries);
    expect(rows.find(({ name }) => name === 'mine')).toMatchObject({ owner: server.user, group: server.user });
  });

  it('shows 100,000 rows in small pages, each row once', { timeout: 180_000 }, async () => {
    const rows = 100_000;
    // In memory: a disk takes ten seconds of the processor for so many files, and the line minutes.
    await using other = await startOpenSsh({ homeTmpfsBytes: 1024 * 1024 });
    const { host, port, user, password, remoteHome } = other;
    await using fs = await logIn({ host, port, user, passwords: [password] }, record);
    await fs.makeDirectory(`${remoteHome}/huge`, calm);
    for (let row = 0; row < rows; row += 1) closeSync(openSync(join(other.home, 'huge', `row ${row}`), 'w'));
    const names = new Set<string>();
    const sizes: number[] = [];
    for await (const page of fs.list(`${remoteHome}/huge`, calm)) {
      sizes.push(page.entries.length);
      for (const { name } of page.entries) names.add(name);
    }
    expect(names.size).toBe(rows);
    expect(sizes[0]).toBeLessThan(1000);
    expect(Math.max(...sizes)).toBeLessThan(1000);
  });
});
