import iconv from 'iconv-lite';
import type { Charset } from '../../../shared/model/connection-options.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';

/**
 * Commands, replies and listing lines travel as latin1 strings, one character for each byte, and become text here and
 * nowhere else. One `WireText` is one character set.
 *
 * What is decoded exactly is encoded to the very same bytes again, so that a name from a listing always means the file
 * that it was listed for.
 */
export interface WireText {
  /** Throws `invalid-request`, naming the characters, for text that the character set cannot spell. */
  encode(text: string): string;
  /** Never throws; `exact` is false where the text would not become the same bytes again. */
  decode(wire: string): { readonly text: string; readonly exact: boolean };
}

const ascii = /^[\0-\x7f]*$/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const MOST_CHARACTERS_NAMED = 10;

/** UTF-8 (RFC 2640 §2.2): what every server of today speaks, asked or unasked. Other bytes are shown as Latin-1, not exact. */
export const utf8Text: WireText = {
  encode(text) {
    if (ascii.test(text)) return text;
    assertWellFormed(text);
    return Buffer.from(text, 'utf8').toString('latin1');
  },
  decode(wire) {
    if (ascii.test(wire)) return { text: wire, exact: true };
    try {
      return { text: strictUtf8.decode(Buffer.from(wire, 'latin1')), exact: true };
    } catch {
      // Not UTF-8. The caller is told by `exact`.
      return { text: wire, exact: false };
    }
  },
};

/** How text travels where a site names its character set. `auto` is UTF-8. */
export function wireTextOf(charset: Charset): WireText {
  return charset === 'auto' || charset === 'utf-8' ? utf8Text : convertedText(charset);
}

/** Every set of ours spells ASCII as ASCII, so that commands stay what they are whatever the names in them. */
function convertedText(charset: Exclude<Charset, 'auto' | 'utf-8'>): WireText {
  const bytesOf = (text: string) => iconv.encode(text, charset).toString('latin1');
  const textOf = (wire: string) => iconv.decode(Buffer.from(wire, 'latin1'), charset);
  return {
    encode(text) {
      if (ascii.test(text)) return text;
      assertWellFormed(text);
      const wire = bytesOf(text);
      if (textOf(wire) === text) return wire;
      const missing = [...new Set(text)].filter((character) => textOf(bytesOf(character)) !== character);
      throw unspeakable(text, missing, charset);
    },
    decode(wire) {
      if (ascii.test(wire)) return { text: wire, exact: true };
      const text = textOf(wire);
      // Shift-JIS and its like have several spellings of one character, and holes.
      return { text, exact: bytesOf(text) === wire };
    },
  };
}

function assertWellFormed(text: string): void {
  if (text.isWellFormed()) return;
  throw new RemoteError('invalid-request', `${JSON.stringify(text)} holds half a character and cannot be sent.`);
}

function unspeakable(text: string, missing: readonly string[], charset: Charset): RemoteError {
  const named = missing.slice(0, MOST_CHARACTERS_NAMED).map((character) => `“${character}”`);
  const more = missing.length > MOST_CHARACTERS_NAMED ? ' and others' : '';
  const lack = named.length > 0 ? `has no ${named.join(', ')}${more}` : 'cannot spell it';
  return new RemoteError(
    'invalid-request',
    `“${text}” cannot be sent: ${charset}, the site's character set, ${lack}.`,
    {
      hint: 'Rename it, or choose another character set in the settings of the site.',
    },
  );
}
