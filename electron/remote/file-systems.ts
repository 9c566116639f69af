import { type FileSystemId, LOCAL } from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { Connections } from './connections.ts';
import type { RemoteFileSystem } from './remote-file-system.ts';
import type { Lease, Purpose, Reservation, SessionPool } from './session-pool.ts';

/** How the ids of dropped files begin. */
const DROPPED = 'drop:';

/** What is mounted serves any number of sessions. */
function unlimited(): Reservation {
  return {
    open: (work, signal) => work(signal),
    yieldRequested: new AbortController().signal,
    async [Symbol.asyncDispose]() {},
  };
}

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
    return this.#pool(id).lease(purpose, signal);
  }

  /** The right to one session that the caller opens itself, in another thread. Throws `disconnected` for an id that is not open. */
  async reserve(id: FileSystemId, purpose: Purpose, signal: AbortSignal): Promise<Reservation> {
    return this.#mounted.has(id) ? unlimited() : this.#pool(id).reserve(purpose, signal);
  }

  /** How many transfers can work on this file system at one time. */
  transferSlots(id: FileSystemId): number {
    return this.#mounted.has(id) ? Number.POSITIVE_INFINITY : this.#pool(id).transferSlots;
  }

  #pool(id: FileSystemId): SessionPool {
    if (!isDropped(id)) return this.#connections.pool(id);
    throw new RemoteError('disconnected', 'The browser tab that held the dropped files is closed.', {
      retry: 'never',
      hint: 'Drop the files again.',
    });
  }
}

/** True for the id of files that a page holds. */
export function isDropped(id: FileSystemId): boolean {
  return id.startsWith(DROPPED);
}
