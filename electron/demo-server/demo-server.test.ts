import { once } from 'node:events';
import { access, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FtpDialogue } from '../../test/servers/ftp-dialogue.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import type { DemoSession } from './sessions.ts';
import { openSftp, result } from './sftp-test-client.ts';

describe('the demo server', () => {
  let server: DemoServer;
  beforeEach(async () => {
    server = await startDemoServer();
  });
  afterEach(() => server.close());

  it('shows the same site over both protocols', async () => {
    using ftp = await loggedIn(server);
    using client = await openSftp(server);
    const listed = await result<ReadonlyArray<{ filename: string }>>((done) => client.sftp.readdir('/', done));
    const onDisk = await readdir(server.root);
    expect(listed.map((entry) => entry.filename).sort()).toEqual(onDisk.sort());
    for (const name of onDisk) expect(await ftp.command(`MLST ${name}`)).toBe('250 End');
  });

  it('has a folder that stays closed', async () => {
    using ftp = await loggedIn(server);
    expect(await ftp.command('CWD private (no access)')).toBe('550 Permission denied.');
    await ftp.command('TYPE I');
    expect(await ftp.command('SIZE private (no access)/accounts.csv')).toBe('550 Permission denied.');
    using client = await openSftp(server);
    const listing = result((done) => client.sftp.readdir('/private (no access)', done));
    await expect(listing).rejects.toMatchObject({ code: 3 });
  });

  it('has another password and other keys every time', async () => {
    await using other = await startDemoServer({ content: 'empty' });
    expect(other.password).not.toBe(server.password);
    expect(other.sftp.hostKeyFingerprint).not.toBe(server.sftp.hostKeyFingerprint);
    expect(other.ftp.certificateFingerprint).not.toBe(server.ftp.certificateFingerprint);
  });

  it('cannot be reached from other machines', async () => {
    const addresses = Object.values(networkInterfaces()).flatMap((found) => found ?? []);
    for (const { address } of addresses.filter(({ internal, family }) => !internal && family === 'IPv4')) {
      for (const { port } of [server.ftp, server.sftp]) {
        await expect(once(connect(port, address), 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
      }
    }
    expect([server.ftp.host, server.sftp.host]).toEqual(['127.0.0.1', '127.0.0.1']);
  });

  it('knows who is connected and what they are doing', async () => {
    using ftp = await FtpDialogue.connect(server.ftp);
    await ftp.reply();
    expect(server.sessions()).toMatchObject([{ id: 'ftp-1', protocol: 'ftp', state: 'logging-in', encrypted: false }]);
    await ftp.login(server.user, server.password);
    using client = await openSftp(server);
    expect(server.sessions()).toMatchObject([
      { id: 'ftp-1', user: 'demo', state: 'idle', address: '127.0.0.1' },
      { id: 'sftp-1', user: 'demo', state: 'idle', encrypted: true },
    ]);
    for (const { connectedAt, loginTime } of server.sessions()) expect(loginTime).toBeGreaterThanOrEqual(connectedAt);

    await ftp.command('TYPE I');
    const data = await ftp.openData();
    await ftp.command('RETR downloads/harbour-archive-2026.tar');
    const handle = await result<Buffer>((done) => client.sftp.open('/uploads/new', 'w', done));
    await result<void>((done) => client.sftp.write(handle, Buffer.alloc(10), 0, 10, 0, done as never));
    expect(server.sessions()).toMatchObject([
      { state: 'downloading', file: '/downloads/harbour-archive-2026.tar' },
      { state: 'uploading', file: '/uploads/new', bytes: 10 },
    ]);
    data.destroy();
    await ftp.reply();
    await result<void>((done) => client.sftp.close(handle, done as never));
    expect(server.sessions().map(({ state, file }) => ({ state, file }))).toEqual([
      { state: 'idle' },
      { state: 'idle' },
    ]);
  });

  it('ends one session, and leaves the others alone', async () => {
    using ftp = await loggedIn(server);
    using other = await loggedIn(server);
    using client = await openSftp(server);
    const data = await ftp.openData();
    await ftp.command('RETR downloads/harbour-archive-2026.tar');
    const cut = once(data, 'close');
    sessionNamed(server, 'ftp-1').disconnect();
    data.resume();
    await cut;
    await expect(ftp.reply()).rejects.toThrow('closed');
    const ended = once(client.client, 'close');
    sessionNamed(server, 'sftp-1').disconnect();
    await ended;
    await until(() => server.sessions().length === 1);
    expect(await other.command('NOOP')).toMatch(/^200/);
  });

  it('leaves nothing behind, whoever is still connected', async () => {
    using ftp = await loggedIn(server);
    using client = await openSftp(server);
    await ftp.openData();
    await ftp.command('SITE CHMOD 000 blog');
    await result<Buffer>((done) => client.sftp.open('/uploads/new', 'w', done));
    await server.close();
    await expect(access(server.root)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(FtpDialogue.connect(server.ftp)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(ftp.reply()).rejects.toThrow('closed');
    await server.close();
  });
});

function sessionNamed(server: DemoServer, id: string): DemoSession {
  const found = server.sessions().find((session) => session.id === id);
  if (!found) throw new Error(`no session ${id}`);
  return found;
}

async function loggedIn(server: DemoServer): Promise<FtpDialogue> {
  const dialogue = await FtpDialogue.connect(server.ftp);
  await dialogue.reply();
  await dialogue.login(server.user, server.password);
  return dialogue;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
