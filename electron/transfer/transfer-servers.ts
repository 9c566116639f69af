import type { FileSystemId } from '../../shared/model/connection.ts';
import type { RemoteErrorData } from '../../shared/model/remote-error.ts';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import { untilCancelled } from '../remote/cancelled.ts';
import type { KnownServer, TransferBook } from './transfer-book.ts';
import type { Job } from './transfer-job.ts';

/** The connections as the queue needs them. */
export interface Servers {
  /** What it takes to open a connection again after a restart; undefined for what is no connection. Holds no secret. */
  describe(fs: FileSystemId): KnownServer | undefined;
  /** False for a connection that is closed. */
  isOpen(fs: FileSystemId): boolean;
  /** Whether the line of a connection that is open was lost. */
  isAway(fs: FileSystemId): boolean;
  /** Opens a connection as it was described, under the same id; asks the user for what is needed. */
  reopen(fs: FileSystemId, about: unknown, signal: AbortSignal): Promise<void>;
  /** Undefined for what is no server. */
  protocol(fs: FileSystemId): 'ftp' | 'sftp' | undefined;
}

/** Sees to it that the servers of a transfer are connected. */
export class TransferServers {
  readonly #servers: Servers;
  readonly #book: TransferBook;
  /** One opening serves all that wait for it, as long as whoever began it does not give it up. */
  readonly #opening = new Map<FileSystemId, { readonly opened: Promise<void>; readonly signal: AbortSignal }>();
  /** Openings that need the user, or were refused by them. */
  readonly #refusals = new WeakSet<RemoteErrorData>();

  constructor(servers: Servers, book: TransferBook) {
    this.#servers = servers;
    this.#book = book;
  }

  isOpen(fs: FileSystemId): boolean {
    return this.#servers.isOpen(fs);
  }

  /** Throws what opening throws, or `cancelled`. */
  async reach(needed: readonly FileSystemId[], signal: AbortSignal): Promise<void> {
    for (const fs of new Set(needed)) {
      const known = this.#book.servers.get(fs);
      while (known && !this.#servers.isOpen(fs)) {
        const opening = this.#opening.get(fs) ?? this.#open(fs, known, signal);
        try {
          await untilCancelled(opening.opened, signal);
          break;
        } catch (error) {
          // Somebody else's opening was given up with what needed it.
          if (!signal.aborted && opening.signal.aborted) continue;
          if (isRemoteError(error) && error.data.retry === 'never') this.#refusals.add(error.data);
          throw error;
        }
      }
    }
  }

  #open(fs: FileSystemId, { about }: KnownServer, signal: AbortSignal) {
    const opened = this.#servers.reopen(fs, about, signal).finally(() => this.#opening.delete(fs));
    const opening = { opened, signal };
    this.#opening.set(fs, opening);
    return opening;
  }

  /** Whether the server cannot be opened without the user. */
  isRefused(error: RemoteErrorData, job: Job): boolean {
    if (this.#refusals.has(error)) return true;
    return error.kind === 'auth' && [job.sourceFs, job.targetFs].some((fs) => this.#servers.protocol(fs));
  }

  /** The server that a failure of the line is put down to: of two the one that is away. */
  culprit({ sourceFs, targetFs }: Pick<Job, 'sourceFs' | 'targetFs'>): FileSystemId {
    const servers = [targetFs, sourceFs].filter((fs) => this.#servers.protocol(fs));
    return servers.find((fs) => this.#servers.isAway(fs)) ?? servers[0] ?? sourceFs;
  }
}
