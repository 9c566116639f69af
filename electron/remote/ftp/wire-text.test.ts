import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Charset, charsets } from '../../../shared/model/connection-options.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { wireTextOf } from './wire-text.ts';

/** Any byte, with those that have a meaning of their own somewhere more often. */
const bytes = fc
  .array(fc.oneof(fc.nat(255), fc.constantFrom(0x5c, 0x2f, 0x7c, 0x81, 0xa0, 0xff)), { maxLength: 40 })
  .map((codes) => String.fromCharCode(...codes));

const samples: Readonly<Record<Charset, string>> = {
  auto: 'ünï 名前 🎉',
  'utf-8': 'ünï 名前 🎉',
  'iso-8859-1': 'café ÿ',
  'iso-8859-2': 'příliš žluťoučký',
  'iso-8859-5': 'съешь ещё',
  'iso-8859-7': 'καλημέρα',
  'iso-8859-9': 'şişli ığdır',
  'iso-8859-15': 'œuvre 5 €',
  'windows-1250': 'zażółć gęślą jaźń',
  'windows-1251': 'яблоко и Ъ',
  'windows-1252': 'œuvre ÿ “5 €”',
  'windows-1253': 'καλημέρα',
  'windows-1254': 'şişli ığdır ÿ',
  'windows-1255': 'שלום',
  'windows-1256': 'سلام',
  'windows-1257': 'ąžuolas ķēde',
  'windows-1258': 'đơn ưa ÿ',
  'koi8-r': 'Ъяблоко',
  'koi8-u': 'їжак ґанок',
  cp437: 'façade ½',
  cp850: 'façade Ð',
  cp866: 'яблоко',
  shift_jis: '表ソ能 ｶﾅ 日本語',
  'euc-jp': '日本語',
  'euc-kr': '한국어',
  gbk: '中文名 乗亅',
  gb18030: '中文 😀 ᠠ',
  big5: '許功蓋 繁體',
  'tis-620': 'ภาษาไทย',
  macintosh: 'façade π',
};

describe.each(charsets)('names in %s', (charset) => {
  const text = wireTextOf(charset);

  it('become the same bytes again where they are said to be exact', () => {
    fc.assert(
      fc.property(bytes, (wire) => {
        const { text: read, exact } = text.decode(wire);
        if (exact) expect(text.encode(read)).toBe(wire);
      }),
      { numRuns: 500 },
    );
  });

  it('become the same text again, or are refused', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        let wire: string;
        try {
          wire = text.encode(name);
        } catch (error) {
          expect(isRemoteError(error, 'invalid-request')).toBe(true);
          return;
        }
        expect(text.decode(wire)).toEqual({ text: name, exact: true });
        // No letter may turn into what ends a command or divides a path.
        for (const special of ['\r', '\n', '\0', '/', ' ']) {
          expect(wire.split(special)).toHaveLength(name.split(special).length);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are spelt as ASCII where they are ASCII', () => {
    const ascii = String.fromCharCode(...Array.from({ length: 128 }, (_, code) => code));
    expect(text.encode(ascii)).toBe(ascii);
    expect(text.decode(ascii)).toEqual({ text: ascii, exact: true });
  });

  it('take a word of their language', () => {
    const sample = samples[charset];
    expect(text.decode(text.encode(sample))).toEqual({ text: sample, exact: true });
  });
});

describe('names that a character set lacks', () => {
  it('are refused with the characters and the set, never sent with a question mark', () => {
    expect(() => wireTextOf('windows-1252').encode('/имя.txt')).toThrow(
      expect.objectContaining({
        kind: 'invalid-request',
        message: "“/имя.txt” cannot be sent: windows-1252, the site's character set, has no “и”, “м”, “я”.",
        data: expect.objectContaining({ hint: expect.stringContaining('character set') }),
      }),
    );
  });

  it('are refused without a list that nobody reads', () => {
    const alphabet = Array.from({ length: 26 }, (_, index) => String.fromCharCode(0x430 + index)).join('');
    expect(() => wireTextOf('iso-8859-1').encode(alphabet)).toThrow(/“й” and others\.$/);
  });

  it('are refused where they are half a character', () => {
    for (const charset of charsets) expect(() => wireTextOf(charset).encode('a\ud800')).toThrow(/half a character/);
  });
});

describe('bytes that are no text', () => {
  it.each([
    ['auto', 'caf\xe9', 'café'],
    ['windows-1252', 'a\x81', 'a\ufffd'],
    ['gbk', 'a\xff', 'a\ufffd'],
  ] as const)('of %s are shown and said to be inexact', (charset, wire, shown) => {
    expect(wireTextOf(charset).decode(wire)).toEqual({ text: shown, exact: false });
  });

  it('are inexact where another spelling is the usual one', () => {
    // Three spellings of ¬ in Windows' Shift-JIS.
    const exact = ['\x81\xca', '\xee\xf9', '\xfa\x54'].filter((wire) => wireTextOf('shift_jis').decode(wire).exact);
    expect(exact).toHaveLength(1);
  });
});
