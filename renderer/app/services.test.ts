import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConnectionInfo } from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { Workspace } from '../../shared/model/settings.ts';
import type { FakeTransport } from '../client/fake-transport.ts';
import { moveEntries, renameEntry, undoLast } from '../features/files/moving.ts';

import { isCommandEnabled, openEntry, runCommand } from './command-runner.ts';
import { Services } from './services.ts';
import { connection, fakeMainProcess, info } from './testing-window.ts';

let transport: FakeTransport;
let services: Services;
let state: { open: ConnectionInfo[]; workspace: Workspace | undefined };

beforeEach(() => {
  vi.useFakeTimers();
  state = { open: [], workspace: undefined };
  transport = fakeMainProcess(state);
  services = new Services(transport, 'en');
});

afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(3_000);
const tabs = (side: 'left' | 'right') => services.workspace.getState().panes[side].tabs.map((tab) => tab.fs);

/** Begins with these connections open. */
async function start(...open: ConnectionInfo[]): Promise<void> {
  state.open = open;
  await services.start();
  await settle();
}

/** Selects the file `a` on the left, in this computer's home. */
function selectOnLeft(): void {
  services
    .activePane('left')
    ?.getState()
    .setSelection({ selected: new Set(['a']), focused: 'a', anchor: 'a' });
}

describe('the window', () => {
  test('starts with the local home on the left and what is connected already on the right', async () => {
    await start(connection('one'), connection('two'));
    expect(tabs('left')).toEqual(['local']);
    expect(tabs('right')).toEqual(['one', 'two']);
    expect(services.activePane('left')?.getState().path).toBe('/home/ann');
    expect(services.activePane('right')?.getState().path).toBe('/www');
  });

  test('starts with the tabs of last time, and keeps those of today', async () => {
    const { id, label, target, home } = connection('two');
    state.workspace = {
      left: { tabs: [{ fs: 'local', path: '/tmp' }], active: 0 },
      right: {
        tabs: [
          { fs: 'one', path: '/www/css', connection: { ...connection('one') } },
          { fs: 'two', path: '/www/js', connection: { id, label, target, home } },
        ],
        active: 0,
      },
    };
    await start(connection('one'));
    expect(tabs('left')).toEqual(['local']);
    expect(tabs('right')).toEqual(['one', 'two']);
    expect(services.activePane('left')?.getState().path).toBe('/tmp');
    expect(services.activePane('right')?.getState().path).toBe('/www/css');
    // What was not connected waits for the user.
    expect(services.connections.getState().byId.get('two')?.state).toBe('lost');
    expect([...services.connections.getState().unopened]).toEqual(['two']);
    services.activePane('right')?.getState().goUp();
    await settle();
    expect(transport.inputs('workspace.set').at(-1)).toMatchObject({
      right: { active: 0, tabs: [{ path: '/www', connection: { target: { host: 'one' } } }, { path: '/www/js' }] },
    });
    expect(JSON.stringify(transport.inputs('workspace.set'))).not.toContain('security');
    // Once it was open, a lost line is a lost line.
    transport.emit('connections.changed', { connections: [connection('one'), connection('two')] });
    transport.emit('connections.changed', { connections: [connection('one')] });
    expect(services.connections.getState().byId.get('two')?.state).toBe('lost');
    expect(services.connections.getState().unopened.size).toBe(0);
  });

  test('disconnects with the last tab of a connection, not before', async () => {
    await services.start();
    services.openConnected('right', connection('one'));
    services.openConnected('left', connection('one'));
    const [first] = services.workspace.getState().panes.right.tabs;
    const second = services.activeTab('left');
    services.closeTab(first?.id ?? '');
    await settle();
    expect(transport.inputs('connections.close')).toEqual([]);
    services.closeTab(second ?? '');
    await settle();
    expect(transport.inputs('connections.close')).toEqual([{ id: 'one' }]);
    expect(tabs('left')).toEqual(['local']);
  });

  test('“Disconnect” closed only one tab when two tabs showed one server: now it closes the connection', async () => {
    await start(connection('one'), connection('two'));
    const { home } = connection('one');
    services.openTab('left', 'one', '/www/css');
    const front = services.openTab('right', 'one', home);
    services.closeTab(front);
    await settle();
    expect(transport.inputs('connections.close')).toEqual([]);
    services.workspace.getState().activate('left');
    runCommand(services, 'disconnect', 'left');
    await settle();
    expect([tabs('left'), tabs('right')]).toEqual([['local'], ['two']]);
    expect(transport.inputs('connections.close')).toEqual([{ id: 'one' }]);

    // What was closed can be opened again; the server is not connected to by that.
    runCommand(services, 'reopenTab', 'left');
    expect([tabs('left'), tabs('right')]).toEqual([['local', 'one'], ['two']]);
    expect(services.activePane('left')?.getState().path).toBe('/www/css');
    expect([...services.connections.getState().unopened]).toEqual(['one']);
  });

  test('steps among the tabs of a side and opens the folder once more, by command', async () => {
    await start(connection('one'), connection('two'));
    const shown = () => services.activePane('right')?.getState().fs;
    expect(shown()).toBe('two');
    runCommand(services, 'nextTab', 'right');
    expect(shown()).toBe('one');
    runCommand(services, 'previousTab', 'right');
    expect(shown()).toBe('two');
    services.activePane('right')?.getState().open('/www/css');
    runCommand(services, 'newTab', 'right');
    expect(tabs('right')).toEqual(['one', 'two', 'two']);
    expect(services.activePane('right')?.getState().path).toBe('/www/css');
    runCommand(services, 'closeTab', 'right');
    expect(tabs('right')).toEqual(['one', 'two']);
    expect(isCommandEnabled(services, 'nextTab', 'left')).toBe(false);
  });

  test('the order of the rows was lost on a reload and in a new tab: now it stays', async () => {
    state.workspace = {
      left: { tabs: [{ fs: 'local', path: '/tmp', sort: { column: 'size', direction: 'descending' } }], active: 0 },
      right: {
        tabs: [{ fs: 'local', path: '/', sort: { column: 'of a later version', direction: 'ascending' } }],
        active: 0,
      },
    };
    await start();
    expect(services.activePane('left')?.getState().sort).toMatchObject({ column: 'size', direction: 'descending' });
    expect(services.activePane('right')?.getState().sort).toMatchObject({ column: 'name', direction: 'ascending' });
    services.activePane('left')?.getState().sortBy('modified');
    runCommand(services, 'newTab', 'left');
    expect(services.activePane('left')?.getState().sort).toMatchObject({ column: 'modified', direction: 'ascending' });
    await settle();
    const sort = { column: 'modified', direction: 'ascending' };
    expect(transport.inputs('workspace.set').at(-1)).toMatchObject({ left: { tabs: [{ sort }, { sort }] } });
  });

  test('puts tabs into another order, and into the other pane', async () => {
    await start(connection('one'), connection('two'));
    const { moveTab } = services.workspace.getState();
    const [one, two] = services.workspace.getState().panes.right.tabs.map(({ id }) => id);
    moveTab(two ?? '', 'right', one);
    expect(tabs('right')).toEqual(['two', 'one']);
    moveTab(two ?? '', 'right', undefined);
    expect(tabs('right')).toEqual(['one', 'two']);
    moveTab(one ?? '', 'right', one);
    moveTab(one ?? '', 'left', services.activeTab('left'));
    expect([tabs('left'), tabs('right')]).toEqual([['one', 'local'], ['two']]);
    expect(services.activeTab('left')).toBe(one);
  });

  test('asks before it disconnects where files travel on the connection', async () => {
    state.open = [connection('one')];
    await services.start();
    const id = services.activeTab('right') ?? '';
    transport.answers['transfers.countOn'] = () => ({ count: 1 });
    services.closeTab(id);
    await settle();
    expect(tabs('right')).toEqual(['one']);
    expect(services.dialogs.getState().open).toMatchObject({ kind: 'close-connection', fs: 'one', transfers: 1 });
    transport.answers['transfers.countOn'] = () => ({ count: 0 });
    services.closeTab(id);
    await settle();
    expect(transport.inputs('connections.close')).toEqual([{ id: 'one' }]);
  });

  test('never closes this computer', async () => {
    await services.start();
    services.closeTab(services.activeTab('left') ?? '');
    expect(transport.inputs('connections.close')).toEqual([]);
    expect(tabs('left')).toEqual([]);
  });

  test('remembers a connection that went away, and shows its folders again when it is back', async () => {
    state.open = [connection('one')];
    await services.start();
    services.activePane('right')?.getState().open('/www/deep');
    await settle();
    state.open = [];
    transport.emit('connections.changed', { connections: [] });
    expect(services.connections.getState().byId.get('one')?.state).toBe('lost');
    transport.answers['connections.open'] = () => connection('one');
    const list = transport.answers['files.list'];
    transport.answers['files.list'] = () => {
      throw new RemoteError('disconnected', 'Gone.');
    };
    services.activePane('right')?.getState().refresh();
    await settle();
    expect(services.activePane('right')?.getState().status).toBe('failed');
    if (list) transport.answers['files.list'] = list;
    await services.reconnect('one');
    await settle();
    expect(tabs('right')).toEqual(['one']);
    expect(services.connections.getState().byId.get('one')?.state).toBe('open');
    expect(services.activePane('right')?.getState()).toMatchObject({ fs: 'one', path: '/www/deep', status: 'ready' });
  });

  test('copies a file to the other pane on Enter or a double click, with what is selected beside it', async () => {
    await start(connection('one'));
    const file = { name: 'a', type: 'file' } as const;
    selectOnLeft();
    openEntry(services, 'left', file);
    const source = { fs: 'local', path: '/home/ann/a', kind: 'file' };
    expect(transport.inputs('transfers.enqueue')).toEqual([
      { sources: [source], targetDirectory: { fs: 'one', path: '/www' } },
    ]);
    openEntry(services, 'left', { name: '../a', type: 'file', unusable: 'separator-in-name' });
    services.closeTab(services.activeTab('right') ?? '');
    await settle();
    openEntry(services, 'left', file);
    expect(transport.inputs('transfers.enqueue')).toHaveLength(1);
    openEntry(services, 'left', { name: 'folder', type: 'directory' });
    expect(services.activePane('left')?.getState().path).toBe('/home/ann/folder');
  });

  describe('shows a folder again that could not be read because the line was lost', () => {
    const listed = () => transport.inputs('files.list').length;
    let answer: (typeof transport.answers)['files.list'];

    beforeEach(async () => {
      answer = transport.answers['files.list'];
      transport.answers['files.list'] = () => {
        throw new RemoteError('unreachable', 'Nothing answers.');
      };
      await start({ ...connection('one'), state: 'reconnecting', retryAt: 1 });
      expect(services.activePane('right')?.getState().status).toBe('failed');
      if (answer) transport.answers['files.list'] = answer;
    });

    test('when it is back by itself, once', async () => {
      const before = listed();
      transport.emit('connections.changed', { connections: [connection('one')] });
      transport.emit('connections.changed', { connections: [connection('one')] });
      await settle();
      expect(services.activePane('right')?.getState()).toMatchObject({ status: 'ready', path: '/www' });
      expect(listed()).toBe(before + 1);
    });

    test('when the user had it tried at once, without a question for the password', async () => {
      transport.answers['connections.reconnect'] = () => undefined;
      await services.reconnect('one');
      await settle();
      expect(services.activePane('right')?.getState()).toMatchObject({ status: 'ready', path: '/www' });
      expect(transport.inputs('connections.reconnect')).toEqual([{ id: 'one' }]);
      expect(transport.inputs('connections.open')).toEqual([]);
    });
  });

  test('reads a directory again where something changed in it, and only there', async () => {
    await start(connection('one'));
    const before = transport.inputs('files.list').length;
    transport.emit('files.changed', { fs: 'one', directory: '/www' });
    transport.emit('files.changed', { fs: 'one', directory: '/elsewhere' });
    await settle();
    expect(transport.inputs('files.list').slice(before)).toMatchObject([{ place: { fs: 'one', path: '/www' } }]);
  });

  test('takes stock again when the line to Portside is back', async () => {
    await services.start();
    transport.setLink('down');
    expect(services.app.getState().link).toBe('down');
    state.open = [connection('new')];
    transport.setLink('up');
    await settle();
    expect(services.connections.getState().byId.has('new')).toBe(true);
  });

  test('copies what is selected to the directory of the other side', async () => {
    await start(connection('one'));
    selectOnLeft();
    expect(isCommandEnabled(services, 'copy', 'left')).toBe(true);
    runCommand(services, 'copy', 'left');
    await settle();
    expect(transport.inputs('transfers.enqueue')).toEqual([
      { sources: [{ fs: 'local', path: '/home/ann/a', kind: 'file' }], targetDirectory: { fs: 'one', path: '/www' } },
    ]);
  });

  test('has nowhere to copy to while the other side is empty', async () => {
    await start();
    selectOnLeft();
    expect(isCommandEnabled(services, 'copy', 'left')).toBe(false);
    runCommand(services, 'copy', 'left');
    await settle();
    expect(transport.inputs('transfers.enqueue')).toEqual([]);
  });

  test('takes back a new name and a move, the last first', async () => {
    await start();
    transport.answers['files.move'] = ({ places, targetDirectory }) => ({
      moved: places.map(({ fs, path }) => ({ fs, path: `${targetDirectory.path}/${path.split('/').at(-1)}` })),
    });
    await renameEntry(services, { fs: 'one', path: '/www/a' }, 'b');
    await moveEntries(services, [{ fs: 'one', path: '/www/b' }], { fs: 'one', path: '/old' });
    await undoLast(services);
    await undoLast(services);
    await undoLast(services);
    expect(transport.inputs('files.move')).toMatchObject([
      { places: [{ fs: 'one', path: '/www/b' }], targetDirectory: { fs: 'one', path: '/old' } },
      { places: [{ fs: 'one', path: '/old/b' }], targetDirectory: { fs: 'one', path: '/www' } },
    ]);
    expect(transport.inputs('files.rename')).toEqual([
      { place: { fs: 'one', path: '/www/a' }, name: 'b' },
      { place: { fs: 'one', path: '/www/b' }, name: 'a' },
    ]);
  });

  test('moves to another server as transfers, and says honestly that undo cannot bring them back', async () => {
    await start(connection('one'));
    selectOnLeft();
    expect(isCommandEnabled(services, 'move', 'left')).toBe(true);
    runCommand(services, 'move', 'left');
    await settle();
    expect(transport.inputs('transfers.enqueue')).toEqual([
      {
        sources: [{ fs: 'local', path: '/home/ann/a', kind: 'file' }],
        targetDirectory: { fs: 'one', path: '/www' },
        options: { operation: 'move' },
      },
    ]);
    expect(transport.inputs('files.move')).toEqual([]);
    await undoLast(services);
    expect(services.notices.getState().notices).toMatchObject([
      { tone: 'error', message: 'undo.moveAcross', values: { count: 1 } },
    ]);
    expect(services.undo.getState().done).toEqual([]);
  });

  test('says what failed, with the reason', async () => {
    await start();
    transport.answers['files.rename'] = () => {
      throw new RemoteError('denied', 'Not yours.');
    };
    await renameEntry(services, { fs: 'local', path: '/home/ann/a' }, 'b');
    expect(services.notices.getState().notices).toMatchObject([{ tone: 'error', error: { kind: 'denied' } }]);
  });

  describe('told by the tray to show a session', () => {
    const session = { identity: 'a', status: 'idle', protocol: 'ftp', own: false, canDisconnect: true } as const;
    beforeEach(() => {
      const place = { on: 'this-machine' } as const;
      const facts = { kind: 'vsftpd', label: 'Here', state: 'live', missing: [], sessions: 1, alerts: 0 } as const;
      const watch = { id: 'w', place, ...facts, missing: [] };
      transport.answers['app.info'] = () => ({ ...info, host: 'desktop' });
      transport.answers['desktop.takeLink'] = () => undefined;
      transport.answers['monitor.watch.list'] = () => [watch];
      transport.answers['monitor.snapshot'] = () => ({ watch, sessions: [session] });
      transport.answers['monitor.log'] = () => [];
    });

    test('asks whether to end it', async () => {
      transport.answers['desktop.takeSessionQuestion'] = () => ({ watchId: 'w', identity: 'a' });
      await start();
      expect(services.workspace.getState().page).toBe('sessions');
      expect(services.dialogs.getState().open).toEqual({ kind: 'disconnect', watchId: 'w', sessions: [session] });
    });

    test('says so where it has ended meanwhile', async () => {
      await start();
      expect(services.workspace.getState().page).toBe('files');
      transport.answers['desktop.takeSessionQuestion'] = () => ({ watchId: 'w', identity: 'gone' });
      transport.emit('desktop.sessionQuestionWaiting', {});
      await settle();
      expect(services.dialogs.getState().open).toBeUndefined();
      expect(services.notices.getState().notices).toMatchObject([{ message: 'notice.sessionGone' }]);
    });
  });
});
