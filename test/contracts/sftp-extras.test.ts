import { createHash, randomBytes } from 'node:crypto';
import { readFile, stat, statfs, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ownerNumbers } from '../../electron/files/owner-numbers.ts';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import type { ChecksumAlgorithm } from '../../shared/model/checksum.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type OpenSshOptions, type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { insidePackages } from '../servers/private-machine.ts';
import { calm, logIn, newRecord, refusal } from './log-in.ts';

const withoutCopyData: OpenSshOptions = {
  sftp: 'none',
  settings: { Subsystem: `sftp ${insidePackages}/usr/lib/openssh/sftp-server -P copy-data` },
};

describeWithServers('what OpenSSH can do beyond version 3 of SFTP', () => {
  let server: SftpTestServer;
  let fs: RemoteFileSystem;
  let tests = 0;

  beforeAll(async () => {
    vi.stubEnv('SSH_AUTH_SOCK', '');
    server = await startOpenSsh();
    fs = await open(server);
  });
  afterAll(async () => {
    await fs?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    vi.unstubAllEnvs();
  });
  beforeEach(() => {
    tests += 1;
  });

  const open = ({ host, port, user, password }: SftpTestServer) => logIn({ host, port, user, passwords: [password] });
  const remote = (name: string) => `${server.remoteHome}/${tests} ${name}`;
  const local = (name: string) => join(server.home, `${tests} ${name}`);
  const put = (name: string, content: string | Buffer, session = fs) =>
    session.write(remote(name), Readable.from([Buffer.from(content)]), { mode: 'create' }, calm);

  it('gives a file a second name', async () => {
    await put('one', 'content');
    await fs.extras.createHardLink?.(remote('two'), remote('one'), calm);
    expect((await stat(local('two'))).ino).toBe((await stat(local('one'))).ino);
    await put('three', '');
    await refusal(fs.extras.createHardLink?.(remote('three'), remote('one'), calm) ?? Promise.resolve(), 'exists');
    await refusal(
      fs.extras.createHardLink?.(remote('four'), remote('missing'), calm) ?? Promise.resolve(),
      'not-found',
    );
  });

  it('tells the free space', async () => {
    const space = await fs.extras.freeSpace?.(server.remoteHome, calm);
    const { bavail, blocks, bsize } = await statfs(server.home);
    expect(space?.total).toBe(blocks * bsize);
    expect(Math.abs((space?.free ?? 0) - bavail * bsize)).toBeLessThan(1024 ** 3);
  });

  it('changes the owner for root, of a link and not of what it leads to, and refuses it to others', async () => {
    await put('mine', '');
    await refusal(fs.extras.setOwner?.(remote('mine'), { user: 0, group: 0 }, calm) ?? Promise.resolve(), 'denied');
    const { host, port, clientKeys } = server;
    await using root = await logIn({ host, port, user: 'root', keyFile: clientKeys.ed25519.path });
    await root.extras.setOwner?.(remote('mine'), { user: 41_002, group: 41_001 }, calm);
    expect(await stat(local('mine'))).toMatchObject({ uid: 41_002, gid: 41_001 });
    await root.extras.setOwner?.(remote('mine'), { group: 41_003 }, calm);
    expect(await stat(local('mine'))).toMatchObject({ uid: 41_002, gid: 41_003 });
    expect(await ownerNumbers(root, { user: server.user, group: '7' }, calm)).toEqual({
      user: expect.any(Number),
      group: 7,
    });
    await refusal(ownerNumbers(root, { user: 'nobody-of-this-name' }, calm), 'not-found');
    await symlink('/etc/passwd', local('link'));
    await root.extras.setOwner?.(remote('link'), { user: 41_002, group: 41_002 }, calm);
    expect((await stat(join('/proc', String(server.machinePid), 'root/etc/passwd'))).uid).toBe(0);
  });

  it('names owners in a look at one file as in its listing', async () => {
    await put('mine', '');
    for await (const _ of fs.list(server.remoteHome, calm));
    expect(await fs.stat(remote('mine'), calm)).toMatchObject({ owner: server.user, group: server.user });
  });

  it('runs a command line, and gives its output and status', async () => {
    expect(await fs.extras.exec?.('echo out; echo err >&2; exit 3', calm)).toEqual({
      stdout: 'out\n',
      stderr: 'err\n',
      code: 3,
    });
  });

  it('puts a file onto the disk before it counts as written where that is wanted', async () => {
    const { host, port, user, password } = server;
    await using careful = await logIn({ host, port, user, passwords: [password], sftp: { flushUploads: true } });
    await put('flushed', 'content', careful);
    expect(await readFile(local('flushed'), 'utf8')).toBe('content');
  });

  describe('sums', () => {
    it.for([
      ['sha-512', 'sha512'],
      ['sha-256', 'sha256'],
      ['sha-1', 'sha1'],
      ['md5', 'md5'],
    ] as const)('by %s', async ([algorithm, hash]) => {
      const bytes = randomBytes(100_000);
      await put('file', bytes);
      const value = createHash(hash).update(bytes).digest('hex');
      expect(await fs.extras.checksum?.(remote('file'), [algorithm], calm)).toEqual({ algorithm, value });
    });

    it('take the first algorithm that the server has', async () => {
      await put('file', 'x');
      const wanted: ChecksumAlgorithm[] = ['crc32', 'md5', 'sha-256'];
      expect((await fs.extras.checksum?.(remote('file'), wanted, calm))?.algorithm).toBe('md5');
      expect(await fs.extras.checksum?.(remote('file'), ['crc32'], calm)).toBeUndefined();
    });

    it.for(["it's", '$(touch escaped)', '-rf', 'back\\slash', 'line\nbreak', '"; exit 0; "', '名前'])(
      'do not let a name out of its quotes: %j',
      async (name) => {
        await put(name, 'content');
        const value = createHash('sha256').update('content').digest('hex');
        expect((await fs.extras.checksum?.(remote(name), ['sha-256'], calm))?.value).toBe(value);
        await expect(stat(join(server.home, 'escaped'))).rejects.toThrow('ENOENT');
      },
    );

    it('refuse what is not there and what is no file', async () => {
      await refusal(fs.extras.checksum?.(remote('missing'), ['md5'], calm) ?? Promise.resolve(), 'not-found');
      await refusal(fs.extras.checksum?.(server.remoteHome, ['md5'], calm) ?? Promise.resolve(), 'invalid-request');
    });
  });

  describe.each([
    ['by copy-data', {}],
    ['by the shell', withoutCopyData],
  ] as const)('copies on the server %s', (_, options: OpenSshOptions) => {
    let other: SftpTestServer;
    let session: RemoteFileSystem;

    beforeAll(async () => {
      other = await startOpenSsh(options);
      session = await open(other);
    });
    afterAll(async () => {
      await session?.[Symbol.asyncDispose]();
      await other?.[Symbol.asyncDispose]();
    });

    const at = (name: string) => `${other.remoteHome}/${tests} ${name}`;
    const disk = (name: string) => join(other.home, `${tests} ${name}`);

    it.for([0, 1, 3_000_000])('%i bytes, with the permissions', async (size) => {
      const bytes = randomBytes(size);
      await session.write(at('from'), Readable.from([bytes]), { mode: 'create' }, calm);
      await session.extras.setPermissions?.(at('from'), 0o640, calm);
      await session.extras.serverCopy?.(at('from'), at("to it's"), calm);
      expect((await readFile(disk("to it's"))).equals(bytes)).toBe(true);
      expect((await stat(disk("to it's"))).mode & 0o777).toBe(0o640);
    });

    it('and replaces nothing', async () => {
      await session.write(at('from'), Readable.from([Buffer.from('new')]), { mode: 'create' }, calm);
      await session.write(at('to'), Readable.from([Buffer.from('old')]), { mode: 'create' }, calm);
      await refusal(session.extras.serverCopy?.(at('from'), at('to'), calm) ?? Promise.resolve(), 'exists');
      expect(await readFile(disk('to'), 'utf8')).toBe('old');
      await refusal(session.extras.serverCopy?.(at('missing'), at('x'), calm) ?? Promise.resolve(), 'not-found');
      await refusal(session.extras.serverCopy?.(at('from'), '/not-allowed', calm) ?? Promise.resolve());
    });
  });

  it('shows an account for SFTP alone once that it has no shell, and remembers', async () => {
    await using locked = await startOpenSsh({ chroot: 'homes' });
    await using first = await open(locked);
    const path = `/${locked.user}/file`;
    await first.write(path, Readable.from([Buffer.from('content')]), { mode: 'create' }, calm);
    expect(await first.extras.checksum?.(path, ['sha-256'], calm)).toBeUndefined();
    const record = newRecord();
    const { host, port, user, password } = locked;
    await using second = await logIn({ host, port, user, passwords: [password] }, record);
    expect(second.extras).not.toHaveProperty('checksum');
    expect(second.extras).not.toHaveProperty('exec');
    await second.extras.serverCopy?.(path, `${path} 2`, calm);
    expect(await readFile(join(locked.home, 'file 2'), 'utf8')).toBe('content');
  });

  it('is used by what the server announces: nothing of it where nothing is announced', async () => {
    const refused = ['posix-rename', 'hardlink', 'statvfs', 'copy-data', 'fsync', 'lsetstat', 'limits'].join(',');
    await using plain = await startOpenSsh({
      sftp: 'none',
      settings: { Subsystem: `sftp ${insidePackages}/usr/lib/openssh/sftp-server -P ${refused}` },
    });
    const { host, port, user, password } = plain;
    await using session = await logIn({ host, port, user, passwords: [password], sftp: { flushUploads: true } });
    for (const extra of ['atomicReplace', 'createHardLink', 'freeSpace']) {
      expect(session.extras).not.toHaveProperty(extra);
    }
    const path = `${plain.remoteHome}/file`;
    await session.write(path, Readable.from([randomBytes(300_000)]), { mode: 'create' }, calm);
    expect((await session.stat(path, calm)).size).toBe(300_000);
    await writeFile(join(plain.home, 'other'), '');
    await refusal(session.rename(path, `${plain.remoteHome}/other`, calm), 'exists');
  });
});
