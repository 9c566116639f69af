import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import { refuseCancelled } from '../../remote/cancelled.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { CopyHooks } from '../carrier.ts';
import { concernsLine } from '../retry-schedule.ts';
import { asideName } from '../target-name.ts';
import type { TargetPlace } from './target-place.ts';

/** Names for the old file that are tried: each may be somebody else's by now. */
const MOST_ASIDE_NAMES = 100;

/**
 * Gives the whole file its own name. Replaces in one step where the target can; otherwise the old file steps aside and comes back
 * if the new one cannot follow, each step told to the journal before it is taken.
 *
 * @returns a remark where the old file could not be removed.
 */
export async function putInPlace(
  target: RemoteFileSystem,
  place: TargetPlace,
  hooks: CopyHooks,
  call: Call,
): Promise<string | undefined> {
  const { file, partial, replaces } = place;
  if (partial === file) return undefined;
  if (!replaces) {
    await target.rename(partial, file, call);
    return undefined;
  }
  if (!target.extras.atomicReplace) return replaceInSteps(target, place, hooks, call);
  try {
    await target.extras.atomicReplace(partial, file, call);
    return undefined;
  } catch (error) {
    if (!isRemoteError(error, 'exists')) throw error;
  }
  const note = await replaceInSteps(target, place, hooks, call);
  // It could be replaced, only not in one step: this session need not try again.
  delete target.extras.atomicReplace;
  return note;
}

async function replaceInSteps(
  target: RemoteFileSystem,
  { file, partial }: TargetPlace,
  hooks: CopyHooks,
  call: Call,
): Promise<string | undefined> {
  refuseCancelled(call.signal, file);
  // Between these steps nobody may cancel: the target would be left without any file.
  const step: Call = { signal: new AbortController().signal };
  const aside = await stepAside(target, file, hooks, step);
  try {
    await hooks.onReplaceStep({ step: 'new-in', file, aside });
    await target.rename(partial, file, step);
  } catch (error) {
    await bringBack(target, aside, file, step);
    // All is as it was before the first step: whatever comes to stand aside from now on is somebody else's.
    await hooks.onReplaceStep({ step: 'old-aside', file, aside });
    throw error;
  }
  await hooks.onReplaceStep({ step: 'old-removed', file, aside });
  try {
    await target.removeFile(aside, step);
    return undefined;
  } catch (error) {
    // Over another line it can be removed.
    if (!isRemoteError(error) || concernsLine(error)) throw error;
    return `The old file remains as “${baseName(aside)}”: ${error.message}`;
  }
}

/** Gives the old file a name that is free. @returns its path. */
async function stepAside(
  target: RemoteFileSystem,
  file: RemotePath,
  hooks: CopyHooks,
  call: Call,
): Promise<RemotePath> {
  for (let number = 1; ; number++) {
    const aside = joinPath(parentPath(file), asideName(baseName(file), number));
    await hooks.onReplaceStep({ step: 'old-aside', file, aside });
    try {
      await target.rename(file, aside, call);
      return aside;
    } catch (error) {
      if (!isRemoteError(error, 'exists') || number === MOST_ASIDE_NAMES) throw error;
    }
  }
}

/** Throws where it cannot, to be tried again as the reason is: the journal has the steps, and the next attempt ends them. */
async function bringBack(target: RemoteFileSystem, aside: RemotePath, path: RemotePath, call: Call): Promise<void> {
  try {
    await target.rename(aside, path, call);
  } catch (error) {
    if (!isRemoteError(error)) throw error;
    const name = baseName(aside);
    const { retry, retryAfterMs } = error.data;
    const message = `“${baseName(path)}” could not be replaced; the old file is now “${name}”.`;
    throw new RemoteError(error.kind, message, {
      ...{ path, retry, cause: error },
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      hint:
        retry === 'never'
          ? `Rename “${name}” back, then try again.`
          : 'The next attempt brings it back before it replaces it.',
    });
  }
}
