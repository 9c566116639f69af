import { useCallback, useEffect, useRef, useState } from 'react';
import type { Place } from '../../../shared/model/connection.ts';
import { besideName, type FileVersion, type LineEnds, type TextEncoding } from '../../../shared/model/edit.ts';
import type { Entry } from '../../../shared/model/entry.ts';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath } from '../../../shared/model/remote-path.ts';
import { useServices } from '../../app/services-context.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { readText, saveText } from './edits.ts';

/** How a text is, or will be, written. */
export interface TextFormat {
  readonly encoding: TextEncoding;
  readonly lineEnds: LineEnds;
}

interface ReadState extends TextFormat {
  readonly version: FileVersion;
  readonly mixed?: { readonly lf: number; readonly crlf: number; readonly cr: number } | undefined;
}

/** The text of the editor as the file's two ends see it. */
export interface TextBuffer {
  text(): string;
  replace(text: string): void;
  /** What is there now is what the file holds. */
  markSaved(): void;
}

/** Another state than the one that was read is on the server; absent `entry`: the file is gone. */
interface ChangedMeanwhile {
  readonly entry: Entry | undefined;
}

export interface TextFile {
  readonly place: Place;
  /** Absent until it was read. */
  readonly read: ReadState | undefined;
  /** The text as it was first read. */
  readonly firstText: string;
  readonly openError: RemoteErrorData | undefined;
  readonly saveError: RemoteErrorData | undefined;
  readonly saving: boolean;
  readonly savedAt: number | undefined;
  /** As it will be saved. */
  readonly format: TextFormat | undefined;
  readonly changed: ChangedMeanwhile | undefined;
  setFormat(format: TextFormat): void;
  /** Reads it again, as this encoding where one is given; undo brings the own text back. */
  readAgain(encoding?: TextEncoding): Promise<void>;
  /** True when it is saved; false where it failed or a question stands. */
  save(onChange?: 'ask' | 'overwrite'): Promise<boolean>;
  /** Under a free name of the same folder; from then on that file is edited. */
  saveBeside(): Promise<boolean>;
  /** Opens the line again, then saves. */
  reconnectAndSave(): Promise<void>;
  leaveQuestion(): void;
}

/** Reads a file when it is shown, and saves what `buffer` holds. Nothing is uploaded by opening. */
export function useTextFile(first: Place, buffer: () => TextBuffer | undefined): TextFile {
  const services = useServices();
  const { client } = services;
  const [place, setPlace] = useState(first);
  const [read, setRead] = useState<ReadState | undefined>(undefined);
  const [firstText, setFirstText] = useState('');
  const [format, setFormat] = useState<TextFormat | undefined>(undefined);
  const [openError, setOpenError] = useState<RemoteErrorData | undefined>(undefined);
  const [saveError, setSaveError] = useState<RemoteErrorData | undefined>(undefined);
  const [saving, setSaving] = useState(false);
  const [savedAt, setSavedAt] = useState<number | undefined>(undefined);
  const [changed, setChanged] = useState<ChangedMeanwhile | undefined>(undefined);
  const busy = useRef(false);

  const take = useCallback(
    ({ text, ...state }: ReadState & { readonly text: string }) => {
      setRead(state);
      setFormat({ encoding: state.encoding, lineEnds: state.lineEnds });
      const open = buffer();
      if (!open) {
        setFirstText(text);
        return;
      }
      open.replace(text);
      open.markSaved();
    },
    [buffer],
  );

  useEffect(() => {
    const reading = readText(client, { place: first });
    let current = true;
    reading.done.then(
      (state) => current && take(state),
      (failure: unknown) => current && setOpenError(errorDataOf(failure)),
    );
    return () => {
      current = false;
      reading.cancel();
    };
  }, [client, first, take]);

  async function readAgain(encoding?: TextEncoding): Promise<void> {
    setSaveError(undefined);
    setChanged(undefined);
    try {
      take(await readText(client, { place, ...(encoding === undefined ? {} : { encoding }) }).done);
    } catch (failure) {
      setSaveError(errorDataOf(failure));
    }
  }

  async function put(target: Place, expected: FileVersion | undefined, onChange: 'ask' | 'overwrite') {
    const open = buffer();
    if (!open || !format) return undefined;
    const text = open.text();
    const result = await saveText(client, {
      ...{ place: target, text, ...format, onChange },
      ...(expected === undefined ? {} : { expected }),
    }).done;
    if (result.result !== 'saved') return result;
    setPlace(target);
    setRead({ ...format, version: result.version });
    setSavedAt(Date.now());
    // What was typed while it was on its way is not in it.
    if (open.text() === text) open.markSaved();
    return result;
  }

  /** One at a time; an error is shown and the text stays. */
  async function oneAtATime(work: () => Promise<boolean>): Promise<boolean> {
    if (busy.current) return false;
    busy.current = true;
    setSaving(true);
    setSaveError(undefined);
    setChanged(undefined);
    try {
      return await work();
    } catch (failure) {
      setSaveError(errorDataOf(failure));
      return false;
    } finally {
      busy.current = false;
      setSaving(false);
    }
  }

  function save(onChange: 'ask' | 'overwrite' = 'ask'): Promise<boolean> {
    return oneAtATime(async () => {
      if (!read) return false;
      const result = await put(place, read.version, onChange);
      if (result?.result === 'changed-meanwhile') setChanged({ entry: result.entry });
      return result?.result === 'saved';
    });
  }

  function saveBeside(): Promise<boolean> {
    return oneAtATime(async () => {
      for (let attempt = 1; ; attempt++) {
        const name = besideName(baseName(place.path), attempt);
        const result = await put({ fs: place.fs, path: joinPath(parentPath(place.path), name) }, undefined, 'ask');
        if (result?.result !== 'changed-meanwhile') return result?.result === 'saved';
      }
    });
  }

  async function reconnectAndSave(): Promise<void> {
    try {
      await services.reconnect(place.fs);
    } catch (failure) {
      setSaveError(errorDataOf(failure));
      return;
    }
    await save();
  }

  return {
    ...{ place, read, firstText, openError, saveError, saving, savedAt, format, changed, setFormat },
    ...{ readAgain, save, saveBeside, reconnectAndSave },
    leaveQuestion: () => setChanged(undefined),
  };
}
