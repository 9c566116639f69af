import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ConnectionInfo, FileSystemId } from '../../../shared/model/connection.ts';
import type { Prompt } from '../../../shared/model/prompt.ts';

interface ConnectionsState {
  /** Also those that the main process lost or closed, as `lost`, until no tab shows them. */
  readonly byId: ReadonlyMap<FileSystemId, ConnectionInfo>;
  /** Questions of connections being opened, oldest first. */
  readonly prompts: readonly Prompt[];
}

interface ConnectionsActions {
  setConnections(connections: readonly ConnectionInfo[]): void;
  add(connection: ConnectionInfo): void;
  /** The window does not show it any more. */
  forget(id: FileSystemId): void;
  setPrompts(prompts: readonly Prompt[]): void;
}

export type ConnectionsStore = StoreApi<ConnectionsState & ConnectionsActions>;

/** The servers that are connected now, and what they ask. */
export function createConnectionsStore(): ConnectionsStore {
  return createStore<ConnectionsState & ConnectionsActions>()((set, get) => ({
    byId: new Map(),
    prompts: [],
    setConnections(connections) {
      const byId = new Map([...get().byId].map(([id, info]) => [id, { ...info, state: 'lost' as const }]));
      set({
        byId: new Map<FileSystemId, ConnectionInfo>([...byId, ...connections.map((info) => [info.id, info] as const)]),
      });
    },
    forget(id) {
      const byId = new Map(get().byId);
      byId.delete(id);
      set({ byId });
    },
    add: (connection) => set({ byId: new Map(get().byId).set(connection.id, connection) }),
    setPrompts: (prompts) => set({ prompts }),
  }));
}
