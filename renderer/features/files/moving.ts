import type { Place } from '../../../shared/model/connection.ts';
import { isRemoteError, type RemoteErrorData } from '../../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath } from '../../../shared/model/remote-path.ts';
import type { MessageId } from '../../app/messages.ts';
import type { Services } from '../../app/services.ts';
import type { Undoable } from '../../app/undo-store.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { moveEntry } from '../../client/operation.ts';
import { visibleName } from '../../ui/visible-name.ts';
import type { NoticeAction } from '../notices/notices-store.ts';
import type { Source } from './dragged-files.ts';

/** Gives an entry another name in its folder. @returns whether that worked; where not, the window has said so. */
export async function renameEntry(services: Services, place: Place, name: string): Promise<boolean> {
  const [from, to] = [visibleName(baseName(place.path)), visibleName(name)];
  try {
    await services.client.request('files.rename', { place, name });
  } catch (error) {
    services.notices.getState().fail('error.rename', errorDataOf(error), { name: from });
    return false;
  }
  const renamed = { fs: place.fs, path: joinPath(parentPath(place.path), name) };
  const undo = didUndoable(services, {
    message: 'undo.rename',
    values: { from, to },
    undo: async () => {
      await services.client.request('files.rename', { place: renamed, name: baseName(place.path) });
    },
  });
  services.notices.getState().succeed('notice.renamed', { from, to }, undo);
  return true;
}

/**
 * Moves entries to another folder: within a disk or server at once, by another name; to another one as transfers, whose sources go
 * when their copies are whole.
 */
export async function moveEntries(
  services: Services,
  sources: readonly Source[],
  targetDirectory: Place,
): Promise<void> {
  const [first] = sources;
  if (!first) return;
  if (first.fs !== targetDirectory.fs) {
    if (!(await services.transfer(sources, targetDirectory, { operation: 'move' }))) return;
    didForGood(services, 'undo.moveAcross', sources.length);
    return;
  }
  const steps = sources.map(({ fs, path }) => ({ place: { fs, path }, to: targetDirectory }));
  const { moved, failure } = await moveEach(services, steps, 'can be stopped');
  const back = moved.map((place, index) => ({ place, to: directoryOf(steps[index]?.place ?? place) }));
  const undo = moved.length > 0 ? didUndoable(services, undoOfMove(services, back)) : undefined;
  const values = { count: steps.length, moved: moved.length, directory: targetDirectory.path };
  const { succeed, inform, fail } = services.notices.getState();
  if (failure !== undefined) fail('error.move', errorDataOf(failure), values, undo);
  else if (moved.length < steps.length) inform('notice.moveStopped', values, undo);
  else succeed('notice.moved', values, undo);
}

interface Step {
  readonly place: Place;
  /** The folder that it goes to. */
  readonly to: Place;
}

interface Moved {
  /** Where they are now. */
  readonly moved: readonly Place[];
  readonly failure?: unknown;
}

/** Moves one after the other, until one cannot be moved or the user stops it. A server that does not answer is not waited for then. */
async function moveEach(
  { client, notices }: Services,
  steps: readonly Step[],
  how: 'can be stopped' | 'to its end',
): Promise<Moved> {
  const moved: Place[] = [];
  const stopping = new AbortController();
  const work = notices.getState().begin({
    message: 'notice.moving',
    values: { count: steps.length, directory: steps[0]?.to.path ?? '' },
    count: steps.length,
    ...(how === 'can be stopped' && { onStop: () => stopping.abort() }),
  });
  try {
    for (const { place, to } of steps) {
      if (stopping.signal.aborted) break;
      const { done, cancel } = moveEntry(client, place, to);
      stopping.signal.addEventListener('abort', cancel);
      const answer = await done.finally(() => stopping.signal.removeEventListener('abort', cancel));
      moved.push(...answer.moved);
      work.tell(moved.length);
    }
    return { moved };
  } catch (failure) {
    return isRemoteError(failure, 'cancelled') ? { moved } : { moved, failure };
  } finally {
    work.end();
  }
}

function undoOfMove(services: Services, steps: readonly Step[]): Undoable {
  let left = steps;
  const undo = async () => {
    const { moved, failure } = await moveEach(services, left, 'to its end');
    left = left.slice(moved.length);
    if (failure !== undefined) throw failure;
  };
  return { message: 'undo.move', values: { count: steps.length }, undo };
}

function directoryOf({ fs, path }: Place): Place {
  return { fs, path: parentPath(path) };
}

/** Remembers what can be taken back. @returns the button of the notice that takes back this, whatever is done meanwhile. */
export function didUndoable(services: Services, undoable: Undoable): NoticeAction {
  services.undo.getState().did(undoable);
  return { label: 'command.undo', run: () => void undoLast(services, undoable) };
}

/** What cannot be taken back: or undo would take back what was done before, and not what was done last. */
export function didForGood(services: Services, message: MessageId, count: number): void {
  services.undo.getState().did({ message, values: { count }, undo: 'impossible' });
}

/** Takes back what was done last, or this where it was not taken back yet. */
export async function undoLast(services: Services, wanted?: Undoable): Promise<void> {
  const last = services.undo.getState().take(wanted);
  if (!last) return;
  if (last.undo === 'impossible') {
    services.notices.getState().fail(last.message, undefined, last.values);
    return;
  }
  try {
    const outcome = await last.undo();
    if (outcome === 'changed') services.notices.getState().fail('undo.changedSince', undefined, last.values);
    else services.notices.getState().succeed(last.message, last.values);
  } catch (error) {
    const data = errorDataOf(error);
    if (mayWorkLater(data)) services.undo.getState().did(last);
    services.notices.getState().fail('error.undo', data);
  }
}

/** Something is in the way now, or the line is down. */
function mayWorkLater({ kind, retry }: RemoteErrorData): boolean {
  return retry !== 'never' || kind === 'exists' || kind === 'denied';
}
