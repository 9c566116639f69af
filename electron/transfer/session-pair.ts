import { isRemoteError, RemoteError } from '../../shared/model/remote-error.ts';
import type { TransferItem } from '../../shared/model/transfer.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import type { RemoteFileSystem } from '../remote/remote-file-system.ts';
import type { Lease } from '../remote/session-pool.ts';

/** A session to read from and one to write to. Disposing gives both back. */
export interface SessionPair extends AsyncDisposable {
  readonly source: RemoteFileSystem;
  readonly target: RemoteFileSystem;
}

/** Leases the two sessions of a transfer so that no two transfers can wait for each other. */
export class SessionPairs {
  readonly #fileSystems: FileSystems;
  /** Copies within one file system take two of its sessions; these takings queue up, one after the other. */
  readonly #twoOfOne = new Map<string, Promise<unknown>>();

  constructor(fileSystems: FileSystems) {
    this.#fileSystems = fileSystems;
  }

  /** How many transfers have room on a file system. One that is gone has room: the transfer then fails with the reason. */
  slots(fs: string): number {
    try {
      return this.#fileSystems.transferSlots(fs);
    } catch (error) {
      if (isRemoteError(error)) return Number.POSITIVE_INFINITY;
      throw error;
    }
  }

  async lease({ source, target }: Pick<TransferItem, 'source' | 'target'>, signal: AbortSignal): Promise<SessionPair> {
    // In the order of the ids, so that two copies in opposite directions take the same one first.
    const [first, second] = [source.fs, target.fs].toSorted() as [string, string];
    const leases: Lease[] = [];
    const release = async () => {
      for (const lease of leases.splice(0)) await lease[Symbol.asyncDispose]();
    };
    const take = async () => {
      leases.push(await this.#fileSystems.lease(first, 'transfer', signal));
      leases.push(await this.#fileSystems.lease(second, 'transfer', signal));
    };
    try {
      if (first === second) await this.#inTurn(first, take);
      else await take();
    } catch (error) {
      await release();
      throw error;
    }
    const [one, two] = leases as [Lease, Lease];
    const [from, to] = source.fs === first ? [one, two] : [two, one];
    return { source: from.session, target: to.session, [Symbol.asyncDispose]: release };
  }

  async #inTurn(fs: string, take: () => Promise<void>): Promise<void> {
    if (this.slots(fs) < 2) {
      throw new RemoteError(
        'unsupported',
        'Copying within this server needs two connections, and it allows only one.',
        {
          hint: 'Copy the file to this computer first, then back to the server.',
        },
      );
    }
    const before = this.#twoOfOne.get(fs) ?? Promise.resolve();
    const taken = before.then(take);
    this.#twoOfOne.set(
      fs,
      taken.catch(() => undefined),
    );
    await taken;
  }
}
