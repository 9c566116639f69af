import type { Place } from '../../../shared/model/connection.ts';
import type { Services } from '../../app/services.ts';
import type { Side } from '../../app/workspace-store.ts';
import { visibleName } from '../../ui/visible-name.ts';
import { canCopy, type DraggedFiles, placesOf, sourcesOf } from './dragged-files.ts';
import { takeSystemDrop } from './dropped-files.ts';
import { duplicateEntries } from './duplicate-entry.ts';
import { moveEntries } from './moving.ts';
import { subjectsOf } from './pane-store.ts';

/** Says on the clipboard which rows it is that lie there. Other programs take the text beside it. */
const FILES_TYPE = 'application/x-portside-files';

interface Taken {
  readonly id: string;
  readonly how: 'copy' | 'cut';
  readonly chosen: DraggedFiles;
}

/** Files on the clipboard: rows of a pane, which are pasted into another one, and what was copied in the system's file manager. */
export class FileClipboard {
  readonly #services: Services;
  #taken: Taken | undefined;

  constructor(services: Services) {
    this.#services = services;
  }

  /** Puts what a side has chosen onto the clipboard, for other programs as paths. @returns whether there was something. */
  take(side: Side, how: Taken['how'], data: DataTransfer): boolean {
    const pane = this.#services.activePane(side)?.getState();
    const entries = pane ? subjectsOf(pane) : [];
    const [first] = entries;
    if (!pane || !first) return false;
    const chosen = { directory: { fs: pane.fs, path: pane.path }, entries };
    const id = crypto.randomUUID();
    this.#taken = { id, how, chosen };
    data.setData(
      'text/plain',
      placesOf(chosen)
        .map(({ path }) => path)
        .join('\n'),
    );
    data.setData(FILES_TYPE, id);
    const values = { count: entries.length, name: visibleName(first.name) };
    this.#services.notices.getState().succeed(`notice.clipboard.${how}`, values);
    return true;
  }

  /** Brings the files on the clipboard into the folder that a side shows. @returns whether there are files on it. */
  paste(side: Side, data: DataTransfer): boolean {
    const pane = this.#services.activePane(side)?.getState();
    if (!pane || pane.status === 'failed') return false;
    const target = { fs: pane.fs, path: pane.path };
    if (this.#taken && data.getData(FILES_TYPE) === this.#taken.id) {
      void this.#bring(this.#taken, side, target);
      return true;
    }
    if (!data.types.includes('Files')) return false;
    void this.#services.receiveDrop(takeSystemDrop(data), target);
    return true;
  }

  async #bring({ how, chosen }: Taken, side: Side, target: Place): Promise<void> {
    const { directory, entries } = chosen;
    const tabId = this.#services.activeTab(side);
    const isHere = directory.fs === target.fs && directory.path === target.path;
    if (isHere && how === 'copy' && tabId !== undefined) {
      const names = entries.map(({ name }) => name);
      await duplicateEntries(this.#services, tabId, names);
    } else if (!isHere && !canCopy(chosen, target)) {
      this.#services.notices.getState().fail('toFolder.inside', undefined);
    } else if (!isHere && how === 'copy') {
      await this.#services.transfer(sourcesOf(chosen), target);
    } else if (!isHere) {
      this.#taken = undefined;
      await moveEntries(this.#services, sourcesOf(chosen), target);
    }
  }
}
