import { Readable } from 'node:stream';
import type { RemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { untilCancelled } from '../cancelled.ts';
import { type Finish, sizeNotTold, wholeFileDiffers } from '../whole-files.ts';
import { timeCommands } from './changes.ts';
import type { Ahead } from './control-connection.ts';
import { DownloadStream } from './download.ts';
import { errorOf } from './ftp-errors.ts';
import type { FtpServer } from './ftp-server.ts';
import type { Limit } from './limit.ts';
import { existing } from './meanings.ts';
import { explainRefusal } from './refusal.ts';
import { isPositive, parseModificationTime, parseSize, type Reply } from './reply.ts';
import { beginTransfer, type TransferRequest } from './transfer.ts';
import { upload } from './upload.ts';

/** RETR of a small file. Undefined where it has another size than that. */
export async function readWholeFile(
  server: FtpServer,
  path: RemotePath,
  size: number,
  limit: Limit,
  before?: Ahead,
): Promise<Buffer | undefined> {
  const attempt = { to: `read “${path}”`, path };
  const refusal = (reply: Reply, limit: Limit) => explainRefusal(server, 'read', path, reply, limit);
  await server.type.use('image', limit);
  const { control, dataMode } = server;
  const request: TransferRequest = {
    ...{ kind: 'download' as const, command: `RETR ${path}`, refusal, attempt },
    ...(before && { before }),
    ...(control.queuesCommands && { after: (ahead) => (ahead ? [ahead] : []) }),
  };
  const transfer = await beginTransfer(control, dataMode, request, limit);
  const chunks: Buffer[] = [];
  let received = 0;
  const body = new DownloadStream(transfer, { path, limit, length: size + 1, released() {} });
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    received += chunk.length;
  }
  if (!control.queuesCommands) await control.askTogether([], limit, dataMode.ahead?.(control));
  return received === size ? Buffer.concat(chunks, received) : undefined;
}

/** The same, and MDTM (RFC 3659 §3) along with it. Undefined also where the server does not tell the time. */
export async function readDatedFile(
  server: FtpServer,
  path: RemotePath,
  size: number,
  limit: Limit,
): Promise<{ bytes: Buffer; modifiedAt: number } | undefined> {
  let modifiedAt: number | undefined;
  const take = (reply: Reply) => {
    modifiedAt = parseModificationTime(reply)?.at;
  };
  const bytes = await readWholeFile(server, path, size, limit, { command: `MDTM ${path}`, take });
  return bytes && modifiedAt !== undefined ? { bytes, modifiedAt } : undefined;
}

/** What of a small file's way the server has done. */
export interface Stored {
  readonly timeIsSet: boolean;
  /** It has its name. */
  readonly isMoved: boolean;
  /** The server says that nothing has this name. */
  readonly nameIsFree: boolean;
}

/**
 * STOR of a small file, then (or along with it, where the server queues commands) SIZE, its time, a look at its name and the first half of its move together, and the second half once the
 * size is seen to be right and the name to be free: RNTO replaces without a word, and others may have written there since the folder was
 * listed. Throws where the server tells another size or none (`unsupported`), and where the name is taken (`exists`); nothing has moved
 * then. Where it needs more than a time, it is not moved yet.
 */
export async function writeWholeFile(
  server: FtpServer,
  path: RemotePath,
  bytes: Buffer,
  { modifiedAt, permissions, moveTo }: Finish,
  limit: Limit,
): Promise<Stored> {
  const { control, dataMode, features } = server;
  const attempt = { to: `write “${path}”`, path };
  const refusal = (reply: Reply, limit: Limit) => explainRefusal(server, 'write', path, reply, limit);
  await server.type.use('image', limit);
  const [setTime] = modifiedAt === undefined ? [] : timeCommands(features);
  const commands = {
    time: setTime && modifiedAt !== undefined ? [setTime.line(path, modifiedAt)] : [],
    move: permissions === undefined ? [`RNFR ${path}`] : [],
  };
  const looks = [`SIZE ${path}`, `SIZE ${moveTo}`, ...commands.time];
  let answers: Reply[] = [];
  const after = (ahead: Ahead | undefined): Ahead[] => {
    const taken: Reply[] = [];
    answers = taken;
    const asked = (command: string) => ({ command, take: (reply: Reply) => void taken.push(reply) });
    // Nothing comes between RNFR and RNTO.
    return [...looks.map(asked), ...(ahead ? [ahead] : []), ...commands.move.map(asked)];
  };
  const { queuesCommands } = control;
  const request: TransferRequest = {
    ...{ kind: 'upload' as const, command: `STOR ${path}`, body: bytes, refusal, attempt },
    ...(queuesCommands && { after }),
  };
  const transfer = await beginTransfer(control, dataMode, request, limit);
  // What has been asked for already tells the size as well.
  const check = queuesCommands ? {} : { check: (sent: number) => ({ sizeCommand: `SIZE ${path}`, size: sent }) };
  await upload(transfer, Readable.from(bytes.length === 0 ? [] : [bytes]), { path, limit, ...check });
  if (queuesCommands) await untilCancelled(control.caughtUp(), limit.signal);
  else answers = await control.askTogether([...looks, ...commands.move], limit);
  if (control.lost) throw control.lost;
  const [told, looked, ...replies] = answers;
  const isMoveBegun = commands.move.length > 0 && replies.at(-1)?.code === 350;
  const problem = problemOf(told, bytes.length, path) ?? takenName(looked, moveTo);
  const timed = commands.time.length > 0 ? replies[0] : undefined;
  const timeIsSet = timed !== undefined && isPositive(timed) && !setTime?.isUnknown(timed);
  const nameIsFree = looked?.code === 550;
  const mayMove = isMoveBegun && !problem && nameIsFree && (timeIsSet || modifiedAt === undefined);
  if (isMoveBegun && !mayMove) await giveUpMove(server, path, limit);
  if (problem) throw problem;
  return { timeIsSet, nameIsFree, isMoved: mayMove && (await finishMove(server, [`RNTO ${moveTo}`], limit)) };
}

/** What speaks against the file as the server holds it. */
function problemOf(told: Reply | undefined, sent: number, path: RemotePath): RemoteError | undefined {
  const size = told && parseSize(told);
  if (size === undefined) return sizeNotTold(path);
  return size === sent ? undefined : wholeFileDiffers(sent, size, path);
}

function takenName(looked: Reply | undefined, path: RemotePath): RemoteError | undefined {
  if (!looked || !isPositive(looked)) return undefined;
  const attempt = { to: `rename something to “${path}”`, path };
  return errorOf(existing(attempt), attempt, looked);
}

/** After RNFR, ProFTPD answers every other command with 501 until RNTO has come: the file is moved to where it is. */
async function giveUpMove({ control }: FtpServer, path: RemotePath, limit: Limit): Promise<void> {
  await control.ask(`RNTO ${path}`, limit);
}

/** RNFR and RNTO together, for a name that was looked for and is free. False where the server refuses; then nothing has moved. */
export function moveToFreeName(server: FtpServer, from: RemotePath, to: RemotePath, limit: Limit): Promise<boolean> {
  return finishMove(server, [`RNFR ${from}`, `RNTO ${to}`], limit);
}

/** Where one small file has been stored the next one follows: its data connection is asked for along with the move. */
async function finishMove({ control, dataMode }: FtpServer, commands: string[], limit: Limit): Promise<boolean> {
  const moved = (await control.askTogether(commands, limit, dataMode.ahead?.(control))).at(-1);
  return moved !== undefined && isPositive(moved);
}

/** MDTM (RFC 3659 §3): the exact time of a file of which a listing showed the minute only. */
export async function exactTime(server: FtpServer, path: RemotePath, limit: Limit): Promise<number | undefined> {
  if (!server.features.has('MDTM')) return undefined;
  return parseModificationTime(await server.control.ask(`MDTM ${path}`, limit))?.at;
}
