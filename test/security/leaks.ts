/** Something that came out of Portside, to be searched. */
export interface Evidence {
  readonly where: string;
  readonly bytes: Buffer;
}

/** A secret that was found where none may be. */
export interface Leak {
  readonly where: string;
  readonly secret: string;
  readonly form: string;
}

/** Every secret that shows in any of the evidence, as it is or in one of the forms in which programs carry text. */
export function findLeaks(evidence: readonly Evidence[], secrets: readonly string[]): Leak[] {
  const forms = secrets.flatMap((secret) => formsOf(secret).map(([form, text]) => ({ secret, form, text })));
  return evidence.flatMap(({ where, bytes }) => {
    const text = bytes.toString('latin1');
    const lower = text.toLowerCase();
    return forms
      .filter(({ form, text: sought }) =>
        CASELESS.has(form) ? lower.includes(sought.toLowerCase()) : text.includes(sought),
      )
      .map(({ secret, form }) => ({ where, secret, form }));
  });
}

const CASELESS = new Set(['hex', 'percent', 'percent of every byte']);

/** Each as the bytes that stand for it, in latin1. */
export function formsOf(secret: string): [form: string, text: string][] {
  const bytes = Buffer.from(secret, 'utf8');
  const latin1 = (text: string) => Buffer.from(text, 'utf8').toString('latin1');
  return [
    ['plain', latin1(secret)],
    ['reversed', latin1([...secret].reverse().join(''))],
    ['JSON', latin1(JSON.stringify(secret).slice(1, -1))],
    ['UTF-16', Buffer.from(secret, 'utf16le').toString('latin1')],
    ['hex', bytes.toString('hex')],
    ['percent', encodeURIComponent(secret)],
    ['percent of every byte', [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')],
    // As part of a longer text it begins at any of three places in a group of three bytes.
    ...[0, 1, 2].flatMap((before): [string, string][] => [
      [`base64 at ${before}`, inBase64(bytes, before, 'base64')],
      [`base64url at ${before}`, inBase64(bytes, before, 'base64url')],
    ]),
  ];
}

/** The characters that depend on the secret alone, whatever stands before and behind it. */
function inBase64(bytes: Buffer, before: number, encoding: 'base64' | 'base64url'): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes])
    .toString(encoding)
    .replace(/=+$/, '');
  const firstWhole = Math.ceil((before * 8) / 6);
  const lastWhole = Math.floor(((before + bytes.length) * 8) / 6);
  return text.slice(firstWhole, lastWhole);
}
