import type { RequestInput, RequestOutput, TreeCount } from '../../shared/ipc/contract.ts';
import type { ChecksumAlgorithm } from '../../shared/model/checksum.ts';
import type { ConnectionInfo, FileSystemId, Place, Protocol } from '../../shared/model/connection.ts';
import type { Entry } from '../../shared/model/entry.ts';
import type { FileSearch, FoundFile } from '../../shared/model/file-search.ts';
import { missingItems } from '../../shared/model/missing-items.ts';
import type { Watch } from '../../shared/model/monitor.ts';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { Client } from './client.ts';

/** Work in the main process that this window started and may cancel. */
export interface Operation<T> {
  readonly done: Promise<T>;
  /** `done` then rejects with a `cancelled` error, unless the work ended first. */
  cancel(): void;
}

export interface Progress {
  readonly done: number;
  readonly current?: string | undefined;
}

/** The answer may overtake the last pages on their way; so long after each of them the next one is waited for. */
const LATE_PAGES_MS = 2_000;

function cancelOn(client: Client, operationId: string): () => void {
  return () => {
    // The operation's own promise tells how it ended; a refused cancel changes nothing.
    client.request('operations.cancel', { operationId }).catch(() => {});
  };
}

function operationId(): string {
  return crypto.randomUUID();
}

/** Reads a directory; rows are handed over as they arrive. */
export function listDirectory(
  client: Client,
  place: Place,
  onRows: (entries: Entry[]) => void,
): Operation<RequestOutput<'files.list'>> {
  const id = operationId();
  const arrivals = new Arrivals(place.path);
  const unsubscribe = client.on('files.page', (page) => {
    if (page.operationId !== id) return;
    onRows(page.entries);
    arrivals.add(page.entries.length);
  });
  const run = async () => {
    try {
      const answer = await client.request('files.list', { operationId: id, place });
      await arrivals.reach(answer.count);
      return answer;
    } finally {
      unsubscribe();
    }
  };
  return { done: run(), cancel: cancelOn(client, id) };
}

/** Counts what arrives by events, whose answer says how much that is. */
class Arrivals {
  readonly #path: RemotePath;
  #count = 0;
  #onMore = () => {};

  constructor(path: RemotePath) {
    this.#path = path;
  }

  add(count: number): void {
    this.#count += count;
    this.#onMore();
  }

  /** Resolves when so much has arrived. Throws a `protocol` error where nothing more comes: less is not shown as if it were all. */
  async reach(expected: number): Promise<void> {
    if (this.#count >= expected) return;
    await new Promise<void>((resolve, reject) => {
      const giveUp = () => reject(missingItems(this.#path, { expected, arrived: this.#count }));
      let timer = setTimeout(giveUp, LATE_PAGES_MS);
      this.#onMore = () => {
        clearTimeout(timer);
        if (this.#count >= expected) resolve();
        else timer = setTimeout(giveUp, LATE_PAGES_MS);
      };
    });
  }
}

export function measureTrees(client: Client, places: Place[]): Operation<TreeCount> {
  const id = operationId();
  return { done: client.request('files.measure', { operationId: id, places }), cancel: cancelOn(client, id) };
}

/** Counts what a folder holds, as far as it can be read; `done` of the progress are bytes. */
export function measureFolder(
  client: Client,
  place: Place,
  onProgress: (progress: Progress) => void,
): Operation<RequestOutput<'files.measure'>> {
  return withProgress(client, onProgress, (operationId) =>
    client.request('files.measure', { operationId, places: [place], unreadable: 'pass-over' }),
  );
}

export function removeTrees(
  client: Client,
  places: Place[],
  onProgress: (progress: Progress) => void,
): Operation<TreeCount> {
  return withProgress(client, onProgress, (operationId) => client.request('files.remove', { operationId, places }));
}

export interface Trashing extends Operation<TreeCount> {
  /** Takes it back, or what was done of it, where the trash gives back what it took. */
  putBack(): Promise<void>;
}

export function trashTrees(client: Client, places: Place[], onProgress: (progress: Progress) => void): Trashing {
  let id = '';
  const operation = withProgress(client, onProgress, (operationId) => {
    id = operationId;
    return client.request('files.trash', { operationId, places });
  });
  return {
    ...operation,
    async putBack() {
      await client.request('files.restore', { operationId: id });
    },
  };
}

export function setPermissions(
  client: Client,
  input: Omit<RequestInput<'files.setPermissions'>, 'operationId'>,
  onProgress: (progress: Progress) => void,
): Operation<TreeCount> {
  return withProgress(client, onProgress, (operationId) =>
    client.request('files.setPermissions', { operationId, ...input }),
  );
}

export function setOwner(
  client: Client,
  input: Omit<RequestInput<'files.setOwner'>, 'operationId'>,
  onProgress: (progress: Progress) => void,
): Operation<TreeCount> {
  return withProgress(client, onProgress, (operationId) => client.request('files.setOwner', { operationId, ...input }));
}

function withProgress<T>(
  client: Client,
  onProgress: (progress: Progress) => void,
  start: (operationId: string) => Promise<T>,
): Operation<T> {
  const id = operationId();
  const unsubscribe = client.on('operations.progress', ({ operationId, done, current }) => {
    if (operationId === id) onProgress({ done, current });
  });
  return { done: start(id).finally(unsubscribe), cancel: cancelOn(client, id) };
}

/** Gives an entry another name in its folder. Cancelled while the server has not answered, it may be renamed all the same. */
export function renameEntry(client: Client, place: Place, name: string): Operation<void> {
  const id = operationId();
  return { done: client.request('files.rename', { operationId: id, place, name }), cancel: cancelOn(client, id) };
}

/** Moves an entry to another folder of its file system. Cancelled while the server has not answered, it may be moved all the same. */
export function moveEntry(client: Client, place: Place, to: Place): Operation<RequestOutput<'files.move'>> {
  const id = operationId();
  return {
    done: client.request('files.move', { operationId: id, places: [place], targetDirectory: to }),
    cancel: cancelOn(client, id),
  };
}

export type ComputedChecksum = RequestOutput<'files.checksum'>;

export function computeChecksum(
  client: Client,
  place: Place,
  algorithm: ChecksumAlgorithm,
): Operation<ComputedChecksum> {
  const id = operationId();
  return {
    done: client.request('files.checksum', { operationId: id, place, algorithm }),
    cancel: cancelOn(client, id),
  };
}

export function sendCommand(client: Client, fs: FileSystemId, line: string): Operation<{ reply: string[] }> {
  const id = operationId();
  return {
    done: client.request('connections.command', { operationId: id, id: fs, line }),
    cancel: cancelOn(client, id),
  };
}

export function duplicate(
  client: Client,
  copies: RequestInput<'files.duplicate'>['copies'],
): Operation<RequestOutput<'files.duplicate'>> {
  const id = operationId();
  return { done: client.request('files.duplicate', { operationId: id, copies }), cancel: cancelOn(client, id) };
}

/** Resolves when the copies that travel through the queue have arrived. */
export function duplicated(client: Client, transfers: string[]): Operation<RequestOutput<'files.duplicated'>> {
  const id = operationId();
  return { done: client.request('files.duplicated', { operationId: id, transfers }), cancel: cancelOn(client, id) };
}

export type SearchResult = RequestOutput<'files.search'>;

/** Looks for files below a place; they are handed over as they are found. */
export function searchFiles(
  client: Client,
  place: Place,
  search: FileSearch,
  on: { found(matches: readonly FoundFile[]): void; folder(path: string): void },
): Operation<SearchResult> {
  const id = operationId();
  const arrivals = new Arrivals(place.path);
  const ends = [
    client.on('files.found', ({ operationId, matches }) => {
      if (operationId !== id) return;
      on.found(matches);
      arrivals.add(matches.length);
    }),
    client.on('operations.progress', ({ operationId, current }) => operationId === id && on.folder(current ?? '')),
  ];
  const run = async () => {
    try {
      const answer = await client.request('files.search', { operationId: id, place, search });
      await arrivals.reach(answer.found);
      return answer;
    } finally {
      for (const end of ends) end();
    }
  };
  return { done: run(), cancel: cancelOn(client, id) };
}

/** Connects to a server; questions on the way arrive as `prompts.changed`. */
export function openConnection(
  client: Client,
  target: RequestInput<'connections.open'>['target'],
  password: string | undefined,
): Operation<ConnectionInfo> {
  const id = operationId();
  const secret = password === undefined ? {} : { password };
  return {
    done: client.request('connections.open', { operationId: id, target, ...secret }),
    cancel: cancelOn(client, id),
  };
}

/** Opens a saved site, with the secrets that are kept of it. */
export function openSite(client: Client, siteId: string): Operation<ConnectionInfo> {
  const id = operationId();
  return { done: client.request('connections.openSite', { operationId: id, siteId }), cancel: cancelOn(client, id) };
}

export type TestedConnection = RequestOutput<'connections.test'>;

/** Connects, looks around and hangs up; questions on the way arrive as `prompts.changed`. */
export function testConnection(
  client: Client,
  input: Omit<RequestInput<'connections.test'>, 'operationId'>,
): Operation<TestedConnection> {
  const id = operationId();
  return { done: client.request('connections.test', { operationId: id, ...input }), cancel: cancelOn(client, id) };
}

/** Begins to watch the servers of a place; one watch for each that is found there, or for the one chosen by hand. */
export function addWatches(
  client: Client,
  input: Omit<RequestInput<'monitor.watch.add'>, 'operationId'>,
): Operation<Watch[]> {
  const id = operationId();
  return { done: client.request('monitor.watch.add', { operationId: id, ...input }), cancel: cancelOn(client, id) };
}

export function openDemo(client: Client, protocol: Protocol): Operation<ConnectionInfo> {
  const id = operationId();
  return { done: client.request('connections.openDemo', { operationId: id, protocol }), cancel: cancelOn(client, id) };
}
