import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Handlers } from '../../shared/ipc/dispatch.ts';
import type { ConnectionInfo, Place } from '../../shared/model/connection.ts';
import type { ExternalEdit } from '../../shared/model/edit.ts';
import { LARGEST_TEXT } from '../../shared/model/edit.ts';
import { isDirectoryLike } from '../../shared/model/entry.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { baseName } from '../../shared/model/remote-path.ts';
import { onSession } from '../files/file-sessions.ts';
import type { Operations } from '../operations.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import { InThreadCarrier } from '../transfer/in-thread-carrier.ts';
import { EditorLauncher } from './editor-launcher.ts';
import { ExternalEdits } from './external-edits.ts';
import { lookAt } from './look.ts';
import { SafeSave } from './safe-save.ts';
import { decodeText, decodeTextAs, encodeText, tooLarge } from './text-codec.ts';
import { VersionStore } from './version-store.ts';

type EditHandlers = Pick<Handlers, Extract<keyof Handlers, `edit.${string}`>>;

export interface EditOptions {
  readonly dataDirectory: string;
  readonly fileSystems: FileSystems;
  readonly operations: Operations;
  readonly labelOf: (fs: string) => string;
  readonly chooseEditor: (() => Promise<string | undefined>) | undefined;
  readonly onChanged: (directory: Place) => void;
  readonly onExternals: (items: ExternalEdit[]) => void;
  readonly onProblem: (message: string) => void;
  readonly onUnexpected: (error: unknown) => void;
}

/** Editing in place, in the window and in other programs, and looking into files. */
export interface Editing extends AsyncDisposable {
  readonly requests: EditHandlers;
  /** Connections have come or gone. */
  connectionsChanged(connections: readonly ConnectionInfo[]): void;
}

export async function createEditing(options: EditOptions): Promise<Editing> {
  const { dataDirectory, fileSystems, operations, onChanged, onProblem } = options;
  const folder = join(dataDirectory, 'edit');
  const scratch = join(folder, 'scratch');
  // What a Portside that was killed had on its way; the copies it came from are still there.
  await rm(scratch, { recursive: true, force: true });
  const carrier = new InThreadCarrier(fileSystems);
  const versions = new VersionStore({ folder: join(dataDirectory, 'versions') });
  const saves = new SafeSave({ fileSystems, carrier, versions, scratch, onChanged, onProblem });
  const editor = new EditorLauncher({
    file: join(folder, 'editor.json'),
    choose: options.chooseEditor,
    onSetAside: onProblem,
  });
  const externals = await ExternalEdits.open({
    ...{ folder, saves, carrier, editor, onProblem },
    labelOf: options.labelOf,
    onItems: options.onExternals,
    onUnexpected: options.onUnexpected,
  });

  const requests: EditHandlers = {
    'edit.read': ({ operationId, place, encoding, likely }, caller) =>
      operations.run(caller, operationId, async (signal) => {
        await refuseLarge(place, signal);
        const present = await saves.present(place, signal);
        const { path } = place;
        if (!present) throw new RemoteError('not-found', `“${baseName(path)}” is gone.`, { path });
        const { bytes, version } = present;
        if (!bytes || bytes.length > LARGEST_TEXT) throw tooLarge(version.size);
        const text = encoding === undefined ? decodeText(bytes, likely) : decodeTextAs(bytes, encoding);
        if (!text) throw noText(path);
        return { ...text, version };
      }),

    'edit.save': ({ operationId, place, text, encoding, lineEnds, expected, onChange }, caller) =>
      operations.run(caller, operationId, (signal) =>
        saves.saveBytes({ place, expected, onChange }, encodeText(text, encoding, lineEnds), signal),
      ),

    'edit.versions': ({ place }) => versions.list(place),

    'edit.readVersion': async ({ place, id, likely }) => {
      const text = decodeText(await versions.read(place, id), likely);
      if (!text) throw noText(place.path);
      return text;
    },

    'edit.openExternal': ({ operationId, place }, caller) =>
      operations.run(caller, operationId, (signal) => externals.edit(place, signal)),
    'edit.externals': () => externals.list(),
    'edit.reopenExternal': ({ id }) => externals.reopen(id),
    'edit.retryExternal': ({ id }) => externals.retry(id),
    'edit.answerExternal': ({ id, answer }) => externals.answer(id, answer),
    'edit.closeExternal': async ({ id, unsent }) => ({ result: await externals.close(id, unsent) }),
    'edit.editor': () => editor.program(),
    'edit.chooseEditor': () => editor.choose(),

    'edit.look': ({ operationId, place }, caller) =>
      operations.run(caller, operationId, (signal) =>
        onSession(fileSystems, place.fs, signal, (session) => lookAt(session, place.path, { signal }), 'transfer'),
      ),
  };

  /** A file of 4 GB is refused before its first byte is read. */
  async function refuseLarge(place: Place, signal: AbortSignal): Promise<void> {
    const entry = await onSession(fileSystems, place.fs, signal, (session) => session.stat(place.path, { signal }));
    const { size = 0 } = entry;
    if (!isDirectoryLike(entry) && entry.type === 'file' && size > LARGEST_TEXT) throw tooLarge(size);
  }

  return {
    requests,
    connectionsChanged: (connections) =>
      externals.connectionsOpen(connections.filter(({ state }) => state === 'open').map(({ id }) => id)),
    async [Symbol.asyncDispose]() {
      await externals[Symbol.asyncDispose]();
      await carrier[Symbol.asyncDispose]();
    },
  };
}

function noText(path: string): RemoteError {
  return new RemoteError('unsupported', `“${baseName(path)}” is not a text: it holds bytes that no text has.`, {
    path,
    hint: 'Quick look shows what it is; another program may be able to edit it.',
  });
}
