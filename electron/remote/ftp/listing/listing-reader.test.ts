import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../../../shared/model/entry.ts';
import { utf8Text } from '../wire-text.ts';
import { ListingReader } from './listing-reader.ts';

const context = { now: Date.UTC(2024, 5, 15), aheadMs: 0 };

function read(form: 'MLSD' | 'LIST', ...chunks: (string | Buffer)[]) {
  const reader = new ListingReader(form, utf8Text, context);
  const entries: Entry[] = [];
  const unparsed: string[] = [];
  const take = () => {
    const page = reader.take();
    entries.push(...page.entries);
    unparsed.push(...(page.unparsed ?? []));
  };
  for (const chunk of chunks) {
    reader.add(Buffer.from(chunk));
    take();
  }
  reader.end();
  take();
  return { entries, unparsed, lines: reader.lines, ignored: reader.ignored, joined: reader.joined };
}

const names = (entries: Entry[]) => entries.map((entry) => entry.name);

describe('ListingReader', () => {
  it('reads a listing of vsftpd', () => {
    const listing = [
      'drwxr-xr-x    3 1001     1001         4096 Jun 14 20:01 .',
      'drwxr-xr-x    4 0        0            4096 Jun 14 20:01 ..',
      '-rw-------    1 1001     1001            5 Jun 14 20:01 ünï.txt',
      '',
    ].join('\r\n');
    const { entries, ignored, unparsed } = read('LIST', listing);
    expect(names(entries)).toEqual(['ünï.txt']);
    expect([ignored, unparsed]).toEqual([2, []]);
  });

  it('reads a listing of IIS', () => {
    const { entries, unparsed } = read(
      'LIST',
      '01-16-24  11:14AM       <DIR>          a\r\n01-17-24  11:14AM       5 b\r\n',
    );
    expect(names(entries)).toEqual(['a', 'b']);
    expect(unparsed).toEqual([]);
  });

  it('gives the same rows however the bytes are cut', () => {
    const listing = Buffer.from('type=file;size=1; ünï\r\ntype=dir; 名前\r\nwhat?\r\ntype=file; last');
    fc.assert(
      fc.property(fc.array(fc.nat(listing.length), { maxLength: 10 }), (cuts) => {
        const edges = [0, ...cuts.sort((a, b) => a - b), listing.length];
        const chunks = edges.slice(1).map((end, index) => listing.subarray(edges[index], end));
        expect(read('MLSD', ...chunks)).toEqual(read('MLSD', listing));
      }),
    );
    expect(names(read('MLSD', listing).entries)).toEqual(['ünï', '名前', 'last']);
  });

  it('keeps the lines that it does not understand', () => {
    const { entries, unparsed } = read('LIST', 'Volume in drive C\r\n-rw-r--r-- 1 a b 5 Jan 1 2019 x\r\n%%%\r\n');
    expect(names(entries)).toEqual(['x']);
    expect(unparsed).toEqual(['Volume in drive C', '%%%']);
  });

  it('marks names that would lead elsewhere, and names that are no UTF-8', () => {
    const latin1 = Buffer.from('type=file; caf\xe9\r\n', 'latin1');
    const { entries } = read('MLSD', 'type=file; ../../etc/passwd\r\ntype=file; a\0b\r\n', latin1);
    expect(entries.map((entry) => entry.unusable)).toEqual(['separator-in-name', 'nul-in-name', 'undecodable-name']);
    expect(names(entries)[2]).toBe('café');
  });

  it('does not grow with a line that never ends', () => {
    const piece = 'x'.repeat(10_000);
    const { unparsed, lines } = read(
      'LIST',
      ...Array.from({ length: 50 }, () => piece),
      '\r\n-rw-r--r-- 1 a b 5 Jan 1 2019 x\r\n',
    );
    expect(unparsed).toHaveLength(1);
    expect(unparsed[0]?.length).toBeLessThan(1000);
    expect(lines).toBe(2);
  });

  const word = fc.oneof(
    fc.constantFrom(
      '-rw-r--r--',
      'drwxr-xr-x',
      'lrwxrwxrwx',
      'total',
      'Jan',
      '31',
      '2019',
      '12:34',
      '2019-01-01',
      '<DIR>',
      '01-16-24',
      '11:14AM',
      '->',
      '.',
      '..',
      'type=file;',
      'README.TXT;1',
      '30-DEC-1996',
      '*MEM',
      '+i8388621.29609,m824255902,/,\tdev',
      'MIGRATED',
      ' Name     VV.MM   Created',
      'size=1;',
      '8,',
      '1',
      '99999999999999999999',
    ),
    fc.string({ unit: 'binary', maxLength: 12 }),
  );
  const line = fc.array(word, { maxLength: 12 }).map((words) => words.join(' ').replaceAll('\n', ''));

  it.each(['LIST', 'MLSD'] as const)('never throws and loses no line of a %s, whatever the server sends', (form) => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
        const sent = lines.filter((text) => !/^[ \t\r]*$/.test(text));
        const result = read(form, lines.join('\r\n'));
        expect(result.entries.length + result.unparsed.length + result.ignored + result.joined).toBe(result.lines);
        // A trailing CR belongs to the line break, so a line of nothing else counts as blank.
        expect(result.lines).toBeLessThanOrEqual(sent.length);
        expect(result.lines).toBeGreaterThanOrEqual(sent.filter((text) => !text.endsWith('\r')).length);
        for (const entry of result.entries) {
          expect(entry.size ?? 0).toBeGreaterThanOrEqual(0);
          expect(Number.isSafeInteger(entry.size ?? 0)).toBe(true);
          expect(Number.isNaN(entry.modifiedAt ?? 0)).toBe(false);
          if (/[/\0]/.test(entry.name) || ['', '.', '..'].includes(entry.name)) expect(entry.unusable).toBeDefined();
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each(['LIST', 'MLSD'] as const)('never throws on raw bytes in a %s', (form) => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => void read(form, Buffer.from(bytes))));
  });

  it.each([' -', '1', '1 ', '-rw-r--r-- ', 'total ', 'Jan 1 ', '01-01-01 1:11  '])(
    'reads a long line of %j too, within the time of a test',
    (piece) => {
      const { lines } = read('LIST', `${piece.repeat(16_000 / piece.length)}\n`.repeat(20));
      // A parser that is quadratic in the line needs minutes for this and meets the test's own time limit.
      expect(lines).toBe(20);
    },
  );

  it('writes back every name that it read', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
      .filter((text) => !/[\r\n\0/]/.test(text) && text !== '.' && text !== '..');
    fc.assert(
      fc.property(name, (text) => {
        const { entries } = read('MLSD', Buffer.from(`type=file;size=1; ${utf8Text.encode(text)}\r\n`, 'latin1'));
        expect(entries).toEqual([{ name: text, type: 'file', size: 1 }]);
      }),
    );
  });
});
