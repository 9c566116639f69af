import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LineEnds, textEncodings } from '../../shared/model/edit.ts';
import { decodeText, decodeTextAs, encodeText } from './text-codec.ts';

const texts = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc.uint8Array({ maxLength: 400, min: 9 }),
  fc.string({ unit: 'binary', maxLength: 200 }).map((text) => new TextEncoder().encode(text)),
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Uint8Array.from([0xff, 0xfe, ...bytes])),
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Uint8Array.from([0xfe, 0xff, ...bytes])),
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes])),
);

describe('the bytes of a text', () => {
  test('come back as they were, whatever they are', () => {
    let read = 0;
    fc.assert(
      fc.property(texts, (content) => {
        const bytes = Buffer.from(content);
        const decoded = decodeText(bytes);
        if (!decoded || decoded.mixed) return;
        read++;
        expect(encodeText(decoded.text, decoded.encoding, decoded.lineEnds)).toEqual(bytes);
      }),
      { numRuns: 2000 },
    );
    // A property that refuses all of them would say nothing.
    expect(read).toBeGreaterThan(500);
  });

  test('without control characters are always read as some text', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ min: 32, maxLength: 300 }),
        (content) => decodeText(Buffer.from(content)) !== undefined,
      ),
    );
  });

  test.each([
    [Buffer.from('Grüße €'), 'utf-8', 'Grüße €'],
    [Buffer.from('\ufeffGrüße'), 'utf-8-bom', 'Grüße'],
    [Buffer.from('\ufeffGrüße', 'utf16le'), 'utf-16le', 'Grüße'],
    [Buffer.from('\ufeffGrüße', 'utf16le').swap16(), 'utf-16be', 'Grüße'],
    [Buffer.from([0x47, 0x72, 0xfc, 0xdf, 0x65, 0x20, 0x80, 0x81]), 'windows-1252', 'Grüße €\u0081'],
    [Buffer.alloc(0), 'utf-8', ''],
  ] as const)('are read by their mark or by what they can be: %s', (bytes, encoding, text) => {
    expect(decodeText(Buffer.from(bytes))).toMatchObject({ encoding, text });
  });

  test('with the mark of UTF-8 before letters of another character set were taken for no text', () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, 0x47, 0x72, 0xfc, 0xdf, 0x65]);
    const decoded = decodeText(bytes);
    expect(decoded).toMatchObject({ encoding: 'windows-1252', text: 'ï»¿Grüße' });
    expect(encodeText(decoded?.text ?? '', 'windows-1252', 'lf')).toEqual(bytes);
  });

  test.each([
    ['an image', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])],
    ['compressed', Buffer.from([0x1f, 0x8b, 8, 1, 2, 3, 4, 5, 6, 7, 0xff, 1, 2])],
    ['half a character of UTF-16', Buffer.from([0xff, 0xfe, 0x41])],
  ])('are refused where they are no text: %s', (_what, bytes) => {
    expect(decodeText(bytes)).toBeUndefined();
  });

  test.each<[string, LineEnds, object | undefined]>([
    ['a\nb\n', 'lf', undefined],
    ['a\r\nb\r\n', 'crlf', undefined],
    ['a\rb', 'cr', undefined],
    ['a', 'lf', undefined],
    ['a\r\nb\r\nc\n', 'crlf', { lf: 1, crlf: 2, cr: 0 }],
  ])('have line ends, and where they are mixed the most frequent: %j', (raw, lineEnds, mixed) => {
    const decoded = decodeText(Buffer.from(raw));
    expect(decoded).toMatchObject({ lineEnds, text: raw.replaceAll(/\r\n?/g, '\n') });
    expect(decoded?.mixed).toEqual(mixed);
  });

  test.each(textEncodings)('are read and written as %s where the user says so', (encoding) => {
    const bytes = encodeText('plain\ntext\n', encoding, 'crlf');
    expect(decodeTextAs(bytes, encoding)).toEqual({ text: 'plain\ntext\n', encoding, lineEnds: 'crlf' });
  });

  test('that do not tell their character set are read in the one that was chosen before, not as gibberish', () => {
    const japanese = encodeText('日本\n', 'shift_jis', 'lf');
    expect(decodeText(japanese)?.encoding).toBe('windows-1252');
    expect(decodeText(japanese, 'shift_jis')).toEqual({ text: '日本\n', encoding: 'shift_jis', lineEnds: 'lf' });
    // What they tell themselves counts for more, and so does that they cannot be that.
    expect(decodeText(Buffer.from('日本'), 'shift_jis')?.encoding).toBe('utf-8');
    expect(decodeText(Buffer.from([0x47, 0xfc, 0x81]), 'shift_jis')?.encoding).toBe('windows-1252');
    expect(decodeText(Buffer.from([0x47, 0xfc]), 'utf-16le')?.encoding).toBe('windows-1252');
  });

  test('are not read in a character set that would change them', () => {
    expect(() => decodeTextAs(Buffer.from([0xfc, 0x41]), 'utf-8')).toThrow('not written in that character set');
    expect(() => decodeTextAs(Buffer.from([0x81]), 'shift_jis')).toThrow('not written in that character set');
  });

  test('cannot hold every character, and the first that does not fit is named', () => {
    expect(() => encodeText('ok\n10 €', 'iso-8859-1', 'lf')).toThrow('“€” (U+20AC) in line 2 cannot be written');
    expect(() => encodeText('日本', 'windows-1252', 'lf')).toThrow('“日” (U+65E5) in line 1');
    expect(encodeText('日本', 'shift_jis', 'lf')).toEqual(Buffer.from([0x93, 0xfa, 0x96, 0x7b]));
    expect(() => encodeText('a\ud800', 'utf-8', 'lf')).toThrow('U+D800 in line 1');
  });
});
