import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DroppedFile } from '../shared/ipc/contract.ts';
import { type Caller, createDispatch, type Dispatch, type Handlers } from '../shared/ipc/dispatch.ts';
import type { ConnectionTarget, FileSystemId, Place } from '../shared/model/connection.ts';
import { RemoteError } from '../shared/model/remote-error.ts';
import { createConnectionRequests, destinationFinder } from './connection-requests.ts';
import { Demo } from './demo.ts';
import { type DesktopRequests, type DesktopServices, noDesktop } from './desktop-requests.ts';
import { createEditing } from './edit/edit-requests.ts';
import { createDuplicateRequest } from './files/duplicate-request.ts';
import { createFileRequests } from './files/file-requests.ts';
import type { Logger } from './log/logger.ts';
import { TranscriptLog } from './log/transcript-log.ts';
import { createMonitor } from './monitor/create-monitor.ts';
import { createMonitorRequests } from './monitor/monitor-requests.ts';
import { Operations } from './operations.ts';
import { Connections } from './remote/connections.ts';
import { FileSystems } from './remote/file-systems.ts';
import { connectFtp } from './remote/ftp/connect-ftp.ts';
import { InteractiveHostTrust } from './remote/interactive-host-trust.ts';
import { LocalFileSystem } from './remote/local/local-file-system.ts';
import { systemTrash, type Trash } from './remote/local/trash.ts';
import { Prompts } from './remote/prompts.ts';
import { abilitiesOf, type RemoteFileSystem } from './remote/remote-file-system.ts';
import { connectSftp } from './remote/sftp/connect-sftp.ts';
import { TrustStore } from './remote/trust-store.ts';
import { createSettingsRequests } from './settings/settings-requests.ts';
import type { SecretVault } from './sites/secret-vault.ts';
import { createSiteRequests } from './sites/site-requests.ts';
import { Sites } from './sites/sites.ts';
import { createTransfers } from './transfer/create-transfers.ts';
import type { TransferEngine } from './transfer/transfer-engine.ts';
import { createTransferRequests } from './transfer/transfer-requests.ts';
import { WorkerCarrier } from './transfer/worker/worker-carrier.ts';
import { WindowEvents } from './window-events.ts';

/** What a host gives to the app: everything that differs between a desktop and a browser tab. */
export interface HostPorts {
  readonly kind: 'desktop' | 'loopback';
  readonly version: string;
  /** Where Portside keeps what it remembers. */
  readonly dataDirectory: string;
  readonly logger: Logger;
  /** Reads files that a page holds, where the host's windows have no paths to them. */
  readonly droppedFiles?: (fs: FileSystemId, files: DroppedFile[], page: Caller) => RemoteFileSystem;
  /** The system's own vault, where this host has one; else a master password protects what is saved. */
  readonly systemVault?: SecretVault | undefined;
  /** Where deleted local files go, where the host knows better than Portside itself. */
  readonly trash?: Trash;
  /** Asks the user for the program that edits files, where this host has a dialog for it; a window never names one. */
  readonly chooseEditor?: () => Promise<string | undefined>;
  /** What only a desktop can do. */
  readonly desktop?: (services: DesktopServices) => DesktopRequests;
}

/** The running app: one for all windows of a host. */
export interface App extends AsyncDisposable {
  readonly dispatch: Dispatch;
  readonly transfers: Pick<TransferEngine, 'snapshot' | 'sleep' | 'wake'>;
  addWindow(window: Caller): void;
  /** Also cancels what the window had started, its transfers left out. */
  removeWindow(id: string): void;
}

const CHANGES_TOLD_EVERY_MS = 300;

/** Builds the services and wires them to the windows; every host starts from here. */
export async function createApp(ports: HostPorts, options: { openDemo: boolean }): Promise<App> {
  const { dataDirectory, logger } = ports;
  const windows = new WindowEvents();
  const operations = new Operations();
  const transcripts = new TranscriptLog((lines) => windows.emit('transcript.lines', { lines }));
  const prompts = new Prompts((prompts) => windows.emit('prompts.changed', { prompts }));
  const ask = prompts.ask.bind(prompts);
  const trustStore = new TrustStore(join(dataDirectory, 'trusted-hosts.json'), (message) => logger.info(message));
  const onProblem = (message: string) => logger.info(message);
  const trust = new InteractiveHostTrust({ store: trustStore, ask, onProblem });
  const sites = await Sites.open({
    dataDirectory,
    systemVault: ports.systemVault,
    ask,
    onSites: (book) => windows.emit('sites.changed', book),
    onVault: (status) => windows.emit('vault.changed', status),
    logger,
  });
  const connections = new Connections({
    connect: { ftp: connectFtp, sftp: connectSftp },
    destinationOf: destinationFinder({ sites, trust, ask }),
    transcriptFor: (session) => transcripts.for(session),
    onChange: (connections) => {
      windows.emit('connections.changed', { connections });
      editing.connectionsChanged(connections);
    },
  });
  const local = new LocalFileSystem({ trash: ports.trash ?? systemTrash() });
  const fileSystems = new FileSystems(connections, local);
  const changes = mergeChanges((fs, directory) => windows.emit('files.changed', { fs, directory }));
  const carrier = new WorkerCarrier({
    fileSystems,
    access: (fs) => connections.access(fs),
    transcriptFor: (session) => transcripts.for(session),
    onUnexpected: (error) => logger.error('a transfer failed unexpectedly', error),
  });
  const { transfers, settings: transferSettings } = await createTransfers({
    ...{ dataDirectory, fileSystems, connections, carrier, windows, logger },
    onChanged: changes.add,
  });
  const editing = await createEditing({
    ...{ dataDirectory, fileSystems, operations, onProblem, chooseEditor: ports.chooseEditor },
    labelOf: (fs) => connections.list().find(({ id }) => id === fs)?.label ?? fs,
    onChanged: changes.add,
    onExternals: (items) => windows.emit('edit.externals', { items }),
    onUnexpected: (error) => logger.error('a file in another program could not be watched', error),
  });
  const demo = new Demo();
  const monitor = await createMonitor({ dataDirectory, connections, demo, transcripts, windows, logger });

  async function openDemo(protocol: ConnectionTarget['protocol'], signal: AbortSignal) {
    const { target, secrets } = await demo.access(protocol);
    return connections.open(target, secrets, signal);
  }

  const handlers: Handlers = {
    'app.info': () => ({
      name: 'Portside',
      version: ports.version,
      host: ports.kind,
      platform: platformName(),
      localHome: local.facts.home,
      localAbilities: abilitiesOf(local.extras),
    }),

    ...createConnectionRequests({ connections, sites, trust, ask, transfers, operations }),
    'connections.openDemo': ({ operationId, protocol }, caller) =>
      operations.run(caller, operationId, (signal) => openDemo(protocol, signal)),
    ...createSiteRequests(sites),

    'prompts.list': () => prompts.list(),
    'prompts.answer': ({ id, answer }) => prompts.answer(id, answer),

    ...createFileRequests({ fileSystems, operations, onChanged: changes.add }),
    ...createDuplicateRequest({ fileSystems, operations, onChanged: changes.add, transfers }),
    ...editing.requests,
    'operations.cancel': ({ operationId }, caller) => operations.cancel(caller, operationId),

    'drops.announce': ({ files }, caller) => {
      if (!ports.droppedFiles) {
        throw new RemoteError('unsupported', 'On the desktop, dropped files are read from where they are.');
      }
      const fs: FileSystemId = `drop:${randomUUID()}`;
      fileSystems.mount(fs, ports.droppedFiles(fs, files, caller));
      drops.set(fs, caller.id);
      return { fs };
    },

    ...createTransferRequests({ transfers, settings: transferSettings }),

    ...createSettingsRequests({
      dataDirectory,
      onChange: (settings) => windows.emit('settings.changed', settings),
      onSetAside: (message) => logger.info(message),
    }),
    ...createMonitorRequests({ monitor, operations }),

    'transcript.snapshot': () => transcripts.snapshot(),
    'transcript.clear': () => transcripts.clear(),

    ...(ports.desktop?.({ operations, transfers }) ?? noDesktop),
  };

  /** What pages announced, to be forgotten with the page. */
  const drops = new Map<FileSystemId, Caller['id']>();

  if (options.openDemo) await openDemo('sftp', new AbortController().signal);

  return {
    dispatch: createDispatch(handlers, (name, error) => logger.error(`the request ${name} failed unexpectedly`, error)),
    transfers,
    addWindow: (window) => windows.add(window),
    removeWindow: (id) => {
      windows.remove(id);
      operations.cancelAllOf(id);
      for (const [fs, window] of drops) {
        if (window !== id) continue;
        drops.delete(fs);
        fileSystems.unmount(fs);
      }
    },
    async [Symbol.asyncDispose]() {
      await monitor[Symbol.asyncDispose]();
      await editing[Symbol.asyncDispose]();
      await transfers.close();
      await carrier[Symbol.asyncDispose]();
      await connections[Symbol.asyncDispose]();
      await demo[Symbol.asyncDispose]();
      sites[Symbol.dispose]();
    },
  };
}

function platformName(): 'windows' | 'macos' | 'linux' {
  if (process.platform === 'win32') return 'windows';
  return process.platform === 'darwin' ? 'macos' : 'linux';
}

/** Tells of a changed directory at once, then at most once in a while: a thousand files arrive in it one by one. */
function mergeChanges(tell: (fs: FileSystemId, directory: string) => void): { add(directory: Place): void } {
  const waiting = new Map<string, { again: boolean }>();
  const add = (directory: Place) => {
    const key = `${directory.fs} ${directory.path}`;
    const entry = waiting.get(key);
    if (entry) {
      entry.again = true;
      return;
    }
    waiting.set(key, { again: false });
    tell(directory.fs, directory.path);
    setTimeout(() => {
      const again = waiting.get(key)?.again;
      waiting.delete(key);
      if (again) add(directory);
    }, CHANGES_TOLD_EVERY_MS).unref();
  };
  return { add };
}
