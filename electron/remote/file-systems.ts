import { type FileSystemId, LOCAL } from '../../shared/model/connection.ts';
import type { Connections } from './connections.ts';
import type { RemoteFileSystem } from './remote-file-system.ts';
import type { Lease, Purpose } from './session-pool.ts';

/** Every file system that can be worked on now, by id: the local disk, the connections, and what was dropped onto a window. */
export class FileSystems {
  readonly #connections: Connections;
  readonly #mounted = new Map<FileSystemId, RemoteFileSystem>();

  constructor(connections: Connections, local: RemoteFileSystem) {
    this.#connections = connections;
    this.#mounted.set(LOCAL, local);
  }

  /** Adds a file system that serves any number of callers at once and needs no session of its own. */
  mount(id: FileSystemId, fileSystem: RemoteFileSystem): void {
    this.#mounted.set(id, fileSystem);
  }

  unmount(id: FileSystemId): void {
    this.#mounted.delete(id);
  }

  /** Throws `disconnected` for an id that is not open. */
  async lease(id: FileSystemId, purpose: Purpose, signal: AbortSignal): Promise<Lease> {
    const mounted = this.#mounted.get(id);
    if (mounted) return { session: mounted, async [Symbol.asyncDispose]() {} };
    return this.#connections.pool(id).lease(purpose, signal);
  }

  /** How many transfers can work on this file system at one time. */
  transferSlots(id: FileSystemId): number {
    return this.#mounted.has(id) ? Number.POSITIVE_INFINITY : this.#connections.pool(id).transferSlots;
  }
}
