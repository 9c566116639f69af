import { z } from 'zod';
import { type FileSystemId, Place } from './connection.ts';
import { Entry } from './entry.ts';
import { RemoteErrorData } from './remote-error.ts';

/** Bytes that the built-in editor opens at most. */
export const LARGEST_TEXT = 10_000_000;
/** Bytes of a text that quick look shows. */
export const LOOK_TEXT = 256 * 1024;
/** Bytes of the largest image that quick look shows. */
export const LARGEST_IMAGE = 20 * 1024 * 1024;
/** Bytes of the largest PDF that quick look shows. */
export const LARGEST_PDF = 20 * 1024 * 1024;

/** `utf-8-bom` and both of UTF-16 begin with a byte order mark (RFC 3629 §6, RFC 2781 §3.2). */
export const textEncodings = [
  'utf-8',
  'utf-8-bom',
  'utf-16le',
  'utf-16be',
  'windows-1252',
  'iso-8859-1',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'koi8-r',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr',
] as const;
export const TextEncoding = z.enum(textEncodings);
export type TextEncoding = z.infer<typeof TextEncoding>;

export const LineEnds = z.enum(['lf', 'crlf', 'cr']);
export type LineEnds = z.infer<typeof LineEnds>;

/** Which state of a file was read: another one is there when the bytes differ. */
export const FileVersion = z.object({
  size: z.number().int().nonnegative(),
  /** Milliseconds since 1970, UTC. */
  modifiedAt: z.number().optional(),
  /** SHA-256 of the bytes, hex. Absent where the file is too large to be compared in whole. */
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type FileVersion = z.infer<typeof FileVersion>;

/** A text as the editor has it: lines end with `\n` in `text`, with `lineEnds` in the file. */
export const EditedText = z.object({
  text: z.string(),
  encoding: TextEncoding,
  /** Where several kinds are mixed: the most frequent, which saving gives to all lines. */
  lineEnds: LineEnds,
  /** How many lines end in each way, where not all end in the same. */
  mixed: z.object({ lf: z.number(), crlf: z.number(), cr: z.number() }).optional(),
});
export type EditedText = z.infer<typeof EditedText>;

export const SaveResult = z.discriminatedUnion('result', [
  z.object({ result: z.literal('saved'), version: FileVersion, note: z.string().optional() }),
  /** Nothing was written. `entry` is what is there now; absent: the file is gone. */
  z.object({ result: z.literal('changed-meanwhile'), entry: Entry.optional() }),
]);
export type SaveResult = z.infer<typeof SaveResult>;

/** An earlier state of a file, kept on this machine when it was replaced. */
export const KeptVersion = z.object({
  id: z.string().regex(/^\d{13}-[0-9a-f]{16}$/),
  /** When it was replaced, ms since 1970. */
  keptAt: z.number(),
  size: z.number(),
});
export type KeptVersion = z.infer<typeof KeptVersion>;

/**
 * A file that another program edits, as a copy on this machine.
 *
 * - `open`: watched; every save is uploaded.
 * - `conflict`: saved here, and changed on the server meanwhile; waits for an answer.
 * - `failed`: saved here and not uploaded, see `error`.
 */
export const ExternalEdit = z.object({
  id: z.string(),
  place: Place,
  /** Of the connection. */
  label: z.string(),
  state: z.enum(['open', 'uploading', 'conflict', 'failed']),
  error: RemoteErrorData.optional(),
  /** With `conflict`: what is there now; absent: it is gone. */
  theirs: Entry.optional(),
  /** With `conflict`: what was saved here. */
  mine: z.object({ size: z.number(), modifiedAt: z.number() }).optional(),
  uploadedAt: z.number().optional(),
  /** Left by an earlier run of Portside, which could not upload it. */
  leftOver: z.boolean(),
});
export type ExternalEdit = z.infer<typeof ExternalEdit>;

export const ExternalAnswer = z.enum(['overwrite', 'load-theirs', 'save-beside']);
export type ExternalAnswer = z.infer<typeof ExternalAnswer>;

const imageTypes = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/bmp',
  'image/x-icon',
  'image/svg+xml',
] as const;

/** What quick look shows of a file. */
export const FileLook = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string(), encoding: TextEncoding, isWhole: z.boolean() }),
  /** Without its bytes where it is larger than {@link LARGEST_IMAGE}. */
  z.object({
    kind: z.literal('image'),
    mime: z.enum(imageTypes),
    base64: z.string().optional(),
  }),
  /** Without its bytes where it is larger than {@link LARGEST_PDF}. */
  z.object({ kind: z.literal('pdf'), version: z.string(), base64: z.string().optional() }),
  /** The first bytes, hex. */
  z.object({ kind: z.literal('bytes'), hex: z.string() }),
]);
export type FileLook = z.infer<typeof FileLook>;

/** Which program edits files outside of Portside. */
export const EditorProgram = z.object({
  /** Absent: none was found. */
  name: z.string().optional(),
  from: z.enum(['environment', 'chosen', 'system']),
  /** Whether this host can ask for another one. */
  canChoose: z.boolean(),
});
export type EditorProgram = z.infer<typeof EditorProgram>;

/** The name for one's own state of a file beside the other: `notes (mine).txt`, then `notes (mine 2).txt`. */
export function besideName(name: string, attempt: number): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot <= 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot)];
  return `${stem} (${attempt === 1 ? 'mine' : `mine ${attempt}`})${ending}`;
}

/** A file system and a path in one word, for maps. */
export function placeKey({ fs, path }: { fs: z.infer<typeof FileSystemId>; path: string }): string {
  return `${fs} ${path}`;
}
