import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { FileEntryWithStats, Stats } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { FtpDialogue } from '../../test/servers/ftp-dialogue.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import type { Faults, ListedRow } from './faults.ts';
import { openSftp, result } from './sftp-test-client.ts';

const row: ListedRow = { name: 'x', type: 'file', size: 1, modifiedAt: 0, permissions: 0o644 };
const HOSTILE_NAMES = ['../../x', 'a/b', 'nul\0', 'cr\rlf\n', Buffer.from([0x66, 0xff, 0xfe])];

describe('the demo server told to misbehave', () => {
  const misbehaving = async (faults: Partial<Faults>): Promise<DemoServer> => {
    const server = await startDemoServer({ content: 'empty', faults });
    await writeFile(join(server.root, 'file'), 'content');
    return server;
  };

  it('shows names that no file can have', async () => {
    await using server = await misbehaving({
      async *rows() {
        for (const name of HOSTILE_NAMES) yield { ...row, name };
      },
    });
    using ftp = await loggedIn(server);
    const listing = await fetch(ftp, 'MLSD');
    for (const name of HOSTILE_NAMES) expect(listing.includes(name)).toBe(true);
    using client = await openSftp(server);
    const rows = await result<FileEntryWithStats[]>((done) => client.sftp.readdir('/', done));
    expect(rows.map((entry) => entry.filename)).toEqual([...HOSTILE_NAMES.slice(0, 4), 'f\ufffd\ufffd']);
  });

  it('lists without end, until the client has had enough', async () => {
    let made = 0;
    await using server = await misbehaving({
      async *rows() {
        for (; ; made += 1) yield { ...row, name: `row ${made}` };
      },
    });
    using ftp = await loggedIn(server);
    const data = await ftp.openData();
    await ftp.command('LIST');
    let received = 0;
    for await (const chunk of data) {
      received += (chunk as Buffer).length;
      if (received > 1_000_000) break;
    }
    expect(await ftp.reply()).toMatch(/^426/);
    const madeByThen = made;
    await ftp.command('NOOP');
    expect(made).toBe(madeByThen);
    using client = await openSftp(server);
    const handle = await result<Buffer>((done) => client.sftp.opendir('/', done));
    for (let page = 0; page < 20; page += 1) {
      const rows = await result<unknown[]>((done) => client.sftp.readdir(handle, done as never));
      expect(rows.length).toBeGreaterThanOrEqual(98);
    }
    await result<void>((done) => client.sftp.close(handle, done as never));
  });

  it('lies about sizes', async () => {
    await using server = await misbehaving({ size: (path, size) => (path === '/file' ? 1_000_000 : size) });
    using ftp = await loggedIn(server);
    expect(await ftp.command('SIZE file')).toBe('213 1000000');
    expect((await ftp.ask('MLST file'))[1]).toContain('size=1000000;');
    using client = await openSftp(server);
    expect(await result<Stats>((done) => client.sftp.stat('/file', done))).toMatchObject({ size: 1_000_000 });
  });

  it('refuses the connection it was told to', async () => {
    await using server = await misbehaving({
      connection: ({ connection }) => (connection === 2 ? { refuse: '421 Too many connections.' } : 'proceed'),
    });
    using first = await loggedIn(server);
    using second = await FtpDialogue.connect(server.ftp);
    expect(await second.reply()).toBe('421 Too many connections.');
    await expect(second.reply()).rejects.toThrow('closed');
    using third = await loggedIn(server);
    expect(await first.command('NOOP')).toMatch(/^200/);
    expect(await third.command('NOOP')).toMatch(/^200/);
    using admitted = await openSftp(server);
    await expect(openSftp(server)).rejects.toThrow();
    expect(admitted.hostKeyFingerprint).toBe(server.sftp.hostKeyFingerprint);
  });

  it('refuses the login it was told to', async () => {
    await using server = await misbehaving({
      command: ({ command }) => (command === 'PASS' ? { refuse: '530 Too many users.' } : 'proceed'),
    });
    using ftp = await FtpDialogue.connect(server.ftp);
    await ftp.reply();
    expect(await ftp.login(server.user, server.password)).toBe('530 Too many users.');
  });

  it('closes the connection at a command', async () => {
    await using server = await misbehaving({
      command: ({ command, argument }) =>
        /^(RETR|OPEN)$/.test(command) && argument.endsWith('file') ? 'close' : 'proceed',
    });
    using ftp = await loggedIn(server);
    await expect(ftp.command('RETR file')).rejects.toThrow('closed');
    using client = await openSftp(server);
    const ended = once(client.client, 'close');
    await expect(result((done) => client.sftp.open('/file', 'r', done))).rejects.toThrow();
    await ended;
  });

  it('stalls at a command, and can still be closed', async () => {
    const stalled = Promise.withResolvers<void>();
    const server = await misbehaving({
      command({ command }) {
        if (command !== 'SIZE') return 'proceed';
        stalled.resolve();
        return 'stall';
      },
    });
    using ftp = await loggedIn(server);
    const unanswered = expect(ftp.command('SIZE file')).rejects.toThrow('closed');
    await stalled.promise;
    await server.close();
    await unanswered;
  });

  it('says that the disk is full in the middle of an upload', async () => {
    await using server = await misbehaving({ diskFull: (_path, bytes) => bytes > 100_000 });
    using ftp = await loggedIn(server);
    expect(await ftp.store('new', Buffer.alloc(1_000_000))).toBe('552 No space left on device.');
    using client = await openSftp(server);
    const upload = result<void>((done) => client.sftp.writeFile('/other', Buffer.alloc(1_000_000), done as never));
    await expect(upload).rejects.toThrow('No space left on device');
  });

  it('answers an SFTP request with the status it was told to', async () => {
    await using server = await misbehaving({
      command: ({ command }) => (command === 'WRITE' ? { refuse: '3 Permission denied' } : 'proceed'),
    });
    using client = await openSftp(server);
    const upload = result<void>((done) => client.sftp.writeFile('/other', 'text', done as never));
    await expect(upload).rejects.toMatchObject({ code: 3, message: 'Permission denied' });
  });
});

async function loggedIn(server: DemoServer): Promise<FtpDialogue> {
  const dialogue = await FtpDialogue.connect(server.ftp);
  await dialogue.reply();
  await dialogue.login(server.user, server.password);
  await dialogue.command('TYPE I');
  return dialogue;
}

async function fetch(ftp: FtpDialogue, command: string): Promise<Buffer> {
  const data = await ftp.openData();
  await ftp.command(command);
  const bytes = await buffer(data);
  await ftp.reply();
  return bytes;
}
