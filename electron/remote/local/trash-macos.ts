import { lstat, mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Trash } from './trash.ts';
import { failedWith, noTrashFor } from './trash-errors.ts';
import { putBackByRenaming } from './trash-put-back.ts';

export interface MacosTrashOptions {
  readonly home: string;
  readonly uid?: number;
  readonly now?: () => Date;
}

const NAMES_TRIED = 1_000;

/**
 * The trash of macOS: `~/.Trash`, and `.Trashes/<uid>` on every other volume. What is renamed into it shows in the Finder; its
 * "Put Back" needs the desktop host, which asks the system.
 */
export class MacosTrash implements Trash {
  readonly #options: MacosTrashOptions;

  constructor(options: MacosTrashOptions) {
    this.#options = options;
  }

  async take(file: string): Promise<string> {
    const { home, uid = process.getuid?.() ?? 0 } = this.#options;
    const volume = /^\/Volumes\/[^/]+(?=\/)/.exec(file)?.[0];
    const folder = volume === undefined ? join(home, '.Trash') : join(volume, '.Trashes', String(uid));
    await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
      throw noTrashFor(file, error);
    });
    const kept = join(folder, await this.#freeName(folder, basename(file)));
    try {
      await rename(file, kept);
      return kept;
    } catch (error) {
      throw failedWith(error, 'EXDEV', 'EBUSY', 'EINVAL') ? noTrashFor(file, error) : error;
    }
  }

  putBack(file: string, kept: string): Promise<void> {
    return putBackByRenaming(kept, file);
  }

  /** As the Finder does: with the time of day where the name is taken. */
  async #freeName(folder: string, name: string): Promise<string> {
    const at = (this.#options.now ?? (() => new Date()))();
    const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, '0'));
    const dot = name.lastIndexOf('.');
    const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    for (let number = 0; number < NAMES_TRIED; number++) {
      const clock = `${stem} ${time.join('.')}`;
      const candidate = [name, `${clock}${extension}`][number] ?? `${clock} ${number}${extension}`;
      const isFree = await lstat(join(folder, candidate)).then(
        () => false,
        (error: unknown) => failedWith(error, 'ENOENT'),
      );
      if (isFree) return candidate;
    }
    throw noTrashFor(join(folder, name));
  }
}
