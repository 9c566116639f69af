import { createStore, type StoreApi } from 'zustand/vanilla';
import type { FileSystemId, Place } from '../../../shared/model/connection.ts';
import {
  besideName,
  type EditedText,
  type FileVersion,
  type KeptVersion,
  type LineEnds,
  type TextEncoding,
} from '../../../shared/model/edit.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath } from '../../../shared/model/remote-path.ts';
import type { Client } from '../../client/client.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { readText, saveText } from './edits.ts';

/** How a text is, or will be, written. */
export interface TextFormat {
  readonly encoding: TextEncoding;
  readonly lineEnds: LineEnds;
}

/** The text of the editor as the file's two ends see it. */
export interface TextBuffer {
  /** The text as it is now, and what says later that the file holds this state of it. */
  snapshot(): { readonly text: string; markSaved(): void };
  replace(text: string): void;
  /** Whether the file holds what is there now. */
  isSaved(): boolean;
}

/** What went wrong. The text stays. */
export interface TextProblem {
  readonly during: 'save' | 'read' | 'version';
  readonly error: RemoteErrorData;
}

export interface TextFileState {
  readonly place: Place;
  /** As it was read or saved last; absent until it was read. */
  readonly read: (TextFormat & { readonly version: FileVersion }) | undefined;
  /** The text as it was first read. */
  readonly firstText: string;
  /** How many lines of what was read end in each way, where not all end in the same. */
  readonly mixed: EditedText['mixed'];
  /** As it will be saved. */
  readonly format: TextFormat | undefined;
  readonly openError: RemoteErrorData | undefined;
  readonly problem: TextProblem | undefined;
  readonly saving: boolean;
  readonly savedAt: number | undefined;
  /** Another state than the one that was read is on the server; absent `entry`: the file is gone. */
  readonly changed: { readonly entry: Entry | undefined } | undefined;
  /** The earlier version that is in the editor, and not saved yet. */
  readonly restored: KeptVersion | undefined;
}

export interface TextFileOptions {
  readonly client: Client;
  readonly place: Place;
  /** The text, once it is shown. */
  readonly buffer: () => TextBuffer | undefined;
  readonly reconnect: (fs: FileSystemId) => Promise<void>;
}

/** A text file in the editor: read when it is opened, and saved as safely as a transfer. Nothing is uploaded by opening. */
export class TextFile {
  readonly store: StoreApi<TextFileState>;
  readonly #options: TextFileOptions;
  #saving: Promise<boolean> | undefined;
  /** One that was asked for while another was on its way. */
  #next: Promise<boolean> | undefined;

  constructor(options: TextFileOptions) {
    this.#options = options;
    this.store = createStore<TextFileState>()(() => ({
      ...{ place: options.place, read: undefined, firstText: '', mixed: undefined, format: undefined },
      ...{ openError: undefined, problem: undefined, saving: false, savedAt: undefined },
      ...{ changed: undefined, restored: undefined },
    }));
  }

  /** Reads it for the first time. @returns what breaks that off */
  open(): () => void {
    const reading = readText(this.#options.client, { place: this.#options.place });
    let current = true;
    reading.done.then(
      (found) => current && this.#take(found),
      (failure: unknown) => current && this.store.setState({ openError: errorDataOf(failure) }),
    );
    return () => {
      current = false;
      reading.cancel();
    };
  }

  setFormat(format: TextFormat): void {
    this.store.setState({ format });
  }

  leaveQuestion(): void {
    this.store.setState({ changed: undefined });
  }

  /** Reads it again, as this encoding where one is given; undo brings the own text back. */
  async readAgain(encoding?: TextEncoding): Promise<void> {
    await this.#saving;
    const { place, read } = this.store.getState();
    this.store.setState({ problem: undefined, changed: undefined });
    const how = encoding === undefined ? { likely: read?.encoding } : { encoding };
    try {
      this.#take(await readText(this.#options.client, { place, ...how }).done);
    } catch (failure) {
      this.#fail('read', failure);
    }
  }

  /** Puts an earlier version into the editor, written as it was; the file stays as it is until that is saved. */
  async restore(version: KeptVersion): Promise<void> {
    const { place, read } = this.store.getState();
    this.store.setState({ problem: undefined });
    const wanted = { place, id: version.id, likely: read?.encoding };
    try {
      const { text, encoding, lineEnds, mixed } = await this.#options.client.request('edit.readVersion', wanted);
      this.#options.buffer()?.replace(text);
      this.store.setState({ format: { encoding, lineEnds }, mixed, restored: version });
    } catch (failure) {
      this.#fail('version', failure);
    }
  }

  /**
   * True when it is saved; false where it failed or a question stands. One that is asked for while another is on its way follows it,
   * with what was typed meanwhile.
   */
  save(onChange: 'ask' | 'overwrite' = 'ask'): Promise<boolean> {
    if (!this.#saving) return this.#run(() => this.#save(onChange));
    this.#next ??= this.#saving.then((isSaved) => {
      this.#next = undefined;
      return isSaved && (this.#isAsSaved() || this.save());
    });
    return this.#next;
  }

  /** Under a free name of the same folder; from then on that file is edited. */
  async saveBeside(): Promise<boolean> {
    if (this.#saving) return false;
    const { place } = this.store.getState();
    return this.#run(async () => {
      for (let attempt = 1; ; attempt++) {
        const name = besideName(baseName(place.path), attempt);
        const result = await this.#put(
          { fs: place.fs, path: joinPath(parentPath(place.path), name) },
          undefined,
          'ask',
        );
        if (result?.result !== 'changed-meanwhile') return result?.result === 'saved';
      }
    });
  }

  /** Opens the line again, then saves. */
  async reconnectAndSave(): Promise<void> {
    try {
      await this.#options.reconnect(this.store.getState().place.fs);
    } catch (failure) {
      this.#fail('save', failure);
      return;
    }
    await this.save();
  }

  /** One at a time. */
  #run(work: () => Promise<boolean>): Promise<boolean> {
    this.store.setState({ saving: true, problem: undefined, changed: undefined });
    this.#saving = work()
      .catch((failure: unknown) => {
        this.#fail('save', failure);
        return false;
      })
      .finally(() => {
        this.#saving = undefined;
        this.store.setState({ saving: false });
      });
    return this.#saving;
  }

  async #save(onChange: 'ask' | 'overwrite'): Promise<boolean> {
    const { place, read } = this.store.getState();
    if (!read) return false;
    const result = await this.#put(place, read.version, onChange);
    if (result?.result === 'changed-meanwhile') this.store.setState({ changed: { entry: result.entry } });
    return result?.result === 'saved';
  }

  async #put(place: Place, expected: FileVersion | undefined, onChange: 'ask' | 'overwrite') {
    const buffer = this.#options.buffer();
    const { format, restored } = this.store.getState();
    if (!buffer || !format) return undefined;
    const { text, markSaved } = buffer.snapshot();
    const order = { place, text, ...format, onChange, ...(expected === undefined ? {} : { expected }) };
    const result = await saveText(this.#options.client, order).done;
    if (result.result !== 'saved') return result;
    this.store.setState((now) => ({
      ...{ place, read: { ...format, version: result.version }, savedAt: Date.now() },
      ...(now.restored === restored ? { restored: undefined, mixed: undefined } : {}),
    }));
    // What was typed while it was on its way is not in it.
    markSaved();
    return result;
  }

  #take({ text, encoding, lineEnds, mixed, version }: EditedText & { version: FileVersion }): void {
    const format = { encoding, lineEnds };
    const buffer = this.#options.buffer();
    this.store.setState({
      ...{ read: { ...format, version }, format, mixed, restored: undefined },
      ...(buffer ? {} : { firstText: text }),
    });
    buffer?.replace(text);
    buffer?.snapshot().markSaved();
  }

  #isAsSaved(): boolean {
    const { read, format } = this.store.getState();
    const isSameFormat = read?.encoding === format?.encoding && read?.lineEnds === format?.lineEnds;
    return isSameFormat && this.#options.buffer()?.isSaved() === true;
  }

  #fail(during: TextProblem['during'], failure: unknown): void {
    this.store.setState({ problem: { during, error: errorDataOf(failure) } });
  }
}
