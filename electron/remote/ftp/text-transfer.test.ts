import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import type { FtpTransferType } from '../../../shared/model/connection-options.ts';
import { calm, failure, scene, sends } from './testing/scripted-session.ts';
import { dataTypeOf } from './transfer-type.ts';

const stored: Buffer[] = [];
const answers = {
  RETR: sends('one\r\ntwo\r\n'),
  STOR: async (_: string, session: { take(): Promise<Buffer> }) => {
    stored.push(await session.take());
    return '226 Thanks';
  },
  SIZE: '213 10',
  MDTM: '213 20240131103412',
  LIST: sends(''),
};
const session = (transferType: FtpTransferType) => scene({ answers }, undefined, { transferType });
const types = (commands: readonly string[]) => commands.filter((command) => command.startsWith('TYPE'));

describe.runIf(process.platform !== 'win32')('ASCII type', () => {
  it('changes line ends both ways, and the bytes are counted as they are here', async () => {
    await using s = await session('ascii');
    expect(await text(await s.fs.read('/any', {}, calm))).toBe('one\ntwo\n');
    expect(
      await s.fs.write('/any', Readable.from([Buffer.from('a\nb\r'), Buffer.from('\nc')]), { mode: 'create' }, calm),
    ).toBe(6);
    expect(stored.pop()?.toString()).toBe('a\r\nb\r\nc');
    expect(types(s.server.commands)).toEqual(['TYPE I', 'TYPE A']);
  });

  it('is taken for texts only where the site says auto, and changed only when needed', async () => {
    await using s = await session('auto');
    expect(await text(await s.fs.read('/a.txt', {}, calm))).toBe('one\ntwo\n');
    expect(await text(await s.fs.read('/b.html', {}, calm))).toBe('one\ntwo\n');
    expect(await text(await s.fs.read('/c.png', {}, calm))).toBe('one\r\ntwo\r\n');
    expect(await text(await s.fs.read('/d.zip', {}, calm))).toBe('one\r\ntwo\r\n');
    expect(types(s.server.commands)).toEqual(['TYPE I', 'TYPE A', 'TYPE I']);
  });

  it('is left before SIZE, which would count other bytes', async () => {
    await using s = await session('ascii');
    await text(await s.fs.read('/a', {}, calm));
    await s.fs.stat('/a', calm);
    const { commands } = s.server;
    expect(commands.indexOf('SIZE /a')).toBeGreaterThan(commands.lastIndexOf('TYPE I'));
    expect(types(commands)).toEqual(['TYPE I', 'TYPE A', 'TYPE I']);
  });

  it('goes by the name that a file gets in the end', async () => {
    await using s = await session('auto');
    const options = { mode: 'create', named: '/a.txt' } as const;
    await s.fs.write('/a.txt.part', Readable.from([Buffer.from('a\n')]), options, calm);
    expect(stored.pop()?.toString()).toBe('a\r\n');
  });

  it('refuses parts of a file before anything is sent', async () => {
    await using s = await session('ascii');
    const sent = s.server.commands.length;
    await failure(s.fs.read('/a', { offset: 3 }, calm), 'unsupported', '/a');
    await failure(s.fs.read('/a', { length: 3 }, calm), 'unsupported', '/a');
    await failure(s.fs.write('/a', Readable.from([]), { mode: 'at', offset: 3 }, calm), 'unsupported', '/a');
    expect(s.server.commands).toHaveLength(sent);
  });

  it.each([
    ['binary', false, false],
    ['auto', true, false],
    ['ascii', true, true],
  ] as const)('tells with %s what it translates', async (transferType, page, picture) => {
    await using s = await session(transferType);
    expect([s.fs.translates?.('/a.html'), s.fs.translates?.('/a.png')]).toEqual([page, picture]);
  });

  it('says so where the server does not know it', async () => {
    await using s = await scene(
      { answers: { ...answers, TYPE: (type) => (type === 'A' ? '504 No' : '200 Fine') } },
      undefined,
      { transferType: 'ascii' },
    );
    await failure(s.fs.read('/a', {}, calm), 'unsupported', '/a');
  });
});

describe('the type that a name gets', () => {
  it.each([
    ['/a.txt', 'ascii'],
    ['/A.HTML', 'ascii'],
    ['/x/.htaccess', 'ascii'],
    ['/README', 'ascii'],
    ['/txt', 'image'],
    ['/a.txt.gz', 'image'],
    ['/a.svg.png', 'image'],
    ['/folder.txt/file', 'image'],
  ] as const)('of %s is %s', (path, type) => {
    expect(dataTypeOf(path, 'auto')).toBe(type);
  });
});
