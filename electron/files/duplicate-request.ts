import type { Handlers } from '../../shared/ipc/dispatch.ts';
import type { Place } from '../../shared/model/connection.ts';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import { joinPath, parentPath } from '../../shared/model/remote-path.ts';
import type { EnqueueOptions } from '../../shared/model/transfer.ts';
import type { TransferEngine } from '../transfer/transfer-engine.ts';
import { extra } from './extra.ts';
import { type FileRequestsOptions, onSession } from './file-sessions.ts';

interface DuplicateOptions extends FileRequestsOptions {
  /** Takes what a server cannot copy by itself. */
  readonly transfers: Pick<TransferEngine, 'enqueue' | 'saved' | 'arrival'>;
}

/** Copies files and folders beside themselves: by the server where it can, else as transfers from it to itself. */
export function createDuplicateRequest({
  fileSystems,
  operations,
  onChanged,
  transfers,
}: DuplicateOptions): Pick<Handlers, 'files.duplicate' | 'files.duplicated'> {
  /** @returns whether the server has made it. */
  async function copyOnServer({ fs, path }: Place, to: Place, signal: AbortSignal): Promise<boolean> {
    const work = onSession(
      fileSystems,
      fs,
      signal,
      (session) => extra(session, 'serverCopy', path)(path, to.path, { signal }),
      'transfer',
    );
    try {
      await work;
      return true;
    } catch (error) {
      // What announces the command may forbid it; what has a shell may lack the program.
      if (isRemoteError(error, 'unsupported', 'denied')) return false;
      throw error;
    } finally {
      onChanged({ fs, path: parentPath(path) });
    }
  }

  return {
    'files.duplicate': ({ operationId, copies }, caller) =>
      operations.run(caller, operationId, async (signal) => {
        const made: Place[] = [];
        const ids: string[] = [];
        for (const { place, kind, name } of copies) {
          const directory = { fs: place.fs, path: parentPath(place.path) };
          const copy = { fs: place.fs, path: joinPath(directory.path, name) };
          if (kind === 'file' && (await copyOnServer(place, copy, signal))) {
            made.push(copy);
            continue;
          }
          // All of it, whatever the settings leave out of transfers, and never over something else.
          const options: EnqueueOptions = { onConflict: 'rename', filter: { include: [], exclude: [] } };
          ids.push(...transfers.enqueue([{ ...place, ...(kind && { kind }), name }], directory, options));
        }
        await transfers.saved();
        return { made, transfers: ids };
      }),

    'files.duplicated': ({ operationId, transfers: ids }, caller) =>
      operations.run(caller, operationId, async (signal) => {
        const ended = await transfers.arrival(ids, signal);
        const made = ended.filter(({ state }) => state === 'done');
        return { copies: made.map(({ target, inside }) => ({ place: target, items: inside?.items ?? 1 })) };
      }),
  };
}
