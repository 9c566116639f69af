import { isRemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { ReplaceStep } from '../carrier.ts';
import { statIfThere } from '../stat-if-there.ts';

/**
 * Ends a replacement that was cut short, perhaps by the end of the program. A step is told before it is taken, so of the last one
 * nobody knows whether it was: what is there decides. Nothing is ever removed unless a file stands under the target's name.
 *
 * @param steps as they were told, in their order.
 */
export async function recoverReplace(
  target: RemoteFileSystem,
  steps: readonly ReplaceStep[],
  call: Call,
): Promise<'replaced' | 'old-kept'> {
  const last = steps.at(-1);
  if (!last) return 'old-kept';
  const { file, aside } = last;
  const [current, old] = [await statIfThere(target, file, call), await statIfThere(target, aside, call)];
  if (!current) {
    if (old) await target.rename(aside, file, call);
    return 'old-kept';
  }
  // What stood aside before the first step was taken is somebody else's.
  if (last.step === 'old-aside') return 'old-kept';
  // The old file came back because the new one could not follow.
  if (last.step === 'new-in' && !old) return 'old-kept';
  if (old) await removeIfThere(target, aside, call);
  return 'replaced';
}

async function removeIfThere(target: RemoteFileSystem, path: RemotePath, call: Call): Promise<void> {
  try {
    await target.removeFile(path, call);
  } catch (error) {
    if (!isRemoteError(error, 'not-found')) throw error;
  }
}
