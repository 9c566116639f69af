import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { nativeImage, type WebContents } from 'electron';
import { LOCAL, type Place } from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, joinPath, type RemotePath, ROOT } from '../../shared/model/remote-path.ts';
import { fromNativePath, toNativePath } from '../remote/local/local-path.ts';
import { localPlatform } from '../remote/local/local-platform.ts';
import type { TransferEngine } from '../transfer/transfer-engine.ts';
import { assetPath } from './assets.ts';

/** More than anyone drags in turn; each may hold many paths. */
const PREPARED_AT_MOST = 20;

/** A drag that can start at once. */
interface PreparedDrag {
  readonly dragId: string;
  /** Where each place is on this machine, in the order of the places. */
  readonly localPaths: RemotePath[];
}

/**
 * Dragging files out of the window. The system wants files that exist, so what is on a server is first downloaded to a
 * folder of its own, through the queue, where its progress shows. The folders live until Portside ends: a program may
 * read what was dropped on it long after the drop.
 */
export class DragOut implements AsyncDisposable {
  readonly #prepared = new Map<string, readonly string[]>();
  readonly #folders = new Set<string>();

  /** Throws what the downloads throw, `invalid-request` for a root. */
  async prepare(places: readonly Place[], transfers: TransferEngine, signal: AbortSignal): Promise<PreparedDrag> {
    if (places.some(({ path }) => path === ROOT)) {
      throw new RemoteError('invalid-request', 'A file system as a whole cannot be dragged.');
    }
    const remote = places.filter((place) => place.fs !== LOCAL);
    const copies = remote.length > 0 ? await this.#download(remote, transfers, signal) : new Map<Place, RemotePath>();
    const localPaths = places.map((place) => copies.get(place) ?? place.path);
    const dragId = randomUUID();
    this.#prepared.set(
      dragId,
      localPaths.map((path) => toNativePath(path, localPlatform)),
    );
    const [oldest] = this.#prepared.keys();
    if (this.#prepared.size > PREPARED_AT_MOST && oldest !== undefined) this.#prepared.delete(oldest);
    return { dragId, localPaths };
  }

  /**
   * Hands the files to the system. Throws `invalid-request` for a drag that was not prepared, `not-found` where its files
   * are gone: a system may tidy its temporary folder.
   */
  start(dragId: string, page: WebContents): void {
    const [file, ...others] = this.#prepared.get(dragId) ?? [];
    if (file === undefined) throw new RemoteError('invalid-request', 'This drag was not prepared.');
    if (!existsSync(file)) throw new RemoteError('not-found', `“${basename(file)}” is not here any more.`);
    page.startDrag({ file, files: [file, ...others], icon: nativeImage.createFromPath(assetPath('drag.png')) });
  }

  /** Removes the copies. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#folders].map((folder) => rm(folder, { recursive: true, force: true })));
  }

  async #download(places: Place[], transfers: TransferEngine, signal: AbortSignal): Promise<Map<Place, RemotePath>> {
    const folder = await mkdtemp(join(tmpdir(), 'portside-drag-'));
    this.#folders.add(folder);
    const directory = fromNativePath(folder, localPlatform);
    const ids = transfers.enqueue(places, { fs: LOCAL, path: directory });
    try {
      await transfers.arrival(ids, signal);
    } catch (error) {
      transfers.cancel({ ids });
      throw error;
    }
    return new Map(places.map((place) => [place, joinPath(directory, baseName(place.path))]));
  }
}
