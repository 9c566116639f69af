import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Place } from '../../shared/model/connection.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { eventually } from '../../test/eventually.ts';
import { Operations } from '../operations.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import { fileSystemsOf } from '../transfer/testing/file-systems.ts';
import { changed, folderPerTest, readTree, writeTree } from '../transfer/testing/folders.ts';
import { createFileRequests } from './file-requests.ts';

const local = new LocalFileSystem();

describe('the requests for files', () => {
  const folder = folderPerTest();
  let changes: Place[];
  let operations: Operations;
  let fileSystems: FileSystems;
  let requests: ReturnType<typeof createFileRequests>;
  const emit = vi.fn();
  const caller = { id: 'window', emit };
  const at = (name = ''): Place => ({ fs: 'local', path: folder.at(name) });

  beforeEach(async () => {
    changes = [];
    emit.mockReset();
    operations = new Operations();
    fileSystems = fileSystemsOf(local);
    requests = createFileRequests({ fileSystems, operations, onChanged: (directory) => changes.push(directory) });
  });

  it('list a folder page by page to the window that asked, and say when it is whole', async () => {
    await writeTree(folder, Object.fromEntries(Array.from({ length: 1_234 }, (_, index) => [`${index}`, ''])));
    const answer = await requests['files.list']({ operationId: '1', place: at() }, caller);
    expect(answer).toEqual({ count: 1_234, unparsed: [] });
    const pages = emit.mock.calls.map(([event, { operationId, entries }]) => {
      expect([event, operationId]).toEqual(['files.page', '1']);
      return entries as Entry[];
    });
    expect(pages.length).toBeGreaterThan(1);
    expect(new Set(pages.flat().map(({ name }) => name)).size).toBe(1_234);
  });

  it('pass on the lines of a listing that were not understood', async () => {
    const odd = changed(local, {
      async *list() {
        yield { entries: [], unparsed: ['total 12'] };
        yield { entries: [], unparsed: ['???'] };
      },
    });
    fileSystems.mount('odd', odd);
    const place = { fs: 'odd', path: '/' };
    const answer = await requests['files.list']({ operationId: '1', place }, caller);
    expect(answer).toEqual({ count: 0, unparsed: ['total 12', '???'] });
  });

  it('stop listing when the window cancels', async () => {
    fileSystems.mount(
      'endless',
      changed(local, {
        async *list(_directory, { signal }) {
          while (!signal.aborted) {
            yield { entries: [] };
            await new Promise((resolve) => setImmediate(resolve));
          }
          throw signal.reason;
        },
      }),
    );
    const listing = requests['files.list']({ operationId: '1', place: { fs: 'endless', path: '/' } }, caller);
    await eventually(() => expect(emit.mock.calls.length).toBeGreaterThan(3));
    operations.cancel(caller, '1');
    await expect(listing).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('make folders and rename, and tell of the directory that changed', async () => {
    await requests['files.makeDirectory']({ parent: at(), name: 'new' }, caller);
    await requests['files.rename']({ place: at('new'), name: 'newer' }, caller);
    expect(await readTree(folder)).toEqual({ 'newer/': '' });
    expect(changes).toEqual([at(), at()]);
    expect(await requests['files.stat']({ place: at('newer') }, caller)).toMatchObject({ type: 'directory' });
  });

  it('tell of no change where nothing changed', async () => {
    await writeTree(folder, { a: '1', b: '2' });
    await expect(requests['files.rename']({ place: at('a'), name: 'b' }, caller)).rejects.toMatchObject({
      kind: 'exists',
    });
    await expect(requests['files.makeDirectory']({ parent: at(), name: 'b' }, caller)).rejects.toMatchObject({
      kind: 'exists',
    });
    expect(changes).toEqual([]);
    expect(await readTree(folder)).toEqual({ a: '1', b: '2' });
  });

  it('count and remove several places at once', async () => {
    await writeTree(folder, { 'x/1': 'aa', 'x/y/2': 'bbb', z: 'c', stays: 'd' });
    const places = [at('x'), at('z')];
    const count = { files: 3, directories: 2, bytes: 6 };
    const measured = await requests['files.measure']({ operationId: '1', places, unreadable: 'refuse' }, caller);
    expect(measured).toEqual({ ...count, passedOver: 0 });
    expect(await requests['files.remove']({ operationId: '1', places }, caller)).toMatchObject(count);
    expect(await readTree(folder)).toEqual({ stays: 'd' });
    expect(changes).toEqual([at(), at()]);
    expect(emit).toHaveBeenCalledWith('operations.progress', {
      operationId: '1',
      done: 1,
      current: expect.any(String),
    });
  });

  it('tell of the change though a removal failed half-way', async () => {
    await writeTree(folder, { 'x/1': 'a' });
    fileSystems.mount('lost', changed(local, { stat: () => Promise.reject(new RemoteError('disconnected', 'No.')) }));
    const places = [at('x'), { ...at('lost'), fs: 'lost' }, at('never reached')];
    await expect(requests['files.remove']({ operationId: '1', places }, caller)).rejects.toMatchObject({
      kind: 'disconnected',
    });
    expect(changes).toEqual([at(), { ...at(), fs: 'lost' }]);
  });

  it('did not remove the rest where one of several was gone already', async () => {
    await writeTree(folder, { a: '1', c: '3' });
    const places = [at('a'), at('b'), at('c')];
    const answer = await requests['files.remove']({ operationId: '1', places }, caller);
    expect(answer).toMatchObject({ files: 2 });
    expect(await readTree(folder)).toEqual({});
    // Where none of them is there, that is worth a word.
    const again = requests['files.remove']({ operationId: '2', places }, caller);
    await expect(again).rejects.toMatchObject({ kind: 'not-found', data: { path: at('a').path } });
  });

  it('removed nothing of thirty where the first one may not be removed', async () => {
    await writeTree(folder, { a: '1', b: '2' });
    fileSystems.mount('closed', changed(local, { stat: () => Promise.reject(new RemoteError('denied', 'No.')) }));
    const places = [{ fs: 'closed', path: '/x' }, at('a'), at('b')];
    const removing = requests['files.remove']({ operationId: '1', places }, caller);
    await expect(removing).rejects.toMatchObject({ kind: 'denied' });
    expect(await readTree(folder)).toEqual({});
  });

  it('said of thirty files that were deleted at once that one had been, where the rest failed', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `f${index}`);
    await writeTree(folder, Object.fromEntries(names.map((name) => [name, ''])));
    fileSystems.mount('lost', changed(local, { stat: () => Promise.reject(new RemoteError('disconnected', 'No.')) }));
    const places = [...names.map((name) => at(name)), { fs: 'lost', path: '/x' }];
    await expect(requests['files.remove']({ operationId: '1', places }, caller)).rejects.toThrow();
    const told = emit.mock.calls.filter(([event]) => event === 'operations.progress');
    expect(told.at(-1)?.[1]).toMatchObject({ operationId: '1', done: 30 });
  });

  it('move files and folders to another folder, never into themselves, and stop where a name is taken', async () => {
    await writeTree(folder, { 'a.txt': 'a', 'b.txt': 'b', 'old/c.txt': 'c', 'target/b.txt': 'other' });
    const { moved } = await requests['files.move'](
      { places: [at('a.txt'), at('old')], targetDirectory: at('target') },
      caller,
    );
    expect(moved).toEqual([at('target/a.txt'), at('target/old')]);
    expect(await readTree(folder)).toEqual({
      'b.txt': 'b',
      'target/a.txt': 'a',
      'target/b.txt': 'other',
      'target/old/c.txt': 'c',
    });
    expect(changes).toContainEqual(at('target'));
    const ask = async (name: string, to: string) =>
      requests['files.move']({ places: [at(name)], targetDirectory: at(to) }, caller);
    await expect(ask('b.txt', 'target')).rejects.toMatchObject({ kind: 'exists' });
    await expect(ask('target', 'target/old')).rejects.toMatchObject({ kind: 'invalid-request' });
    await expect(ask('b.txt', '')).rejects.toMatchObject({ kind: 'invalid-request' });
    expect((await readTree(folder))['target/b.txt']).toBe('other');
  });

  it('look for files through a whole tree, and pass over what may not be read', async () => {
    await writeTree(folder, { 'a.log': '1', 'x/b.log': '22', 'x/y/c.txt': '333', 'locked/d.log': '4' });
    const guarded = changed(local, {
      async *list(directory, call) {
        if (directory.endsWith('/locked')) throw new RemoteError('denied', 'Not yours.');
        yield* local.list(directory, call);
      },
    });
    fileSystems.mount('guarded', guarded);
    const place = { fs: 'guarded', path: folder.at() };
    const answer = await requests['files.search'](
      { operationId: '1', place, search: { named: '*.log', smallest: 1 } },
      caller,
    );
    expect(answer).toEqual({ found: 2, folders: 4, passedOver: 1 });
    const found = emit.mock.calls.flatMap(([event, payload]) => (event === 'files.found' ? payload.matches : []));
    expect(found.map(({ path }: { path: string }) => path).sort()).toEqual([folder.at('a.log'), folder.at('x/b.log')]);
  });

  it('a search that was held up named a folder that it had left', async () => {
    await writeTree(folder, { 'x/a.log': '1' });
    fileSystems.mount(
      'slow',
      changed(local, {
        async *list(directory, { signal }) {
          if (directory !== folder.at('x')) yield* local.list(directory, { signal });
          else await new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
        },
      }),
    );
    const place = { fs: 'slow', path: folder.at() };
    const searching = requests['files.search']({ operationId: '1', place, search: { named: '*.log' } }, caller);
    await eventually(() =>
      expect(emit).toHaveBeenCalledWith('operations.progress', { operationId: '1', done: 2, current: folder.at('x') }),
    );
    operations.cancel(caller, '1');
    await expect(searching).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it.each(['rename', 'move'] as const)('a %s that a server never answered could not be stopped', async (what) => {
    await writeTree(folder, { a: '1', 'x/': '' });
    const asked = Promise.withResolvers<void>();
    fileSystems.mount(
      'silent',
      changed(local, {
        rename: (_from, _to, { signal }) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
            asked.resolve();
          }),
      }),
    );
    const at = (path: string) => ({ fs: 'silent', path: folder.at(path) });
    const work =
      what === 'rename'
        ? requests['files.rename']({ operationId: '1', place: at('a'), name: 'b' }, caller)
        : requests['files.move']({ operationId: '1', places: [at('a')], targetDirectory: at('x') }, caller);
    await asked.promise;
    operations.cancel(caller, '1');
    await expect(work).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
