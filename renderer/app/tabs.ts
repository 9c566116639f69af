import { type FileSystemId, LOCAL, type Place } from '../../shared/model/connection.ts';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { RememberedConnection } from '../../shared/model/settings.ts';
import type { ConnectionsStore } from '../features/connections/connections-store.ts';
import type { PaneStore } from '../features/files/pane-store.ts';
import type { Sort } from '../file-grid/sort-rows.ts';
import { remembered } from './saved-tabs.ts';
import type { Side, WorkspaceStore } from './workspace-store.ts';

/** By which column, and which way; whether folders come first is the same in all tabs. */
export type TabSort = Pick<Sort, 'column' | 'direction'>;

interface TabsOptions {
  readonly workspace: WorkspaceStore;
  readonly connections: ConnectionsStore;
  readonly createPane: (fs: FileSystemId, path: RemotePath, sort: TabSort | undefined) => PaneStore;
}

interface ClosedTab extends Place {
  readonly side: Side;
  readonly sort: Sort;
  readonly connection: RememberedConnection | undefined;
}

const MOST_CLOSED = 20;

/** The tabs of both sides: what each shows, and those that were closed. */
export class Tabs {
  readonly #options: TabsOptions;
  readonly #panes = new Map<string, PaneStore>();
  /** The last one last. */
  readonly #closed: ClosedTab[] = [];

  constructor(options: TabsOptions) {
    this.#options = options;
  }

  get panes(): ReadonlyMap<string, PaneStore> {
    return this.#panes;
  }

  get canReopen(): boolean {
    return this.#closed.length > 0;
  }

  /** The tabs that show a file system. */
  showing(fs: FileSystemId): string[] {
    return [...this.#panes].filter(([, pane]) => pane.getState().fs === fs).map(([id]) => id);
  }

  open(side: Side, fs: FileSystemId, path: RemotePath, sort: TabSort | undefined): string {
    const id = crypto.randomUUID();
    this.#panes.set(id, this.#options.createPane(fs, path, sort));
    this.#options.workspace.getState().addTab(side, { id, fs });
    return id;
  }

  close(id: string): void {
    const { workspace, connections } = this.#options;
    const pane = this.#panes.get(id);
    if (!pane) return;
    const { fs, path, sort, dispose } = pane.getState();
    const side = workspace.getState().panes.left.tabs.some((tab) => tab.id === id) ? 'left' : 'right';
    const connection = connections.getState().byId.get(fs);
    this.#closed.push({ side, fs, path, sort, connection: connection && remembered(connection) });
    if (this.#closed.length > MOST_CLOSED) this.#closed.shift();
    dispose();
    workspace.getState().removeTab(id);
    this.#panes.delete(id);
  }

  /** Opens what was closed last. Of a server that is not connected any more, the tab offers to connect. */
  reopen(): void {
    const closed = this.#closed.pop();
    if (!closed) return;
    const { side, fs, path, sort, connection } = closed;
    if (fs !== LOCAL && connection) this.#options.connections.getState().remember(connection);
    this.open(side, fs, path, sort);
    this.#options.workspace.getState().activate(side);
  }
}
