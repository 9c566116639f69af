import { shell } from 'electron';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { systemTrash, type Trash } from '../remote/local/trash.ts';

/**
 * Where deleted files go on a desktop. On Linux that is a convention which Portside keeps itself, so that it can put back what it took.
 * On macOS and Windows Electron hands files to the system's own, which does not say where they went: there its "Put Back" and
 * "Restore" do that.
 */
export function desktopTrash(platform: NodeJS.Platform): Trash {
  return platform === 'linux' ? systemTrash() : shellTrash;
}

const shellTrash: Trash = {
  async take(file) {
    try {
      await shell.trashItem(file);
      return undefined;
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
