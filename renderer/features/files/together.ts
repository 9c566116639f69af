import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Place } from '../../../shared/model/connection.ts';
import { isDirectoryLike } from '../../../shared/model/entry.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import {
  baseName,
  joinPath,
  parentPath,
  pathSegments,
  type RemotePath,
  ROOT,
} from '../../../shared/model/remote-path.ts';
import { otherSide, type Side, type WorkspaceStore } from '../../app/workspace-store.ts';
import type { Client } from '../../client/client.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { visibleName } from '../../ui/visible-name.ts';
import type { NoticesStore } from '../notices/notices-store.ts';
import type { PaneStore } from './pane-store.ts';

interface Pair {
  readonly tabs: Readonly<Record<Side, string>>;
  /** The folders that stand for each other: where both were when they were tied. */
  readonly base: Readonly<Record<Side, RemotePath>>;
}

interface TogetherOptions {
  readonly client: Client;
  readonly workspace: WorkspaceStore;
  readonly notices: NoticesStore;
  readonly paneOf: (tab: string) => PaneStore | undefined;
}

const sides = ['left', 'right'] as const;

/**
 * Two panes that go through two trees of folders side by side: where one goes the other goes too, by the same steps from where both
 * were when they were tied. Where the other has no such folder it stays, and joins again as soon as it can. Ends when another tab
 * comes to the front.
 */
export class Together {
  readonly store: StoreApi<{ readonly pair: Pair | undefined }> = createStore(() => ({ pair: undefined }));
  readonly #options: TogetherOptions;
  #untie: (() => void) | undefined;

  constructor(options: TogetherOptions) {
    this.#options = options;
  }

  /** Whether there are two folders to tie, or two that are. */
  get canToggle(): boolean {
    return this.store.getState().pair !== undefined || this.#pairInFront() !== undefined;
  }

  /** Ties the two panes that are in front, or lets them go their own ways again. */
  toggle(): void {
    if (this.store.getState().pair) {
      this.#end();
      return;
    }
    const pair = this.#pairInFront();
    if (pair) this.#begin(pair);
  }

  #pairInFront(): Pair | undefined {
    const { left, right } = this.#options.workspace.getState().panes;
    const [here, there] = [left.active, right.active];
    if (here === undefined || there === undefined) return undefined;
    const base = { left: this.#folderIn(here), right: this.#folderIn(there) };
    if (base.left === undefined || base.right === undefined) return undefined;
    return { tabs: { left: here, right: there }, base: { left: base.left, right: base.right } };
  }

  /** The folder that a tab shows to its end; none where it shows what was found below one. */
  #folderIn(tab: string): RemotePath | undefined {
    const pane = this.#options.paneOf(tab)?.getState();
    return pane?.status === 'ready' && !pane.found ? pane.path : undefined;
  }

  #begin(pair: Pair): void {
    const { workspace, paneOf, notices } = this.#options;
    const at = { ...pair.base };
    const ends = sides.map((side) =>
      paneOf(pair.tabs[side])?.subscribe(() => {
        const path = this.#folderIn(pair.tabs[side]);
        if (path === undefined || path === at[side]) return;
        at[side] = path;
        void this.#follow(pair, side, path);
      }),
    );
    ends.push(
      workspace.subscribe(({ panes }) => {
        if (sides.every((side) => panes[side].active === pair.tabs[side])) return;
        this.#end();
        notices.getState().inform('together.ended');
      }),
    );
    this.#untie = () => {
      for (const end of ends) end?.();
    };
    this.store.setState({ pair });
    notices.getState().succeed('together.begun');
  }

  #end(): void {
    this.#untie?.();
    this.#untie = undefined;
    this.store.setState({ pair: undefined });
  }

  /** Brings the other pane to where this one went. */
  async #follow(pair: Pair, side: Side, path: RemotePath): Promise<void> {
    const { paneOf, notices } = this.#options;
    const other = otherSide[side];
    const there = paneOf(pair.tabs[other])?.getState();
    if (!there) return;
    const target = sameSteps(pair.base[side], path, pair.base[other]);
    if (target === there.path) return;
    const isThere = target !== undefined && (await this.#mayBeFolder({ fs: there.fs, path: target }));
    // Meanwhile the user may have gone on, or untied the panes.
    if (this.store.getState().pair !== pair || this.#folderIn(pair.tabs[side]) !== path) return;
    if (isThere) there.open(target);
    else if (target === undefined) notices.getState().inform('together.noFurther');
    else this.#offerToMake({ fs: there.fs, path: target }, there.open);
  }

  #offerToMake(place: Place, open: (path: RemotePath) => void): void {
    const { client, notices } = this.#options;
    const { fs, path } = place;
    async function make(): Promise<void> {
      try {
        await client.request('files.makeDirectory', { parent: { fs, path: parentPath(path) }, name: baseName(path) });
        open(path);
      } catch (error) {
        notices.getState().fail('together.notMade', errorDataOf(error), { folder: visibleName(path) });
      }
    }
    notices
      .getState()
      .inform('together.notThere', { folder: visibleName(path) }, { label: 'together.make', run: () => void make() });
  }

  /** False where there is surely no such folder; what else goes wrong is for the pane to say. */
  async #mayBeFolder(place: Place): Promise<boolean> {
    try {
      return isDirectoryLike(await this.#options.client.request('files.stat', { place }));
    } catch (error) {
      return !isRemoteError(error, 'not-found');
    }
  }
}

/**
 * Where the steps from one folder to another lead from a third: up as far as both have it in common, then down again.
 * Undefined above the root.
 */
export function sameSteps(from: RemotePath, to: RemotePath, third: RemotePath): RemotePath | undefined {
  const before = pathSegments(from);
  const after = pathSegments(to);
  let common = 0;
  while (common < before.length && before[common] === after[common]) common++;
  let path = third;
  for (let up = before.length - common; up > 0; up--) {
    if (path === ROOT) return undefined;
    path = parentPath(path);
  }
  return after.slice(common).reduce(joinPath, path);
}
