import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import { refuseCancelled } from '../../remote/cancelled.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { CopyHooks } from '../carrier.ts';
import { asideName } from '../target-name.ts';
import type { TargetPlace } from './target-place.ts';

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
  if (target.extras.atomicReplace) {
    await target.extras.atomicReplace(partial, file, call);
    return undefined;
  }
  refuseCancelled(call.signal, file);
  // Between these steps nobody may cancel: the target would be left without any file.
  const step: Call = { signal: new AbortController().signal };
  const aside = joinPath(parentPath(file), asideName(baseName(file)));
  await hooks.onReplaceStep({ step: 'old-aside', file, aside });
  await target.rename(file, aside, step);
  await hooks.onReplaceStep({ step: 'new-in', file, aside });
  try {
    await target.rename(partial, file, step);
  } catch (error) {
    await bringBack(target, aside, file, step);
    throw error;
  }
  await hooks.onReplaceStep({ step: 'old-removed', file, aside });
  try {
    await target.removeFile(aside, step);
    return undefined;
  } catch (error) {
    if (!isRemoteError(error)) throw error;
    return `The old file remains as “${baseName(aside)}”: ${error.message}`;
  }
}

async function bringBack(target: RemoteFileSystem, aside: RemotePath, path: RemotePath, call: Call): Promise<void> {
  try {
    await target.rename(aside, path, call);
  } catch (error) {
    const name = baseName(aside);
    throw new RemoteError('io', `“${baseName(path)}” could not be replaced; the old file is now “${name}”.`, {
      path,
      cause: error,
      hint: `Rename “${name}” back, then try again.`,
    });
  }
}
