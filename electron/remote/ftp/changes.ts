import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, Extras } from '../remote-file-system.ts';
import type { Features } from './features.ts';
import { findEntry } from './find-entry.ts';
import { errorOf } from './ftp-errors.ts';
import type { FtpServer } from './ftp-server.ts';
import type { Limit } from './limit.ts';
import { formatTimeValue } from './listing/listing-date.ts';
import { existing } from './meanings.ts';
import { explainRefusal, type Operation } from './refusal.ts';
import { isNotImplemented, isPositive, parseModificationTime, type Reply } from './reply.ts';

export async function makeDirectory(server: FtpServer, path: RemotePath, limit: Limit): Promise<void> {
  await demand(server, 'make-directory', `MKD ${path}`, path, limit);
}

export async function removeFile(server: FtpServer, path: RemotePath, limit: Limit): Promise<void> {
  await demand(server, 'remove-file', `DELE ${path}`, path, limit);
}

export async function removeEmptyDirectory(server: FtpServer, path: RemotePath, limit: Limit): Promise<void> {
  await demand(server, 'remove-directory', `RMD ${path}`, path, limit);
}

/**
 * RNFR and RNTO (RFC 959 §4.1.3). Nearly every server replaces an existing target without a word, so with
 * `replacing: 'never'` it is looked for first; between the look and the rename another client may still create it.
 */
export async function rename(
  server: FtpServer,
  from: RemotePath,
  to: RemotePath,
  options: { replacing: 'never' | 'silently' },
  limit: Limit,
): Promise<void> {
  const attempt = { to: `rename something to “${to}”`, path: to };
  const sameButForCase = server.features.system === 'windows' && from.toLowerCase() === to.toLowerCase();
  if (options.replacing === 'never' && !sameButForCase && (await findEntry(server, to, 'thorough', limit))) {
    throw errorOf(existing(attempt), attempt);
  }
  const first = await server.control.ask(`RNFR ${from}`, limit);
  if (first.code < 300 || first.code >= 400) throw await explainRefusal(server, 'rename', from, first, limit);
  const reply = await server.control.ask(`RNTO ${to}`, limit);
  if (isPositive(reply)) return;
  const refusal = await explainRefusal(server, 'rename-target', to, reply, limit);
  // What is there may be the reason whatever the words are: “Rename permission denied”, says ProFTPD with AllowOverwrite off.
  const mayBeInTheWay = options.replacing === 'silently' && [550, 553].includes(reply.code);
  if (mayBeInTheWay && (await findEntry(server, to, 'thorough', limit))) {
    throw errorOf(existing(attempt), attempt, reply);
  }
  throw refusal;
}

type Perform = (path: RemotePath, call: Call, work: (limit: Limit) => Promise<void>) => Promise<void>;

/**
 * What the server can do beyond the minimum. FTP often does not tell: an ability that turns out to be missing throws
 * `unsupported` and is taken away.
 *
 * - Time: see {@link timeCommands}.
 * - Permissions: SITE CHMOD, offered on Unix and taken back where the server does not know it.
 * - Replacing in one step: RNTO replaces its target on Unix (rename(2)), and refuses on Windows. Some that call themselves Unix
 *   refuse too: `exists`, where the target is there.
 */
export function changeExtras(server: FtpServer, perform: Perform): Extras {
  const { features } = server;
  const extras: Extras = {};
  const times = timeCommands(features);
  if (times.length > 0) {
    extras.setModifiedTime = (path, modifiedAt, call) =>
      perform(path, call, async (limit) => {
        const refusal = await setTime(server, times, path, modifiedAt, limit);
        if (refusal === undefined) return;
        if (times.length > 0) throw await explainRefusal(server, 'set-time', path, refusal, limit);
        delete extras.setModifiedTime;
        throw notOffered('set the time of a file', path, refusal);
      });
  }
  if (features.system === 'unix' || features.hasSite('CHMOD')) {
    extras.setPermissions = (path, permissions, call) =>
      perform(path, call, async (limit) => {
        const mode = permissions.toString(8).padStart(3, '0');
        const reply = await server.control.ask(`SITE CHMOD ${mode} ${path}`, limit);
        if (isPositive(reply)) return;
        if (isNotImplemented(reply)) {
          delete extras.setPermissions;
          throw notOffered('set permissions', path, reply);
        }
        throw await explainRefusal(server, 'set-permissions', path, reply, limit);
      });
  }
  if (features.system === 'unix') {
    extras.atomicReplace = (from, to, call) =>
      perform(from, call, (limit) => rename(server, from, to, { replacing: 'silently' }, limit));
  }
  return extras;
}

/** A way to set the time of a file, and what of its replies means that the server does not have it. */
interface TimeCommand {
  line(path: RemotePath, modifiedAt: number): string;
  isUnknown(reply: Reply): boolean;
}

/** MFMT (draft-somers-ftp-mfxx) answers for itself. */
const mfmt: TimeCommand = {
  line: (path, modifiedAt) => `MFMT ${formatTimeValue(modifiedAt)} ${path}`,
  isUnknown: isNotImplemented,
};

/**
 * The form `MDTM time path` that vsftpd and others know without naming it. A server that does not know it looks for a
 * file of that odd name, which harms nothing: it then finds none, or tells the time of what it found.
 */
const mdtm: TimeCommand = {
  line: (path, modifiedAt) => `MDTM ${formatTimeValue(modifiedAt)} ${path}`,
  isUnknown: (reply) => !isPositive(reply) || parseModificationTime(reply) !== undefined,
};

/** `SITE UTIME time path`, seconds and all, as ProFTPD and Pure-FTPd have it; the time is UTC. */
const siteUtime: TimeCommand = {
  line: (path, modifiedAt) => `SITE UTIME ${formatTimeValue(modifiedAt)} ${path}`,
  isUnknown: isNotImplemented,
};

/** What may set the time of a file on this server, the surest first; what proves unknown is taken off the list. */
export function timeCommands(features: Features): TimeCommand[] {
  if (features.has('MFMT')) return [mfmt];
  const commands = features.hasSite('UTIME') ? [siteUtime] : [];
  return features.has('MDTM') ? [...commands, mdtm] : commands;
}

/** The refusal, or undefined after success. */
async function setTime(
  server: FtpServer,
  commands: TimeCommand[],
  path: RemotePath,
  modifiedAt: number,
  limit: Limit,
): Promise<Reply | undefined> {
  let refusal: Reply | undefined;
  for (const command of [...commands]) {
    const reply = await server.control.ask(command.line(path, modifiedAt), limit);
    if (isPositive(reply) && !command.isUnknown(reply)) return undefined;
    refusal = reply;
    // A file that is not there proves nothing about the command.
    if (!command.isUnknown(reply) || (await isMissing(server, path, limit))) return refusal;
    commands.splice(commands.indexOf(command), 1);
  }
  return refusal;
}

async function demand(
  server: FtpServer,
  operation: Operation,
  command: string,
  path: RemotePath,
  limit: Limit,
): Promise<void> {
  const reply = await server.control.ask(command, limit);
  if (!isPositive(reply)) throw await explainRefusal(server, operation, path, reply, limit);
}

async function isMissing(server: FtpServer, path: RemotePath, limit: Limit): Promise<boolean> {
  return (await findEntry(server, path, 'quick', limit)) === undefined;
}

function notOffered(what: string, path: RemotePath, reply: Reply): RemoteError {
  return new RemoteError('unsupported', `This server cannot ${what}.`, { path, serverCode: reply.code });
}
