import { shell } from 'electron';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { Trash } from '../remote/local/trash.ts';

/** The system's own trash, with its "Put Back" or "Restore". */
export const desktopTrash: Trash = {
  async take(file) {
    try {
      await shell.trashItem(file);
    } catch (error) {
      throw new RemoteError('unsupported', `“${file}” could not be moved to the trash.`, {
        path: file,
        cause: error,
        serverText: error instanceof Error ? error.message : String(error),
        hint: 'Its disk may have none. Delete it instead, if you do not want it back.',
      });
    }
  },
};
