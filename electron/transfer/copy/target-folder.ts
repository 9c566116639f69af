import type { RemotePath } from '../../../shared/model/remote-path.ts';

/** For so long a listing of a target folder is believed; others may write into it too. Milliseconds. */
const BELIEVED_MS = 60_000;
/** Folders remembered at one time. */
const MOST_FOLDERS = 200;

interface Folder {
  readonly names: Set<string>;
  readonly listedAt: number;
}

/** The names in folders that were made or listed a moment ago, so that not every file of a tree is looked for on its own. */
export class TargetFolders {
  readonly #folders = new Map<string, Folder>();

  put(fs: string, folder: RemotePath, names: readonly string[]): void {
    const key = `${fs} ${folder}`;
    this.#folders.delete(key);
    this.#folders.set(key, { names: new Set(names.map(folded)), listedAt: Date.now() });
    const [oldest] = this.#folders.keys();
    if (this.#folders.size > MOST_FOLDERS && oldest !== undefined) this.#folders.delete(oldest);
  }

  /** True where nothing of this name was there, also not in other letters. Whoever asks is about to write it: the next one gets no. */
  takeFree(fs: string, folder: RemotePath, name: string): boolean {
    const known = this.#folders.get(`${fs} ${folder}`);
    if (!known || Date.now() - known.listedAt > BELIEVED_MS || known.names.has(folded(name))) return false;
    known.names.add(folded(name));
    return true;
  }
}

function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
