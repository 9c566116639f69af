import { createStore } from 'zustand/vanilla';
import type { FileSystemId, Place } from '../../../shared/model/connection.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import type { Side } from '../../app/workspace-store.ts';
import { visibleName } from '../../ui/visible-name.ts';
import { canCopy, type DraggedFiles, isIn, placesOf, sourcesOf } from './dragged-files.ts';
import { takeSystemDrop } from './dropped-files.ts';
import { duplicateEntries } from './duplicate-entry.ts';
import { moveEntries } from './moving.ts';
import { isThere, subjectsOf } from './pane-state.ts';

/** Says on the clipboard which rows it is that lie there. Other programs take the text beside it. */
const FILES_TYPE = 'application/x-portside-files';

interface Taken {
  readonly id: string;
  readonly how: 'copy' | 'cut';
  readonly chosen: DraggedFiles;
  readonly names: ReadonlySet<string>;
}

interface ClipboardState {
  /** The rows that were cut or copied last, until they are pasted elsewhere or something else is copied. */
  readonly taken: Taken | undefined;
}

/** Files on the clipboard: rows of a pane, which are pasted into another one, and what was copied in the system's file manager. */
export class FileClipboard {
  readonly store = createStore<ClipboardState>()(() => ({ taken: undefined }));
  readonly #services: Services;

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
    this.store.setState({ taken: { id, how, chosen, names: new Set(entries.map(({ name }) => name)) } });
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

  /** The same where no key of the system was pressed. */
  takeByCommand(side: Side, how: Taken['how']): void {
    const wasTaken = writeClipboard((data) => this.take(side, how, data));
    if (!wasTaken) this.#services.notices.getState().fail('error.clipboard', undefined);
  }

  /** Leaves where they are the rows that were cut. @returns whether there were any. */
  takeBack(): boolean {
    const { taken } = this.store.getState();
    const [first] = taken?.chosen.entries ?? [];
    if (taken?.how !== 'cut' || !first) return false;
    this.forget();
    const values = { count: taken.names.size, name: visibleName(first.name) };
    this.#services.notices.getState().succeed('notice.clipboard.back', values);
    return true;
  }

  /** Something else lies on the clipboard now. */
  forget(): void {
    this.store.setState({ taken: undefined });
  }

  /** Brings the files on the clipboard into the folder that a side shows. @returns whether there are files on it. */
  paste(side: Side, data: DataTransfer): boolean {
    const target = this.#target(side);
    if (!target) return false;
    const { taken } = this.store.getState();
    if (taken && data.getData(FILES_TYPE) === taken.id) {
      void this.#bring(taken, side, target);
      return true;
    }
    this.forget();
    if (!data.types.includes('Files')) return false;
    void this.#services.receiveDrop(takeSystemDrop(data), target);
    return true;
  }

  /** Pastes the rows that were cut or copied here. What other programs have copied only the system's keys and menus may bring. */
  pasteTaken(side: Side): void {
    const { taken } = this.store.getState();
    const target = this.#target(side);
    if (taken && target) void this.#bring(taken, side, target);
  }

  #target(side: Side): Place | undefined {
    const pane = this.#services.activePane(side)?.getState();
    return pane && isThere(pane) && !pane.found ? { fs: pane.fs, path: pane.path } : undefined;
  }

  async #bring({ how, chosen }: Taken, side: Side, target: Place): Promise<void> {
    const { entries } = chosen;
    const tabId = this.#services.activeTab(side);
    const isHere = placesOf(chosen).every((place) => isIn(place, target));
    if (isHere && how === 'copy' && tabId !== undefined) {
      const names = entries.map(({ name }) => name);
      await duplicateEntries(this.#services, tabId, names);
    } else if (isHere) this.takeBack();
    else if (!canCopy(chosen, target)) this.#services.notices.getState().fail('toFolder.inside', undefined);
    else if (how === 'copy') await this.#services.transfer(sourcesOf(chosen), target);
    else {
      this.forget();
      await moveEntries(this.#services, sourcesOf(chosen), target);
    }
  }
}

const none: ReadonlySet<string> = new Set();

/** The rows of a folder that are cut and wait to be pasted, by their names. */
export function cutNames({ taken }: ClipboardState, fs: FileSystemId, path: RemotePath): ReadonlySet<string> {
  if (taken?.how !== 'cut') return none;
  const { directory } = taken.chosen;
  return directory.fs === fs && directory.path === path ? taken.names : none;
}

/**
 * Fills the clipboard as an answer to the system's key does, the only way there that carries more than text.
 * @returns whether the page may, and something was put there.
 */
function writeClipboard(fill: (data: DataTransfer) => boolean): boolean {
  let isFilled = false;
  const onCopy = (event: ClipboardEvent) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    isFilled = event.clipboardData !== null && fill(event.clipboardData);
  };
  document.addEventListener('copy', onCopy, { capture: true });
  document.execCommand('copy');
  document.removeEventListener('copy', onCopy, { capture: true });
  return isFilled;
}
