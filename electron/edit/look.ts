import { type FileLook, LARGEST_IMAGE, LARGEST_PDF, LOOK_TEXT } from '../../shared/model/edit.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { isDirectoryLike } from '../../shared/model/entry.ts';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../remote/remote-file-system.ts';
import { fileBehind, readBeginning, readWhole } from './read-bytes.ts';
import { decodeText } from './text-codec.ts';

/** Bytes by which a file is told from others, and of those that are shown where it is nothing known. */
const HEAD = 4096;
const SHOWN_BYTES = 512;

type Mime = Extract<FileLook, { kind: 'image' }>['mime'];

/** What quick look shows of a file, by its bytes and never by its name alone; no more of it is read than is shown. */
export async function lookAt(
  session: RemoteFileSystem,
  path: RemotePath,
  call: Call,
): Promise<{ entry: Entry; look?: FileLook }> {
  const listed = await session.stat(path, call);
  if (isDirectoryLike(listed) || listed.type === 'other') return { entry: listed };
  const { file, entry } = await fileBehind(session, path, listed, call);
  const shown = { ...entry, name: listed.name };
  const head = await readBeginning(session, file, HEAD, call);
  const mime = imageType(head);
  if (mime) {
    const bytes = await readWhole(session, file, entry, LARGEST_IMAGE, call);
    return { entry: shown, look: { kind: 'image', mime, ...(bytes && { base64: bytes.toString('base64') }) } };
  }
  const version = /^%PDF-(\d\.\d)/.exec(head.toString('latin1'))?.[1];
  if (version !== undefined) {
    const bytes = await readWhole(session, file, entry, LARGEST_PDF, call);
    return { entry: shown, look: { kind: 'pdf', version, ...(bytes && { base64: bytes.toString('base64') }) } };
  }
  if (!decodeBeginning(head)) return { entry: shown, look: bytesLook(head) };
  // One more than is shown tells whether there is more.
  const bytes = await readBeginning(session, file, LOOK_TEXT + 1, call);
  const decoded = decodeBeginning(bytes.subarray(0, LOOK_TEXT));
  if (!decoded) return { entry: shown, look: bytesLook(head) };
  const { text, encoding } = decoded;
  return { entry: shown, look: { kind: 'text', text, encoding, isWhole: bytes.length <= LOOK_TEXT } };
}

function bytesLook(head: Buffer): FileLook {
  return { kind: 'bytes', hex: head.subarray(0, SHOWN_BYTES).toString('hex') };
}

/** The end may have been cut through a character of up to four bytes. */
function decodeBeginning(bytes: Buffer): ReturnType<typeof decodeText> {
  const whole = decodeText(bytes);
  if (whole ? whole.encoding !== 'windows-1252' : bytes.includes(0)) return whole;
  for (const cut of [1, 2, 3]) {
    const decoded = decodeText(bytes.subarray(0, Math.max(0, bytes.length - cut)));
    if (decoded && decoded.encoding !== 'windows-1252') return decoded;
  }
  return whole;
}

/** How long the header is that follows the first 14 bytes of a bitmap. No text has such a number there. */
const bitmapHeaders: ReadonlySet<number | undefined> = new Set([12, 40, 52, 56, 64, 108, 124]);

function numberAt(bytes: Buffer, offset: number): number | undefined {
  return bytes.length >= offset + 4 ? bytes.readUInt32LE(offset) : undefined;
}

/** By the first bytes, as browsers tell them apart (mimesniff.spec.whatwg.org §6.1). */
function imageType(head: Buffer): Mime | undefined {
  const latin = head.toString('latin1');
  if (latin.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (latin.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (/^GIF8[79]a/.test(latin)) return 'image/gif';
  if (latin.startsWith('RIFF') && latin.startsWith('WEBPVP', 8)) return 'image/webp';
  if (latin.startsWith('ftypavif', 4) || latin.startsWith('ftypavis', 4)) return 'image/avif';
  if (latin.startsWith('BM') && bitmapHeaders.has(numberAt(head, 14))) return 'image/bmp';
  if (latin.startsWith('\0\0\x01\0') && head[4] !== 0 && head[5] === 0) return 'image/x-icon';
  const markup = head.toString('utf8').replace(/^\ufeff/, '');
  return /^\s*(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]/i.test(markup)
    ? 'image/svg+xml'
    : undefined;
}
