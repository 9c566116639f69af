import { chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defaultTimeouts } from '../../electron/remote/connect.ts';
import { connectFtp } from '../../electron/remote/ftp/connect-ftp.ts';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import type { Charset, FtpOptions } from '../../shared/model/connection-options.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { isRemoteError, RemoteError } from '../../shared/model/remote-error.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';

const calm = { signal: new AbortController().signal };
const noSuchQuestion = () => Promise.reject(new RemoteError('protocol', 'FTP asks no such question'));

function connect(
  { host, port, user, password }: TestServer<ServerOptions>,
  ftp: FtpOptions,
): Promise<RemoteFileSystem> {
  return connectFtp(
    { protocol: 'ftp', encryption: 'none', host, port, user, ftp },
    {
      signal: calm.signal,
      transcript: { write() {} },
      trust: { certificate: noSuchQuestion, plainText: async () => {}, hostKey: noSuchQuestion },
      credentials: { password: async () => password, passphrase: noSuchQuestion, answer: noSuchQuestion },
      timeouts: defaultTimeouts,
    },
  );
}

async function rows(fs: RemoteFileSystem, path: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for await (const page of fs.list(path, calm)) {
    expect(page.unparsed ?? []).toEqual([]);
    entries.push(...page.entries);
  }
  return entries;
}

const names = async (fs: RemoteFileSystem, path: string) => (await rows(fs, path)).map((row) => row.name).sort();

const bytesOf = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/**
 * Names as old servers hold them on their disks, by their bytes: what these would be otherwise is no business of the
 * program under test.
 */
const oldNames: readonly (readonly [Charset, string, string])[] = [
  ['gbk', '中文.txt', 'd6d0 cec4 2e747874'],
  ['gbk', '乗亅', '815c 817c'],
  ['shift_jis', '表ソ能', '955c 835c 945c'],
  ['big5', '許功蓋', 'b35c a55c bb5c'],
  ['koi8-r', 'Ъяблоко', 'ff d1c2cccfcbcf'],
  ['windows-1251', 'имя.txt', 'e8ecff 2e747874'],
  ['windows-1251', 'яя', 'ffff'],
  ['windows-1251', 'моя ыза яэя', 'eceeff 20 fbe7e0 20 fffdff'],
  ['windows-1251', 'я', 'ff'],
  ['windows-1252', 'Übermut ÿ œuf', 'dc6265726d7574 20 ff 20 9c7566'],
  ['iso-8859-15', 'prix 5 €', '70726978 20 35 20 a4'],
  ['euc-kr', '한국', 'c7d1b1b9'],
];

describeWithServers('Text on FTP servers', () => {
  const kinds = {
    vsftpd: () => startVsftpd({ settings: { ascii_upload_enable: 'YES', ascii_download_enable: 'YES' } }),
    ProFTPD: () => startProftpd(),
    'Pure-FTPd': () => startPureFtpd(),
  };

  describe.each(Object.entries(kinds))('%s', (kind, start) => {
    let server: TestServer<ServerOptions>;
    let tests = 0;

    /** A fresh directory; on the disk it belongs to the account. */
    async function folder(): Promise<{ path: string; disk: string }> {
      tests += 1;
      const disk = join(server.home, `test${tests}`);
      await mkdir(disk);
      await own(disk);
      return { path: `/test${tests}`, disk };
    }

    async function own(path: string | Buffer): Promise<void> {
      const [account] = server.accounts;
      if (account !== undefined) await chown(path, account.uid, account.uid);
    }

    const onDisk = async (disk: string) =>
      (await readdir(disk, { encoding: 'buffer' })).map((name) => name.toString('hex'));

    beforeAll(async () => {
      server = await start();
    });
    afterAll(async () => server[Symbol.asyncDispose]());

    it.for(oldNames)('carries names of %s (%s) through every operation', async ([charset, name, hex], { skip }) => {
      if (kind === 'Pure-FTPd' && hex.includes('5c')) {
        return skip('Pure-FTPd answers "553 Prohibited file name" to RETR and DELE of any name with the byte 0x5C');
      }
      const { path, disk } = await folder();
      const bytes = bytesOf(hex);
      const file = Buffer.concat([Buffer.from(`${disk}/`), bytes]);
      await writeFile(file, 'old');
      await own(file);
      await using fs = await connect(server, { charset });

      expect(await rows(fs, path)).toMatchObject([{ name, type: 'file', size: 3 }]);
      expect((await rows(fs, path))[0]?.unusable).toBeUndefined();
      expect(await fs.stat(`${path}/${name}`, calm)).toMatchObject({ name, size: 3 });
      expect((await buffer(await fs.read(`${path}/${name}`, {}, calm))).toString()).toBe('old');

      await fs.rename(`${path}/${name}`, `${path}/x ${name}`, calm);
      expect(await onDisk(disk)).toEqual([`7820${bytes.toString('hex')}`]);
      await fs.removeFile(`${path}/x ${name}`, calm);

      await fs.write(`${path}/${name}`, Readable.from([Buffer.from('new')]), { mode: 'create' }, calm);
      expect(await onDisk(disk)).toEqual([bytes.toString('hex')]);
      expect((await readFile(file)).toString()).toBe('new');
      await fs.removeFile(`${path}/${name}`, calm);

      await fs.makeDirectory(`${path}/${name}`, calm);
      await fs.makeDirectory(`${path}/${name}/${name}`, calm);
      expect(await names(fs, `${path}/${name}`)).toEqual([name]);
      await fs.removeEmptyDirectory(`${path}/${name}/${name}`, calm);
      await fs.removeEmptyDirectory(`${path}/${name}`, calm);
      expect(await onDisk(disk)).toEqual([]);
    });

    it('refuses a name that the character set lacks, and nothing reaches the disk', async () => {
      const { path, disk } = await folder();
      await using fs = await connect(server, { charset: 'windows-1252' });
      const error = await fs.makeDirectory(`${path}/имя`, calm).catch((reason: unknown) => reason);
      expect(isRemoteError(error, 'invalid-request')).toBe(true);
      expect(error).toMatchObject({ message: expect.stringMatching(/“и”, “м”, “я”/) });
      expect(fs.lost).toBeUndefined();
      expect(await onDisk(disk)).toEqual([]);
    });

    it('marks a name that the character set does not hold, so that no other file is hit', async () => {
      const { path, disk } = await folder();
      for (const name of ['caf\xe9', 'a\x81']) {
        await writeFile(Buffer.concat([Buffer.from(`${disk}/`), Buffer.from(name, 'latin1')]), '');
      }
      await using unicode = await connect(server, {});
      expect((await rows(unicode, path)).map((row) => row.unusable)).toEqual(['undecodable-name', 'undecodable-name']);
      await using latin = await connect(server, { charset: 'windows-1252' });
      const found = Object.fromEntries((await rows(latin, path)).map((row) => [row.name, row.unusable]));
      expect(found).toEqual({ café: undefined, 'a\ufffd': 'undecodable-name' });
    });

    it('speaks UTF-8 where the site says nothing', async () => {
      const { path, disk } = await folder();
      await using fs = await connect(server, { charset: 'auto' });
      await fs.makeDirectory(`${path}/я 名前 ÿ`, calm);
      expect(await readdir(disk)).toEqual(['я 名前 ÿ']);
      expect(await names(fs, path)).toEqual(['я 名前 ÿ']);
    });

    it('carries texts as ASCII, with the line ends of each side', async () => {
      const { path, disk } = await folder();
      const local = Array.from({ length: 40_000 }, (_, line) => `line ${line}\n`).join('');
      await using fs = await connect(server, { transferType: 'auto' });
      const pieces = [local.slice(0, 99_999), local.slice(99_999)].map((piece) => Buffer.from(piece));
      const sent = await fs.write(`${path}/a.txt`, Readable.from(pieces), { mode: 'create' }, calm);
      expect(sent).toBe(local.length);
      // These servers end lines as we do, so that the file is the same in the end.
      expect((await readFile(join(disk, 'a.txt'))).toString()).toBe(local);
      expect((await buffer(await fs.read(`${path}/a.txt`, {}, calm))).toString()).toBe(local);
      expect(await fs.stat(`${path}/a.txt`, calm)).toMatchObject({ size: local.length });

      const picture = Buffer.from('\x89PNG\r\n\x1a\n\r\r\n\0', 'latin1');
      await fs.write(`${path}/a.png`, Readable.from([picture]), { mode: 'create' }, calm);
      expect(await readFile(join(disk, 'a.png'))).toEqual(picture);
      expect(await buffer(await fs.read(`${path}/a.png`, {}, calm))).toEqual(picture);
    });
  });

  it('learns from one file in which zone a server lists', async () => {
    await using server = await startVsftpd();
    await writeFile(join(server.home, 'file'), '');
    const at = Date.now();
    await using fs = await connect(server, {});
    expect(Math.abs(((await rows(fs, '/'))[0]?.modifiedAt ?? 0) - at)).toBeLessThan(120_000);
    await using ahead = await connect(server, { timeZoneMinutes: 345 });
    expect(Math.abs(((await rows(ahead, '/'))[0]?.modifiedAt ?? 0) + 345 * 60_000 - at)).toBeLessThan(120_000);
  });
});
