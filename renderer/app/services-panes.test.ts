import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ConnectionInfo } from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { FakeTransport } from '../client/fake-transport.ts';
import { renameEntry, undoLast } from '../features/files/moving.ts';
import { removePlaces } from '../features/files/removing.ts';
import { isCommandEnabled, runCommand } from './command-runner.ts';
import { Services } from './services.ts';
import { connection, fakeMainProcess, info } from './testing-window.ts';

let transport: FakeTransport;
let services: Services;
let open: ConnectionInfo[];
const settle = () => vi.advanceTimersByTimeAsync(3_000);
const notice = () => services.notices.getState().notices.at(-1);
const listed = (fs: string) => transport.inputs('files.list').filter(({ place }) => place.fs === fs).length;
const right = () => services.activePane('right')?.getState();

beforeEach(async () => {
  vi.useFakeTimers();
  open = [connection('one')];
  transport = fakeMainProcess({ open, workspace: undefined });
  services = new Services(transport, 'en');
  await services.start();
  await settle();
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('what others did while the line was down was not shown when it was back', () => {
  test('the line to a server', async () => {
    transport.emit('connections.changed', {
      connections: [{ ...connection('one'), state: 'reconnecting', retryAt: 1 }],
    });
    const before = listed('one');
    transport.emit('connections.changed', { connections: [connection('one')] });
    await settle();
    expect(listed('one')).toBe(before + 1);
  });

  test('the line to Portside itself', async () => {
    const before = listed('local');
    transport.setLink('down');
    transport.setLink('up');
    await settle();
    expect(listed('local')).toBe(before + 1);
  });
});

test('nothing could be made in a folder, and nothing copied into it, once its listing had been stopped', async () => {
  const answer = Promise.withResolvers<never>();
  transport.answers['files.list'] = () => answer.promise;
  transport.answers['operations.cancel'] = () => answer.reject(new RemoteError('cancelled', 'Cancelled.'));
  right()?.open('/www/huge');
  await settle();
  right()?.stop();
  await settle();
  expect(right()?.error?.kind).toBe('cancelled');
  services
    .activePane('left')
    ?.getState()
    .setSelection({ selected: new Set(['a']), focused: 'a', anchor: 'a' });
  expect(isCommandEnabled(services, 'newFolder', 'right')).toBe(true);
  expect(isCommandEnabled(services, 'copy', 'left')).toBe(true);
});

test('a new name was shown a second later where the folder had been read just before', async () => {
  const tab = services.workspace.getState().panes.right.active ?? '';
  right()?.refresh();
  await vi.advanceTimersByTimeAsync(100);
  const before = listed('one');
  transport.emit('files.changed', { fs: 'one', directory: '/www' });
  await vi.advanceTimersByTimeAsync(100);
  expect(listed('one')).toBe(before);
  services.refreshTab(tab);
  await vi.advanceTimersByTimeAsync(100);
  expect(listed('one')).toBe(before + 1);
});

test('the preview of new names did not know the names that a filter hid', async () => {
  transport.answers['files.list'] = ({ operationId }) => {
    const entries = ['one.jpg', 'two.jpg', 'notes.txt'].map((name) => ({ name, type: 'file' as const }));
    transport.emit('files.page', { operationId, entries });
    return { count: 3, unparsed: [] };
  };
  right()?.refresh();
  await settle();
  right()?.setFilter('jpg');
  runCommand(services, 'selectAll', 'right');
  runCommand(services, 'rename', 'right');
  expect(services.dialogs.getState().open).toMatchObject({ kind: 'batch-rename', others: ['notes.txt'] });
});

test('a path on Windows was copied in a form that no other program takes', async () => {
  services.app.getState().setInfo({ ...info, platform: 'windows' });
  const writeText = vi.fn(async () => {});
  vi.stubGlobal('navigator', { clipboard: { writeText } });
  services.activePane('left')?.getState().open('/C:/Users/ann');
  await settle();
  services.activePane('left')?.getState().setSelection({ selected: new Set(), focused: undefined, anchor: undefined });
  runCommand(services, 'copyPath', 'left');
  await settle();
  expect(writeText).toHaveBeenCalledWith('C:\\Users\\ann');
});

describe('undo', () => {
  const place = { fs: 'one', path: '/www/a' };

  test('took back what was done before, after something had been deleted for good', async () => {
    transport.answers['files.remove'] = () => ({ files: 1, directories: 0, bytes: 0 });
    await renameEntry(services, place, 'b');
    await removePlaces(services, [{ fs: 'one', path: '/www/b' }], 'nowhere', () => {}).done;
    await undoLast(services);
    expect(notice()).toMatchObject({ tone: 'error', message: 'undo.removed', values: { count: 1 } });
    expect(transport.inputs('files.rename')).toHaveLength(1);
    await undoLast(services);
    expect(notice()).toMatchObject({ message: 'undo.rename' });
  });

  test('was lost where the line was down at that moment', async () => {
    await renameEntry(services, place, 'b');
    const rename = transport.answers['files.rename'];
    transport.answers['files.rename'] = () => {
      throw new RemoteError('disconnected', 'Gone.');
    };
    await undoLast(services);
    expect(notice()).toMatchObject({ message: 'error.undo' });
    if (rename) transport.answers['files.rename'] = rename;
    await undoLast(services);
    expect(notice()).toMatchObject({ message: 'undo.rename' });
  });

  test('does not try for ever what cannot be', async () => {
    await renameEntry(services, place, 'b');
    transport.answers['files.rename'] = () => {
      throw new RemoteError('not-found', 'Gone.');
    };
    await undoLast(services);
    expect(services.undo.getState().done).toEqual([]);
  });
});

test('a dialog whose work ended after it was closed closed the next one', () => {
  const { show, close } = services.dialogs.getState();
  show({ kind: 'shortcuts' });
  const first = services.dialogs.getState().open;
  close();
  show({ kind: 'palette' });
  close(first);
  expect(services.dialogs.getState().open).toEqual({ kind: 'palette' });
});
