import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError, type RemoteError } from '../../../shared/model/remote-error.ts';
import { parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import { findEntry } from './find-entry.ts';
import { errorOf, isVague, replyError } from './ftp-errors.ts';
import type { FtpServer } from './ftp-server.ts';
import type { Limit } from './limit.ts';
import { listDirectory } from './list-directory.ts';
import { type Attempt, denied, existing, missing, notEmpty, wrongType } from './meanings.ts';
import type { Reply } from './reply.ts';

/** What was asked of a path, in the words of our errors. */
const attempts = {
  list: (path: string) => `open the folder “${path}”`,
  read: (path: string) => `read “${path}”`,
  write: (path: string) => `write “${path}”`,
  'make-directory': (path: string) => `make the folder “${path}”`,
  'remove-file': (path: string) => `delete “${path}”`,
  'remove-directory': (path: string) => `delete the folder “${path}”`,
  rename: (path: string) => `rename “${path}”`,
  'rename-target': (path: string) => `rename something to “${path}”`,
  'set-time': (path: string) => `set the time of “${path}”`,
  'set-permissions': (path: string) => `set the permissions of “${path}”`,
  'make-link': (path: string) => `make the link “${path}”`,
  'copy-source': (path: string) => `copy “${path}”`,
  'copy-target': (path: string) => `copy something to “${path}”`,
  checksum: (path: string) => `compute the checksum of “${path}”`,
  'free-space': (path: string) => `tell the space that is left in “${path}”`,
} as const;

export type Operation = keyof typeof attempts;

/** Operations whose path need not exist, so that its parent is what may be missing. */
const creating: readonly Operation[] = ['write', 'make-directory', 'rename-target', 'make-link', 'copy-target'];

/**
 * Why the server refused. "550 Failed." says nothing (vsftpd never says more): then what is at the path tells whether
 * it is missing, of the wrong kind, in the way, not empty, or simply forbidden.
 */
export async function explainRefusal(
  server: FtpServer,
  operation: Operation,
  path: RemotePath,
  reply: Reply,
  limit: Limit,
): Promise<RemoteError> {
  const attempt: Attempt = { to: attempts[operation](path), path };
  // 521 and "already exists" are about MKD; elsewhere a name in the way is told by the looks of it too.
  if (!isVague(reply)) return replyError(reply, attempt);
  try {
    return await lookAround(server, operation, attempt, path, reply, limit);
  } catch (error) {
    if (server.control.lost || isRemoteError(error, 'cancelled', 'timeout')) throw error;
    return replyError(reply, attempt);
  }
}

async function lookAround(
  server: FtpServer,
  operation: Operation,
  attempt: Attempt,
  path: RemotePath,
  reply: Reply,
  limit: Limit,
): Promise<RemoteError> {
  const entry = await findEntry(server, path, 'thorough', limit);
  if (creating.includes(operation)) {
    if (entry && operation !== 'write') return errorOf(existing(attempt), attempt, reply);
    if (entry?.type === 'directory') return errorOf(wrongType(attempt, 'a folder, not a file'), attempt, reply);
    if (entry) return errorOf(denied(attempt), attempt, reply);
    const parent = await findEntry(server, parentPath(path), 'thorough', limit);
    return parent ? errorOf(denied(attempt), attempt, reply) : errorOf(missing(attempt), attempt, reply);
  }
  if (entry === undefined) return errorOf(missing(attempt), attempt, reply);
  return againstEntry(server, operation, entry, attempt, path, reply, limit);
}

async function againstEntry(
  server: FtpServer,
  operation: Operation,
  entry: Entry,
  attempt: Attempt,
  path: RemotePath,
  reply: Reply,
  limit: Limit,
): Promise<RemoteError> {
  const wantsFile = ['read', 'remove-file', 'checksum', 'copy-source'].includes(operation);
  if (wantsFile && entry.type === 'directory')
    return errorOf(wrongType(attempt, 'a folder, not a file'), attempt, reply);
  const wantsDirectory = operation === 'list' || operation === 'remove-directory';
  if (wantsDirectory && entry.type === 'file')
    return errorOf(wrongType(attempt, 'a file, not a folder'), attempt, reply);
  if (operation === 'remove-directory' && (await hasRows(server, path, attempt, limit)))
    return errorOf(notEmpty(attempt), attempt, reply);
  return errorOf(denied(attempt), attempt, reply);
}

async function hasRows(server: FtpServer, path: RemotePath, attempt: Attempt, limit: Limit): Promise<boolean> {
  const refusal = async (reply: Reply) => errorOf(denied(attempt), attempt, reply);
  for await (const page of listDirectory(server, path, refusal, limit)) {
    if (page.entries.length > 0) return true;
  }
  return false;
}
