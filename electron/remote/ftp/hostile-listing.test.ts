import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../shared/model/entry.ts';
import type { Answer } from './testing/scripted-server.ts';
import { calm, failure, pagesOf, row, scene, sends } from './testing/scripted-session.ts';

const MEBIBYTE = 1024 * 1024;

const named = (name: string) => `-rw-r--r-- 1 a b 7 Jan 1 2019 ${name}\r\n`;

async function listed(bytes: string | Buffer, features = ['SIZE']): Promise<{ entries: Entry[]; unparsed: string[] }> {
  const answer = sends(bytes);
  await using s = await scene({ features, answers: { LIST: answer, MLSD: answer } });
  const pages = await pagesOf(s.fs);
  return {
    entries: pages.flatMap((page) => page.entries),
    unparsed: pages.flatMap((page) => page.unparsed ?? []),
  };
}

/** Sends until the client has had enough. */
function endlessly(chunk: Buffer): Answer {
  return async (_, session) => {
    session.reply('150 For ever');
    const data: Socket = await session.data();
    for (;;) {
      if (data.destroyed) return '426 You left';
      if (!data.write(chunk)) {
        const { promise, resolve } = Promise.withResolvers<void>();
        data.once('drain', resolve).once('close', resolve);
        await promise;
        data.off('drain', resolve).off('close', resolve);
      }
    }
  };
}

describe('hostile listings', () => {
  it.each<[string, string, Entry['unusable']]>([
    ['a path upwards', '../../etc/passwd', 'separator-in-name'],
    ['an absolute path', '/etc/passwd', 'separator-in-name'],
    ['a NUL', 'a\0b', 'nul-in-name'],
    ['a backslash, which is a letter here', '..\\..\\a', undefined],
    ['letters that turn the direction', 'a\u202egpj.exe', undefined],
    ['control characters', 'a\x1b[2Jb\x07', undefined],
    ['a carriage return within', 'a\rb', undefined],
  ])('leave %s in a name as it is, and marked where it leads elsewhere', async (_, name, unusable) => {
    const { entries } = await listed(named(name));
    expect(entries).toHaveLength(1);
    expect(entries[0]?.name).toBe(name);
    expect(entries[0]?.unusable).toBe(unusable);
    const facts = await listed(`type=file;size=1; ${name}\r\n`, ['MLST type*;']);
    expect(facts.entries).toMatchObject([{ name }]);
    expect(facts.entries[0]?.unusable).toBe(unusable);
  });

  it('ignore the directory itself, its parent, and what pretends to be one of them', async () => {
    const { entries } = await listed(`${named('.')}${named('..')}lrwxrwxrwx 1 a b 1 Jan 1 2019 .. -> /etc\r\n${row}`);
    expect(entries.map(({ name }) => name)).toEqual(['plain.txt']);
  });

  it('do not grow with a line of a megabyte, and lose no other line to it', async () => {
    const { entries, unparsed } = await listed(`${row}${named('x'.repeat(MEBIBYTE))}${row}`);
    expect(entries).toHaveLength(2);
    expect(unparsed).toHaveLength(1);
    expect(unparsed[0]?.length).toBeLessThan(1000);
  });

  it('take no number for a size that is none', async () => {
    const sizes = ['99999999999999999999', '-5', '1e9', '0x10'];
    const { entries } = await listed(sizes.map((size) => `type=file;size=${size}; ${size}\r\n`).join(''), [
      'MLST type*;',
    ]);
    expect(entries.map(({ size }) => size)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it.each([
    ['a line without end', Buffer.alloc(64 * 1024, 'x')],
    ['totals without end', Buffer.from('total 1\r\n'.repeat(8000))],
    ['empty lines without end', Buffer.from('\r\n'.repeat(32_000))],
    ['itself for ever', Buffer.from(named('.').repeat(1500))],
  ])('end with an error where the server sends %s, and memory stays flat', async (_, chunk) => {
    await using s = await scene({ answers: { LIST: endlessly(chunk) } });
    const before = process.memoryUsage().rss;
    const error = await failure(pagesOf(s.fs), 'protocol', '/');
    expect(error.message).toMatch(/without end/);
    // 16 MiB of nonsense went through; what is left of them is what the collector has not looked at yet.
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * MEBIBYTE);
  });

  it('hand on rows without end page by page, for as long as somebody reads them', async () => {
    await using s = await scene({ answers: { LIST: endlessly(Buffer.from(named('x').repeat(1000))) } });
    let rows = 0;
    let most = 0;
    for await (const { entries } of s.fs.list('/', calm)) {
      rows += entries.length;
      most = Math.max(most, entries.length);
      if (rows > 200_000) break;
    }
    expect(most).toBeLessThan(10_000);
  });

  it('hand on lines without end that nobody understands page by page too', async () => {
    await using s = await scene({ answers: { LIST: endlessly(Buffer.from('what is this\r\n'.repeat(4000))) } });
    let lines = 0;
    let most = 0;
    for await (const { unparsed = [] } of s.fs.list('/', calm)) {
      lines += unparsed.length;
      most = Math.max(most, unparsed.length);
      if (lines > 100_000) break;
    }
    expect(most).toBeLessThan(20_000);
  });

  it('never write a name with a line break to the server', async () => {
    await using s = await scene({ answers: { LIST: sends(named('a\rDELE b')) } });
    const [page] = await pagesOf(s.fs);
    const sent = s.server.commands.length;
    await failure(s.fs.removeFile(`/${page?.entries[0]?.name}`, calm), 'invalid-request');
    expect(s.server.commands).toHaveLength(sent);
  });
});

describe('IBM i', () => {
  const answers: Record<string, Answer> = {
    SYST: '215  OS/400 is the remote operating system. The TCP/IP version is "V7R4M0".',
    SITE: (argument) => (argument === 'NAMEFMT 1' ? '250  Now using naming format "1".' : '250  LISTFMT 1.'),
    LIST: (_, session) => session.send('drwxrwsrwx    4 QSYS     0          45056 Jan 12  2024 QSYS.LIB/\r\n'),
  };

  it('is asked for paths and listings in the form of Unix', async () => {
    await using s = await scene({ features: ['SIZE'], answers });
    expect(s.server.commands.filter((command) => command.startsWith('SITE'))).toEqual([
      'SITE NAMEFMT 1',
      'SITE LISTFMT 1',
    ]);
    expect((await pagesOf(s.fs))[0]?.entries).toMatchObject([{ name: 'QSYS.LIB', type: 'directory', owner: 'QSYS' }]);
  });

  it('is read too where it knows neither', async () => {
    const line = 'QSYS           77824 02/23/00 15:09:55 *DIR       QOpenSys/\r\n';
    await using s = await scene({ features: ['SIZE'], answers: { ...answers, SITE: '500 No', LIST: sends(line) } });
    expect((await pagesOf(s.fs))[0]?.entries).toMatchObject([{ name: 'QOpenSys', type: 'directory' }]);
  });

  it('is not taken for what it is not', async () => {
    await using s = await scene({});
    expect(s.server.commands.filter((command) => command.startsWith('SITE'))).toEqual([]);
  });
});
