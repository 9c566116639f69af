import type { Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../shared/model/entry.ts';
import { ListingReader } from './listing/listing-reader.ts';
import type { Answer } from './testing/scripted-server.ts';
import { calm, failure, pagesOf, row, scene, sends } from './testing/scripted-session.ts';
import { utf8Text } from './wire-text.ts';

const MEBIBYTE = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function bytesInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

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
  ])('end with an error where the server sends %s', async (_, chunk) => {
    await using s = await scene({ answers: { LIST: endlessly(chunk) } });
    const error = await failure(pagesOf(s.fs), 'protocol', '/');
    expect(error.message).toMatch(/without end/);
  });

  it.each([
    ['part of a line', 'x'.repeat(64 * 1024)],
    ['lines that are no rows', 'total 1\r\n'.repeat(6000)],
  ])('leave nothing in memory of a listing that is %s', (_, text) => {
    const reader = new ListingReader('LIST', utf8Text, { now: 0, aheadMs: 0 });
    const chunk = Buffer.from(text);
    const feed = (times: number) => {
      for (let time = 0; time < times; time += 1) reader.add(chunk);
    };
    feed(20);
    const before = bytesInUse();
    feed(200);
    expect(bytesInUse() - before).toBeLessThan(MEBIBYTE);
    expect(reader.take().entries).toEqual([]);
  });

  it.each([
    ['rows', named('x'), 10_000],
    ['lines that nobody understands', 'what is this?\r\n', 20_000],
  ])('hand on %s without end page by page, until somebody cancels', async (_, line, mostInPage) => {
    await using s = await scene({ answers: { LIST: endlessly(Buffer.from(line.repeat(1000))) } });
    const cancelling = new AbortController();
    let lines = 0;
    let most = 0;
    const listing = (async () => {
      for await (const { entries, unparsed = [] } of s.fs.list('/', { signal: cancelling.signal })) {
        lines += entries.length + unparsed.length;
        most = Math.max(most, entries.length + unparsed.length);
        if (lines > 200_000) cancelling.abort();
      }
    })();
    await failure(listing, 'cancelled', '/');
    expect(most).toBeLessThan(mostInPage);
  });

  it('never write a name with a line break to the server', async () => {
    await using s = await scene({ answers: { LIST: sends(named('a\rDELE b')) } });
    const [page] = await pagesOf(s.fs);
    const sent = s.server.commands.length;
    await failure(s.fs.removeFile(`/${page?.entries[0]?.name}`, calm), 'invalid-request');
    expect(s.server.commands).toHaveLength(sent);
  });
});
