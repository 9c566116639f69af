import { RemoteError } from '../../../shared/model/remote-error.ts';
import { isRemotePath, normalizePath, type RemotePath } from '../../../shared/model/remote-path.ts';
import { parseTimeValue } from './listing/listing-date.ts';

/** A whole reply of the server (RFC 959 §4.2). */
export interface Reply {
  readonly code: number;
  /** Every line as text; the code is taken off the first and the last. */
  readonly lines: readonly string[];
}

/** @param message the reply with its code, lines divided by `\n`. */
export function parseReply(code: number, message: string): Reply {
  const lines = message.split('\n');
  const last = lines.length - 1;
  const strip = (line: string) => (/^\d{3}(?:[ -]|$)/.test(line) ? line.slice(4) : line);
  return { code, lines: lines.map((line, at) => (at === 0 || at === last ? strip(line) : line)) };
}

/** Whether a reply can begin so: three digits and a space or a dash, as far as they have come. */
export function mayBeReply(start: string): boolean {
  return /^\s*(?:\d{0,3}$|\d{3}[- \r\n])/.test(start);
}

/** What the server says, on one line. */
export function replyText(reply: Reply): string {
  const words = reply.lines
    .map((line) => line.replace(/^\d{3}-/, '').trim())
    .filter((line) => line !== '')
    .join(' ');
  return `${reply.code} ${words}`.trim();
}

export function isPositive(reply: Reply): boolean {
  return reply.code >= 200 && reply.code < 300;
}

/** The command is unknown or not for this server: 500, 502 and 504 (RFC 959 §4.2.1), and 501 for an option it does not know. */
export function isNotImplemented(reply: Reply): boolean {
  return [500, 501, 502, 504].includes(reply.code);
}

/**
 * The path of a 257 reply: in quotation marks, those in it doubled (RFC 959 appendix II); some servers leave the marks out. The root
 * where it is no path of ours.
 */
export function parseWorkingDirectory(reply: Reply): RemotePath {
  const [line = ''] = reply.lines;
  const quoted = /"((?:[^"]|"")*)"/.exec(line)?.[1]?.replaceAll('""', '"');
  const path = quoted ?? (reply.code === 257 ? /^\S*/.exec(line)?.[0] : undefined) ?? '';
  if (!path.startsWith('/')) return '/';
  const normal = normalizePath(path);
  return isRemotePath(normal) ? normal : '/';
}

/** The port of a 229 reply: `(|||6446|)`, with any delimiter (RFC 2428 §3); some servers leave the parentheses out. */
export function parseExtendedPassive(reply: Reply): number {
  const match = /\(([!-/:-~])\1\1(\d{1,5})\1\)|\|\|\|(\d{1,5})\|/.exec(reply.lines.join(' '));
  return validPort(Number(match?.[2] ?? match?.[3] ?? 0), reply);
}

/** Address and port of a 227 reply: `h1,h2,h3,h4,p1,p2`, with or without parentheses (RFC 1123 §4.1.2.6). */
export function parsePassive(reply: Reply): { address: string; port: number } {
  const match = /(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3}),(\d{1,3})/.exec(reply.lines.join(' '));
  const numbers = (match?.slice(1) ?? []).map(Number);
  const [a = 0, b = 0, c = 0, d = 0, high = 256, low = 256] = numbers;
  if (numbers.some((number) => number > 255)) throw malformed(reply);
  return { address: `${a}.${b}.${c}.${d}`, port: validPort(high * 256 + low, reply) };
}

function validPort(port: number, reply: Reply): number {
  if (port < 1 || port > 65_535) throw malformed(reply);
  return port;
}

/** The number of a 213 reply to SIZE (RFC 3659 §4). */
export function parseSize(reply: Reply): number | undefined {
  const match = /^\s*(\d{1,16})(?!\d)/.exec(reply.lines[0] ?? '');
  const size = Number(match?.[1]);
  return reply.code === 213 && match && Number.isSafeInteger(size) ? size : undefined;
}

/** The time of a 213 reply to MDTM (RFC 3659 §3). */
export function parseModificationTime(reply: Reply): ReturnType<typeof parseTimeValue> {
  return reply.code === 213 ? parseTimeValue((reply.lines[0] ?? '').trim()) : undefined;
}

function malformed(reply: Reply): RemoteError {
  return new RemoteError('protocol', `The server's answer makes no sense: ${replyText(reply)}`, {
    serverCode: reply.code,
    serverText: replyText(reply),
  });
}
