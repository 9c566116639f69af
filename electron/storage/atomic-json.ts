import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { z } from 'zod';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { syncDirectory } from './sync-directory.ts';

/** Turns the content of one version into that of the next, its `version` left out: the file's own counting sets that. */
export type Migration = (content: Record<string, unknown>) => Record<string, unknown>;

export interface JsonFileOptions<T> {
  readonly file: string;
  /** Of the present version; its `version` is one more than there are migrations. */
  readonly schema: z.ZodType<T>;
  /** The first leads from version 1 to version 2. What is read is migrated; the file itself changes with the next update. */
  readonly migrations?: readonly Migration[];
  /** What a missing file means. */
  readonly empty: T;
  /** Told, in a sentence for the user, that a file could not be understood and where it was put. */
  readonly onSetAside: (message: string) => void;
}

/**
 * One small file of data. A write replaces it in one step, so that after a crash it is either the old or the new one. A
 * file that cannot be understood is renamed and reported, one that a newer Portside wrote is refused: neither is ever
 * overwritten. Changes queue up behind each other. Nobody else writes the file meanwhile: see `lockDataFolder`.
 */
export class JsonFile<T> {
  readonly #options: JsonFileOptions<T>;
  #queue: Promise<unknown> = Promise.resolve();
  #isTidy = false;

  constructor(options: JsonFileOptions<T>) {
    this.#options = options;
  }

  /** What the file says now. Throws `unsupported` where a newer Portside wrote it, Node's error where it cannot be read. */
  read(): Promise<T> {
    return this.#inTurn(() => this.#load());
  }

  /** Writes what `change` makes of the present content, and resolves with it when it is safely on the disk. */
  update(change: (current: T) => T): Promise<T> {
    return this.#inTurn(async () => {
      const changed = change(await this.#load());
      await this.#tidy();
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
    const { file, schema, migrations = [], empty } = this.#options;
    const text = await readText(file);
    if (text === undefined) return empty;
    const parsed = schema.safeParse(migrate(file, parseJson(text), migrations));
    if (parsed.success) return parsed.data;
    await this.#setAside();
    return empty;
  }

  /** Removes, once, what a Portside that was killed while it wrote has left beside the file. */
  async #tidy(): Promise<void> {
    if (this.#isTidy) return;
    this.#isTidy = true;
    const folder = dirname(this.#options.file);
    const names = await readdir(folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const isLeft = (name: string) => name.startsWith(`${basename(this.#options.file)}.`) && name.endsWith(BESIDE);
    await Promise.all(names.filter(isLeft).map((name) => rm(join(folder, name), { force: true })));
  }

  async #setAside(): Promise<void> {
    const { file, onSetAside } = this.#options;
    const aside = `${file}.broken-${new Date().toISOString().replaceAll(':', '')}`;
    await rename(file, aside);
    onSetAside(`“${file}” could not be understood. It was kept as “${aside}”, and Portside starts without it.`);
  }
}

const BESIDE = '.new';

/** Leads old content to the present version. What has no version is left for the schema to judge. */
function migrate(file: string, content: unknown, migrations: readonly Migration[]): unknown {
  if (typeof content !== 'object' || content === null || !('version' in content)) return content;
  const { version, ...rest } = content;
  const present = migrations.length + 1;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) return content;
  if (version > present) throw writtenByNewer(file);
  const migrated = migrations.slice(version - 1).reduce((old: Record<string, unknown>, step) => step(old), rest);
  return { ...migrated, version: present };
}

function writtenByNewer(file: string): RemoteError {
  return new RemoteError('unsupported', `A newer version of Portside wrote “${file}”. It was left as it is.`, {
    hint: 'Use that newer version, or give this one a data folder of its own with PORTSIDE_DATA.',
  });
}

/** Writes beside the file, forces it to the disk and renames it into place. Readable by its owner only. */
async function writeJson(file: string, value: unknown): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${randomUUID()}${BESIDE}`;
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

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** Text that is no JSON is as unknown as any other wrong value. Editors on Windows put a byte order mark before it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    // The schema refuses `undefined`, and the file is set aside.
    return undefined;
  }
}
