import { RemoteError } from '../../../shared/model/remote-error.ts';

/**
 * Commands, replies and listing lines travel as latin1 strings, one character for each byte, and become text here and
 * nowhere else. A further character set is a further `WireText`.
 */
export interface WireText {
  /** Throws `invalid-request` for text that the character set cannot spell. */
  encode(text: string): string;
  /** Never throws; `exact` is false where the bytes mean nothing in this character set and were shown as latin1 instead. */
  decode(wire: string): { readonly text: string; readonly exact: boolean };
}

const ascii = /^[\0-\x7f]*$/;
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 (RFC 2640 §2.2): what every server of today speaks, asked or unasked. */
export const utf8Text: WireText = {
  encode(text) {
    if (ascii.test(text)) return text;
    if (!text.isWellFormed()) {
      throw new RemoteError('invalid-request', `${JSON.stringify(text)} holds half a character and cannot be sent.`);
    }
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
