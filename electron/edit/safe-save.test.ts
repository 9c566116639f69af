import { chmod, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, test } from 'vitest';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import type { RemoteFileSystem } from '../remote/remote-file-system.ts';
import { InThreadCarrier } from '../transfer/in-thread-carrier.ts';
import { fileSystemsOf } from '../transfer/testing/file-systems.ts';
import { changed, folderPerTest } from '../transfer/testing/folders.ts';
import { SafeSave } from './safe-save.ts';
import { VersionStore } from './version-store.ts';

const SERVER = 'server';
const local = new LocalFileSystem();
const { signal } = new AbortController();

/** The “server” is another folder of this disk. */
describe('a safe save', () => {
  const there = folderPerTest();
  const data = folderPerTest();
  let fileSystems: FileSystems;
  let saves: SafeSave;
  let versions: VersionStore;
  let problems: string[];
  const place = () => ({ fs: SERVER, path: there.at('index.php') });
  const content = () => readFile(join(there.path, 'index.php'), 'utf8');
  const serve = (changes: Partial<RemoteFileSystem> = {}) => fileSystems.mount(SERVER, changed(local, changes));
  const versionNow = async () => (await saves.present(place(), signal))?.version;
  const save = (
    text: string,
    expected: Awaited<ReturnType<typeof versionNow>>,
    onChange: 'ask' | 'overwrite' = 'ask',
  ) => saves.saveBytes({ place: place(), expected, onChange }, Buffer.from(text), signal);

  beforeEach(async () => {
    fileSystems = fileSystemsOf(local);
    serve();
    problems = [];
    versions = new VersionStore({ folder: join(data.path, 'versions') });
    saves = new SafeSave({
      fileSystems,
      carrier: new InThreadCarrier(fileSystems),
      versions,
      scratch: join(data.path, 'scratch'),
      onChanged() {},
      onProblem: (message) => problems.push(message),
    });
    await writeFile(join(there.path, 'index.php'), 'the old one');
    await chmod(join(there.path, 'index.php'), 0o604);
  });

  test('replaces the file, keeps its permissions and what was there, and leaves nothing behind', async () => {
    const expected = await versionNow();
    expect(await save('the new one', expected)).toMatchObject({ result: 'saved', version: { size: 11 } });
    expect(await content()).toBe('the new one');
    expect((await stat(join(there.path, 'index.php'))).mode & 0o777).toBe(0o604);
    expect(await readdir(there.path)).toEqual(['index.php']);
    expect(await readdir(join(data.path, 'scratch'))).toEqual([]);
    const [kept] = await versions.list(place());
    expect((await versions.read(place(), kept?.id ?? '')).toString()).toBe('the old one');
  });

  test('that is cut leaves the old file whole, and the next one succeeds', async () => {
    const expected = await versionNow();
    serve({
      async write(path, body, options, call) {
        await local.write(path, Readable.from([Buffer.from('half')]), { mode: 'create' }, call);
        body.destroy();
        throw new RemoteError('disconnected', `cut while writing ${options.size} bytes`);
      },
    });
    await expect(save('the new one, quite long', expected)).rejects.toThrow('cut while writing');
    expect(await content()).toBe('the old one');
    serve();
    expect(await save('the new one', expected)).toMatchObject({ result: 'saved' });
    expect(await content()).toBe('the new one');
    expect(await readdir(there.path)).toEqual(['index.php']);
    expect(problems).toEqual([]);
  });

  test('sees another content of the same size and date, and lets one written anew with the same bytes pass', async () => {
    const expected = await versionNow();
    const { mtime } = await stat(join(there.path, 'index.php'));
    await writeFile(join(there.path, 'index.php'), 'THE OLD ONE');
    await utimes(join(there.path, 'index.php'), mtime, mtime);
    expect(await save('mine', expected)).toMatchObject({ result: 'changed-meanwhile', entry: { size: 11 } });
    expect(await content()).toBe('THE OLD ONE');
    await writeFile(join(there.path, 'index.php'), 'the old one');
    expect(await save('mine', expected)).toMatchObject({ result: 'saved' });
  });

  test('whose answer was lost on its way is not asked about as if somebody else had written it', async () => {
    const expected = await versionNow();
    const { extras } = local;
    serve({
      extras: {
        ...extras,
        async atomicReplace(from, to, call) {
          await extras.atomicReplace?.(from, to, call);
          throw new RemoteError('disconnected', 'lost');
        },
      },
    });
    await expect(save('mine', expected)).rejects.toThrow('lost');
    expect(await content()).toBe('mine');
    serve();
    const { mtimeMs } = await stat(join(there.path, 'index.php'));
    expect(await save('mine', expected)).toMatchObject({ result: 'saved', version: { size: 4 } });
    expect((await stat(join(there.path, 'index.php'))).mtimeMs).toBe(mtimeMs);
    // The next one knows what is there.
    const now = await versionNow();
    expect(await save('mine, longer', now)).toMatchObject({ result: 'saved' });
  });

  test('asks about a file that came while it was on its way', async () => {
    const expected = await versionNow();
    let looked = 0;
    serve({
      async stat(path, call) {
        looked++;
        // After the check, before the copy decides.
        if (looked === 2) await writeFile(join(there.path, 'index.php'), 'somebody was faster');
        return local.stat(path, call);
      },
    });
    expect(await save('mine', expected)).toMatchObject({ result: 'changed-meanwhile', entry: { size: 19 } });
    expect(await content()).toBe('somebody was faster');
  });

  test('of a new file writes over nothing, and of a file that is gone asks', async () => {
    expect(await save('mine', undefined)).toMatchObject({ result: 'changed-meanwhile' });
    const elsewhere = { fs: SERVER, path: there.at('new.php') };
    const order = { place: elsewhere, expected: undefined, onChange: 'ask' } as const;
    expect(await saves.saveBytes(order, Buffer.from('new'), signal)).toMatchObject({ result: 'saved' });
    const expected = await versionNow();
    await rm(join(there.path, 'index.php'));
    expect(await save('mine', expected)).toEqual({ result: 'changed-meanwhile' });
    expect(await save('mine', expected, 'overwrite')).toMatchObject({ result: 'saved' });
    await mkdir(join(there.path, 'folder'));
    await expect(saves.present({ fs: SERVER, path: there.at('folder') }, signal)).rejects.toThrow('is a folder');
  });
});
