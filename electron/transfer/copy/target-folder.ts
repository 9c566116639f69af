import type { RemotePath } from '../../../shared/model/remote-path.ts';

/** For so long a listing of a target folder is believed; others may write into it too. Milliseconds. */
const BELIEVED_MS = 60_000;
/** Folders remembered at one time. */
const MOST_FOLDERS = 200;
/** When so many files of a folder were looked for one by one, a listing serves the next ones better. */
const WORTH_LISTING = 16;

interface Folder {
  readonly names: Set<string>;
  /** Undefined: not at all. */
  readonly listedAt: number | undefined;
  /** Files that were looked for while nothing was known. */
  looks: number;
}

/** The names in folders that were made or listed a moment ago, so that not every file of a tree is looked for on its own. */
export class TargetFolders {
  readonly #folders = new Map<string, Folder>();

  put(fs: string, folder: RemotePath, names: readonly string[]): void {
    this.#remember(keyOf(fs, folder), { names: new Set(names.map(folded)), listedAt: Date.now(), looks: 0 });
  }

  /**
   * To be called for every file that is on its way to a folder: has that listed where many go there that no walk announced, and where a
   * walk takes longer than its listing is believed. Throws what `list` throws; its names are undefined where they are too many.
   */
  async learn(fs: string, folder: RemotePath, list: () => Promise<readonly string[] | undefined>): Promise<void> {
    const key = keyOf(fs, folder);
    const known = this.#folders.get(key);
    if (known && isBelieved(known)) return;
    const looks = (known?.looks ?? 0) + 1;
    this.#remember(key, { names: new Set(), listedAt: undefined, looks });
    if (looks !== WORTH_LISTING) return;
    const names = await list();
    if (names) this.put(fs, folder, names);
  }

  /** True where nothing of this name was there, also not in other letters. Whoever asks is about to write it: the next one gets no. */
  takeFree(fs: string, folder: RemotePath, name: string): boolean {
    const known = this.#folders.get(keyOf(fs, folder));
    if (!known || !isBelieved(known) || known.names.has(folded(name))) return false;
    known.names.add(folded(name));
    return true;
  }

  #remember(key: string, folder: Folder): void {
    this.#folders.delete(key);
    this.#folders.set(key, folder);
    const [oldest] = this.#folders.keys();
    if (this.#folders.size > MOST_FOLDERS && oldest !== undefined) this.#folders.delete(oldest);
  }
}

function keyOf(fs: string, folder: RemotePath): string {
  return `${fs} ${folder}`;
}

function isBelieved({ listedAt }: Folder): boolean {
  return listedAt !== undefined && Date.now() - listedAt <= BELIEVED_MS;
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
