import { appendFile, chmod, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ExternalEdit } from '../../shared/model/edit.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import { LocalFileSystem } from '../remote/local/local-file-system.ts';
import type { RemoteFileSystem } from '../remote/remote-file-system.ts';
import { InThreadCarrier } from '../transfer/in-thread-carrier.ts';
import { fileSystemsOf } from '../transfer/testing/file-systems.ts';
import { changed, folderPerTest } from '../transfer/testing/folders.ts';
import { ExternalEdits } from './external-edits.ts';
import { SafeSave } from './safe-save.ts';
import { VersionStore } from './version-store.ts';

const SERVER = 'server';
const signal = new AbortController().signal;
const local = new LocalFileSystem();

/** The “server” is another folder of this disk. */
describe('a file in another program', () => {
  const there = folderPerTest();
  const data = folderPerTest();
  let fileSystems: FileSystems;
  let versions: VersionStore;
  let opened: string[];
  let told: ExternalEdit[][];
  let edits: ExternalEdits;
  const place = (name: string) => ({ fs: SERVER, path: there.at(name) });
  const onServer = (name: string) => readFile(join(there.path, name), 'utf8');
  const states = () => edits.list().map(({ state }) => state);

  async function start(): Promise<ExternalEdits> {
    const carrier = new InThreadCarrier(fileSystems);
    const scratch = join(data.path, 'scratch');
    const problem = (message: unknown) => expect.unreachable(String(message));
    return ExternalEdits.open({
      folder: data.path,
      saves: new SafeSave({ fileSystems, carrier, versions, scratch, onChanged() {}, onProblem: problem }),
      carrier,
      editor: { open: async (file) => void opened.push(file) },
      labelOf: () => 'ann@server',
      onItems: (items) => told.push(items),
      onProblem: problem,
      onUnexpected: problem,
      restMs: 50,
    });
  }
  const serve = (changes: Partial<RemoteFileSystem> = {}) => fileSystems.mount(SERVER, changed(local, changes));
  async function open(name: string): Promise<string> {
    await edits.edit(place(name), signal);
    return opened.at(-1) ?? '';
  }

  beforeEach(async () => {
    fileSystems = fileSystemsOf(local);
    serve();
    versions = new VersionStore({ folder: join(data.path, 'versions') });
    opened = [];
    told = [];
    edits = await start();
    await writeFile(join(there.path, 'run.sh'), 'first');
    await chmod(join(there.path, 'run.sh'), 0o750);
  });
  afterEach(() => edits[Symbol.asyncDispose]());

  test('is a private copy, and opening it uploads nothing', async () => {
    const before = await stat(join(there.path, 'run.sh'));
    const copy = await open('run.sh');
    expect(await readFile(copy, 'utf8')).toBe('first');
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
    expect((await stat(join(copy, '..'))).mode & 0o777).toBe(0o700);
    expect(await stat(join(there.path, 'run.sh'))).toMatchObject({ mtimeMs: before.mtimeMs, ino: before.ino });
    await edits.edit(place('run.sh'), signal);
    expect(opened).toEqual([copy, copy]);
  });

  test('asked for twice in a row is one copy: two would upload over each other', async () => {
    const [one, other] = await Promise.all([edits.edit(place('run.sh'), signal), edits.edit(place('run.sh'), signal)]);
    expect(other?.id).toBe(one?.id);
    expect(edits.list()).toHaveLength(1);
    expect(opened).toHaveLength(1);
  });

  test.each([
    ['over itself', (copy: string) => writeFile(copy, 'second')],
    [
      'by renaming',
      async (copy: string) => {
        await writeFile(`${copy}.tmp`, 'second');
        await rename(`${copy}.tmp`, copy);
      },
    ],
  ])('saved %s is uploaded, and the server’s file keeps its permissions', async (_way, save) => {
    const copy = await open('run.sh');
    await save(copy);
    await expect.poll(() => onServer('run.sh')).toBe('second');
    await expect.poll(states).toEqual(['open']);
    expect(edits.list()[0]?.uploadedAt).toBeTypeOf('number');
    expect((await stat(join(there.path, 'run.sh'))).mode & 0o777).toBe(0o750);
    const kept = await versions.list(place('run.sh'));
    expect(
      await Promise.all(kept.map(async ({ id }) => (await versions.read(place('run.sh'), id)).toString())),
    ).toEqual(['first']);
  });

  test('saved many times in a row is uploaded in its last state, and never in half of one', async () => {
    const seen: string[] = [];
    serve({
      async write(path, body, options, call) {
        const bytes = await local.write(path, body, options, call);
        seen.push(await readFile(path, 'utf8'));
        return bytes;
      },
    });
    const copy = await open('run.sh');
    for (let count = 1; count <= 30; count++) await writeFile(copy, `state ${count} ${'x'.repeat(100_000)} end`);
    await expect.poll(() => onServer('run.sh')).toMatch(/^state 30 /);
    expect(seen.length).toBeLessThan(10);
    expect(seen.every((text) => text.endsWith(' end'))).toBe(true);
  });

  test('that leads through a link is written through it', async () => {
    await symlink('run.sh', join(there.path, 'link'));
    const copy = await open('link');
    await writeFile(copy, 'second');
    await expect.poll(() => onServer('run.sh')).toBe('second');
    expect((await readdir(there.path)).toSorted()).toEqual(['link', 'run.sh']);
  });

  test('changed on the server meanwhile is asked about, and nothing is lost by any answer', async () => {
    const copy = await open('run.sh');
    await writeFile(join(there.path, 'run.sh'), 'theirs');
    await writeFile(copy, 'mine');
    await expect.poll(states).toEqual(['conflict']);
    expect(await onServer('run.sh')).toBe('theirs');
    const [item] = edits.list();
    expect(item).toMatchObject({ theirs: { size: 6 }, mine: { size: 4 } });

    await edits.answer(item?.id ?? '', 'load-theirs');
    expect(await readFile(copy, 'utf8')).toBe('theirs');
    const [mine] = await versions.list(place('run.sh'));
    expect((await versions.read(place('run.sh'), mine?.id ?? '')).toString()).toBe('mine');

    await writeFile(join(there.path, 'run.sh'), 'theirs again');
    await writeFile(copy, 'mine again');
    await expect.poll(states).toEqual(['conflict']);
    await edits.answer(item?.id ?? '', 'save-beside');
    expect(await onServer('run.sh')).toBe('theirs again');
    expect(await onServer('run (mine).sh')).toBe('mine again');
    await writeFile(copy, 'goes there now');
    await expect.poll(() => onServer('run (mine).sh')).toBe('goes there now');
    expect(await onServer('run.sh')).toBe('theirs again');
  });

  test('overwrites the server’s after the question, and keeps what was there', async () => {
    const copy = await open('run.sh');
    await writeFile(join(there.path, 'run.sh'), 'theirs');
    await appendFile(copy, ' mine');
    await expect.poll(states).toEqual(['conflict']);
    await edits.answer(edits.list()[0]?.id ?? '', 'overwrite');
    expect(await onServer('run.sh')).toBe('first mine');
    const [theirs] = await versions.list(place('run.sh'));
    expect((await versions.read(place('run.sh'), theirs?.id ?? '')).toString()).toBe('theirs');
  });

  test('gone from the server is asked about too', async () => {
    const copy = await open('run.sh');
    await rm(join(there.path, 'run.sh'));
    await writeFile(copy, 'mine');
    await expect.poll(states).toEqual(['conflict']);
    expect(edits.list()[0]?.theirs).toBeUndefined();
    await edits.answer(edits.list()[0]?.id ?? '', 'overwrite');
    expect(await onServer('run.sh')).toBe('mine');
  });

  test('that could not be uploaded stays, is not closed unasked, and is sent when the connection is back', async () => {
    const copy = await open('run.sh');
    const down = async () => {
      throw new RemoteError('disconnected', 'The line is down.');
    };
    serve({ stat: down });
    await writeFile(copy, 'offline');
    await expect.poll(states).toEqual(['failed']);
    const id = edits.list()[0]?.id ?? '';
    expect(edits.list()[0]?.error?.message).toBe('The line is down.');
    expect(await edits.close(id, 'keep')).toBe('unsent');
    expect(await readFile(copy, 'utf8')).toBe('offline');
    serve();
    edits.connectionsOpen(['another']);
    edits.connectionsOpen([SERVER]);
    await expect.poll(() => onServer('run.sh')).toBe('offline');
    await expect.poll(states).toEqual(['open']);
    expect(await edits.close(id, 'keep')).toBe('closed');
    expect(await readdir(join(data.path, 'copies'))).toEqual([]);
    expect(told.at(-1)).toEqual([]);
  });

  test('saved while Portside did not run is told at the next start and sent once connected', async () => {
    await writeFile(join(there.path, 'done.txt'), 'done');
    const copy = await open('run.sh');
    await open('done.txt');
    await edits[Symbol.asyncDispose]();
    await writeFile(copy, 'after the end');
    edits = await start();
    expect(edits.list()).toMatchObject([
      { place: place('run.sh'), state: 'failed', leftOver: true, label: 'ann@server' },
    ]);
    expect(await readdir(join(data.path, 'copies'))).toHaveLength(1);
    edits.connectionsOpen([SERVER]);
    await expect.poll(() => onServer('run.sh')).toBe('after the end');
    await expect.poll(() => edits.list()[0]?.leftOver).toBe(false);
  });

  test('is not left half open where no editor is found', async () => {
    await edits[Symbol.asyncDispose]();
    opened = {
      push() {
        throw new RemoteError('unsupported', 'No editor.');
      },
    } as unknown as string[];
    edits = await start();
    await mkdir(join(data.path, 'copies'), { recursive: true });
    await expect(edits.edit(place('run.sh'), signal)).rejects.toThrow('No editor.');
    expect(edits.list()).toEqual([]);
    expect(await readdir(join(data.path, 'copies'))).toEqual([]);
  });
});
