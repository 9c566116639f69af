import { beforeEach, expect, test } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { eventually } from '../../../test/eventually.ts';
import { Services } from '../../app/services.ts';
import { connection, fakeMainProcess } from '../../app/testing-window.ts';
import type { FakeTransport } from '../../client/fake-transport.ts';
import { moveEntries, undoLast } from './moving.ts';

const names = ['a', 'b', 'c'];
const sources = names.map((name) => ({ fs: 'one', path: `/www/${name}` }));
const target = { fs: 'one', path: '/old' };

let transport: FakeTransport;
let services: Services;
const notices = () => services.notices.getState().notices;
const asked = () => transport.inputs('files.move').flatMap(({ places }) => places.map(({ path }) => path));

beforeEach(async () => {
  transport = fakeMainProcess({ open: [connection('one')], workspace: undefined });
  transport.answers['files.move'] = ({ places, targetDirectory }) => ({
    moved: places.map(({ fs, path }) => ({ fs, path: `${targetDirectory.path}/${path.split('/').at(-1)}` })),
  });
  services = new Services(transport, 'en');
  await services.start();
});

test('a move that broke off half-way was said to have moved nothing, and what it had moved could not be taken back', async () => {
  const move = transport.answers['files.move'];
  transport.answers['files.move'] = (input) => {
    if (input.places[0]?.path === '/www/c') throw new RemoteError('exists', 'It is there already.');
    return move?.(input) ?? { moved: [] };
  };
  await moveEntries(services, sources, target);
  expect(notices()).toMatchObject([
    { tone: 'error', message: 'error.move', values: { moved: 2, count: 3 }, error: { kind: 'exists' } },
  ]);
  transport.asked.length = 0;
  await undoLast(services);
  expect(asked()).toEqual(['/old/a', '/old/b']);
});

test('what could not go back on undo can be taken back once the way is free', async () => {
  await moveEntries(services, sources, target);
  const move = transport.answers['files.move'];
  transport.answers['files.move'] = (input) => {
    if (input.places[0]?.path === '/old/b') throw new RemoteError('exists', 'It is there already.');
    return move?.(input) ?? { moved: [] };
  };
  await undoLast(services);
  expect(notices().at(-1)).toMatchObject({ message: 'error.undo' });
  if (move) transport.answers['files.move'] = move;
  transport.asked.length = 0;
  await undoLast(services);
  expect(asked()).toEqual(['/old/b', '/old/c']);
});

test('a move of many that took its time said nothing and could not be stopped', async () => {
  let release = () => {};
  transport.answers['files.move'] = async ({ places }) => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return { moved: places.map(({ fs, path }) => ({ fs, path: path.replace('/www', '/old') })) };
  };
  const moving = moveEntries(services, sources, target);
  await eventually(() => expect(notices()).toMatchObject([{ tone: 'work', progress: { done: 0, count: 3 } }]));
  release();
  await eventually(() => expect(asked()).toHaveLength(2));
  expect(notices()).toMatchObject([{ tone: 'work', progress: { done: 1, count: 3 } }]);
  notices()[0]?.action?.run();
  release();
  await moving;
  expect(asked()).toEqual(['/www/a', '/www/b']);
  // Of ten thousand moves each had been cancelled once more, ended or not.
  expect(transport.inputs('operations.cancel')).toHaveLength(1);
  expect(notices()).toMatchObject([
    {
      tone: 'info',
      message: 'notice.moveStopped',
      values: { moved: 2, count: 3 },
      action: { label: 'command.undo' },
    },
  ]);
});

test('what was found in several folders and moved to one goes back to where it was', async () => {
  const places = [
    { fs: 'one', path: '/www/a/x' },
    { fs: 'one', path: '/www/b/y' },
  ];
  await moveEntries(services, places, target);
  transport.asked.length = 0;
  await undoLast(services);
  const targets = transport.inputs('files.move').map(({ targetDirectory }) => targetDirectory.path);
  expect([asked(), targets]).toEqual([
    ['/old/x', '/old/y'],
    ['/www/a', '/www/b'],
  ]);
});
