import { randomUUID } from 'node:crypto';
import { chmod, copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { LOCAL, Place } from '../../shared/model/connection.ts';
import { besideName, type ExternalAnswer, type ExternalEdit, FileVersion, placeKey } from '../../shared/model/edit.ts';
import { isRemoteError, RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath } from '../../shared/model/remote-path.ts';
import { fromNativePath, toNativePath } from '../remote/local/local-path.ts';
import { localPlatform } from '../remote/local/local-platform.ts';
import { fitName } from '../remote/name-rules.ts';
import { JsonFile } from '../storage/atomic-json.ts';
import type { Carrier } from '../transfer/carrier.ts';
import { partialName } from '../transfer/target-name.ts';
import { FileWatch } from './file-watch.ts';
import { quietHooks } from './quiet-hooks.ts';
import { digestOfFile, type SafeSave } from './safe-save.ts';

/** A copy as it is remembered, so that nothing saved in it is ever lost. */
const CopyRecord = z.object({
  id: z.uuid(),
  place: Place,
  label: z.string(),
  /** The copy's own name in its folder. */
  name: z.string(),
  /** What the server had when both were last the same. */
  version: FileVersion,
  /** SHA-256 of the copy at that time. */
  sent: z.string(),
});
type CopyRecord = z.infer<typeof CopyRecord>;

const CopiesFile = z.object({ version: z.literal(1), copies: z.array(CopyRecord) });

interface Copy {
  record: CopyRecord;
  item: ExternalEdit;
  readonly file: string;
  watch?: FileWatch;
  /** What is done with one copy is done one after the other. */
  turn: Promise<unknown>;
}

export interface ExternalEditsOptions {
  /** A folder of Portside's own. */
  readonly folder: string;
  readonly saves: SafeSave;
  readonly carrier: Carrier;
  readonly editor: { open(file: string): Promise<void> };
  /** What a connection is called. */
  readonly labelOf: (fs: string) => string;
  readonly onItems: (items: ExternalEdit[]) => void;
  readonly onProblem: (message: string) => void;
  readonly onUnexpected: (error: unknown) => void;
  readonly restMs?: number;
}

/**
 * Files of servers that other programs edit: each a private copy on this machine, watched, every save of which is uploaded as safely
 * as the built-in editor's. What could not be uploaded stays, also when Portside ends.
 */
export class ExternalEdits implements AsyncDisposable {
  readonly #options: ExternalEditsOptions;
  readonly #file: JsonFile<z.infer<typeof CopiesFile>>;
  readonly #copies = new Map<string, Copy>();
  /** Copies on their way here, by their place: asked for twice, a file is brought once. */
  readonly #coming = new Map<string, Promise<ExternalEdit>>();
  readonly #ending = new AbortController();

  private constructor(options: ExternalEditsOptions) {
    this.#options = options;
    this.#file = new JsonFile({
      file: join(options.folder, 'copies.json'),
      schema: CopiesFile,
      empty: { version: 1, copies: [] },
      onSetAside: options.onProblem,
    });
  }

  /** Finds what an earlier run left: copies that are on their server as they are go, the others are told. */
  static async open(options: ExternalEditsOptions): Promise<ExternalEdits> {
    const edits = new ExternalEdits(options);
    await edits.#restore();
    return edits;
  }

  list(): ExternalEdit[] {
    return [...this.#copies.values()].map(({ item }) => item);
  }

  /** Brings a copy here and opens it; one that is here already is opened again. A local file is opened where it is. */
  async edit(place: Place, signal: AbortSignal): Promise<ExternalEdit | undefined> {
    const { editor } = this.#options;
    if (place.fs === LOCAL) {
      await editor.open(toNativePath(place.path, localPlatform));
      return undefined;
    }
    const key = placeKey(place);
    const coming = this.#coming.get(key);
    if (coming) return await coming;
    const open = [...this.#copies.values()].find(({ item }) => placeKey(item.place) === key);
    if (open) {
      await editor.open(open.file);
      return open.item;
    }
    const bringing = this.#bring(place, signal).finally(() => this.#coming.delete(key));
    this.#coming.set(key, bringing);
    return await bringing;
  }

  async #bring(place: Place, signal: AbortSignal): Promise<ExternalEdit> {
    const { editor, saves, labelOf } = this.#options;
    const present = await saves.present(place, signal);
    if (!present) throw new RemoteError('not-found', `“${baseName(place.path)}” is gone.`, { path: place.path });
    const id = randomUUID();
    const name = nameHere(baseName(place.path));
    const file = join(this.#folderOf(id), name);
    try {
      await this.#fetch(place, file, signal);
      const sent = await digestOfFile(file);
      const version = present.version.digest === undefined ? present.version : { ...present.version, digest: sent };
      const record: CopyRecord = { id, place, label: labelOf(place.fs), name, version, sent };
      await this.#remember(record);
      const copy = await this.#add(record, 'open');
      await editor.open(file);
      return copy.item;
    } catch (error) {
      await this.#forget(id);
      throw error;
    }
  }

  async reopen(id: string): Promise<void> {
    await this.#options.editor.open(this.#copy(id).file);
  }

  /** Uploads what was saved and did not arrive. */
  retry(id: string): Promise<void> {
    const copy = this.#copy(id);
    return this.#inTurn(copy, () => this.#send(copy, 'ask'));
  }

  answer(id: string, answer: ExternalAnswer): Promise<void> {
    const copy = this.#copy(id);
    if (answer === 'overwrite') return this.#inTurn(copy, () => this.#send(copy, 'overwrite'));
    if (answer === 'save-beside') return this.#inTurn(copy, () => this.#sendBeside(copy));
    return this.#inTurn(copy, () => this.#loadTheirs(copy));
  }

  /** `unsent` where something was saved that is not on the server, and nothing is closed then but with `discard`. */
  async close(id: string, unsent: 'keep' | 'discard'): Promise<'closed' | 'unsent'> {
    const copy = this.#copy(id);
    let closed = false;
    await this.#inTurn(copy, async () => {
      if (unsent === 'keep' && (await this.#isUnsent(copy))) return;
      await this.#forget(id);
      closed = true;
    });
    return closed ? 'closed' : 'unsent';
  }

  /** Tries again what failed for want of these connections. */
  connectionsOpen(ids: readonly string[]): void {
    for (const copy of this.#copies.values()) {
      const { state, error, place } = copy.item;
      const waits = state === 'failed' && (copy.item.leftOver || error?.retry === 'reconnect');
      if (waits && ids.includes(place.fs)) void this.#inTurn(copy, () => this.#send(copy, 'ask'));
    }
  }

  /** Ends the watching and breaks uploads off; what was not sent is there at the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort(new RemoteError('cancelled', 'Portside ends.'));
    for (const { watch } of this.#copies.values()) watch?.[Symbol.dispose]();
    await Promise.all([...this.#copies.values()].map(({ turn }) => turn));
  }

  async #restore(): Promise<void> {
    const { copies } = await this.#file.read();
    for (const record of copies) {
      const file = join(this.#folderOf(record.id), record.name);
      const digest = await digestOfFile(file).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return record.sent;
        throw error;
      });
      if (digest === record.sent) await this.#forget(record.id);
      else await this.#add(record, 'left-over');
    }
    const known = new Set(this.#copies.keys());
    const folders = await readdir(join(this.#options.folder, 'copies')).catch(() => []);
    // Copies that never arrived in whole.
    for (const id of folders) if (!known.has(id)) await rm(this.#folderOf(id), { recursive: true, force: true });
  }

  async #add(record: CopyRecord, as: 'open' | 'left-over'): Promise<Copy> {
    const { id, place, label, name } = record;
    const file = join(this.#folderOf(id), name);
    const unsent = new RemoteError('disconnected', 'Portside ended before this was uploaded.', {
      hint: `Connect to ${label}, and it is uploaded.`,
    });
    const item: ExternalEdit =
      as === 'open'
        ? { id, place, label, state: 'open', leftOver: false }
        : { id, place, label, state: 'failed', error: unsent.data, leftOver: true };
    const copy: Copy = { record, item, file, turn: Promise.resolve() };
    this.#copies.set(id, copy);
    const { restMs } = this.#options;
    const onSaved = () => void this.#inTurn(copy, () => this.#sendIfChanged(copy));
    copy.watch = await FileWatch.start({ file, onSaved, ...(restMs === undefined ? {} : { restMs }) });
    this.#tell();
    return copy;
  }

  async #sendIfChanged(copy: Copy): Promise<void> {
    if (await this.#isUnsent(copy)) await this.#send(copy, 'ask');
    else this.#change(copy, { state: 'open', error: undefined, theirs: undefined, mine: undefined, leftOver: false });
  }

  async #send(copy: Copy, onChange: 'ask' | 'overwrite'): Promise<void> {
    await this.#whole(copy, async (snapshot, digest) => {
      const { place } = copy.record;
      const expected = copy.record.version;
      const order = { place, file: snapshot, expected, onChange };
      const result = await this.#options.saves.save(order, this.#ending.signal);
      if (result.result === 'saved') return this.#sent(copy, { place, version: result.version, sent: digest });
      const { size, mtimeMs } = await stat(snapshot);
      const mine = { size, modifiedAt: Math.round(mtimeMs) };
      this.#change(copy, { state: 'conflict', theirs: result.entry, mine, error: undefined });
    });
  }

  /** From then on it is the file beside that is edited. */
  async #sendBeside(copy: Copy): Promise<void> {
    await this.#whole(copy, async (file, digest) => {
      const { fs, path } = copy.record.place;
      for (let attempt = 1; ; attempt++) {
        const place = { fs, path: joinPath(parentPath(path), besideName(baseName(path), attempt)) };
        const order = { place, file, expected: undefined, onChange: 'ask' } as const;
        const result = await this.#options.saves.save(order, this.#ending.signal);
        if (result.result === 'saved') return this.#sent(copy, { place, version: result.version, sent: digest });
      }
    });
  }

  /** Puts the server's state in place of the copy; what was saved here goes beside it. */
  async #loadTheirs(copy: Copy): Promise<void> {
    try {
      const { place } = copy.record;
      const present = await this.#options.saves.present(place, this.#ending.signal);
      if (!present) throw new RemoteError('not-found', `“${baseName(place.path)}” is gone.`, { path: place.path });
      const fresh = join(this.#folderOf(copy.record.id), 'theirs', copy.record.name);
      await this.#fetch(place, fresh, this.#ending.signal);
      const sent = await digestOfFile(fresh);
      await this.#options.saves.keepVersion(place, copy.file);
      await rename(fresh, copy.file);
      const version = present.version.digest === undefined ? present.version : { ...present.version, digest: sent };
      await this.#sent(copy, { place, version, sent });
    } catch (error) {
      this.#failed(copy, error);
    }
  }

  /** Hands over a copy of the file that nobody writes any more; one that is being written is told again when it rests. */
  async #whole(copy: Copy, work: (snapshot: string, digest: string) => Promise<void>): Promise<void> {
    this.#change(copy, { state: 'uploading', error: undefined });
    try {
      await using scratch = await this.#options.saves.scratchFile();
      for (;;) {
        const before = await stat(copy.file);
        await copyFile(copy.file, scratch.path);
        const after = await stat(copy.file);
        if (before.mtimeMs === after.mtimeMs && before.size === after.size && before.ino === after.ino) break;
      }
      await chmod(scratch.path, 0o600);
      await work(scratch.path, await digestOfFile(scratch.path));
    } catch (error) {
      this.#failed(copy, error);
    }
  }

  #failed(copy: Copy, error: unknown): void {
    if (this.#ending.signal.aborted) return;
    if (!isRemoteError(error)) this.#options.onUnexpected(error);
    const shown = isRemoteError(error) ? error : new RemoteError('io', 'What was saved could not be read or sent.');
    this.#change(copy, { state: 'failed', error: shown.data });
  }

  async #sent(copy: Copy, change: Pick<CopyRecord, 'place' | 'version' | 'sent'>): Promise<void> {
    copy.record = { ...copy.record, ...change };
    await this.#remember(copy.record);
    const { place } = change;
    this.#change(copy, {
      ...{ place, state: 'open', leftOver: false, uploadedAt: Date.now() },
      ...{ error: undefined, theirs: undefined, mine: undefined },
    });
  }

  async #isUnsent({ file, record }: Copy): Promise<boolean> {
    return (await digestOfFile(file).catch(() => record.sent)) !== record.sent;
  }

  /** Brings a file here under a name of its own, readable by its user alone. */
  async #fetch(place: Place, file: string, signal: AbortSignal): Promise<void> {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const target = { fs: LOCAL, path: fromNativePath(file, localPlatform) };
    const order = {
      source: place,
      target,
      partialName: partialName(baseName(target.path)),
      permissions: 'default',
      verify: 'size',
      segments: 1,
    } as const;
    await this.#options.carrier.copy(order, quietHooks({ existing: 'overwrite' }), signal);
    await chmod(file, 0o600);
  }

  #inTurn(copy: Copy, work: () => Promise<void>): Promise<void> {
    const turn = copy.turn.then(async () => {
      if (this.#copies.get(copy.record.id) === copy && !this.#ending.signal.aborted) await work();
    });
    copy.turn = turn.catch((error: unknown) => this.#options.onUnexpected(error));
    return turn;
  }

  #copy(id: string): Copy {
    const copy = this.#copies.get(id);
    if (!copy) throw new RemoteError('not-found', 'This file is not open in another program any more.');
    return copy;
  }

  #change(copy: Copy, change: { [K in keyof ExternalEdit]?: ExternalEdit[K] | undefined }): void {
    const changed = Object.entries({ ...copy.item, ...change }).filter(([, value]) => value !== undefined);
    copy.item = Object.fromEntries(changed) as unknown as ExternalEdit;
    this.#tell();
  }

  async #remember(record: CopyRecord): Promise<void> {
    await this.#file.update(({ copies, ...file }) => ({
      ...file,
      copies: [...copies.filter(({ id }) => id !== record.id), record],
    }));
  }

  async #forget(id: string): Promise<void> {
    this.#copies.get(id)?.watch?.[Symbol.dispose]();
    this.#copies.delete(id);
    await rm(this.#folderOf(id), { recursive: true, force: true });
    await this.#file.update(({ copies, ...file }) => ({ ...file, copies: copies.filter((copy) => copy.id !== id) }));
    this.#tell();
  }

  #tell(): void {
    this.#options.onItems(this.list());
  }

  #folderOf(id: string): string {
    return join(this.#options.folder, 'copies', id);
  }
}

/** A server's name may be none that this disk can hold, or one that leads elsewhere. */
function nameHere(name: string): string {
  const fit = fitName(name, localPlatform.names);
  return fit.fits ? name : fit.suggestion;
}
