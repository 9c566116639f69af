import { z } from 'zod';
import { JsonFile } from '../storage/atomic-json.ts';
import type { KnownGood } from './alert-rules.ts';

/** Oldest go first. */
const KEPT_PER_SERVER = 10_000;

const KnownGoodFile = z.object({ version: z.literal(1), servers: z.record(z.string(), z.array(z.string())) });
type KnownGoodFile = z.infer<typeof KnownGoodFile>;

export interface KnownGoodOptions {
  readonly file: string;
  /** Told of a file that could not be understood. */
  readonly onSetAside: (message: string) => void;
  /** What could not be saved is known until Portside ends. */
  readonly onUnexpected: (error: unknown) => void;
}

/** What the user, or the first look at a server, said is in order: by server, kept in one file. */
export class KnownGoodStore {
  readonly #file: JsonFile<KnownGoodFile>;
  readonly #onUnexpected: (error: unknown) => void;
  readonly #servers: Map<string, Set<string>>;

  private constructor(file: JsonFile<KnownGoodFile>, options: KnownGoodOptions, known: KnownGoodFile) {
    this.#file = file;
    this.#onUnexpected = options.onUnexpected;
    this.#servers = new Map(Object.entries(known.servers).map(([server, keys]) => [server, new Set(keys)]));
  }

  static async open(options: KnownGoodOptions): Promise<KnownGoodStore> {
    const { file, onSetAside } = options;
    const store = new JsonFile({ file, onSetAside, schema: KnownGoodFile, empty: { version: 1, servers: {} } });
    return new KnownGoodStore(store, options, await store.read());
  }

  /** @param server names it the same way after every restart. */
  of(server: string): KnownGood {
    const keys = this.#servers.get(server) ?? new Set();
    this.#servers.set(server, keys);
    return {
      isNew: keys.size === 0,
      has: (key) => keys.has(key),
      add: (fresh) => {
        if (fresh.length === 0) return;
        for (const key of fresh) keys.add(key);
        for (const oldest of keys) {
          if (keys.size <= KEPT_PER_SERVER) break;
          keys.delete(oldest);
        }
        this.#save(server, [...keys]);
      },
    };
  }

  #save(server: string, keys: string[]): void {
    this.#file
      .update((current) => ({ ...current, servers: { ...current.servers, [server]: keys } }))
      .catch(this.#onUnexpected);
  }
}
