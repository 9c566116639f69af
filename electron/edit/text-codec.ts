import { TextDecoder } from 'node:util';
import iconv from 'iconv-lite';
import { type EditedText, LARGEST_TEXT, type LineEnds, type TextEncoding } from '../../shared/model/edit.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';

/** Bytes that are looked at to tell a text from something else. */
const PROBE = 64 * 1024;
/** Control characters that texts do not have: all but tab, line ends, form feed, backspace, escape and the end marks of old DOS. */
const MOST_CONTROLS = 0.02;

const marks = {
  'utf-8-bom': Buffer.from([0xef, 0xbb, 0xbf]),
  'utf-16le': Buffer.from([0xff, 0xfe]),
  'utf-16be': Buffer.from([0xfe, 0xff]),
} as const satisfies Partial<Record<TextEncoding, Buffer>>;

/**
 * A file's bytes as text: by its byte order mark, as UTF-8 where it is valid, else as what is `likely`, else as Windows-1252, of which
 * every byte is a character. Undefined for what is no text. Where its line ends are not mixed, {@link encodeText} makes the same bytes
 * of it again.
 */
export function decodeText(bytes: Buffer, likely: TextEncoding = 'windows-1252'): EditedText | undefined {
  const marked = (Object.keys(marks) as (keyof typeof marks)[]).find((encoding) => startsWith(bytes, marks[encoding]));
  const asMarked = marked && decodeReversibly(bytes, marked);
  // What begins as UTF-8 and does not go on as such is some text all the same; units of UTF-16 look like none.
  if (asMarked || (marked && marked !== 'utf-8-bom')) return asMarked;
  if (!looksLikeText(bytes)) return undefined;
  const encodings: readonly TextEncoding[] = ['utf-8', likely, 'windows-1252'];
  for (const encoding of encodings) {
    const decoded = decodeReversibly(bytes, encoding);
    if (decoded) return decoded;
  }
  return undefined;
}

/** The same as the user says it is written. Throws `unsupported` where these bytes cannot be that. */
export function decodeTextAs(bytes: Buffer, encoding: TextEncoding): EditedText {
  const decoded = decodeReversibly(bytes, encoding);
  if (decoded) return decoded;
  throw new RemoteError('unsupported', 'These bytes are not written in that character set; saving would change them.', {
    hint: 'Choose another character set.',
  });
}

/** Throws `unsupported` for the first character that the encoding cannot hold, named with its line. */
export function encodeText(text: string, encoding: TextEncoding, lineEnds: LineEnds): Buffer {
  const lines = text.replaceAll(/\r\n?/g, '\n');
  const bytes = encodeBytes(lines.replaceAll('\n', ends[lineEnds]), encoding);
  if (decodeBytes(bytes, encoding)?.replaceAll(ends[lineEnds], '\n') !== lines) throw cannotHold(lines, encoding);
  if (bytes.length > LARGEST_TEXT) throw tooLarge(bytes.length);
  return bytes;
}

export function tooLarge(size: number): RemoteError {
  // In powers of 1000, as the window shows every size.
  const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000);
  return new RemoteError(
    'unsupported',
    `This file has ${megabytes(size)} MB; the editor opens ${megabytes(LARGEST_TEXT)} MB at most.`,
    { hint: 'Edit it in another program.' },
  );
}

const ends: Record<LineEnds, string> = { lf: '\n', crlf: '\r\n', cr: '\r' };

function decodeReversibly(bytes: Buffer, encoding: TextEncoding): EditedText | undefined {
  const raw = decodeBytes(bytes, encoding);
  if (raw === undefined || !encodeBytes(raw, encoding).equals(bytes)) return undefined;
  const { lineEnds, mixed } = countLineEnds(raw);
  return { text: raw.replaceAll(/\r\n?/g, '\n'), encoding, lineEnds, ...(mixed ? { mixed } : {}) };
}

function countLineEnds(text: string): Pick<EditedText, 'lineEnds' | 'mixed'> {
  const count = { lf: 0, crlf: 0, cr: 0 };
  for (const [end] of text.matchAll(/\r\n|\r|\n/g)) {
    if (end === '\n') count.lf++;
    else if (end === '\r') count.cr++;
    else count.crlf++;
  }
  const kinds = (Object.keys(count) as LineEnds[]).filter((kind) => count[kind] > 0);
  const lineEnds = kinds.toSorted((a, b) => count[b] - count[a])[0] ?? 'lf';
  return kinds.length > 1 ? { lineEnds, mixed: count } : { lineEnds };
}

/** Undefined where bytes are no character of the encoding. */
function decodeBytes(bytes: Buffer, encoding: TextEncoding): string | undefined {
  switch (encoding) {
    case 'utf-8':
      return decodeUtf8(bytes);
    case 'utf-8-bom':
      return startsWith(bytes, marks[encoding]) ? decodeUtf8(bytes.subarray(3)) : undefined;
    case 'utf-16le':
    case 'utf-16be': {
      if (!startsWith(bytes, marks[encoding]) || bytes.length % 2 !== 0) return undefined;
      const units = Buffer.from(bytes.subarray(2));
      return (encoding === 'utf-16be' ? units.swap16() : units).toString('utf16le');
    }
    case 'windows-1252':
      return bytes.toString('latin1').replaceAll(/[\u0080-\u009f]/g, (byte) => of1252.get(byte) ?? byte);
    case 'iso-8859-1':
      return bytes.toString('latin1');
    default:
      return iconv.decode(bytes, encoding, { stripBOM: false });
  }
}

function encodeBytes(text: string, encoding: TextEncoding): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text, 'utf8');
    case 'utf-8-bom':
      return Buffer.concat([marks[encoding], Buffer.from(text, 'utf8')]);
    case 'utf-16le':
      return Buffer.concat([marks[encoding], Buffer.from(text, 'utf16le')]);
    case 'utf-16be':
      return Buffer.concat([marks[encoding], Buffer.from(text, 'utf16le').swap16()]);
    case 'windows-1252':
      return Buffer.from(
        text.replaceAll(characters1252, (character) => bytesOf1252.get(character) ?? character),
        'latin1',
      );
    case 'iso-8859-1':
      return Buffer.from(text, 'latin1');
    default:
      return iconv.encode(text, encoding, { addBOM: false });
  }
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not valid UTF-8: the answer that was asked for.
    return undefined;
  }
}

/** 0x80 to 0x9f; a space stands for the five that are not assigned, which are control characters (encoding.spec.whatwg.org). */
const assigned = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';
const of1252 = new Map(
  [...assigned].flatMap((character, index) =>
    character === ' ' ? [] : [[String.fromCharCode(0x80 + index), character] as const],
  ),
);
const bytesOf1252 = new Map([...of1252].map(([byte, character]) => [character, byte]));
const characters1252 = new RegExp(`[${assigned.replaceAll(' ', '')}]`, 'gu');

function startsWith(bytes: Buffer, mark: Buffer): boolean {
  return bytes.subarray(0, mark.length).equals(mark);
}

function looksLikeText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false;
  const probe = bytes.subarray(0, PROBE);
  const controls = probe.filter(isUnusualControl).length;
  return controls <= probe.length * MOST_CONTROLS;
}

function isUnusualControl(byte: number): boolean {
  const usual = (byte >= 0x08 && byte <= 0x0d) || byte === 0x1b || byte === 0x1a;
  return byte < 0x20 && !usual;
}

function cannotHold(text: string, encoding: TextEncoding): RemoteError {
  const hint = 'Save it in another character set, UTF-8 for example, or take the character out.';
  let line = 1;
  for (const character of text) {
    if (character === '\n') line++;
    else if (decodeBytes(encodeBytes(character, encoding), encoding) !== character) {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      const shown = /\p{Cc}|\p{Cs}/u.test(character) ? `U+${code}` : `“${character}” (U+${code})`;
      return new RemoteError('unsupported', `${shown} in line ${line} cannot be written in this character set.`, {
        hint,
      });
    }
  }
  return new RemoteError('unsupported', 'This text cannot be written in this character set.', { hint });
}
