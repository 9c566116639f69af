import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConnectionInfo, FileSystemId } from '../../../shared/model/connection.ts';
import type { Prompt } from '../../../shared/model/prompt.ts';
import type { RememberedConnection } from '../../../shared/model/settings.ts';

interface ConnectionsState {
  /** Also those that the main process lost or closed, as `lost`, until no tab shows them. */
  readonly byId: ReadonlyMap<FileSystemId, ConnectionInfo>;
  /** Of those the ones that were not opened since Portside started: nothing was lost, they wait to be opened. */
  readonly unopened: ReadonlySet<FileSystemId>;
  /** Questions of connections being opened, oldest first. */
  readonly prompts: readonly Prompt[];
}

interface ConnectionsActions {
  setConnections(connections: readonly ConnectionInfo[]): void;
  add(connection: ConnectionInfo): void;
  /** A connection of another time, which a tab shows; leaves one alone that is known. */
  remember(connection: RememberedConnection): void;
  /** The window does not show it any more. */
  forget(id: FileSystemId): void;
  setPrompts(prompts: readonly Prompt[]): void;
}

export type ConnectionsStore = StoreApi<ConnectionsState & ConnectionsActions>;

/** The servers that are connected now, and what they ask. */
export function createConnectionsStore(): ConnectionsStore {
  return createStore<ConnectionsState & ConnectionsActions>()((set, get) => ({
    byId: new Map(),
    unopened: new Set(),
    prompts: [],
    setConnections(connections) {
      const byId = new Map([...get().byId].map(([id, info]) => [id, { ...info, state: 'lost' as const }]));
      set({
        byId: new Map<FileSystemId, ConnectionInfo>([...byId, ...connections.map((info) => [info.id, info] as const)]),
        unopened: without(get().unopened, ...connections.map(({ id }) => id)),
      });
    },
    forget(id) {
      const byId = new Map(get().byId);
      byId.delete(id);
      set({ byId, unopened: without(get().unopened, id) });
    },
    add: (connection) =>
      set({
        byId: new Map(get().byId).set(connection.id, connection),
        unopened: without(get().unopened, connection.id),
      }),
    remember(connection) {
      const { id } = connection;
      if (get().byId.has(id)) return;
      const info: ConnectionInfo = { ...connection, security: { level: 'plain' }, abilities: [], state: 'lost' };
      set({ byId: new Map(get().byId).set(id, info), unopened: new Set([...get().unopened, id]) });
    },
    setPrompts: (prompts) => set({ prompts }),
  }));
}

/** The same set where none of them was in it: nobody has to look at it again. */
function without(ids: ReadonlySet<FileSystemId>, ...gone: FileSystemId[]): ReadonlySet<FileSystemId> {
  return gone.some((id) => ids.has(id)) ? new Set([...ids].filter((id) => !gone.includes(id))) : ids;
}
