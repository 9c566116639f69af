import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Place } from '../../shared/model/connection.ts';
import { KeptVersion, placeKey } from '../../shared/model/edit.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';

export interface VersionStoreOptions {
  readonly folder: string;
  /** Of one file. */
  readonly mostOfFile?: number;
  /** Bytes of all files together; the oldest go first. */
  readonly mostBytes?: number;
}

const MOST_OF_FILE = 20;
const MOST_BYTES = 256 * 1024 * 1024;

interface Kept extends KeptVersion {
  readonly file: string;
}

/**
 * Earlier states of files that saves have replaced, on this machine's disk, readable by its user alone. Bounded per file and in all.
 * They are as clear as the files on the server are.
 */
export class VersionStore {
  readonly #options: Required<VersionStoreOptions>;

  constructor({ folder, mostOfFile = MOST_OF_FILE, mostBytes = MOST_BYTES }: VersionStoreOptions) {
    this.#options = { folder, mostOfFile, mostBytes };
  }

  /** Keeps a state, safely on the disk, unless it is the newest of its file already. */
  async keep(place: Place, bytes: Buffer): Promise<void> {
    const digest = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const kept = await this.#versionsIn(this.#folderOf(place));
    if (kept[0]?.id.endsWith(digest)) return;
    const at = Math.max(Date.now(), (kept[0]?.keptAt ?? 0) + 1);
    await writePrivately(this.#folderOf(place), `${String(at).padStart(13, '0')}-${digest}`, bytes);
    await this.#bound(place);
  }

  /** Newest first. */
  async list(place: Place): Promise<KeptVersion[]> {
    const kept = await this.#versionsIn(this.#folderOf(place));
    return kept.map(({ id, keptAt, size }) => ({ id, keptAt, size }));
  }

  /** Throws `not-found` where it has given way to newer ones. */
  async read(place: Place, id: string): Promise<Buffer> {
    const kept = (await this.#versionsIn(this.#folderOf(place))).find((version) => version.id === id);
    if (!kept) throw new RemoteError('not-found', 'This version is not kept any more.');
    return readFile(kept.file);
  }

  async #bound(place: Place): Promise<void> {
    const { folder, mostOfFile, mostBytes } = this.#options;
    const ofFile = await this.#versionsIn(this.#folderOf(place));
    for (const { file } of ofFile.slice(mostOfFile)) await rm(file, { force: true });
    const folders = await readdir(folder);
    const all = (await Promise.all(folders.map((name) => this.#versionsIn(join(folder, name))))).flat();
    let bytes = 0;
    for (const { file, size } of all.toSorted(newestFirst)) {
      bytes += size;
      if (bytes > mostBytes) await rm(file, { force: true });
    }
  }

  /** By what the place is called, not by it: names of servers are no names for this disk. */
  #folderOf(place: Place): string {
    return join(this.#options.folder, createHash('sha256').update(placeKey(place)).digest('hex'));
  }

  async #versionsIn(folder: string): Promise<Kept[]> {
    const names = await readdir(folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const kept = names
      .filter((id) => KeptVersion.shape.id.safeParse(id).success)
      .map(async (id) => {
        const file = join(folder, id);
        return { id, file, keptAt: Number(id.slice(0, 13)), size: (await stat(file)).size };
      });
    return (await Promise.all(kept)).toSorted(newestFirst);
  }
}

function newestFirst(one: KeptVersion, other: KeptVersion): number {
  return other.keptAt - one.keptAt;
}

/** Under another name first, so that no half of a version is ever taken for one. */
async function writePrivately(folder: string, name: string, bytes: Buffer): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const beside = join(folder, `${randomUUID()}.new`);
  try {
    const handle = await open(beside, 'wx', 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, join(folder, name));
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
