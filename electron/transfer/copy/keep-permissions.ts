import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { refuseCancelled } from '../../remote/cancelled.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { FileCopy } from './file-copy.ts';
import type { TargetPlace } from './target-place.ts';

/** Reading, writing and executing. */
const RIGHTS = 0o777;
/** Runs as its owner, or as its group: what the system takes off a file that is written to. */
const SET_ID = 0o6000;
/** Reading and writing. */
const NO_EXECUTION = 0o666;
const OWN = 0o600;

/**
 * The rights that a copy shall have in the end: of the file that it replaces, else of the source where those are to be kept. Who may
 * run a program as somebody else is never taken over from a source.
 */
function wantedPermissions({ order }: FileCopy, place: TargetPlace, source: Entry): number | undefined {
  const old = place.replaces ?? place.continues;
  if (old) return old.type === 'file' ? old.permissions : undefined;
  return order.permissions === 'keep-source' && source.permissions !== undefined
    ? source.permissions & RIGHTS
    : undefined;
}

/**
 * With what a partial file is made: nobody may read it who may not read the copy in the end, and we can go on with it. Undefined for
 * what the system gives to new files.
 */
export function partialPermissions(copy: FileCopy, place: TargetPlace, source: Entry): number | undefined {
  const wanted = wantedPermissions(copy, place, source);
  return wanted === undefined ? undefined : (wanted & NO_EXECUTION) | OWN;
}

/**
 * A file that replaces another is a new one to the system: a script would not be executable any more, a secret readable to all. One
 * that is written to itself loses only what runs it as its owner or group.
 *
 * @returns a remark where it does not get the permissions that it should have.
 */
export async function keepPermissions(
  copy: FileCopy,
  place: TargetPlace,
  source: Entry,
  call: Call,
): Promise<string | undefined> {
  const { target } = copy;
  const wanted = wantedPermissions(copy, place, source);
  if (wanted === undefined || !target.extras.setPermissions) return undefined;
  const old = place.replaces ?? place.continues;
  const isWrittenItself = old !== undefined && place.partial === place.file;
  if (isWrittenItself && (wanted & SET_ID) === 0) return undefined;
  refuseCancelled(call.signal, place.path);
  const reason = await (old && wanted > RIGHTS
    ? setSpecial(target, place.partial, old, wanted, call)
    : setOrRefuse(target, place.partial, wanted, call));
  if (reason === undefined) return undefined;
  return `The permissions ${old ? 'of the old file' : 'of the source'} could not be kept: ${reason}`;
}

/**
 * Bits beyond the rights. Who runs a program as its owner must run it as the same one as before; and some servers refuse these bits, or
 * leave them out without a word (vsftpd).
 *
 * @returns why not all is as it was.
 */
async function setSpecial(
  target: RemoteFileSystem,
  path: RemotePath,
  old: Entry,
  wanted: number,
  call: Call,
): Promise<string | undefined> {
  const { owner, group } = await target.stat(path, call);
  const isAnothers = (wanted & SET_ID) !== 0 && (owner !== old.owner || group !== old.group);
  const refusal = await setOrRefuse(target, path, isAnothers ? wanted & ~SET_ID : wanted, call);
  if (refusal !== undefined) {
    await setOrRefuse(target, path, wanted & RIGHTS, call);
    return refusal;
  }
  if (isAnothers) return 'The new file has another owner or group, as which nobody is to run it.';
  const { permissions = wanted } = await target.stat(path, call);
  return permissions === wanted ? undefined : `They are ${inOctal(permissions)} now, and were ${inOctal(wanted)}.`;
}

function inOctal(permissions: number): string {
  return permissions.toString(8).padStart(4, '0');
}

/** @returns why not. */
async function setOrRefuse(
  { extras }: RemoteFileSystem,
  path: RemotePath,
  permissions: number,
  call: Call,
): Promise<string | undefined> {
  try {
    await extras.setPermissions?.(path, permissions, call);
    return undefined;
  } catch (error) {
    if (!isRemoteError(error) || error.kind === 'cancelled') throw error;
    return error.message;
  }
}
