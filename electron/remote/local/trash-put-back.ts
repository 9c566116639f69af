import { lstat } from 'node:fs/promises';
import { basename } from 'node:path';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { localPlatform } from './local-platform.ts';
import { movedWithoutReplacing } from './local-rename.ts';
import { failedWith } from './trash-errors.ts';

/** Renames something out of a trash, never onto anything. @see Trash.putBack */
export async function putBackByRenaming(kept: string, file: string): Promise<void> {
  const source = await lstat(kept).catch((error: unknown) => {
    if (!failedWith(error, 'ENOENT')) throw error;
    throw new RemoteError('not-found', `“${basename(file)}” is not in the trash any more.`, {
      path: file,
      cause: error,
    });
  });
  const isBack = await movedWithoutReplacing(kept, file, source, localPlatform).catch((error: unknown) => {
    if (!failedWith(error, 'ENOENT')) throw error;
    throw new RemoteError('not-found', `The folder that “${basename(file)}” was in is gone.`, {
      path: file,
      cause: error,
      hint: 'It is still in the trash.',
    });
  });
  if (isBack) return;
  throw new RemoteError('exists', `“${basename(file)}” is there again already.`, {
    path: file,
    hint: 'The deleted one is still in the trash. Give the new one another name, then undo once more.',
  });
}
