import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, parentPath, type RemotePath, ROOT } from '../../../shared/model/remote-path.ts';
import { errorOf, replyError } from './ftp-errors.ts';
import type { FtpServer } from './ftp-server.ts';
import type { Limit } from './limit.ts';
import { withLinkFacts } from './link-entry.ts';
import { listDirectory, listFile } from './list-directory.ts';
import { parseMlsdLine } from './listing/mlsd-line.ts';
import { denied } from './meanings.ts';
import { isNotImplemented, isPositive, parseModificationTime, parseSize, type Reply } from './reply.ts';

/** Letters that no server takes for a pattern, an option or the end of a name. */
const plainPath = /^[\w./@,=+-]+$/;

/**
 * `quick` answers from SIZE and CWD that a path leads nowhere; a link to nothing and a folder that may not be entered
 * look the same to it. `thorough` reads the parent directory before it says so.
 */
export type Care = 'quick' | 'thorough';

/**
 * The entry at a path, undefined where there is none: by MLST (RFC 3659 §7), or from SIZE, CWD and a listing. Throws
 * where the server refuses to tell.
 */
export async function findEntry(
  server: FtpServer,
  path: RemotePath,
  care: Care,
  limit: Limit,
): Promise<Entry | undefined> {
  if (path === ROOT) return { name: '', type: 'directory' };
  if (server.paths.kind === 'foreign') return foreignEntry(server, path, limit);
  if (server.features.has('MLST')) {
    const entry = await entryByMlst(server, path, limit);
    if (entry !== 'not-offered') return withSize(server, path, await unlessLink(server, path, entry, limit), limit);
  }
  const name = baseName(path);
  const told = await askForSize(server, path, limit);
  const size = told && parseSize(told);
  if (size !== undefined) {
    const row = (await rowOfFile(server, path, limit)) ?? (await rowInParent(server, path, limit));
    return withExactTime(
      server,
      path,
      { ...(row ?? { name, type: 'file' }), ...(row?.type === 'symlink' ? {} : { size }) },
      limit,
    );
  }
  const isDirectory = await canEnter(server, path, limit);
  if (!isDirectory && care === 'quick' && told && !isForbidden(told)) return undefined;
  return (
    exactRow(server, await rowInParent(server, path, limit)) ?? (isDirectory ? { name, type: 'directory' } : undefined)
  );
}

/** Only listings tell what is there; of what is at the top there is none. */
async function foreignEntry(server: FtpServer, path: RemotePath, limit: Limit): Promise<Entry | undefined> {
  const { control, paths, features } = server;
  if (parentPath(path) === ROOT) {
    const entered = isPositive(await control.ask(`CWD ${paths.directory(path)}`, limit));
    return entered ? { name: baseName(path), type: 'directory' } : undefined;
  }
  const row = exactRow(server, await rowInParent(server, path, limit));
  if (row?.type !== 'file' || !features.has('SIZE')) return row;
  await server.type.use('image', limit);
  const size = parseSize(await control.ask(`SIZE ${row.name}`, limit));
  return size === undefined ? row : { ...row, size };
}

async function entryByMlst(
  server: FtpServer,
  path: RemotePath,
  limit: Limit,
): Promise<Entry | undefined | 'not-offered'> {
  const reply = await server.control.ask(`MLST ${path}`, limit);
  if (isNotImplemented(reply)) return 'not-offered';
  if (!isPositive(reply)) {
    const error = replyError(reply, { to: `look at “${path}”`, path });
    const missing = reply.code === 550 && !/permission|denied/i.test(error.data.serverText ?? '');
    if (missing || isRemoteError(error, 'not-found')) return undefined;
    throw error;
  }
  // The line with the facts is indented by one space (RFC 3659 §7.2); some servers leave that out.
  const line = reply.lines.slice(1, -1).find((text) => text.includes('='));
  const parsed = parseMlsdLine((line ?? '').replace(/^(?:\d{3}-)? /, ''));
  if (typeof parsed === 'string') return isDotRow(line) ? { name: baseName(path), type: 'directory' } : 'not-offered';
  return { ...parsed, name: baseName(path) };
}

/**
 * ProFTPD's MLST follows links, and whoever removes a tree must not: what is said to be a directory is looked up in its
 * parent, where links show as links.
 */
async function unlessLink(
  server: FtpServer,
  path: RemotePath,
  entry: Entry | undefined,
  limit: Limit,
): Promise<Entry | undefined> {
  if (entry?.type !== 'directory') return entry && withLinkFacts(server, path, entry, limit);
  const row = await rowInParent(server, path, limit);
  return row?.type === 'symlink' ? { ...row, targetType: 'directory' } : entry;
}

/** VMS counts blocks: good enough to look at, not to compare a copy with. */
function exactRow(server: FtpServer, row: Entry | undefined): Entry | undefined {
  if (row === undefined || server.dialect !== 'vms') return row;
  const { size: _blocks, ...rest } = row;
  return rest;
}

/** A directory asked for by its path may call itself `cdir`. */
function isDotRow(line: string | undefined): boolean {
  return /type=[cp]dir;/i.test(line ?? '');
}

/** Where MLST leaves the size out, SIZE may tell it: without it no copy could be compared. */
async function withSize(
  server: FtpServer,
  path: RemotePath,
  entry: Entry | undefined,
  limit: Limit,
): Promise<Entry | undefined> {
  if (entry?.type !== 'file' || entry.size !== undefined) return entry;
  const told = await askForSize(server, path, limit);
  const size = told && parseSize(told);
  return size === undefined ? entry : { ...entry, size };
}

async function askForSize(server: FtpServer, path: RemotePath, limit: Limit): Promise<Reply | undefined> {
  if (!server.features.has('SIZE')) return undefined;
  await server.type.use('image', limit);
  return server.control.ask(`SIZE ${path}`, limit);
}

/** The command itself, or this file: that there is none is not what it says. */
function isForbidden(reply: Reply): boolean {
  return isNotImplemented(reply) || /permission|denied|not allowed/i.test(reply.lines.join(' '));
}

async function canEnter(server: FtpServer, path: RemotePath, limit: Limit): Promise<boolean> {
  return isPositive(await server.control.ask(`CWD ${path}`, limit));
}

/** The one row that LIST shows of a file; undefined where it shows anything else. */
async function rowOfFile(server: FtpServer, path: RemotePath, limit: Limit): Promise<Entry | undefined> {
  if (!plainPath.test(path)) return undefined;
  const rows: Entry[] = [];
  try {
    for await (const page of listFile(server, path, limit)) rows.push(...page.entries);
  } catch (error) {
    if (server.control.lost || isRemoteError(error, 'cancelled')) throw error;
    return undefined;
  }
  const [row] = rows;
  if (!row || rows.length > 1) return undefined;
  if (row.name === baseName(path)) return row;
  // Written with its path, it looks like a name that cannot be.
  const { unusable: _notSo, ...facts } = row;
  return row.name === path ? { ...facts, name: baseName(path) } : undefined;
}

/** Undefined also where the parent directory cannot be read. */
async function rowInParent(server: FtpServer, path: RemotePath, limit: Limit): Promise<Entry | undefined> {
  const parent = parentPath(path);
  const name = baseName(path);
  const attempt = { to: `list “${parent}”`, path: parent };
  const refusal = async (reply: Reply) => errorOf(denied(attempt), attempt, reply);
  try {
    for await (const page of listDirectory(server, parent, refusal, limit)) {
      const row = page.entries.find((entry) => entry.name === name);
      if (row) return row;
    }
  } catch (error) {
    if (server.control.lost || !isRemoteError(error, 'denied')) throw error;
  }
  return undefined;
}

/** Listings show the minute, or the day after some months; MDTM shows the second (RFC 3659 §3). */
async function withExactTime(server: FtpServer, path: RemotePath, entry: Entry, limit: Limit): Promise<Entry> {
  const exact = entry.modifiedPrecision === 's' || entry.modifiedPrecision === 'ms';
  // For a link it would be the time of what it leads to.
  if (exact || entry.type !== 'file' || !server.features.has('MDTM')) return entry;
  const time = parseModificationTime(await server.control.ask(`MDTM ${path}`, limit));
  return time ? { ...entry, modifiedAt: time.at, modifiedPrecision: time.precision } : entry;
}
