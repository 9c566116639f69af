import { type FSWatcher, type Stats, watch } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface FileWatchOptions {
  readonly file: string;
  /** The file has changed and rests. Called once for any number of quick saves. */
  readonly onSaved: () => void;
  /** How long size and date must stay before a file is taken for whole. Milliseconds. */
  readonly restMs?: number;
  /** The same for a file that is empty now and was not before: many editors empty it first and fill it then. */
  readonly emptyRestMs?: number;
  /** Where the system tells nothing (network disks) the file is looked at this often. */
  readonly lookEveryMs?: number;
}

interface Look {
  readonly size: number;
  readonly modifiedAt: number;
  /** Another one where a save renames a new file into place. */
  readonly inode: number;
}

/**
 * Tells when a file was saved by another program, whichever way that saves: over the file, or by renaming another one into its
 * place. So it is the folder that is watched, and the file's name in it that is looked at.
 */
export class FileWatch implements Disposable {
  readonly #options: Required<FileWatchOptions>;
  readonly #watcher: FSWatcher | undefined;
  readonly #looking: ReturnType<typeof setInterval>;
  /** As it last rested. */
  #rested: Look | undefined;
  #last: Look | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  private constructor(options: Required<FileWatchOptions>, rested: Look | undefined) {
    this.#options = options;
    this.#rested = rested;
    this.#watcher = watchFolder(dirname(options.file), () => this.#lookIn(options.restMs));
    this.#looking = setInterval(() => {
      if (this.#timer === undefined) this.#lookIn(0);
    }, options.lookEveryMs);
    this.#looking.unref();
  }

  /** From now on; the file as it is counts as seen. */
  static async start(options: FileWatchOptions): Promise<FileWatch> {
    const { restMs = 500, emptyRestMs = 3_000, lookEveryMs = 3_000, ...rest } = options;
    return new FileWatch({ ...rest, restMs, emptyRestMs, lookEveryMs }, await look(options.file));
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#watcher?.close();
    clearInterval(this.#looking);
    clearTimeout(this.#timer);
  }

  #lookIn(ms: number): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#look(), ms);
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    const now = await look(this.#options.file);
    // Gone: between two renames of a save, or for good; what comes in its place is noticed.
    if (this.#closed || !now) return;
    const { restMs, emptyRestMs, onSaved } = this.#options;
    if (isSame(now, this.#rested)) {
      this.#last = now;
      return;
    }
    if (!isSame(now, this.#last)) {
      this.#last = now;
      this.#lookIn(now.size === 0 && (this.#rested?.size ?? 0) > 0 ? emptyRestMs : restMs);
      return;
    }
    this.#rested = now;
    onSaved();
  }
}

/** Undefined where the system cannot watch this folder: then it is looked at from time to time. */
function watchFolder(folder: string, onEvent: () => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, onEvent);
    watcher.on('error', () => watcher.close());
    return watcher;
  } catch {
    // No watches left, or a disk that has none.
    return undefined;
  }
}

async function look(file: string): Promise<Look | undefined> {
  const found: Stats | undefined = await stat(file).catch(() => undefined);
  return found && { size: found.size, modifiedAt: found.mtimeMs, inode: found.ino };
}

function isSame(one: Look, other: Look | undefined): boolean {
  return one.size === other?.size && one.modifiedAt === other.modifiedAt && one.inode === other.inode;
}
