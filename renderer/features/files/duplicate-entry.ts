import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, joinPath } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { duplicate, duplicated } from '../../client/operation.ts';
import { visibleName } from '../../ui/visible-name.ts';
import { sourceOf } from './dragged-files.ts';
import { didUndoable } from './moving.ts';
import { type MadeCopy, undoCopies } from './undo-made.ts';

/** Each of them is looked at, now and before it is taken back. */
const UNDONE_AT_MOST = 20;

/**
 * Makes copies of files and folders beside them under the next free names: by the server itself where it can, else through the queue.
 * Of what the server made the first is selected.
 */
export async function duplicateEntries(services: Services, tabId: string, names: readonly string[]): Promise<void> {
  const pane = services.pane(tabId).getState();
  const { fs, path } = pane;
  const taken = new Set(pane.allNames());
  const entries = new Map(pane.rows.map(({ entry }) => [entry.name, entry]));
  const copies = names.map((original) => {
    const { kind } = sourceOf({ fs, path }, entries.get(original) ?? {});
    const name = freeName(original, taken, kind === 'folder' ? 'folder' : 'file');
    taken.add(name);
    return { place: { fs, path: joinPath(path, original) }, ...(kind && { kind }), name };
  });
  const operation = duplicate(services.client, copies);
  const work = services.notices.getState().begin({
    message: 'notice.duplicating',
    values: { count: names.length, name: visibleName(names[0] ?? '') },
    onStop: operation.cancel,
  });
  try {
    const { made, transfers } = await operation.done;
    const [first] = made;
    if (transfers.length > 0) {
      services.workspace.getState().setDockTab('transfers');
      void tellWhenCopied(services, transfers);
    }
    if (first) {
      pane.revealNext(first.path);
      await tellOfCopies(
        services,
        made.map((place) => ({ place, items: 1 })),
      );
    } else if (copies[0]) pane.revealNext(joinPath(path, copies[0].name));
  } catch (error) {
    if (!isRemoteError(error, 'cancelled')) {
      services.notices
        .getState()
        .fail('error.duplicate', errorDataOf(error), { count: names.length, name: names[0] ?? '' });
    }
  } finally {
    work.end();
  }
  services.refreshTab(tabId);
}

/** Copies through the queue are there later; what fails of them stands in the queue. */
async function tellWhenCopied(services: Services, transfers: string[]): Promise<void> {
  const ended = await duplicated(services.client, transfers).done.catch(() => undefined);
  if (ended) await tellOfCopies(services, ended.copies);
}

/** Says that copies are there, and offers to take them away again where it is certain what they are. */
async function tellOfCopies(services: Services, copies: readonly MadeCopy[]): Promise<void> {
  const [first] = copies;
  if (!first) return;
  const undoable = copies.length <= UNDONE_AT_MOST ? await undoCopies(services, copies) : undefined;
  const values = { count: copies.length, name: baseName(first.place.path) };
  services.notices.getState().succeed('notice.duplicated', values, undoable && didUndoable(services, undoable));
}

/** `report.pdf`, taken: `report (2).pdf`, `report (3).pdf`, ... A folder has no ending: `v1.2 (2)`. */
export function freeName(name: string, taken: ReadonlySet<string>, kind: 'file' | 'folder' = 'file'): string {
  const dot = kind === 'folder' ? 0 : name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let number = 2; ; number++) {
    const candidate = `${stem} (${number})${ending}`;
    if (!taken.has(candidate)) return candidate;
  }
}
