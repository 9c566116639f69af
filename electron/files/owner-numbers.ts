import { isRemoteError, RemoteError } from '../../shared/model/remote-error.ts';
import { readBeginning } from '../edit/read-bytes.ts';
import type { Call, RemoteFileSystem } from '../remote/remote-file-system.ts';

/** More than the accounts of any server. */
const LONGEST_BYTES = 1024 * 1024;

const lists = { user: '/etc/passwd', group: '/etc/group' } as const;

/**
 * The numbers of a user and a group, typed as numbers or as the names that the server's own lists have (passwd(5), group(5)). Absent
 * ones stay absent. Throws `not-found` for a name that is in no list, or where the server shows none.
 */
export async function ownerNumbers(
  session: RemoteFileSystem,
  { user, group }: { readonly user?: string | undefined; readonly group?: string | undefined },
  call: Call,
): Promise<{ user?: number; group?: number }> {
  return {
    ...(user !== undefined && { user: await numberOf(session, 'user', user, call) }),
    ...(group !== undefined && { group: await numberOf(session, 'group', group, call) }),
  };
}

async function numberOf(session: RemoteFileSystem, kind: 'user' | 'group', typed: string, call: Call): Promise<number> {
  if (/^\d+$/.test(typed)) return Number(typed);
  const lines = (await textOf(session, lists[kind], call)).split('\n').map((line) => line.split(':'));
  const number = lines.find(([name]) => name === typed)?.[2];
  if (number !== undefined && /^\d+$/.test(number)) return Number(number);
  const message =
    kind === 'user' ? `The server knows no user named “${typed}”.` : `The server knows no group named “${typed}”.`;
  throw new RemoteError('not-found', message, { hint: 'Type its number instead.' });
}

async function textOf(session: RemoteFileSystem, path: string, call: Call): Promise<string> {
  try {
    return (await readBeginning(session, path, LONGEST_BYTES, call)).toString();
  } catch (error) {
    // Who is locked into a folder does not see it.
    if (isRemoteError(error, 'not-found', 'denied')) return '';
    throw error;
  }
}
