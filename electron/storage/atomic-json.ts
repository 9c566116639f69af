import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';

export interface JsonFileOptions<T> {
  readonly file: string;
  readonly schema: z.ZodType<T>;
  /** What a missing file means. */
  readonly empty: T;
  /** Told, in a sentence for the user, that a file could not be understood and where it was put. */
  readonly onSetAside: (message: string) => void;
}

/**
 * One small file of data. A write replaces it in one step, so that after a crash it is either the old or the new one. A
 * file that cannot be understood is renamed and reported, never overwritten. Changes queue up behind each other.
 */
export class JsonFile<T> {
  readonly #options: JsonFileOptions<T>;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: JsonFileOptions<T>) {
    this.#options = options;
  }

  /** What the file says now. Throws Node's error where it is there but cannot be read. */
  read(): Promise<T> {
    return this.#inTurn(() => this.#load());
  }

  /** Writes what `change` makes of the present content, and resolves with it when it is safely on the disk. */
  update(change: (current: T) => T): Promise<T> {
    return this.#inTurn(async () => {
      const changed = change(await this.#load());
      await writeJson(this.#options.file, changed);
      return changed;
    });
  }

  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const turn = this.#queue.then(work);
    // The failure is the caller's; the next in the queue starts afresh.
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #load(): Promise<T> {
    const { file, schema, empty } = this.#options;
    const text = await readText(file);
    if (text === undefined) return empty;
    const parsed = schema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    await this.#setAside();
    return empty;
  }

  async #setAside(): Promise<void> {
    const { file, onSetAside } = this.#options;
    const aside = `${file}.broken-${new Date().toISOString().replaceAll(':', '')}`;
    await rename(file, aside);
    onSetAside(`“${file}” could not be understood. It was kept as “${aside}”, and Portside starts without it.`);
  }
}

/** Writes beside the file, forces it to the disk and renames it into place. Readable by its owner only. */
async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${randomUUID()}.new`;
  try {
    const handle = await open(beside, 'wx', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(value, undefined, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await syncDirectory(dirname(file));
}

/** The new name is safe only when its directory is; Windows cannot open one and does without. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Text that is no JSON is as unknown as any other wrong value. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The schema refuses `undefined`, and the file is set aside.
    return undefined;
  }
}
