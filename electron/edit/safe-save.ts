import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LOCAL, type Place } from '../../shared/model/connection.ts';
import { type FileVersion, placeKey, type SaveResult } from '../../shared/model/edit.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import { baseName, parentPath } from '../../shared/model/remote-path.ts';
import { onSession } from '../files/file-sessions.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import { fromNativePath } from '../remote/local/local-path.ts';
import { localPlatform } from '../remote/local/local-platform.ts';
import type { Carrier, ExistingDecision, ExistingTarget, ReplaceStep, Verified } from '../transfer/carrier.ts';
import { isSameTime } from '../transfer/copy/source-facts.ts';
import { statIfThere } from '../transfer/stat-if-there.ts';
import { partialName } from '../transfer/target-name.ts';
import { quietHooks } from './quiet-hooks.ts';
import { fileBehind, readWhole } from './read-bytes.ts';
import type { VersionStore } from './version-store.ts';

/** Bytes: larger files are compared by size and date alone, and no earlier version is kept of them. */
const LARGEST_KEPT = 32 * 1024 * 1024;

export interface SafeSaveOptions {
  readonly fileSystems: FileSystems;
  readonly carrier: Carrier;
  readonly versions: VersionStore;
  /** A folder of Portside's own for what is on its way. */
  readonly scratch: string;
  readonly onChanged: (directory: Place) => void;
  /** Told, in a sentence, what went wrong beside the matter. */
  readonly onProblem: (message: string) => void;
}

/** A file as it is now. */
export interface PresentFile {
  readonly entry: Entry;
  readonly version: FileVersion;
  /** Absent where it is too large to be kept. */
  readonly bytes?: Buffer;
}

export interface SaveOrder {
  readonly place: Place;
  /** The bytes to be saved, in a file of this machine that nobody writes meanwhile. */
  readonly file: string;
  /** The state that was read; absent: there should be no file. */
  readonly expected: FileVersion | undefined;
  readonly onChange: 'ask' | 'overwrite';
}

/**
 * Puts new bytes in place of a file, whole or not at all: looks whether it is still the one that was read, keeps what is there, and
 * copies by the sequence of every transfer (partial name, size compared, renamed into place, permissions and links kept).
 */
export class SafeSave {
  readonly #options: SafeSaveOptions;
  /** Saves of one file follow each other. */
  readonly #turns = new Map<string, Promise<unknown>>();
  /** Replacements that were cut between two renames, to be ended before the next. */
  readonly #unended = new Map<string, readonly ReplaceStep[]>();

  constructor(options: SafeSaveOptions) {
    this.#options = options;
  }

  /** Undefined where there is nothing. Throws where it is no file. */
  async present(place: Place, signal: AbortSignal): Promise<PresentFile | undefined> {
    const read = async (session: Parameters<Parameters<typeof onSession>[3]>[0]) => {
      const call = { signal };
      const there = await statIfThere(session, place.path, call);
      if (!there) return undefined;
      const { file, entry } = await fileBehind(session, place.path, there, call);
      const bytes = await readWhole(session, file, entry, LARGEST_KEPT, call);
      const facts = {
        size: entry.size ?? 0,
        ...(entry.modifiedAt === undefined ? {} : { modifiedAt: entry.modifiedAt }),
      };
      if (!bytes) return { entry, version: facts };
      return { entry, version: { ...facts, size: bytes.length, digest: digestOf(bytes) }, bytes };
    };
    return onSession(this.#options.fileSystems, place.fs, signal, read, 'transfer');
  }

  save(order: SaveOrder, signal: AbortSignal): Promise<SaveResult> {
    const key = placeKey(order.place);
    const before = this.#turns.get(key) ?? Promise.resolve();
    const turn = before.then(() => this.#save(order, signal));
    // Its failure is its own caller's.
    const ended: Promise<unknown> = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#turns.get(key) === ended) this.#turns.delete(key);
      });
    this.#turns.set(key, ended);
    return turn;
  }

  /** The same with bytes that are in no file yet. */
  async saveBytes(order: Omit<SaveOrder, 'file'>, bytes: Buffer, signal: AbortSignal): Promise<SaveResult> {
    await using file = await this.scratchFile();
    await file.write(bytes);
    return await this.save({ ...order, file: file.path }, signal);
  }

  /** Keeps what is in a file of this machine as an earlier version of a place. */
  async keepVersion(place: Place, file: string): Promise<void> {
    if ((await stat(file)).size <= LARGEST_KEPT) await this.#options.versions.keep(place, await readFile(file));
  }

  /** A place on this machine for what is on its way, readable by its user alone, gone when it is disposed of. */
  async scratchFile(): Promise<AsyncDisposable & { readonly path: string; write(bytes: Buffer): Promise<void> }> {
    const folder = join(this.#options.scratch, randomUUID());
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'bytes');
    return {
      path,
      async write(bytes) {
        const handle = await open(path, 'wx', 0o600);
        try {
          await handle.writeFile(bytes);
        } finally {
          await handle.close();
        }
      },
      [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
    };
  }

  async #save({ place, file, expected, onChange }: SaveOrder, signal: AbortSignal): Promise<SaveResult> {
    const { versions, onChanged } = this.#options;
    await this.#endReplacement(place, signal);
    const present = await this.present(place, signal);
    if (onChange === 'ask' && !isExpected(present?.version, expected)) {
      // A save whose answer was lost on its way has arrived all the same.
      if (present?.version.digest === (await digestOfFile(file))) return { result: 'saved', version: present.version };
      return changedMeanwhile(present?.entry);
    }
    if (present?.bytes) await versions.keep(place, present.bytes);
    const outcome = await this.#copy(place, file, present?.entry, signal);
    onChanged({ fs: place.fs, path: parentPath(place.path) });
    if (outcome.result !== 'copied') return changedMeanwhile((await this.present(place, signal))?.entry);
    const now = await this.#versionAfter(place, file, outcome.verified, signal);
    return { result: 'saved', version: now, ...(outcome.note === undefined ? {} : { note: outcome.note }) };
  }

  async #copy(place: Place, file: string, present: Entry | undefined, signal: AbortSignal) {
    const { carrier, onProblem } = this.#options;
    const steps: ReplaceStep[] = [];
    let partial: Place | undefined;
    // Looked at a moment ago: what has come since is not written over unseen.
    const existing = ({ target }: ExistingTarget): ExistingDecision =>
      present && (target.type === 'symlink' || isSameEntry(target, present)) ? { do: 'overwrite' } : { do: 'skip' };
    const hooks = quietHooks(
      { existing },
      {
        onPartial: async ({ path }) => {
          partial = { fs: place.fs, path };
        },
        onReplaceStep: async (step) => {
          steps.push(step);
        },
      },
    );
    const order = {
      source: { fs: LOCAL, path: fromNativePath(file, localPlatform) },
      target: place,
      partialName: partialName(baseName(place.path)),
      permissions: 'default',
      verify: 'size',
      segments: 1,
    } as const;
    try {
      return await carrier.copy(order, hooks, signal);
    } catch (error) {
      if (steps.length > 0) this.#unended.set(placeKey(place), steps);
      else if (partial) {
        await carrier.discard(partial, signal).catch((failure: unknown) => {
          if (!isRemoteError(failure)) throw failure;
          onProblem(
            `“${partial?.path}” is left of a save that failed, and the next one replaces it: ${failure.message}`,
          );
        });
      }
      throw error;
    }
  }

  async #endReplacement(place: Place, signal: AbortSignal): Promise<void> {
    const steps = this.#unended.get(placeKey(place));
    if (!steps) return;
    await this.#options.carrier.recover(place.fs, steps, signal);
    this.#unended.delete(placeKey(place));
  }

  async #versionAfter(place: Place, file: string, verified: Verified, signal: AbortSignal): Promise<FileVersion> {
    const entry = await onSession(
      this.#options.fileSystems,
      place.fs,
      signal,
      async (session) =>
        (await fileBehind(session, place.path, await session.stat(place.path, { signal }), { signal })).entry,
      'transfer',
    );
    const facts = {
      size: entry.size ?? 0,
      ...(entry.modifiedAt === undefined ? {} : { modifiedAt: entry.modifiedAt }),
    };
    // Line ends that were translated on the way make other bytes of it; a file that large is never read to compare it.
    if (verified === 'nothing' || facts.size > LARGEST_KEPT) return facts;
    return { ...facts, digest: await digestOfFile(file) };
  }
}

function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Of a file of this machine, SHA-256 in hex. */
export async function digestOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(path, 'r');
  for await (const chunk of handle.createReadStream()) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function changedMeanwhile(entry: Entry | undefined): SaveResult {
  return { result: 'changed-meanwhile', ...(entry ? { entry } : {}) };
}

/** By the bytes where both are known: a file that was written again with the same content has not changed. */
function isExpected(present: FileVersion | undefined, expected: FileVersion | undefined): boolean {
  if (!present || !expected) return present === expected;
  if (present.digest !== undefined && expected.digest !== undefined) return present.digest === expected.digest;
  return isSameEntry(present, expected);
}

interface SizeAndDate {
  readonly size?: number | undefined;
  readonly modifiedAt?: number | undefined;
}

function isSameEntry(one: SizeAndDate, other: SizeAndDate): boolean {
  if (one.size !== undefined && other.size !== undefined && one.size !== other.size) return false;
  if (one.modifiedAt === undefined || other.modifiedAt === undefined) return true;
  return isSameTime(one.modifiedAt, other.modifiedAt);
}
