import { randomUUID } from 'node:crypto';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath, type RemotePath } from '../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../remote/remote-file-system.ts';
import { listBounded } from './bounded-listing.ts';
import { never } from './file-sessions.ts';

/**
 * Gives an entry another name in its directory. Where case or composition makes no difference to a server, `readme` and `README` are
 * one name to it, and the new one is taken by the old one: then it goes by way of a name that is free.
 */
export async function renameEntry(
  session: RemoteFileSystem,
  from: RemotePath,
  name: string,
  call: Call,
): Promise<void> {
  const to = joinPath(parentPath(from), name);
  try {
    await session.rename(from, to, call);
  } catch (error) {
    const mayBeItself = isRemoteError(error, 'exists') && isOtherSpelling(baseName(from), name);
    if (!mayBeItself || (await isListed(session, to, call))) throw error;
    await renameByWay(session, from, to);
  }
}

/** To its end, once begun: cancelled half-way it would keep a name that nobody gave it. */
async function renameByWay(session: RemoteFileSystem, from: RemotePath, to: RemotePath): Promise<void> {
  const call = { signal: never };
  const between = joinPath(parentPath(from), `${randomUUID()}.portside-renaming`);
  await session.rename(from, between, call);
  try {
    await session.rename(between, to, call);
  } catch (error) {
    await session.rename(between, from, call);
    throw error;
  }
}

function isOtherSpelling(one: string, other: string): boolean {
  const folded = (name: string) => name.normalize('NFC').toLowerCase();
  return one !== other && folded(one) === folded(other);
}

/** Whether the directory has an entry that is spelled just so. */
async function isListed(session: RemoteFileSystem, path: RemotePath, call: Call): Promise<boolean> {
  for await (const { entries } of listBounded(session, parentPath(path), call)) {
    if (entries.some(({ name }) => name === baseName(path))) return true;
  }
  return false;
}
