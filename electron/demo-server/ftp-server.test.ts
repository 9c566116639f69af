import { once } from 'node:events';
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { connect as connectTls } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FtpDialogue } from '../../test/servers/ftp-dialogue.ts';
import { type DemoServer, startDemoServer } from './demo-server.ts';

describe('FTP on the demo server', () => {
  let server: DemoServer;
  let ftp: FtpDialogue;

  beforeEach(async () => {
    server = await startDemoServer({ content: 'empty' });
    ftp = await loggedIn(server);
    await ftp.command('TYPE I');
  });
  afterEach(async () => {
    ftp[Symbol.dispose]();
    await server.close();
  });

  const onDisk = (name: string): string => join(server.root, name);

  it('lets in the right password only, and nobody guess for long', async () => {
    using stranger = await FtpDialogue.connect(server.ftp);
    await stranger.reply();
    expect(await stranger.command('LIST')).toMatch(/^530/);
    expect(await stranger.command('PASS early')).toMatch(/^503/);
    expect(await stranger.login('demo', '')).toMatch(/^530/);
    expect(await stranger.login('root', server.password)).toMatch(/^530/);
    for (let attempt = 3; attempt < 5; attempt += 1) await stranger.login('demo', 'wrong');
    expect(await stranger.login('demo', 'wrong')).toMatch(/^421/);
    await expect(stranger.reply()).rejects.toThrow('closed');
  });

  it('says what it can do', async () => {
    const features = (await ftp.ask('FEAT')).map((line) => line.trim());
    expect(features).toEqual(expect.arrayContaining(['AUTH TLS', 'EPSV', 'MFMT', 'REST STREAM', 'SIZE', 'UTF8']));
    expect(await ftp.command('SYST')).toBe('215 UNIX Type: L8');
    expect(await ftp.command('OPTS UTF8 ON')).toMatch(/^200/);
    expect(await ftp.command('STRU R')).toMatch(/^504/);
    expect(await ftp.command('FOO')).toMatch(/^502/);
    expect(await ftp.command('STAT')).toMatch(/^211/);
    expect(await ftp.command('NOOP')).toMatch(/^200/);
    expect(await ftp.command('QUIT')).toMatch(/^221/);
  });

  it('moves through directories, and not above the root', async () => {
    expect(await ftp.command('MKD say "hi"')).toBe('257 "/say ""hi""" created');
    expect(await ftp.command('CWD say "hi"')).toMatch(/^250/);
    expect(await ftp.command('PWD')).toMatch(/^257 "\/say ""hi"""/);
    expect(await ftp.command('CWD ../../../..')).toMatch(/^250/);
    expect(await ftp.command('PWD')).toMatch(/^257 "\/"/);
    expect(await ftp.command('RMD say "hi"')).toMatch(/^250/);
    expect(await ftp.command('CWD gone')).toMatch(/^550 No such file/);
  });

  it('stores and gives back the same bytes, resumed ones too', async () => {
    const content = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 256));
    expect(await ftp.store('Größe ☕.bin', content.subarray(0, 100_000))).toMatch(/^226/);
    await ftp.command('REST 100000');
    expect(await ftp.store('Größe ☕.bin', content.subarray(100_000, 200_000))).toMatch(/^226/);
    expect(await store(ftp, 'APPE Größe ☕.bin', content.subarray(200_000))).toMatch(/^226/);
    expect(await ftp.command('SIZE Größe ☕.bin')).toBe('213 300000');
    expect(await fetch(ftp, 'RETR Größe ☕.bin')).toEqual({ bytes: content, reply: '226 Transfer complete.' });
    await ftp.command('REST 299990');
    expect((await fetch(ftp, 'RETR Größe ☕.bin')).bytes).toEqual(content.subarray(299_990));
    expect((await fetch(ftp, 'RETR Größe ☕.bin')).bytes).toHaveLength(300_000);
  });

  it('truncates what was longer', async () => {
    await writeFile(onDisk('file'), 'a longer text');
    expect(await ftp.store('file', Buffer.from('short'))).toMatch(/^226/);
    expect(await readFile(onDisk('file'), 'utf8')).toBe('short');
  });

  it('turns line ends round in ASCII mode, wherever the packets were cut', async () => {
    await ftp.command('TYPE A');
    const data = await ftp.openData();
    await ftp.command('STOR lines');
    for (const part of ['one\r', '\ntwo\rstill two\r\n', 'end\r']) {
      await new Promise((resolve) => data.write(part, resolve));
    }
    data.end();
    expect(await ftp.reply()).toMatch(/^226/);
    expect(await readFile(onDisk('lines'), 'latin1')).toBe('one\ntwo\rstill two\nend\r');
    expect((await fetch(ftp, 'RETR lines')).bytes.toString()).toBe('one\r\ntwo\rstill two\r\nend\r');
    expect(await ftp.command('SIZE lines')).toMatch(/^550/);
  });

  it('lists for people, for machines, and names only', async () => {
    await writeFile(onDisk('a file'), '12345');
    await symlink('a file', onDisk('link'));
    await ftp.command('MFMT 20200102030405 a file');
    await ftp.command('MKD folder');
    const long = (await fetch(ftp, 'LIST')).bytes.toString().trimEnd().split('\r\n').sort();
    expect(long).toEqual([
      expect.stringMatching(/^-rw-r--r-- .* 5 Jan {2}2 {2}2020 a file$/),
      expect.stringMatching(/^drwxr-xr-x .* folder$/),
      expect.stringMatching(/^lrwxrwxrwx .* link -> a file$/),
    ]);
    const machine = (await fetch(ftp, 'MLSD')).bytes.toString().trimEnd().split('\r\n');
    expect(machine).toEqual(
      expect.arrayContaining([
        'type=file;size=5;modify=20200102030405;perm=rawdf;UNIX.mode=0644;UNIX.owner=demo;UNIX.group=demo; a file',
        expect.stringMatching(/^type=OS\.unix=slink:a file;.* link$/),
        expect.stringMatching(/^type=cdir;.* \.$/),
        expect.stringMatching(/^type=pdir;.* \.\.$/),
      ]),
    );
    expect((await fetch(ftp, 'NLST')).bytes.toString().split('\r\n').sort()).toEqual(['', 'a file', 'folder', 'link']);
    expect((await fetch(ftp, 'LIST -la a file')).bytes.toString()).toBe(`${long[0]}\r\n`);
    expect((await fetch(ftp, 'LIST gone')).reply).toMatch(/^550/);
    await ftp.command('OPTS MLST size;');
    expect(await ftp.ask('MLST a file')).toEqual(['250-Listing', ' size=5; a file', '250 End']);
  });

  it('renames, removes, dates and protects', async () => {
    await writeFile(onDisk('old'), 'x');
    expect(await ftp.command('RNTO new')).toMatch(/^503/);
    expect(await ftp.command('RNFR gone')).toMatch(/^550/);
    expect(await ftp.command('RNFR old')).toMatch(/^350/);
    expect(await ftp.command('RNTO new')).toMatch(/^250/);
    expect(await ftp.command('MFMT 20210203040506 new')).toBe('213 Modify=20210203040506; new');
    expect(await ftp.command('MDTM new')).toBe('213 20210203040506');
    expect(await ftp.command('SITE CHMOD 000 new')).toMatch(/^200/);
    expect((await fetch(ftp, 'RETR new')).reply).toBe('550 Permission denied.');
    expect(await ftp.command('DELE new')).toMatch(/^250/);
    expect(await ftp.command('DELE new')).toMatch(/^550/);
  });

  it('connects to the client in active mode, and to nobody else', async () => {
    await writeFile(onDisk('file'), 'content');
    const receive = async (settle: (port: number) => string): Promise<string> => {
      const listener = createServer();
      listener.listen(0, '127.0.0.1');
      await once(listener, 'listening');
      const arrived = once(listener, 'connection') as Promise<[Socket]>;
      const address = listener.address();
      expect(await ftp.command(settle(typeof address === 'object' && address ? address.port : 0))).toMatch(/^200/);
      expect(await ftp.command('RETR file')).toMatch(/^150/);
      const [socket] = await arrived;
      listener.close();
      const bytes = await buffer(socket);
      expect(await ftp.reply()).toMatch(/^226/);
      return bytes.toString();
    };
    expect(await receive((port) => `PORT 127,0,0,1,${port >> 8},${port & 255}`)).toBe('content');
    expect(await receive((port) => `EPRT |1|127.0.0.1|${port}|`)).toBe('content');
    expect(await ftp.command('PORT 127,0,0,2,100,1')).toMatch(/^500/);
    expect(await ftp.command('PORT 127,0,0,1,0,22')).toMatch(/^500/);
    expect(await ftp.command('RETR file')).toMatch(/^425/);
  });

  it('aborts a transfer and goes on', async () => {
    await writeFile(onDisk('big'), Buffer.alloc(20_000_000));
    const data = await ftp.openData();
    expect(await ftp.command('RETR big')).toMatch(/^150/);
    expect(await ftp.command('ABOR')).toMatch(/^426/);
    expect(await ftp.reply()).toMatch(/^226/);
    data.destroy();
    expect(await ftp.command('NOOP')).toMatch(/^200/);
  });

  it('answers 426 when the data connection breaks, and keeps what has arrived', async () => {
    const data = await ftp.openData();
    await ftp.command('STOR partial');
    await new Promise((resolve) => data.write('arrived', resolve));
    await until(() => server.sessions().some((session) => session.bytes === 7));
    data.resetAndDestroy();
    expect(await ftp.reply()).toMatch(/^426/);
    expect(await readFile(onDisk('partial'), 'utf8')).toBe('arrived');
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'encrypts control and data on %s, and resumes the session',
    async (version) => {
      using secure = await FtpDialogue.connect(server.ftp);
      await secure.reply();
      const control = await secure.upgrade({ rejectUnauthorized: false, maxVersion: version });
      expect(control.getPeerCertificate().fingerprint256).toBe(server.ftp.certificateFingerprint);
      expect(await secure.login(server.user, server.password)).toMatch(/^230/);
      expect(await secure.command('PBSZ 0')).toMatch(/^200/);
      expect(await secure.command('PROT P')).toMatch(/^200/);
      await secure.command('TYPE I');
      await writeFile(onDisk('file'), 'secret content');
      const plain = await secure.openData();
      expect(await secure.command('RETR file')).toMatch(/^150/);
      const data = connectTls({
        socket: plain,
        session: control.getSession(),
        rejectUnauthorized: false,
        maxVersion: version,
      });
      await once(data, 'secureConnect');
      expect(data.isSessionReused()).toBe(true);
      expect((await buffer(data)).toString()).toBe('secret content');
      expect(await secure.reply()).toMatch(/^226/);
      expect(server.sessions().map((session) => session.encrypted)).toEqual([false, true]);
    },
  );

  it('gives an empty file over TLS, handshake and all', async () => {
    using secure = await encrypted(server);
    await writeFile(onDisk('empty'), '');
    const plain = await secure.openData();
    expect(await secure.command('RETR empty')).toMatch(/^150/);
    const data = connectTls({ socket: plain, rejectUnauthorized: false });
    await once(data, 'secureConnect');
    expect(await buffer(data)).toHaveLength(0);
    expect(await secure.reply()).toMatch(/^226/);
  });

  it.each(['plain', 'TLS'])('finishes a %s download with a client that has ended its own side', async (line) => {
    using client = line === 'TLS' ? await encrypted(server) : await loggedIn(server);
    await client.command('TYPE I');
    await writeFile(onDisk('big'), Buffer.alloc(20_000_000));
    const plain = await client.openData();
    expect(await client.command('RETR big')).toMatch(/^150/);
    const data = line === 'TLS' ? connectTls({ socket: plain, rejectUnauthorized: false }) : plain;
    await once(data, 'readable');
    await new Promise<void>((resolve) => data.end(resolve));
    data.resume();
    // Over TLS Node's client takes its own end for the end of all; either way the server must come to one of its own.
    expect(await client.reply()).toMatch(line === 'TLS' ? /^[24]26/ : /^226/);
    data.destroy();
  });

  it('passes over Telnet commands, which come before ABOR', async () => {
    const raw = await greeted(server);
    // IAC IP, IAC DM (RFC 959 §4.1.3).
    raw.write(Buffer.concat([Buffer.from([0xff, 0xf4, 0xff, 0xf2]), Buffer.from('NOOP\r\n')]));
    expect(String((await once(raw, 'data'))[0])).toMatch(/^200/);
    raw.destroy();
  });

  it('takes no command for encrypted that came in the clear behind AUTH', async () => {
    const raw = await greeted(server);
    raw.write('AUTH TLS\r\nNOOP\r\n');
    expect(String((await once(raw, 'data'))[0])).toMatch(/^234/);
    const secure = connectTls({ socket: raw, rejectUnauthorized: false });
    secure.write('SYST\r\n');
    expect(String((await once(secure, 'data'))[0])).toMatch(/^215/);
    secure.destroy();
  });

  it('lets go of a client that never ends its line', async () => {
    const raw = await greeted(server);
    raw.write('X'.repeat(20_000));
    expect(String((await once(raw, 'data'))[0])).toMatch(/^421/);
    await once(raw, 'close');
  });

  it('needs TLS where it was told to', async () => {
    await using strict = await startDemoServer({ content: 'empty', ftpTls: 'required' });
    using client = await FtpDialogue.connect(strict.ftp);
    await client.reply();
    expect(await client.command('USER demo')).toMatch(/^530 .*TLS/);
    await client.upgrade({ rejectUnauthorized: false });
    expect(await client.login(strict.user, strict.password)).toMatch(/^230/);
    expect((await fetch(client, 'LIST')).reply).toMatch(/^522/);
  });

  it('knows nothing of TLS where it was told to', async () => {
    await using plain = await startDemoServer({ content: 'empty', ftpTls: 'absent' });
    using client = await FtpDialogue.connect(plain.ftp);
    await client.reply();
    expect(await client.command('AUTH TLS')).toMatch(/^502/);
    expect(plain.ftp.certificateFingerprint).toBeUndefined();
  });
});

async function loggedIn(server: DemoServer): Promise<FtpDialogue> {
  const dialogue = await FtpDialogue.connect(server.ftp);
  await dialogue.reply();
  expect(await dialogue.login(server.user, server.password)).toMatch(/^230/);
  return dialogue;
}

async function greeted(server: DemoServer): Promise<Socket> {
  const socket = connect(server.ftp.port, server.ftp.host);
  socket.on('error', () => {}); // the test looks at what comes before
  await once(socket, 'data');
  return socket;
}

/** Logged in, control and data encrypted. */
async function encrypted(server: DemoServer): Promise<FtpDialogue> {
  const dialogue = await FtpDialogue.connect(server.ftp);
  await dialogue.reply();
  await dialogue.upgrade({ rejectUnauthorized: false });
  expect(await dialogue.login(server.user, server.password)).toMatch(/^230/);
  for (const command of ['PBSZ 0', 'PROT P', 'TYPE I']) expect(await dialogue.command(command)).toMatch(/^200/);
  return dialogue;
}

/** What a command sends over a passive data connection, and its last reply. */
async function fetch(ftp: FtpDialogue, command: string): Promise<{ bytes: Buffer; reply: string }> {
  const data = await ftp.openData();
  const begun = await ftp.command(command);
  if (!begun.startsWith('150')) return { bytes: Buffer.alloc(0), reply: begun };
  const bytes = await buffer(data);
  return { bytes, reply: await ftp.reply() };
}

async function store(ftp: FtpDialogue, command: string, content: Buffer): Promise<string> {
  const data = await ftp.openData();
  expect(await ftp.command(command)).toMatch(/^150/);
  data.end(content);
  return ftp.reply();
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
