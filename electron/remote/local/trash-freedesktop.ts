import { lstat, mkdir, rename, stat, unlink, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { Trash } from './trash.ts';
import { failedWith, noTrashFor } from './trash-errors.ts';
import { putBackByRenaming } from './trash-put-back.ts';

export interface FreedesktopTrashOptions {
  /** `$XDG_DATA_HOME/Trash`. */
  readonly homeTrash: string;
  readonly uid: number;
  readonly now?: () => Date;
}

/** One of the folders that hold what was thrown away. */
interface Can {
  readonly folder: string;
  /** In a trash of another disk, `Path` is relative to this folder; in the home trash it is absolute. */
  readonly top: string | undefined;
}

const NAMES_TRIED = 10_000;

/** The trash of Linux desktops (freedesktop.org, "The FreeDesktop.org Trash specification" 1.0): others list it, restore from it and empty it. */
export class FreedesktopTrash implements Trash {
  readonly #options: FreedesktopTrashOptions;

  constructor(options: FreedesktopTrashOptions) {
    this.#options = options;
  }

  static ofThisUser(): FreedesktopTrash {
    const { XDG_DATA_HOME: data } = process.env;
    // "All paths set in these environment variables must be absolute" (XDG Base Directory Specification).
    const dataHome = data !== undefined && isAbsolute(data) ? data : join(homedir(), '.local', 'share');
    return new FreedesktopTrash({ homeTrash: join(dataHome, 'Trash'), uid: process.getuid?.() ?? 0 });
  }

  async take(file: string): Promise<string> {
    const { dev } = await lstat(file);
    const can = await this.#canFor(file, dev);
    if (file === can.folder || file.startsWith(`${can.folder}${sep}`)) {
      throw new RemoteError('invalid-request', `“${file}” is in the trash already.`, { path: file });
    }
    return this.#drop(file, can);
  }

  /** Also takes away the information about it, which would point at nothing. */
  async putBack(file: string, kept: string): Promise<void> {
    await putBackByRenaming(kept, file);
    const info = join(dirname(dirname(kept)), 'info', `${basename(kept)}.trashinfo`);
    await unlink(info).catch((error: unknown) => {
      if (!failedWith(error, 'ENOENT')) throw error;
    });
  }

  async #canFor(file: string, dev: number): Promise<Can> {
    const { homeTrash, uid } = this.#options;
    await mkdir(homeTrash, { recursive: true, mode: 0o700 });
    if ((await stat(homeTrash)).dev === dev) return { folder: homeTrash, top: undefined };
    const top = await topDirectory(file, dev);
    if (top === undefined) throw noTrashFor(file);
    const shared = join(top, '.Trash');
    // One that the administrator made for everyone counts only if nobody can rename another's: "must have the sticky bit set".
    const isShared = await lstat(shared).then(
      (stats) => stats.isDirectory() && (stats.mode & 0o1000) !== 0,
      () => false,
    );
    const folder = isShared ? join(shared, String(uid)) : join(top, `.Trash-${uid}`);
    try {
      await mkdir(folder, { mode: 0o700 });
    } catch (error) {
      if (!failedWith(error, 'EEXIST')) throw noTrashFor(file, error);
    }
    const own = await lstat(folder);
    if (!own.isDirectory() || own.uid !== uid) throw noTrashFor(file);
    return { folder, top };
  }

  async #drop(file: string, { folder, top }: Can): Promise<string> {
    const files = join(folder, 'files');
    const infos = join(folder, 'info');
    await mkdir(files, { recursive: true, mode: 0o700 });
    await mkdir(infos, { recursive: true, mode: 0o700 });
    const text = trashInfo(top === undefined ? file : relative(top, file), (this.#options.now ?? (() => new Date()))());
    const { name, info } = await claimName(basename(file), files, infos, text);
    const kept = join(files, name);
    try {
      await rename(file, kept);
      return kept;
    } catch (error) {
      await unlink(info);
      // A folder on which something is mounted, or that leads into its own trash; a disk within a disk.
      throw failedWith(error, 'EXDEV', 'EBUSY', 'EINVAL') ? noTrashFor(file, error) : error;
    }
  }
}

/** The information file comes first, "atomically", and so decides who has a name. */
async function claimName(
  name: string,
  files: string,
  infos: string,
  text: string,
): Promise<{ name: string; info: string }> {
  for (let number = 1; number <= NAMES_TRIED; number++) {
    const candidate = numbered(name, number);
    const info = join(infos, `${candidate}.trashinfo`);
    try {
      await writeFile(info, text, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if (failedWith(error, 'EEXIST')) continue;
      throw error;
    }
    const isFree = await lstat(join(files, candidate)).then(
      () => false,
      (error: unknown) => failedWith(error, 'ENOENT'),
    );
    if (isFree) return { name: candidate, info };
    // Something without its information lies there.
    await unlink(info);
  }
  throw new RemoteError('io', `The trash holds too many files named “${name}”.`, { hint: 'Empty the trash.' });
}

const LONGEST_NAME = 255;

/** `a.txt`, `a.2.txt`, `a.3.txt`: cut where `.trashinfo` would make it too long. */
function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= 20 ? name.slice(dot) : '';
  const end = `${number === 1 ? '' : `.${number}`}${extension}`;
  const stem = [...name.slice(0, name.length - extension.length)];
  while (stem.length > 1 && Buffer.byteLength(`${stem.join('')}${end}.trashinfo`) > LONGEST_NAME) stem.pop();
  return `${stem.join('')}${end}`;
}

/** @param path Absolute, or relative to the top of its disk. */
export function trashInfo(path: string, at: Date): string {
  // "YYYY-MM-DDThh:mm:ss", "in the user's local time zone".
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  const encoded = path.split('/').map(encodeName).join('/');
  return `[Trash Info]\nPath=${encoded}\nDeletionDate=${local}\n`;
}

/** As GLib writes it: also what `encodeURIComponent` leaves alone, but for `~`. */
function encodeName(name: string): string {
  return encodeURIComponent(name).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** The mount point above a file: the last folder upwards on the same disk. `undefined` for a mount point itself. */
async function topDirectory(file: string, dev: number): Promise<string | undefined> {
  let top: string | undefined;
  for (let at = dirname(file); ; at = dirname(at)) {
    if ((await stat(at)).dev !== dev) return top;
    top = at;
    if (dirname(at) === at) return top;
  }
}
