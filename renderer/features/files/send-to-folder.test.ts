import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { eventually } from '../../../test/eventually.ts';
import { runCommand } from '../../app/command-runner.ts';
import { Services } from '../../app/services.ts';
import { connection, fakeMainProcess } from '../../app/testing-window.ts';
import type { FakeTransport } from '../../client/fake-transport.ts';
import type { DraggedFiles } from './dragged-files.ts';
import { folderOn, refusal, sendToFolder, usualTarget } from './send-to-folder.ts';

let transport: FakeTransport;
let services: Services;

const chosen: DraggedFiles = {
  directory: { fs: 'local', path: '/home/ann' },
  entries: [
    { name: 'a', type: 'file', size: 3 },
    { name: 'docs', type: 'directory' },
  ],
};

beforeEach(async () => {
  vi.useFakeTimers();
  transport = fakeMainProcess({ open: [connection('one')], workspace: undefined });
  transport.answers['files.stat'] = ({ place }) => ({
    name: 'x',
    type: place.path.endsWith('.txt') ? 'file' : 'directory',
  });
  services = new Services(transport, 'en');
  await services.start();
  await vi.advanceTimersByTimeAsync(3_000);
});

afterEach(() => vi.useRealTimers());

test('what is chosen goes to the folder of the other pane, if nothing else is said', () => {
  const pane = services.activePane('left')?.getState();
  pane?.setSelection({ selected: new Set(['a']), focused: 'a', anchor: 'a' });
  runCommand(services, 'moveTo', 'left');
  expect(services.dialogs.getState().open).toMatchObject({
    kind: 'send-to-folder',
    how: 'move',
    side: 'left',
    chosen: { directory: chosen.directory, entries: [{ name: 'a' }] },
  });
  expect(usualTarget(services, 'left')).toEqual({ fs: 'one', path: '/www' });
  expect(folderOn(services, 'local', 'left')).toEqual(chosen.directory);
});

test.each([
  [{ fs: 'local', path: '/home/ann' }, 'here'],
  [{ fs: 'local', path: '/home/ann/docs/old' }, 'inside'],
  [{ fs: 'local', path: '/home' }, undefined],
  [{ fs: 'one', path: '/home/ann' }, undefined],
])('into %o: refused as %s', (target, expected) => {
  expect(refusal(chosen, target)).toBe(expected);
});

test('a copy goes as transfers; a move within this computer at once', async () => {
  transport.answers['transfers.enqueue'] = () => ({ batchId: '1' }) as never;
  transport.answers['files.move'] = ({ places }) => ({ moved: places });
  await sendToFolder(services, 'copy', chosen, { fs: 'one', path: '/www/in' });
  expect(transport.inputs('transfers.enqueue')).toEqual([
    {
      sources: [
        { fs: 'local', path: '/home/ann/a', kind: 'file', size: 3 },
        { fs: 'local', path: '/home/ann/docs', kind: 'folder' },
      ],
      targetDirectory: { fs: 'one', path: '/www/in' },
    },
  ]);
  await sendToFolder(services, 'move', chosen, { fs: 'local', path: '/srv' });
  const srv = { fs: 'local', path: '/srv' };
  await eventually(() =>
    expect(transport.inputs('files.move')).toMatchObject([{ targetDirectory: srv }, { targetDirectory: srv }]),
  );
});

test('a file is no folder to go into', async () => {
  const target = { fs: 'one', path: '/www/notes.txt' };
  await expect(sendToFolder(services, 'copy', chosen, target)).rejects.toThrow('“/www/notes.txt” is not a folder.');
  expect(transport.inputs('transfers.enqueue')).toEqual([]);
});

test.each([
  ['side by side', 'copy', { fs: 'local', path: '/home/ann' }, 'partly-here'],
  ['with their folders', 'copy-with-folders', { fs: 'local', path: '/home/ann' }, 'here'],
  ['side by side', 'copy', { fs: 'local', path: '/home/ann/docs' }, 'partly-here'],
  ['with their folders', 'copy-with-folders', { fs: 'local', path: '/home/ann/docs' }, undefined],
  ['with their folders', 'copy-with-folders', { fs: 'one', path: '/home/ann' }, undefined],
] as const)('what was found in several folders, %s (%s), into %o: refused as %s', (_name, how, target, expected) => {
  const found: DraggedFiles = {
    directory: { fs: 'local', path: '/home/ann' },
    entries: [
      { name: 'a', type: 'file' },
      { name: 'docs/b', type: 'file' },
    ],
  };
  expect(refusal(found, target, how)).toBe(expected);
});
