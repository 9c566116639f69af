import { LOCAL, type Place } from '../../../shared/model/connection.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { isWithin, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Client } from '../../client/client.ts';
import { type DraggedFiles, placesOf } from './dragged-files.ts';

interface DragOutNews {
  fetching(count: number): void;
  ready(count: number): void;
  failed(error: unknown): void;
}

/**
 * Rows that leave the window as files. The system carries only files that exist on this machine: local rows go at once;
 * rows of a server are brought here when a drag of them first ends outside, and the next drag of them goes at once. Until
 * then, and for as long as it stays inside, their drag is the page's own.
 */
export class DragOut {
  readonly #client: Client;
  readonly #news: DragOutNews;
  readonly #fetching = new Set<string>();
  /** Brought here already: the id of the drag. */
  readonly #ready = new Map<string, { readonly dragId: string; readonly places: readonly Place[] }>();
  readonly #origins = new Map<RemotePath, Place>();

  constructor(client: Client, news: DragOutNews) {
    this.#client = client;
    this.#news = news;
    client.on('files.changed', ({ fs, directory }) => this.#forgetWhatHolds(fs, directory));
  }

  /**
   * Starts the system's drag where it can start now; for `dragstart`, which must then be prevented.
   * @returns whether it was started.
   */
  begin(dragged: DraggedFiles): boolean {
    const key = keyOf(dragged);
    const ready = this.#ready.get(key);
    if (ready) this.#start(Promise.resolve(ready), key);
    else if (dragged.directory.fs === LOCAL) this.#start(this.#prepare(placesOf(dragged)), key);
    else return false;
    return true;
  }

  /** Brings rows of a server here. Never rejects; what happens is told. */
  async fetch(dragged: DraggedFiles): Promise<void> {
    const key = keyOf(dragged);
    const count = dragged.entries.length;
    if (this.#fetching.has(key)) {
      this.#news.fetching(count);
      return;
    }
    this.#fetching.add(key);
    this.#news.fetching(count);
    try {
      const places = placesOf(dragged);
      const { dragId, localPaths } = await this.#prepare(places);
      for (const [index, path] of localPaths.entries()) this.#origins.set(path, places[index] as Place);
      this.#ready.set(key, { dragId, places });
      this.#news.ready(count);
    } catch (error) {
      // Whoever stopped the download in the dock knows.
      if (!isRemoteError(error, 'cancelled')) this.#news.failed(error);
    } finally {
      this.#fetching.delete(key);
    }
  }

  /** What a file of this machine stands for when it is dropped: the row that it is a copy of, or itself. */
  originOf(path: RemotePath): Place {
    return this.#origins.get(path) ?? { fs: LOCAL, path };
  }

  #prepare(places: Place[]) {
    return this.#client.request('desktop.prepareDrag', { operationId: crypto.randomUUID(), places });
  }

  #start(prepared: Promise<{ readonly dragId: string }>, key: string): void {
    prepared
      .then(({ dragId }) => this.#client.request('desktop.startDrag', { dragId }))
      .catch((error: unknown) => {
        this.#ready.delete(key);
        this.#news.failed(error);
      });
  }

  /** What changed inside a folder since it was copied would be missing from the copy. */
  #forgetWhatHolds(fs: string, directory: RemotePath): void {
    for (const [key, { places }] of this.#ready) {
      if (places.some((place) => place.fs === fs && isWithin(directory, place.path))) this.#ready.delete(key);
    }
  }
}

/** The rows as they were: a file that has changed since is another one. */
function keyOf({ directory, entries }: DraggedFiles): string {
  const rows = entries.map(({ name, size, modifiedAt }) => [name, size, modifiedAt]);
  return JSON.stringify([directory.fs, directory.path, rows]);
}

/**
 * Whether a drag ended beyond the edge of the window, where nobody took it. Chromium says where the pointer was in
 * coordinates of the screen.
 */
export function endedOutside(
  { dataTransfer, screenX: x, screenY: y }: DragEnd,
  { screenX: left, screenY: top, outerWidth: width, outerHeight: height }: WindowFrame,
): boolean {
  if (dataTransfer.dropEffect !== 'none') return false;
  return x < left || y < top || x >= left + width || y >= top + height;
}

interface DragEnd extends Pick<MouseEvent, 'screenX' | 'screenY'> {
  readonly dataTransfer: Pick<DataTransfer, 'dropEffect'>;
}
type WindowFrame = Pick<Window, 'screenX' | 'screenY' | 'outerWidth' | 'outerHeight'>;
