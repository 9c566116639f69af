import { once } from 'node:events';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, type FileEntryWithStats, type SFTPWrapper, type Stats } from 'ssh2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DemoServer, startDemoServer } from './demo-server.ts';
import { openSftp, result, type SftpTestClient } from './sftp-test-client.ts';
import { Status } from './sftp-wire.ts';

describe('SFTP on the demo server', () => {
  let server: DemoServer;
  let connection: SftpTestClient;
  let sftp: SFTPWrapper;

  beforeEach(async () => {
    server = await startDemoServer({ content: 'empty' });
    connection = await openSftp(server);
    sftp = connection.sftp;
  });
  afterEach(async () => {
    connection[Symbol.dispose]();
    await server.close();
  });

  const onDisk = (name: string): string => join(server.root, name);

  it('shows the host key that it names', () => {
    expect(connection.hostKeyFingerprint).toBe(server.sftp.hostKeyFingerprint);
  });

  it('lets in the right password only', async () => {
    await expect(openSftp(server, { password: 'wrong' })).rejects.toThrow('authentication');
    await expect(openSftp(server, { username: 'root' })).rejects.toThrow('authentication');
    expect(server.sessions().filter((session) => session.user !== undefined)).toHaveLength(1);
  });

  it('asks for the password in a dialogue too', async () => {
    const client = new Client();
    client.on('error', () => {}); // the wait for 'ready' rejects with it
    client.on('keyboard-interactive', (_name, _instructions, _language, prompts, answer) => {
      expect(prompts).toEqual([{ prompt: 'Password: ', echo: false }]);
      answer([server.password]);
    });
    client.connect({ ...server.sftp, username: server.user, tryKeyboard: true, hostVerifier: () => true });
    await once(client, 'ready');
    client.end();
  });

  it('offers no shell', async () => {
    await expect(result((done) => connection.client.exec('id', done))).rejects.toThrow('exec');
  });

  it('stores and gives back the same bytes', async () => {
    const content = Buffer.from(Array.from({ length: 900_000 }, (_, index) => index % 253));
    await result<void>((done) => sftp.writeFile('/Größe ☕.bin', content, done));
    expect(await readFile(onDisk('Größe ☕.bin'))).toEqual(content);
    expect(await result<Buffer>((done) => sftp.readFile('/Größe ☕.bin', done))).toEqual(content);
  });

  it('writes at a place, appends, truncates, and refuses to replace where told so', async () => {
    await writeFile(onDisk('file'), '0123456789');
    await write(sftp, 'file', 'r+', 'ab', 4);
    expect(await readFile(onDisk('file'), 'utf8')).toBe('0123ab6789');
    await write(sftp, 'file', 'a', 'end', 0);
    expect(await readFile(onDisk('file'), 'utf8')).toBe('0123ab6789end');
    await expect(write(sftp, 'file', 'wx', '', 0)).rejects.toMatchObject({ code: Status.FAILURE });
    await result<void>((done) => sftp.setstat('file', { size: 4 } as never, done));
    expect(await readFile(onDisk('file'), 'utf8')).toBe('0123');
    await write(sftp, 'file', 'w', '', 0);
    expect(await readFile(onDisk('file'), 'utf8')).toBe('');
  });

  it('lists in pages, every row once', async () => {
    const names = Array.from({ length: 250 }, (_, index) => `row ${index}`);
    for (const name of names) await writeFile(onDisk(name), name);
    const handle = await result<Buffer>((done) => sftp.opendir('/', done));
    const pages: FileEntryWithStats[][] = [];
    for (;;) {
      try {
        pages.push(await result<FileEntryWithStats[]>((done) => sftp.readdir(handle, done as never)));
      } catch (error) {
        expect(error).toMatchObject({ code: Status.EOF });
        break;
      }
    }
    expect(pages.map((page) => page.length)).toEqual([98, 100, 52]); // ssh2's client leaves out the dots
    const rows = pages.flat();
    expect(rows.map((row) => row.filename).sort()).toEqual(names.sort());
    expect(rows.find((row) => row.filename === 'row 7')).toMatchObject({
      attrs: { size: 5 },
      longname: expect.stringMatching(/^-rw.* row 7$/),
    });
  });

  it('tells links from what they lead to', async () => {
    await writeFile(onDisk('file'), 'content');
    await result<void>((done) => sftp.symlink('file', '/link', done));
    expect(await result<string>((done) => sftp.readlink('/link', done))).toBe('file');
    expect((await result<Stats>((done) => sftp.lstat('/link', done))).isSymbolicLink()).toBe(true);
    expect((await result<Stats>((done) => sftp.stat('/link', done))).size).toBe(7);
    expect(await result<string>((done) => sftp.realpath('/./link', done))).toBe('/file');
  });

  it('follows no link out', async () => {
    await symlink('/etc', onDisk('out'));
    await expect(result((done) => sftp.readdir('/out', done))).rejects.toMatchObject({ code: Status.NO_SUCH_FILE });
    await expect(result((done) => sftp.stat('/../../etc/passwd', done))).rejects.toMatchObject({
      code: Status.NO_SUCH_FILE,
    });
  });

  it('renames onto a file only by the extension made for it', async () => {
    await writeFile(onDisk('new'), 'new');
    await writeFile(onDisk('old'), 'old');
    await expect(result((done) => sftp.rename('new', 'old', done as never))).rejects.toMatchObject({
      code: Status.FAILURE,
    });
    await result<void>((done) => sftp.ext_openssh_rename('new', 'old', done as never));
    expect(await readFile(onDisk('old'), 'utf8')).toBe('new');
  });

  it('sets permissions and times, by path and by handle', async () => {
    await writeFile(onDisk('file'), '');
    await result<void>((done) => sftp.chmod('file', 0o640, done as never));
    await result<void>((done) => sftp.utimes('file', 1_600_000_000, 1_600_000_000, done as never));
    expect(await result<Stats>((done) => sftp.stat('file', done))).toMatchObject({
      mode: 0o100640,
      mtime: 1_600_000_000,
    });
    const handle = await result<Buffer>((done) => sftp.open('file', 'r+', done));
    await result<void>((done) => sftp.fchmod(handle, 0o600, done as never));
    expect(await result<Stats>((done) => sftp.fstat(handle, done))).toMatchObject({ mode: 0o100600 });
    await result<void>((done) => sftp.ext_openssh_fsync(handle, done as never));
  });

  it('makes and removes directories', async () => {
    await result<void>((done) => sftp.mkdir('/folder', done as never));
    await expect(result((done) => sftp.mkdir('/folder', done as never))).rejects.toThrow('File exists');
    await writeFile(onDisk('folder/file'), '');
    await expect(result((done) => sftp.rmdir('/folder', done as never))).rejects.toThrow('not empty');
    await result<void>((done) => sftp.unlink('/folder/file', done as never));
    await result<void>((done) => sftp.rmdir('/folder', done as never));
    await expect(result((done) => sftp.stat('/folder', done))).rejects.toMatchObject({ code: Status.NO_SUCH_FILE });
  });

  it('refuses handles that it never gave, and more than a client needs', async () => {
    await writeFile(onDisk('file'), '');
    await expect(result((done) => sftp.fstat(Buffer.from('77'), done))).rejects.toThrow('Invalid handle');
    const opened = Array.from({ length: 257 }, () => result<Buffer>((done) => sftp.open('file', 'r', done)));
    const outcomes = await Promise.allSettled(opened);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(256);
  });
});

async function write(
  sftp: SFTPWrapper,
  path: string,
  flags: 'r+' | 'a' | 'w' | 'wx',
  text: string,
  at: number,
): Promise<void> {
  const handle = await result<Buffer>((done) => sftp.open(path, flags, done));
  const bytes = Buffer.from(text);
  if (bytes.length > 0) await result<void>((done) => sftp.write(handle, bytes, 0, bytes.length, at, done as never));
  await result<void>((done) => sftp.close(handle, done as never));
}
