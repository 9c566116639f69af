import type { ConnectionInfo } from '../../shared/model/connection.ts';
import { defaultSettings, type Workspace } from '../../shared/model/settings.ts';
import { TransferSettings } from '../../shared/model/transfer.ts';
import { FakeTransport } from '../client/fake-transport.ts';
import { noTotals } from '../features/transfers/transfers-store.ts';
import type { AppInfo } from './app-store.ts';

/** What the main process says of itself. */
export const info: AppInfo = {
  name: 'Portside',
  version: '1',
  host: 'loopback',
  platform: 'linux',
  localHome: '/home/ann',
  localAbilities: [],
};

/** An open connection to a host of this name. */
export function connection(id: string): ConnectionInfo {
  return {
    id,
    label: `ann@${id}`,
    target: { protocol: 'sftp', encryption: 'auto', host: id, port: 22, user: 'ann' },
    home: '/www',
    security: { level: 'encrypted', protocol: 'SSH' },
    abilities: [],
    state: 'open',
  };
}

/** A main process that answers what a window asks at its start. `state` may change between the questions. */
export function fakeMainProcess(state: { open: ConnectionInfo[]; workspace: Workspace | undefined }): FakeTransport {
  const transport = new FakeTransport({
    'app.info': () => info,
    'connections.list': () => state.open,
    'connections.close': () => undefined,
    'connections.open': () => connection('again'),
    'prompts.list': () => [],
    'transfers.snapshot': () => ({
      items: [],
      totals: noTotals,
      run: { number: 1, done: 0, failed: 0, skipped: 0 },
      queue: { paused: false, waiting: 0 },
      revision: 0,
      conflicts: [],
      waiting: 0,
    }),
    'transfers.settings.get': () => TransferSettings.parse({}),
    'transfers.countOn': () => ({ count: 0 }),
    'transfers.enqueue': () => ({ ids: ['1'] }),
    'transcript.snapshot': () => [],
    'settings.get': () => defaultSettings,
    'workspace.get': () => state.workspace,
    'workspace.set': () => undefined,
    'monitor.watch.list': () => [],
    'edit.externals': () => [],
    'sites.list': () => ({ folders: [], sites: [], recent: [], withSecret: [] }),
    'vault.status': () => ({ kind: 'master-password', state: 'not-set-up', autoLockMinutes: 0 }),
    'desktop.takeSessionQuestion': () => undefined,
    'desktop.unsavedText': () => undefined,
    'monitor.alerts.list': () => [],
    'files.list': ({ operationId }) => {
      transport.emit('files.page', { operationId, entries: [{ name: 'a', type: 'file' }] });
      return { count: 1, unparsed: [] };
    },
    'files.rename': () => undefined,
    'operations.cancel': () => undefined,
  });
  return transport;
}
