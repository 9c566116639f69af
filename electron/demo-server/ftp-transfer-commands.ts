import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { ListedRow } from './faults.ts';
import { toDiskLines, toNetworkLines } from './ftp-ascii.ts';
import { dialForData, listenForData } from './ftp-data-channel.ts';
import { type ListingFormat, machineDots, machineListing, nameListing, unixListing } from './ftp-listing.ts';
import type { FtpCommand, FtpReply, FtpSession } from './ftp-session.ts';
import { FileError } from './site-files.ts';

/** Rows leave in pieces of about this size, not one packet each. */
const LISTING_CHUNK_BYTES = 16_384;
const READ_BYTES = 65_536;
const PACED_BYTES = 8_192;

/** How data travels, and everything that travels. */
export const transferCommands: Record<string, FtpCommand> = {
  TYPE: { run: setRepresentation },
  MODE: { run: (_session, mode) => (/^S$/i.test(mode) ? '200 Mode is stream.' : '504 Only stream mode is known.') },
  STRU: { run: (_session, form) => (/^F$/i.test(form) ? '200 Structure is file.' : '504 Only files are known.') },
  PASV: { run: passive },
  EPSV: { run: extendedPassive },
  PORT: { run: active },
  EPRT: { run: extendedActive },
  REST: { run: restart },
  // What was running was stopped when the command arrived, and has had its 426.
  ABOR: { run: () => '226 Abort done.' },
  LIST: { run: (session, argument) => list(session, withoutFlags(argument), unixListing(Date.now())) },
  NLST: { run: (session, argument) => list(session, withoutFlags(argument), nameListing) },
  MLSD: { run: (session, argument) => list(session, argument, machineListing(session.facts), 'with dots') },
  RETR: { run: retrieve },
  STOR: { run: (session, argument) => store(session, argument, 'from the restart offset') },
  APPE: { run: (session, argument) => store(session, argument, 'at the end') },
};

function setRepresentation(session: FtpSession, type: string): string {
  switch (type.toUpperCase()) {
    case 'I':
    case 'L 8':
      session.representation = 'image';
      return '200 Type is image.';
    case 'A':
    case 'A N':
      session.representation = 'ascii';
      return '200 Type is ASCII.';
    default:
      return '504 Only A and I are known.';
  }
}

async function passive(session: FtpSession): Promise<string> {
  const { localAddress = '', remoteAddress = '' } = session.socket;
  if (session.extendedPassiveOnly) return '501 EPSV ALL was chosen.';
  if (isIP(localAddress) !== 4) return '425 PASV is for IPv4; use EPSV.';
  const channel = await listenForData(localAddress, remoteAddress);
  session.settleDataChannel(channel);
  const address = localAddress.replaceAll('.', ',');
  return `227 Entering Passive Mode (${address},${channel.port >> 8},${channel.port & 0xff}).`;
}

/** RFC 2428 §3. */
async function extendedPassive(session: FtpSession, argument: string): Promise<string> {
  const { localAddress = '', remoteAddress = '' } = session.socket;
  if (/^ALL$/i.test(argument)) {
    session.extendedPassiveOnly = true;
    return '200 EPSV only from now on.';
  }
  const family = isIP(localAddress) === 4 ? '1' : '2';
  if (argument !== '' && argument !== family) return `522 Network protocol not supported, use (${family}).`;
  const channel = await listenForData(localAddress, remoteAddress);
  session.settleDataChannel(channel);
  return `229 Entering Extended Passive Mode (|||${channel.port}|)`;
}

function active(session: FtpSession, argument: string): string {
  const numbers = argument.split(',').map(Number);
  const [, , , , high = -1, low = -1] = numbers;
  if (numbers.length !== 6 || !numbers.every((number) => Number.isInteger(number) && number >= 0 && number < 256)) {
    return '501 PORT needs h1,h2,h3,h4,p1,p2.';
  }
  return dial(session, numbers.slice(0, 4).join('.'), high * 256 + low);
}

/** RFC 2428 §2. */
function extendedActive(session: FtpSession, argument: string): string {
  const [, family = '', address = '', port = ''] =
    /^([!-~])([12])\1([0-9a-f.:]+)\1(\d{1,5})\1$/i.exec(argument)?.slice(1) ?? [];
  if (isIP(address) !== (family === '1' ? 4 : 6)) return '501 EPRT needs |family|address|port|.';
  return dial(session, address, Number(port));
}

/** Only to where the client itself is: no bounce attack (RFC 2577 §3). */
function dial(session: FtpSession, address: string, port: number): string {
  if (session.extendedPassiveOnly) return '501 EPSV ALL was chosen.';
  if (address !== session.socket.remoteAddress || port < 1024 || port > 65_535) return '500 Not that address and port.';
  session.settleDataChannel(dialForData(address, port));
  return '200 Address taken.';
}

function restart(session: FtpSession, argument: string): string {
  if (!/^\d{1,15}$/.test(argument)) return '501 REST needs a byte count.';
  session.restartOffset = Number(argument);
  return `350 The next transfer starts at ${argument}.`;
}

async function retrieve(session: FtpSession, argument: string): Promise<FtpReply> {
  const start = session.takeRestartOffset();
  using channel = session.takeDataChannel();
  const { path, file } = await session.site.files.open(session.path(argument), constants.O_RDONLY);
  await using _closed = file;
  if (start > (await file.stat()).size) return '554 The restart offset lies beyond the end.';
  await session.transfer(channel, 'downloading', path, (data, signal) => {
    const bytes = contentOf(file, start);
    const lines = session.representation === 'ascii' ? toNetworkLines(bytes) : bytes;
    return pipeline(counted(session, paced(session, lines)), data, { signal });
  });
  return '226 Transfer complete.';
}

/** At the speed that the login is given. */
async function* paced(session: FtpSession, chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  const limit = session.site.account.bytesPerSecond(session.live.snapshot().user);
  if (limit === undefined) return yield* chunks;
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PACED_BYTES) {
      const piece = chunk.subarray(at, at + PACED_BYTES);
      yield piece;
      await delay((piece.length / limit) * 1_000, undefined, { signal: session.control.gone });
    }
  }
}

async function store(
  session: FtpSession,
  argument: string,
  place: 'from the restart offset' | 'at the end',
): Promise<FtpReply> {
  const offset = session.takeRestartOffset();
  using channel = session.takeDataChannel();
  const truncate = place === 'from the restart offset' && offset === 0 ? constants.O_TRUNC : 0;
  const flags = constants.O_WRONLY | constants.O_CREAT | truncate;
  const { path, file } = await session.site.files.open(session.path(argument), flags);
  await using _closed = file;
  const start = place === 'at the end' ? (await file.stat()).size : offset;
  const ascii = session.representation === 'ascii';
  await session.transfer(channel, 'uploading', path, (data, signal) =>
    pipeline(
      data,
      (chunks: AsyncIterable<Buffer>) => whileDiskLasts(session, path, counted(session, chunks)),
      (chunks: AsyncIterable<Buffer>) => (ascii ? toDiskLines(chunks) : chunks),
      (chunks: AsyncIterable<Buffer>) => writeAll(file, start, chunks),
      { signal },
    ),
  );
  return '226 Transfer complete.';
}

async function* contentOf(file: FileHandle, start: number): AsyncIterable<Buffer> {
  for (let at = start; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, at);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    at += bytesRead;
  }
}

async function writeAll(file: FileHandle, start: number, chunks: AsyncIterable<Buffer>): Promise<void> {
  let at = start;
  for await (const chunk of chunks) {
    for (let written = 0; written < chunk.length; ) {
      written += (await file.write(chunk, written, chunk.length - written, at + written)).bytesWritten;
    }
    at += chunk.length;
  }
}

async function* counted(session: FtpSession, chunks: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
  for await (const chunk of chunks) {
    session.live.moved(chunk.length);
    yield chunk;
  }
}

async function* whileDiskLasts(
  session: FtpSession,
  path: RemotePath,
  chunks: AsyncIterable<Buffer>,
): AsyncIterable<Buffer> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (session.site.faults.diskFull(path, bytes)) throw new FileError('ENOSPC');
    yield chunk;
  }
}

async function list(
  session: FtpSession,
  argument: string,
  format: ListingFormat,
  dots: 'with dots' | 'without dots' = 'without dots',
): Promise<FtpReply> {
  using channel = session.takeDataChannel();
  const { files, faults } = session.site;
  const path = argument === '' ? session.directory : session.path(argument);
  const { path: found, stats } = await files.stat(path, 'follow');
  if (!stats.isDirectory() && dots === 'with dots') return '501 Not a directory.';
  const rows = stats.isDirectory()
    ? faults.rows(found, oneLineNames((await files.list(path)).rows))
    : [await files.row(path)];
  const before = dots === 'with dots' ? machineDots(await files.row(found), session.facts) : [];
  await session.transfer(channel, 'listing', found, (data, signal) =>
    pipeline(Readable.from(inChunks(before, rows, format)), data, { signal }),
  );
  return '226 Directory sent.';
}

/** A line break in a name would make two rows of one. */
async function* oneLineNames(rows: AsyncIterable<ListedRow>): AsyncIterable<ListedRow> {
  for await (const row of rows) yield { ...row, name: row.name.toString().replace(/[\r\n]/g, '?') };
}

async function* inChunks(
  before: readonly Buffer[],
  rows: AsyncIterable<ListedRow> | Iterable<ListedRow>,
  format: ListingFormat,
): AsyncIterable<Buffer> {
  let lines = [...before];
  let bytes = 0;
  for await (const row of rows) {
    const line = format(row);
    lines.push(line);
    bytes += line.length;
    if (bytes < LISTING_CHUNK_BYTES) continue;
    yield Buffer.concat(lines);
    lines = [];
    bytes = 0;
  }
  if (lines.length > 0) yield Buffer.concat(lines);
}

/** `LIST -la name`: clients that take FTP for ls. */
function withoutFlags(argument: string): string {
  return argument.replace(/^(-\S*\s*)+/, '');
}
