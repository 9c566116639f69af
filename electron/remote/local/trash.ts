import { homedir } from 'node:os';
import { localPlatform } from './local-platform.ts';
import { FreedesktopTrash } from './trash-freedesktop.ts';
import { MacosTrash } from './trash-macos.ts';
import { WindowsTrash } from './trash-windows.ts';

/** Where files go that the user may want back. A desktop host has the system's own; elsewhere Portside keeps to its conventions. */
export interface Trash {
  /**
   * Takes a file, a link or a folder with all that is in it. Nothing is ever deleted for want of a trash: it then throws
   * `unsupported`.
   *
   * @param file A native path.
   * @returns where it lies now, for `putBack`.
   */
  take(file: string): Promise<string | undefined>;
  /**
   * Puts back what was taken; absent where only the system itself can. Throws `exists` where something else has the place, and
   * `not-found` where the trash was emptied or the folder is gone.
   *
   * @param kept What `take` answered.
   */
  putBack?(file: string, kept: string): Promise<void>;
}

/** The trash of this system without the help of a desktop. */
export function systemTrash(): Trash {
  if (localPlatform.name === 'windows') return new WindowsTrash();
  return localPlatform.name === 'macos' ? new MacosTrash({ home: homedir() }) : FreedesktopTrash.ofThisUser();
}
