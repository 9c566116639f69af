import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Entry } from '../../../shared/model/entry.ts';
import type { RemoteError } from '../../../shared/model/remote-error.ts';
import { joinPath, type RemotePath, ROOT } from '../../../shared/model/remote-path.ts';
import { refuseCancelled } from '../cancelled.ts';
import type { Page } from '../remote-file-system.ts';
import { DownloadStream } from './download.ts';
import { errorAt, errorOf, isVague, replyError } from './ftp-errors.ts';
import type { FtpServer } from './ftp-server.ts';
import type { Limit } from './limit.ts';
import { ListingReader } from './listing/listing-reader.ts';
import { localDialects } from './listing/server-clock.ts';
import { denied } from './meanings.ts';
import { fileArgument, topOf } from './path-form.ts';
import { isNotImplemented, isPositive, parseModificationTime, type Reply, replyText } from './reply.ts';
import { beginTransfer } from './transfer.ts';

const PAGE_ROWS = 1000;
/** Rows that came are shown at the latest after this, even where a slow server has not filled a page. */
const PAGE_MS = 250;
/** So many bytes are read, and so long, before others have their turn. */
const PIECE_BYTES = 16 * 1024;
const TURN_MS = 8;

/**
 * The rows of a directory, in pages. The directory is entered first and then listed without a name, since servers take
 * spaces, dashes and brackets in LIST's argument for options and patterns.
 *
 * @param refusal what it means that the directory cannot be entered.
 */
export async function* listDirectory(
  server: FtpServer,
  directory: RemotePath,
  refusal: (reply: Reply) => Promise<RemoteError>,
  limit: Limit,
): AsyncGenerator<Page> {
  const { control, paths, home } = server;
  if (paths.kind === 'foreign' && directory === ROOT) {
    yield { entries: [{ name: topOf(home), type: 'directory' }] };
    return;
  }
  const entered = await control.ask(`CWD ${paths.directory(directory)}`, limit);
  if (!isPositive(entered)) throw await refusal(entered);
  for (let way: FtpServer['listing'] | undefined = server.listing; way !== undefined; way = nextWay[way]) {
    try {
      const { understood, rows } = yield* rowsOf(server, way, directory, { clock: 'learn' }, limit);
      if (rows > 0 || (understood > 0 && way === server.listing)) {
        server.listing = way;
        server.listingProven = true;
      }
      // MLSD and `LIST -a` mostly show at least `.` and `..`: a server that shows nothing, or words (“-a not found”), may have a
      // broken MLSD, or may have looked for a file named `-a`. A directory that is empty in every way says nothing about the ways.
      if (server.listingProven || understood > 0) return;
    } catch (error) {
      if (!(error instanceof NotOffered)) throw error;
      const next = nextWay[way];
      if (next === undefined) throw error.refusal;
      if (error.isUnknown && server.listing === way) server.listing = next;
    }
  }
}

const nextWay = { MLSD: 'LIST -a', 'LIST -a': 'LIST', LIST: undefined } as const;

/** The server does not list in this way; it may in another. */
class NotOffered extends Error {
  readonly refusal: unknown;
  /** It knows no such command or option, and will not the next time. */
  readonly isUnknown: boolean;

  constructor(refusal: unknown, reply: Reply) {
    super('not offered');
    this.refusal = refusal;
    this.isUnknown = isNotImplemented(reply);
  }
}

/** What LIST shows of a single file: one row, if the server thinks of it as we do. */
export function listFile(server: FtpServer, path: RemotePath, limit: Limit): AsyncGenerator<Page, Listed> {
  return rowsOf(server, `LIST ${path}`, path, { clock: 'known' }, limit);
}

/** The rows of a directory as LIST writes them, also where MLSD is the better way: they show where links lead. */
export async function* listLong(server: FtpServer, directory: RemotePath, limit: Limit): AsyncGenerator<Page> {
  const attempt = { to: `list “${directory}”`, path: directory };
  const entered = await server.control.ask(`CWD ${server.paths.directory(directory)}`, limit);
  if (!isPositive(entered)) throw replyError(entered, attempt);
  yield* rowsOf(server, 'LIST -a', directory, { clock: 'known' }, limit);
}

interface Listed {
  /** Lines that mean something: rows, dots, headings. */
  readonly understood: number;
  readonly rows: number;
}

async function* rowsOf(
  server: FtpServer,
  command: string,
  path: RemotePath,
  { clock }: { clock: 'learn' | 'known' },
  limit: Limit,
): AsyncGenerator<Page, Listed> {
  const { control, dataMode } = server;
  const attempt = { to: `list “${path}”`, path };
  let refused: Reply | undefined;
  const refusal = async (reply: Reply) => {
    refused = reply;
    return replyError(reply, attempt);
  };
  let stream: DownloadStream;
  try {
    const transfer = await beginTransfer(control, dataMode, { kind: 'listing', command, refusal, attempt }, limit);
    stream = new DownloadStream(transfer, {
      path,
      limit,
      objection: (reply) => (saysUnreadable(reply) ? errorOf(denied(attempt), attempt, reply) : undefined),
      released: () => {},
    });
  } catch (error) {
    if (refused === undefined) throw error;
    // Servers find many words for an option that they do not have. What is truly forbidden is so without it too.
    const mindsOption = command === 'LIST -a' && (refused.code >= 550 || saysNoFiles(refused));
    const minds = !server.listingProven && (mindsOption || (command === 'MLSD' && isVague(refused)));
    if (isNotImplemented(refused) || minds) throw new NotOffered(error, refused);
    if (saysNoFiles(refused)) return { understood: 0, rows: 0 };
    throw error;
  }
  // What fails is told by the loop below; after a break nobody listens any more.
  stream.on('error', () => {});
  const context = { now: Date.now(), aheadMs: server.clock.aheadMs };
  const reader = new ListingReader(command === 'MLSD' ? 'MLSD' : 'LIST', control.text, context);
  let witness: Entry | undefined;
  let pages = 0;
  let rows = 0;
  let lastPage = Date.now();
  try {
    for await (const chunk of withPauses(stream, PAGE_MS)) {
      if (chunk !== 'pause') reader.add(chunk);
      if (reader.waiting < PAGE_ROWS && Date.now() - lastPage < PAGE_MS) continue;
      lastPage = Date.now();
      const page = reader.take();
      if (page.entries.length > 0 || page.unparsed) {
        pages += 1;
        rows += page.entries.length;
        witness ??= server.clock.witness(page.entries);
        yield page;
      }
      refuseCancelled(limit.signal, path);
    }
  } catch (error) {
    stream.destroy(errorAt(error, path));
    throw error;
  } finally {
    // The control connection is free once the stream has closed.
    stream.destroy();
    if (!stream.closed) await new Promise((resolve) => stream.once('close', resolve));
  }
  reader.end();
  if (reader.dialect !== undefined) server.dialect = reader.dialect;
  const last = reader.take();
  witness ??= server.clock.witness(last.entries);
  const isLocal = clock === 'learn' && localDialects.has(reader.dialect);
  const ahead = isLocal && witness ? await learnClock(server, path, witness, limit) : 0;
  // Of a long listing the first rows are shown already; they keep the times that they were shown with, and so do the last.
  const corrected =
    ahead === 0 || pages > 0 ? last : { ...last, entries: last.entries.map((row) => earlier(row, ahead)) };
  if (corrected.entries.length > 0 || corrected.unparsed) yield corrected;
  const all = rows + last.entries.length;
  return { understood: all + reader.ignored, rows: all };
}

/** Asks for the exact time of a row (RFC 3659 §3). @returns ms that the listing is ahead of UTC. */
async function learnClock(server: FtpServer, directory: RemotePath, row: Entry, limit: Limit): Promise<number> {
  if (!server.features.has('MDTM')) return 0;
  const file = fileArgument(server.paths, joinPath(directory, row.name));
  const reply = await server.control.ask(`MDTM ${file}`, limit);
  const ahead = server.clock.learn(row, parseModificationTime(reply)?.at);
  if (ahead !== 0) server.control.note(`Listings are ${ahead / 60_000} minutes ahead of UTC here`);
  return ahead;
}

function earlier(row: Entry, ms: number): Entry {
  return row.modifiedAt === undefined ? row : { ...row, modifiedAt: row.modifiedAt - ms };
}

/** The bytes of a stream, in pieces that do not hold up what else the thread has to do, and `pause` where none came for a while. */
async function* withPauses(stream: Readable, pauseMs: number): AsyncGenerator<Buffer | 'pause'> {
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]();
  let turn = performance.now();
  for (;;) {
    const next = chunks.next();
    // Whoever stops listening between two chunks leaves this one to nobody.
    next.catch(() => {});
    while ((await settledWithin(next, pauseMs)) === 'later') yield 'pause';
    const { done, value } = await next;
    if (done === true) return;
    for (let at = 0; at < value.length; at += PIECE_BYTES) {
      if (performance.now() - turn > TURN_MS) {
        await nextTurn();
        turn = performance.now();
      }
      yield value.subarray(at, at + PIECE_BYTES);
    }
  }
}

async function settledWithin(promise: Promise<unknown>, ms: number): Promise<'settled' | 'later'> {
  const { promise: later, resolve } = Promise.withResolvers<'later'>();
  const timer = setTimeout(resolve, ms, 'later');
  const settled = promise.then(
    () => 'settled' as const,
    () => 'settled' as const,
  );
  try {
    return await Promise.race([settled, later]);
  } finally {
    clearTimeout(timer);
  }
}

/** Some servers refuse to list a directory that holds nothing; that it is there is known by then. */
function saysNoFiles(reply: Reply): boolean {
  return (
    [450, 550].includes(reply.code) &&
    /no (?:such )?(?:files?|entries|directory)|not found|empty/i.test(replyText(reply))
  );
}

/** vsftpd enters a directory that it may not read, and then says "226 Transfer done (but failed to open directory)." */
function saysUnreadable(reply: Reply): boolean {
  return /failed to open directory/i.test(replyText(reply));
}
