import { beforeEach, expect, test } from 'vitest';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { Services } from '../../app/services.ts';
import { fakeMainProcess } from '../../app/testing-window.ts';
import { renameMany } from './rename-many.ts';

const directory = { fs: 'local', path: '/x' };
const on = { tell: () => {}, stopped: new AbortController().signal };
let disk: Set<string>;
let refused: string | undefined;
let services: Services;

beforeEach(() => {
  refused = undefined;
  const transport = fakeMainProcess({ open: [], workspace: undefined });
  transport.answers['files.rename'] = answerFromDisk();
  services = new Services(transport, 'en');
});

/** How a real disk answers. */
function answerFromDisk() {
  return ({ place, name }: RequestInput<'files.rename'>): undefined => {
    const from = place.path.slice('/x/'.length);
    if (!disk.has(from)) throw new RemoteError('not-found', `There is no ${from}.`);
    if (disk.has(name)) throw new RemoteError('exists', `${name} is there already.`);
    if (name === refused) throw new RemoteError('disconnected', 'The line is down.');
    disk.delete(from);
    disk.add(name);
    return undefined;
  };
}

test('two names that change places were counted as three', async () => {
  disk = new Set(['a', 'b']);
  const plan = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'a' },
  ];
  const { done, undoable } = await renameMany(services, directory, plan, [], on);
  expect(done).toBe(2);
  expect(undoable?.values).toEqual({ count: 2 });
});

test('names that broke off half-way are told, and all of them can be taken back', async () => {
  disk = new Set(['1', '2', '3']);
  refused = 'new 3';
  const plan = ['1', '2', '3'].map((from) => ({ from, to: `new ${from}` }));
  const { done, undoable, failure } = await renameMany(services, directory, plan, [], on);
  expect(failure).toMatchObject({ kind: 'disconnected' });
  expect(done).toBe(2);
  if (typeof undoable?.undo !== 'function') throw new Error('nothing to undo');
  await undoable.undo();
  expect(disk).toEqual(new Set(['1', '2', '3']));
});

test('an undo that broke off left the names half old and half new: now it goes on where it was', async () => {
  disk = new Set(['1', '2']);
  const plan = ['1', '2'].map((from) => ({ from, to: `new ${from}` }));
  const { undoable } = await renameMany(services, directory, plan, [], on);
  if (typeof undoable?.undo !== 'function') throw new Error('nothing to undo');
  refused = '1';
  await expect(undoable.undo()).rejects.toMatchObject({ kind: 'disconnected' });
  expect(disk).toEqual(new Set(['new 1', '2']));
  refused = undefined;
  await undoable.undo();
  expect(disk).toEqual(new Set(['1', '2']));
});

test('what steps aside never takes a name that is there', async () => {
  disk = new Set(['a', 'b', 'a.renaming']);
  const plan = [
    { from: 'a', to: 'b' },
    { from: 'b', to: 'a' },
  ];
  const { failure } = await renameMany(services, directory, plan, ['a.renaming'], on);
  expect(failure).toBeUndefined();
  expect(disk).toEqual(new Set(['a', 'b', 'a.renaming']));
});

test('a server that never answers was waited for after Stop; whether it renamed the file is found out by undo', async () => {
  disk = new Set(['1', '2', '3']);
  const stopping = new AbortController();
  const transport = fakeMainProcess({ open: [], workspace: undefined });
  const rename = answerFromDisk();
  const waiting = new Map<string, (error: RemoteError) => void>();
  transport.answers['files.rename'] = (input) => {
    rename(input);
    if (input.name !== 'new 2') return undefined;
    setImmediate(() => stopping.abort());
    return new Promise((_resolve, reject) => waiting.set(input.operationId ?? '', reject));
  };
  transport.answers['operations.cancel'] = ({ operationId }) => {
    waiting.get(operationId)?.(new RemoteError('cancelled', 'Cancelled.'));
    return undefined;
  };
  services = new Services(transport, 'en');
  const plan = ['1', '2', '3'].map((from) => ({ from, to: `new ${from}` }));
  const stopped = await renameMany(services, directory, plan, [], { tell: () => {}, stopped: stopping.signal });
  expect(stopped).toMatchObject({ done: 1 });
  expect(stopped).not.toHaveProperty('failure');
  expect(disk).toEqual(new Set(['new 1', 'new 2', '3']));
  if (typeof stopped.undoable?.undo !== 'function') throw new Error('nothing to undo');
  await stopped.undoable.undo();
  expect(disk).toEqual(new Set(['1', '2', '3']));
});
