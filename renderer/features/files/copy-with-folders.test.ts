import { beforeEach, expect, test } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { Services } from '../../app/services.ts';
import { connection, fakeMainProcess } from '../../app/testing-window.ts';
import type { FakeTransport } from '../../client/fake-transport.ts';
import { copyWithFolders } from './copy-with-folders.ts';

const found = {
  directory: { fs: 'one', path: '/www' },
  entries: [
    { name: 'z.log', type: 'file' as const },
    { name: 'a/b/x.log', type: 'file' as const, size: 3 },
    { name: 'a/y.log', type: 'file' as const },
    { name: 'a/b/w.log', type: 'file' as const },
    { name: 'c', type: 'directory' as const },
    { name: 'c/inside.log', type: 'file' as const },
  ],
};
const target = { fs: 'local', path: '/home/ann' };

let transport: FakeTransport;
let services: Services;

beforeEach(async () => {
  transport = fakeMainProcess({ open: [connection('one')], workspace: undefined });
  transport.answers['files.makeDirectory'] = () => undefined;
  services = new Services(transport, 'en');
  await services.start();
});

const made = () => transport.inputs('files.makeDirectory').map(({ parent, name }) => `${parent.path}/${name}`);
const copied = () =>
  transport
    .inputs('transfers.enqueue')
    .map(({ sources, targetDirectory }) => [sources.map(({ path }) => path), targetDirectory.path]);

test('what was found in several folders goes into the same folders below another', async () => {
  await copyWithFolders(services, found, target);
  expect(made()).toEqual(['/home/ann/a', '/home/ann/a/b']);
  expect(copied()).toEqual([
    [['/www/z.log', '/www/c'], '/home/ann'],
    [['/www/a/b/x.log', '/www/a/b/w.log'], '/home/ann/a/b'],
    [['/www/a/y.log'], '/home/ann/a'],
  ]);
});

test('a folder that is there is taken', async () => {
  transport.answers['files.makeDirectory'] = () => {
    throw new RemoteError('exists', 'It is there already.');
  };
  await copyWithFolders(services, found, target);
  expect(copied()).toHaveLength(3);
});

test('a folder that cannot be made ends it with the reason', async () => {
  transport.answers['files.makeDirectory'] = () => {
    throw new RemoteError('denied', 'Permission denied.');
  };
  await expect(copyWithFolders(services, found, target)).rejects.toMatchObject({ data: { kind: 'denied' } });
  expect(copied()).toHaveLength(1);
});
