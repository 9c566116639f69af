import type { RemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { refuseCancelled } from '../cancelled.ts';
import type { Page } from '../remote-file-system.ts';
import { DownloadStream } from './download.ts';
import { errorOf, replyError } from './ftp-errors.ts';
import type { FtpServer } from './ftp-server.ts';
import type { Limit } from './limit.ts';
import { ListingReader } from './listing/listing-reader.ts';
import { denied } from './meanings.ts';
import { isNotImplemented, isPositive, type Reply, replyText } from './reply.ts';
import { beginTransfer } from './transfer.ts';

const PAGE_ROWS = 1000;
/** Rows that came are shown at the latest after this, even where a slow server has not filled a page. */
const PAGE_MS = 250;

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
  const entered = await server.control.ask(`CWD ${directory}`, limit);
  if (!isPositive(entered)) throw await refusal(entered);
  for (;;) {
    const way = server.listing;
    try {
      const lines = yield* rowsOf(server, way, directory, limit);
      if (lines > 0) server.listingProven = true;
      // `LIST -a` shows at least `.` and `..`; a server that shows nothing may have looked for a file named `-a`.
      if (way !== 'LIST -a' || server.listingProven) return;
    } catch (error) {
      if (!(error instanceof NotOffered)) throw error;
      if (way === 'LIST') throw error.refusal;
    }
    server.listing = way === 'MLSD' ? 'LIST -a' : 'LIST';
  }
}

/** The server knows no such command or option; another may do. */
class NotOffered extends Error {
  readonly refusal: unknown;

  constructor(refusal: unknown) {
    super('not offered');
    this.refusal = refusal;
  }
}

/** What LIST shows of a single file: one row, if the server thinks of it as we do. */
export function listFile(server: FtpServer, path: RemotePath, limit: Limit): AsyncGenerator<Page, number> {
  return rowsOf(server, `LIST ${path}`, path, limit);
}

/** Returns how many lines the listing had, dots included. */
async function* rowsOf(
  server: FtpServer,
  command: string,
  path: RemotePath,
  limit: Limit,
): AsyncGenerator<Page, number> {
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
    if (isNotImplemented(refused) || (command === 'LIST -a' && saysNoFiles(refused))) throw new NotOffered(error);
    if (saysNoFiles(refused)) return 0;
    throw error;
  }
  // What fails is told by the loop below; after a break nobody listens any more.
  stream.on('error', () => {});
  const reader = new ListingReader(command === 'MLSD' ? 'MLSD' : 'LIST', control.text, Date.now());
  let lastPage = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      reader.add(chunk);
      if (reader.waiting < PAGE_ROWS && Date.now() - lastPage < PAGE_MS) continue;
      lastPage = Date.now();
      if (reader.waiting > 0) yield reader.take();
      refuseCancelled(limit.signal, path);
    }
  } finally {
    // The control connection is free once the stream has closed.
    stream.destroy();
    if (!stream.closed) await new Promise((resolve) => stream.once('close', resolve));
  }
  reader.end();
  const last = reader.take();
  if (last.entries.length > 0 || last.unparsed) yield last;
  return reader.lines;
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
