import { chmod, link, lstat, readFile, readlink, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Place } from '../../shared/model/connection.ts';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import { Operations } from '../operations.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import { fileSystemsOf } from '../transfer/testing/file-systems.ts';
import { changed, folderPerTest, writeTree } from '../transfer/testing/folders.ts';
import { createFileChanges } from './file-changes.ts';

const local = new LocalFileSystem();
const everything = 0o7777;

describe('changes to files', () => {
  const folder = folderPerTest();
  let changes: Place[];
  let fileSystems: FileSystems;
  let requests: ReturnType<typeof createFileChanges>;
  const caller = { id: 'window', emit: vi.fn() };
  const at = (name: string, fs = 'local'): Place => ({ fs, path: folder.at(name) });
  const modeOf = async (name: string) => (await lstat(folder.at(name))).mode & 0o7777;

  beforeEach(async () => {
    changes = [];
    fileSystems = fileSystemsOf(local);
    const operations = new Operations();
    requests = createFileChanges({ fileSystems, operations, onChanged: (directory) => changes.push(directory) });
    await writeTree(folder, { 'top/a.sh': 'run', 'top/deep/b.txt': '12345', 'c.txt': 'c' });
    await chmod(folder.at('top'), 0o755);
    await chmod(folder.at('top/deep'), 0o755);
    await chmod(folder.at('top/a.sh'), 0o755);
    await chmod(folder.at('top/deep/b.txt'), 0o640);
    await symlink(folder.at('c.txt'), join(folder.path, 'top/link'));
  });

  it('set permissions of files and folders apart through a whole tree, and leave links and what they lead to alone', async () => {
    await chmod(folder.at('c.txt'), 0o600);
    const count = await requests['files.setPermissions'](
      {
        operationId: '1',
        places: [at('top')],
        files: { set: 0o644, clear: everything },
        directories: { set: 0o2750, clear: everything },
        below: true,
      },
      caller,
    );
    expect(count).toEqual({ files: 2, directories: 2, bytes: 8 });
    expect(await modeOf('top')).toBe(0o2750);
    expect(await modeOf('top/deep')).toBe(0o2750);
    expect(await modeOf('top/a.sh')).toBe(0o644);
    expect(await modeOf('top/deep/b.txt')).toBe(0o644);
    expect(await modeOf('c.txt')).toBe(0o600);
    expect(changes).toContainEqual({ fs: 'local', path: folder.at() });
  });

  it('keep the bits of each file that the change does not name', async () => {
    const files = { set: 0o020, clear: 0o004 };
    await requests['files.setPermissions']({ operationId: '1', places: [at('top')], files, below: true }, caller);
    expect(await modeOf('top/a.sh')).toBe(0o771);
    expect(await modeOf('top/deep/b.txt')).toBe(0o660);
    expect(await modeOf('top/deep')).toBe(0o755);
  });

  it('do not touch what lies below where only the folder is meant', async () => {
    const directories = { set: 0, clear: 0o055 };
    await requests['files.setPermissions'](
      { operationId: '1', places: [at('top')], directories, below: false },
      caller,
    );
    expect(await modeOf('top')).toBe(0o700);
    expect(await modeOf('top/deep')).toBe(0o755);
  });

  it('give a whole tree to another owner, to a user or a group alone, and leave links alone', async () => {
    const owners: [string, { user?: number; group?: number }][] = [];
    const setOwner = async (path: string, owner: { user?: number; group?: number }) => {
      owners.push([path, owner]);
    };
    fileSystems = fileSystemsOf(changed(local, { extras: { ...local.extras, setOwner } }));
    requests = createFileChanges({ fileSystems, operations: new Operations(), onChanged: () => {} });
    const places = [at('top'), at('c.txt')];
    const count = await requests['files.setOwner']({ operationId: '1', places, group: '12', below: true }, caller);
    expect(count).toMatchObject({ files: 3, directories: 2 });
    expect(owners.map(([path]) => path).toSorted()).toEqual(
      ['c.txt', 'top', 'top/a.sh', 'top/deep', 'top/deep/b.txt'].map((name) => folder.at(name)),
    );
    expect(new Set(owners.map(([, owner]) => JSON.stringify(owner)))).toEqual(new Set(['{"group":12}']));
  });

  it('refuse to guess the bits that a server does not tell', async () => {
    const quiet = changed(local, {
      async stat(path, call) {
        const { permissions: _permissions, ...rest } = await local.stat(path, call);
        return rest;
      },
    });
    fileSystems.mount('quiet', quiet);
    const ask = (set: number, clear: number) =>
      requests['files.setPermissions'](
        { operationId: '1', places: [at('c.txt', 'quiet')], files: { set, clear }, below: false },
        caller,
      );
    await expect(ask(0o100, 0)).rejects.toSatisfy((error) => isRemoteError(error, 'unsupported'));
    await ask(0o640, everything);
    expect(await modeOf('c.txt')).toBe(0o640);
  });

  it('make links, and say what is missing where a server has none', async () => {
    await requests['files.createSymlink']({ parent: at('top'), name: 'to c', target: '../c.txt' }, caller);
    expect(await readlink(folder.at('top/to c'))).toBe('../c.txt');
    fileSystems.mount('bare', changed(local, { extras: {} }));
    const bare = requests['files.createSymlink']({ parent: at('top', 'bare'), name: 'x', target: 'y' }, caller);
    await expect(Promise.resolve(bare)).rejects.toThrow('This server cannot make links.');
  });

  it('set the date of a file', async () => {
    await requests['files.setModifiedTime']({ place: at('c.txt'), modifiedAt: 1_600_000_000_000 }, caller);
    expect((await stat(folder.at('c.txt'))).mtimeMs).toBe(1_600_000_000_000);
  });

  it('make an empty file, and never over one that is there', async () => {
    await requests['files.createFile']({ parent: at('top'), name: 'new.txt' }, caller);
    expect(await readFile(folder.at('top/new.txt'), 'utf8')).toBe('');
    const again = requests['files.createFile']({ parent: { fs: 'local', path: folder.at() }, name: 'c.txt' }, caller);
    await expect(Promise.resolve(again)).rejects.toSatisfy((error) => isRemoteError(error, 'exists'));
    expect(await readFile(folder.at('c.txt'), 'utf8')).toBe('c');
  });

  it.each([
    ['sha-256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['sha-1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['md5', '900150983cd24fb0d6963f7d28e17f72'],
    ['crc32', '352441c2'],
  ] as const)('compute the %s of a file by reading it where the server does not', async (algorithm, value) => {
    await writeFile(folder.at('abc'), 'abc');
    fileSystems.mount('bare', changed(local, { extras: {} }));
    const sum = await requests['files.checksum']({ operationId: '1', place: at('abc', 'bare'), algorithm }, caller);
    expect(sum).toEqual({ algorithm, value, by: 'portside' });
  });

  it('take the sum that the server computes', async () => {
    const checksum = async () => ({ algorithm: 'md5' as const, value: 'ff' });
    fileSystems.mount('sums', changed(local, { extras: { checksum } }));
    const ask = (algorithm: 'md5' | 'crc32') =>
      requests['files.checksum']({ operationId: '1', place: at('c.txt', 'sums'), algorithm }, caller);
    expect(await ask('md5')).toEqual({ algorithm: 'md5', value: 'ff', by: 'server' });
    // Another sum than the one asked for is no answer.
    expect(await ask('crc32')).toMatchObject({ algorithm: 'crc32', by: 'portside' });
  });

  it('send a command to the servers that take any', async () => {
    const rawCommand = async (line: string) => [`200 ${line}`];
    fileSystems.mount('ftp', changed(local, { extras: { rawCommand } }));
    const answer = await requests['connections.command']({ operationId: '1', id: 'ftp', line: 'SITE HELP' }, caller);
    expect(answer).toEqual({ reply: ['200 SITE HELP'] });
    const none = requests['connections.command']({ operationId: '1', id: 'local', line: 'HELP' }, caller);
    await expect(Promise.resolve(none)).rejects.toThrow('Commands cannot be sent here');
  });

  it('run a command in the shell of an account that has one, and say how it ended', async () => {
    const exec = async (line: string) =>
      line === 'false' ? { stdout: '', stderr: 'no\n', code: 1 } : { stdout: 'one\ntwo\n', stderr: '', code: 0 };
    fileSystems.mount('ssh', changed(local, { extras: { exec } }));
    const ask = (line: string) => requests['connections.command']({ operationId: '1', id: 'ssh', line }, caller);
    expect(await ask('ls')).toEqual({ reply: ['one', 'two'] });
    expect(await ask('false')).toEqual({ reply: ['no', 'ended with 1'] });
  });

  it('give a file a second name', async () => {
    const createHardLink = (path: string, existing: string) => link(existing, path);
    fileSystems.mount('hard', changed(local, { extras: { createHardLink } }));
    await requests['files.createHardLink']({ place: at('c.txt', 'hard'), name: 'same' }, caller);
    expect((await stat(folder.at('same'))).ino).toBe((await stat(folder.at('c.txt'))).ino);
  });
});
