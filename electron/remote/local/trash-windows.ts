import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { Trash } from './trash.ts';
import { failedWith, noTrashFor } from './trash-errors.ts';

const LONGEST_MS = 60_000;
const NO_RECYCLE_BIN = 3;

/**
 * The path comes by the environment: no quoting, so no name can become a command. Only fixed drives have a recycle bin; what the
 * shell is told to recycle elsewhere it deletes.
 */
const SCRIPT = `
$ErrorActionPreference = 'Stop'
$path = $env:PORTSIDE_TRASH
if ($path.StartsWith('\\\\')) { exit ${NO_RECYCLE_BIN} }
if ([System.IO.DriveInfo]::new([System.IO.Path]::GetPathRoot($path)).DriveType -ne 'Fixed') { exit ${NO_RECYCLE_BIN} }
Add-Type -AssemblyName Microsoft.VisualBasic
$files = [Microsoft.VisualBasic.FileIO.FileSystem]
if ([System.IO.Directory]::Exists($path)) { $files::DeleteDirectory($path, 'OnlyErrorDialogs', 'SendToRecycleBin') }
else { $files::DeleteFile($path, 'OnlyErrorDialogs', 'SendToRecycleBin') }
`;

/** Starts a program and resolves with its output; rejects with `code` for any exit but 0. */
export type RunProgram = (
  program: string,
  programArguments: readonly string[],
  options: { readonly env: NodeJS.ProcessEnv; readonly timeout: number; readonly windowsHide: true },
) => Promise<unknown>;

/**
 * The recycle bin of Windows through PowerShell, for the host without a desktop. It does not say where it put a file, and hands back
 * by names in the user's language: what it took only the recycle bin itself puts back.
 */
export class WindowsTrash implements Trash {
  readonly #run: RunProgram;

  constructor(run: RunProgram = promisify(execFile)) {
    this.#run = run;
  }

  async take(file: string): Promise<undefined> {
    try {
      await this.#run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', SCRIPT], {
        env: { ...process.env, PORTSIDE_TRASH: file },
        timeout: LONGEST_MS,
        windowsHide: true,
      });
    } catch (error) {
      if (failedWith(error, String(NO_RECYCLE_BIN), 'ENOENT')) throw noTrashFor(file, error);
      throw new RemoteError('io', `“${file}” could not be moved to the recycle bin.`, { path: file, cause: error });
    }
  }
}
