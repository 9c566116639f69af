import type { Place } from '../../../shared/model/connection.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { resolvePath } from '../../../shared/model/remote-path.ts';
import type { Client } from '../../client/client.ts';
import { measureFolder, type Operation } from '../../client/operation.ts';
import type { FolderSize, FolderSizes } from '../../file-grid/folder-size.ts';

/** Counts what folders hold, one after the other; news as they come. */
export class FolderCount {
  readonly #client: Client;
  readonly #onChange: (sizes: FolderSizes, isCounting: boolean) => void;
  #sizes: FolderSizes = new Map();
  #waiting: { readonly name: string; readonly place: Place }[] = [];
  #running: Operation<unknown> | undefined;

  /** @param onChange Also called when the last one is done or the count was stopped. */
  constructor(client: Client, onChange: (sizes: FolderSizes, isCounting: boolean) => void) {
    this.#client = client;
    this.#onChange = onChange;
  }

  /** Counts these folders of a directory after those that wait already. */
  count(directory: Place, names: readonly string[]): void {
    this.#waiting.push(
      ...names.map((name) => ({ name, place: { fs: directory.fs, path: resolvePath(directory.path, name) } })),
    );
    if (!this.#running) void this.#run();
  }

  /** What is counted stays. @returns whether there was something to stop. */
  stop(): boolean {
    this.#waiting = [];
    this.#running?.cancel();
    return this.#running !== undefined;
  }

  /** Forgets the sizes that do not hold any more. */
  keepOnly(holds: (name: string) => boolean): void {
    if (![...this.#sizes.keys()].some((name) => !holds(name))) return;
    this.#sizes = new Map([...this.#sizes].filter(([name]) => holds(name)));
    this.#tell();
  }

  /** For another directory. */
  clear(): void {
    this.stop();
    this.#running = undefined;
    if (this.#sizes.size === 0) return;
    this.#sizes = new Map();
    this.#tell();
  }

  async #run(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) {
      const { name, place } = next;
      const counting = measureFolder(this.#client, place, ({ done }) => {
        if (this.#running === counting) this.#set(name, { bytes: done, state: 'counting' });
      });
      this.#running = counting;
      this.#set(name, { bytes: 0, state: 'counting' });
      const size = await counting.done.then(
        ({ bytes, passedOver }): FolderSize => ({ bytes, state: passedOver > 0 ? 'incomplete' : 'whole' }),
        // What was stopped has no size; what cannot be read says so in its cell.
        (error: unknown): FolderSize | undefined =>
          isRemoteError(error, 'cancelled') ? undefined : { bytes: 0, state: 'unreadable' },
      );
      if (this.#running !== counting) return;
      this.#running = undefined;
      this.#set(name, size);
    }
  }

  #set(name: string, size: FolderSize | undefined): void {
    const sizes = new Map(this.#sizes);
    if (size) sizes.set(name, size);
    else sizes.delete(name);
    this.#sizes = sizes;
    this.#tell();
  }

  #tell(): void {
    this.#onChange(this.#sizes, this.#running !== undefined || this.#waiting.length > 0);
  }
}
