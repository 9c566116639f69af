import { Readable } from 'node:stream';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { wholeFileDiffers } from '../whole-files.ts';
import { timeCommands } from './changes.ts';
import { DownloadStream } from './download.ts';
import type { FtpServer } from './ftp-server.ts';
import type { Limit } from './limit.ts';
import { explainRefusal } from './refusal.ts';
import { isPositive, parseModificationTime, parseSize, type Reply } from './reply.ts';
import { beginTransfer } from './transfer.ts';
import { upload } from './upload.ts';

/** RETR of a small file. Undefined where it has another size than that. */
export async function readWholeFile(
  server: FtpServer,
  path: RemotePath,
  size: number,
  limit: Limit,
): Promise<Buffer | undefined> {
  const attempt = { to: `read “${path}”`, path };
  const refusal = (reply: Reply, limit: Limit) => explainRefusal(server, 'read', path, reply, limit);
  await server.type.use('image', limit);
  const request = { kind: 'download', command: `RETR ${path}`, refusal, attempt } as const;
  const transfer = await beginTransfer(server.control, server.dataMode, request, limit);
  const chunks: Buffer[] = [];
  let received = 0;
  const body = new DownloadStream(transfer, { path, limit, length: size + 1, released() {} });
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    received += chunk.length;
  }
  return received === size ? Buffer.concat(chunks, received) : undefined;
}

/**
 * STOR of a small file, then SIZE and its time together. Throws where the server tells another size.
 *
 * @returns whether the time is set.
 */
export async function writeWholeFile(
  server: FtpServer,
  path: RemotePath,
  bytes: Buffer,
  modifiedAt: number | undefined,
  limit: Limit,
): Promise<{ timeIsSet: boolean }> {
  const { control, dataMode, features } = server;
  const attempt = { to: `write “${path}”`, path };
  const refusal = (reply: Reply, limit: Limit) => explainRefusal(server, 'write', path, reply, limit);
  await server.type.use('image', limit);
  const request = { kind: 'upload', command: `STOR ${path}`, refusal, attempt } as const;
  const transfer = await beginTransfer(control, dataMode, request, limit);
  const check = (sent: number) => ({ sizeCommand: `SIZE ${path}`, size: sent });
  await upload(transfer, Readable.from(bytes.length === 0 ? [] : [bytes]), { path, limit, check });

  const [setTime] = modifiedAt === undefined ? [] : timeCommands(features);
  const commands = [
    ...(features.has('SIZE') ? [`SIZE ${path}`] : []),
    ...(setTime && modifiedAt !== undefined ? [setTime.line(path, modifiedAt)] : []),
  ];
  const replies = await control.askTogether(commands, limit);
  const told = features.has('SIZE') ? replies.shift() : undefined;
  const size = told && parseSize(told);
  if (size !== undefined && size !== bytes.length) throw wholeFileDiffers(bytes.length, size, path);
  const [timed] = replies;
  return { timeIsSet: timed !== undefined && isPositive(timed) && !setTime?.isUnknown(timed) };
}

/** RNFR and RNTO together, for a name that was looked for and is free. False where the server refuses; then nothing has moved. */
export async function moveToFreeName(
  server: FtpServer,
  from: RemotePath,
  to: RemotePath,
  limit: Limit,
): Promise<boolean> {
  const [, moved] = await server.control.askTogether([`RNFR ${from}`, `RNTO ${to}`], limit);
  return moved !== undefined && isPositive(moved);
}

/** MDTM (RFC 3659 §3): the exact time of a file of which a listing showed the minute only. */
export async function exactTime(server: FtpServer, path: RemotePath, limit: Limit): Promise<number | undefined> {
  if (!server.features.has('MDTM')) return undefined;
  return parseModificationTime(await server.control.ask(`MDTM ${path}`, limit))?.at;
}
