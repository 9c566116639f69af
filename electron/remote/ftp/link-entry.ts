import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { FtpServer } from './ftp-server.ts';
import type { Limit } from './limit.ts';
import { listLong } from './list-directory.ts';
import { parseUnixLine } from './listing/unix-line.ts';
import { isPositive } from './reply.ts';

/** No link is longer, since its size is that of the path in it (PATH_MAX of Linux). Bytes. */
const LONGEST_LINK = 4096;
/** Links are made with all rights, of which some systems take off what the umask says; hardly ever this one. */
const EXECUTABLE_BY_OWNER = 0o100;

/**
 * What MLST tells of a link, put right; every other entry as it is. ProFTPD calls a link to a file a file, with size and mode of the
 * link itself (mod_facts), and Pure-FTPd does not tell where a link leads. Where listings show links as files too (ProFTPD's
 * `ShowSymlinks off`), that it is one shows by the two sizes; where it leads nobody knows then.
 */
export async function withLinkFacts(server: FtpServer, path: RemotePath, entry: Entry, limit: Limit): Promise<Entry> {
  if (entry.type === 'symlink' && entry.linkTarget === undefined) {
    const row = await longRow(server, path, limit);
    return { ...entry, ...targetIn(row) };
  }
  if (!mayBeLink(entry)) return entry;
  const row = await longRow(server, path, limit);
  const isLink = row?.type === 'symlink' || (row?.size !== undefined && row.size !== entry.size);
  if (!isLink) return entry;
  const { size: _ofLink, ...facts } = entry;
  return { ...facts, type: 'symlink', targetType: 'file', ...targetIn(row) };
}

function mayBeLink({ type, size = 0, permissions = 0 }: Entry): boolean {
  return type === 'file' && size > 0 && size < LONGEST_LINK && (permissions & EXECUTABLE_BY_OWNER) !== 0;
}

function targetIn(row: Entry | undefined): Pick<Entry, 'linkTarget'> {
  return row?.linkTarget === undefined ? {} : { linkTarget: row.linkTarget };
}

/**
 * The row of a path as LIST writes it: by STAT (RFC 959 §4.1.3), which takes one round trip, or where that shows no such row, since
 * the name has spaces or looks like a pattern, out of its directory.
 */
async function longRow(server: FtpServer, path: RemotePath, limit: Limit): Promise<Entry | undefined> {
  const name = baseName(path);
  const reply = await server.control.ask(`STAT ${path}`, limit);
  const context = { now: Date.now(), aheadMs: 0 };
  const rows = (isPositive(reply) ? reply.lines.slice(1, -1) : [])
    .map((line) => parseUnixLine(line.replace(/^(?:\d{3}-)? ?/, ''), context))
    .filter((row) => typeof row === 'object');
  const [row] = rows;
  if (rows.length === 1 && row && (row.name === path || row.name === name)) return row;
  try {
    for await (const { entries } of listLong(server, parentPath(path), limit)) {
      const listed = entries.find((entry) => entry.name === name);
      if (listed) return listed;
    }
  } catch (error) {
    if (server.control.lost || isRemoteError(error, 'cancelled')) throw error;
  }
  return undefined;
}
