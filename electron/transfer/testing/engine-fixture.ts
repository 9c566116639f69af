import { vi } from 'vitest';
import { type FileSystemId, LOCAL, type Place } from '../../../shared/model/connection.ts';
import type { Conflict, TransferDelta, TransferItem, TransferState } from '../../../shared/model/transfer.ts';
import { TransferSettings } from '../../../shared/model/transfer.ts';
import { type ConnectionSecrets, Connections } from '../../remote/connections.ts';
import { FileSystems } from '../../remote/file-systems.ts';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import type { RemoteFileSystem } from '../../remote/remote-file-system.ts';
import { silentTranscript } from '../../remote/transcript.ts';
import { InThreadCarrier } from '../in-thread-carrier.ts';
import { TransferEngine } from '../transfer-engine.ts';
import { isFinished } from '../transfer-job.ts';
import { changed, type TemporaryFolder, temporaryFolder } from './folders.ts';

/** The real engine between this machine's disk and a "server" that is another folder of it. */
export interface EngineFixture extends AsyncDisposable {
  readonly engine: TransferEngine;
  readonly fileSystems: FileSystems;
  readonly here: TemporaryFolder;
  readonly there: TemporaryFolder;
  /** The newest list of open questions that windows were told. */
  readonly conflictsTold: Conflict[][];
  readonly changedTold: Place[];
  readonly deltas: TransferDelta[];
  onHere(name?: string): Place;
  onServer(name?: string): Place;
  /** Puts things of the folder here, by name, into the queue for the server. */
  upload(...names: string[]): string[];
  download(...names: string[]): string[];
  states(): TransferState[];
  /** From now on writes to the server wait until they are let go; `waiting` names them. */
  gateServer(): { readonly waiting: string[]; open(): void };
  /** From now on the server does some things in another way. */
  changeServer(changes: Partial<RemoteFileSystem>): void;
  /** Opens a connection with a real session pool to that same folder. */
  connect(): Promise<FileSystemId>;
  items(): TransferItem[];
  /** Resolves with all items when none of them runs or waits any more. */
  ended(): Promise<TransferItem[]>;
  /** Resolves with the open questions when there are so many. */
  asked(count: number): Promise<Conflict[]>;
}

export const SERVER = 'server';

const place = { host: 'server.example', port: 22, user: 'ann' };
const target = { ...place, protocol: 'sftp', encryption: 'auto', mostSessions: 3 } as const;
/** Nothing is asked: the connection's sessions open at once. */
const unasked = { credentials: {}, trust: {} } as ConnectionSecrets;

export interface EngineFixtureOptions {
  readonly settings?: Partial<TransferSettings>;
  /** What may be tried again is, after so many ms, each time; absent: what fails has failed. */
  readonly retryAfterMs?: number;
  readonly journalFile?: string;
  /** Whether the server is connected; absent: always. */
  readonly isOpen?: () => boolean;
}

export async function startEngine(options: EngineFixtureOptions = {}): Promise<EngineFixture> {
  const here = await temporaryFolder();
  const there = await temporaryFolder();
  const local = new LocalFileSystem();
  const connections = new Connections({
    connect: { sftp: async () => new LocalFileSystem(), ftp: async () => new LocalFileSystem() },
    transcriptFor: () => silentTranscript,
    onChange() {},
  });
  const fileSystems = new FileSystems(connections, local);
  fileSystems.mount(SERVER, new LocalFileSystem());
  const conflictsTold: Conflict[][] = [];
  const changedTold: Place[] = [];
  const unexpected: unknown[] = [];
  const deltas: TransferDelta[] = [];
  const settings = TransferSettings.parse({ parallel: { all: 4, ftp: 4, sftp: 4 }, ...options.settings });
  const engine = await TransferEngine.open({
    fileSystems,
    carrier: new InThreadCarrier(fileSystems),
    servers: {
      describe: () => undefined,
      isOpen: (fs) => fs === LOCAL || (options.isOpen?.() ?? true),
      isAway: () => false,
      reopen: async () => {},
      protocol: (fs) => (fs === LOCAL ? undefined : 'sftp'),
    },
    settings: () => settings,
    onRuleChosen: (rule) => Object.assign(settings, { onConflict: rule }),
    onDelta: (delta) => deltas.push(delta),
    onConflicts: (conflicts) => conflictsTold.push(conflicts),
    onChanged: (directory) => changedTold.push(directory),
    onUnexpected: (error) => unexpected.push(error),
    ...(options.journalFile && { journalFile: options.journalFile }),
    retryDelay: ({ retry }) => (retry === 'never' ? undefined : options.retryAfterMs),
  });
  const items = () => allItems(engine);
  const onHere = (name?: string): Place => ({ fs: LOCAL, path: here.at(name) });
  const onServer = (name?: string): Place => ({ fs: SERVER, path: there.at(name) });
  const changeServer: EngineFixture['changeServer'] = (changes) => fileSystems.mount(SERVER, changed(local, changes));
  const wait = { timeout: 20_000, interval: 5 };

  return {
    ...{ engine, fileSystems, here, there, conflictsTold, changedTold, deltas, items },
    onHere,
    onServer,
    changeServer,
    upload: (...names) => engine.enqueue(names.map(onHere), onServer()),
    download: (...names) => engine.enqueue(names.map(onServer), onHere()),
    states: () => items().map((item) => item.state),
    gateServer() {
      const gate = Promise.withResolvers<void>();
      const waiting: string[] = [];
      changeServer({
        async write(path, body, options, call) {
          waiting.push(path);
          const cancelled = new Promise<void>((resolve) => call.signal.addEventListener('abort', () => resolve()));
          await Promise.race([gate.promise, cancelled]);
          return local.write(path, body, options, call);
        },
      });
      return { waiting, open: () => gate.resolve() };
    },
    connect: async () => (await connections.open(target, unasked, new AbortController().signal)).id,
    ended: () =>
      vi.waitFor(() => {
        const all = items();
        const open = all.filter((item) => !isFinished(item));
        if (open.length > 0) throw new Error(`${open.length} have not ended, the first ${JSON.stringify(open[0])}`);
        return all;
      }, wait),
    asked: (count) =>
      vi.waitFor(() => {
        const { conflicts, waiting } = engine.snapshot();
        if (waiting !== count) throw new Error(`${waiting} questions are open`);
        return conflicts;
      }, wait),
    async [Symbol.asyncDispose]() {
      await engine.close();
      await connections[Symbol.asyncDispose]();
      await here[Symbol.asyncDispose]();
      await there[Symbol.asyncDispose]();
      if (unexpected.length > 0) throw new AggregateError(unexpected, 'the engine made a mistake of its own');
    },
  };
}

/** Everything in the queue, in the order in which it came. */
function allItems(engine: TransferEngine): TransferItem[] {
  const expanded = new Set<string>();
  for (;;) {
    const found: TransferItem[] = [];
    for (let offset = 0; ; ) {
      const { rows, count } = engine.rows({ view: 'all', expanded: [...expanded], offset, limit: 500 });
      found.push(...rows.map(({ item }) => item));
      offset += rows.length;
      if (offset >= count) break;
    }
    const folders = found.filter(({ kind, id }) => kind === 'folder' && !expanded.has(id));
    if (folders.length === 0) return found.sort((one, other) => Number(one.id) - Number(other.id));
    for (const { id } of folders) expanded.add(id);
  }
}
