import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DroppedFile } from '../../shared/ipc/contract.ts';
import { eventually } from '../../test/eventually.ts';
import type { RemoteFileSystem } from '../remote/remote-file-system.ts';
import { DroppedFiles } from './dropped-files.ts';

const never = new AbortController().signal;
const file = (path: string, size = 0): DroppedFile => ({ path, type: 'file', size, modifiedAt: 5 });
const folder = (path: string): DroppedFile => ({ path, type: 'directory', size: 0, modifiedAt: 5 });

function dropped(...files: DroppedFile[]) {
  const asked: { readId: string; fs: string; path: string; offset: number }[] = [];
  const store = new DroppedFiles();
  const page = {
    id: 'page',
    emit: (_event: string, payload: unknown) => asked.push(payload as (typeof asked)[number]),
  };
  return { store, asked, fs: store.fileSystem('drop:1', files, page) };
}

async function namesIn(fs: RemoteFileSystem, directory: string): Promise<string[]> {
  const names: string[] = [];
  for await (const page of fs.list(directory, { signal: never })) names.push(...page.entries.map(({ name }) => name));
  return names;
}

/** What a page posts: its head has come, its body follows. */
function posted(length: number | undefined): IncomingMessage {
  const body = new IncomingMessage(new Socket());
  if (length !== undefined) body.headers['content-length'] = String(length);
  return body;
}

describe('dropped files', () => {
  it('stand in folders as they were dropped, those that were not announced included', async () => {
    const { fs } = dropped(file('a.txt', 3), file('photos/2024/b.jpg', 9), folder('empty'), folder('photos'));
    expect(await namesIn(fs, '/')).toEqual(['a.txt', 'photos', 'empty']);
    expect(await namesIn(fs, '/photos/2024')).toEqual(['b.jpg']);
    expect(await namesIn(fs, '/empty')).toEqual([]);
    expect(await fs.stat('/photos/2024/b.jpg', { signal: never })).toEqual({
      name: 'b.jpg',
      type: 'file',
      size: 9,
      modifiedAt: 5,
    });
    expect(await fs.stat('/', { signal: never })).toEqual({ name: '', type: 'directory' });
  });

  it('are listed in pages', async () => {
    const { fs } = dropped(...Array.from({ length: 2_500 }, (_, at) => file(`${at}`)));
    const pages: number[] = [];
    for await (const { entries } of fs.list('/', { signal: never })) pages.push(entries.length);
    expect(pages).toEqual([1_000, 1_000, 500]);
  });

  it.each(['../x', '/etc/passwd', 'a/../b', 'a//b', 'a/', '.', '', 'a\0'])('cannot be called %j', (path) => {
    expect(() => dropped(file(path))).toThrow(expect.objectContaining({ kind: 'invalid-request' }));
  });

  it('cannot be announced twice, nor as a file and as a folder', () => {
    const refused = expect.objectContaining({ kind: 'invalid-request' });
    expect(() => dropped(file('a'), file('a'))).toThrow(refused);
    expect(() => dropped(folder('a'), file('a'))).toThrow(refused);
    expect(() => dropped(file('a'), folder('a'))).toThrow(refused);
    expect(() => dropped(file('a'), file('a/b'))).toThrow(refused);
  });

  it('can only be read', async () => {
    const { fs } = dropped(file('a'));
    const call = { signal: never };
    const body = posted(0);
    for (const change of [
      fs.write('/a', body, { mode: 'create' }, call),
      fs.makeDirectory('/b', call),
      fs.removeFile('/a', call),
      fs.removeEmptyDirectory('/a', call),
      fs.rename('/a', '/b', call),
    ]) {
      await expect(change).rejects.toMatchObject({ kind: 'unsupported' });
    }
    await expect(fs.stat('/missing', call)).rejects.toMatchObject({ kind: 'not-found' });
    await expect(namesIn(fs, '/missing')).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('reading a dropped file', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  async function startRead(offset = 0, signal = never) {
    const { store, asked, fs } = dropped(file('dir/a.txt', 10));
    const reading = fs.read('/dir/a.txt', offset ? { offset } : {}, { signal });
    reading.catch(() => undefined);
    await eventually(() => expect(asked).toHaveLength(1));
    return { store, reading, asked: asked[0] as (typeof asked)[number] };
  }

  it('asks the page for it, from where it is to begin, and gives what the page posts', async () => {
    const { store, reading, asked } = await startRead(4);
    expect(asked).toEqual({ readId: expect.any(String), fs: 'drop:1', path: 'dir/a.txt', offset: 4 });
    const body = posted(6);
    expect(store.accept(asked.readId, body)).toBe(true);
    body.push('456');
    body.push('789');
    body.push(null);
    expect(await text(await reading)).toBe('456789');
    expect(store.accept(asked.readId, posted(6))).toBe(false);
  });

  it('fails where the page posts another length, and takes none of it', async () => {
    const { store, reading, asked } = await startRead();
    expect(store.accept(asked.readId, posted(9))).toBe(false);
    await expect(reading).rejects.toMatchObject({
      kind: 'io',
      message: expect.stringContaining('sends 9 bytes where 10'),
    });
  });

  it('fails where the page does not answer within half a minute', async () => {
    const { store, reading, asked } = await startRead();
    vi.advanceTimersByTime(29_000);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(1_000);
    await expect(reading).rejects.toMatchObject({
      kind: 'disconnected',
      data: { hint: expect.stringContaining('tab') },
    });
    expect(store.accept(asked.readId, posted(10))).toBe(false);
  });

  it('that is cancelled before the answer takes no answer any more', async () => {
    const cancel = new AbortController();
    const { store, reading, asked } = await startRead(0, cancel.signal);
    cancel.abort();
    await expect(reading).rejects.toMatchObject({ kind: 'cancelled' });
    expect(store.accept(asked.readId, posted(10))).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('that is cancelled in the middle lets go of the page’s request', async () => {
    const cancel = new AbortController();
    const { store, reading, asked } = await startRead(0, cancel.signal);
    const body = posted(10);
    store.accept(asked.readId, body);
    body.push('0123');
    const received = text(await reading);
    cancel.abort();
    await expect(received).rejects.toMatchObject({ kind: 'cancelled' });
    expect(body.destroyed).toBe(true);
  });

  it('fails as "disconnected" where the page leaves in the middle', async () => {
    const { store, reading, asked } = await startRead();
    const body = posted(10);
    store.accept(asked.readId, body);
    const received = text(await reading);
    body.destroy(new Error('aborted'));
    await expect(received).rejects.toMatchObject({ kind: 'disconnected' });
  });

  it('in part is refused, but for a rest', async () => {
    const { fs } = dropped(file('a', 10));
    await expect(fs.read('/a', { offset: 2, length: 3 }, { signal: never })).rejects.toMatchObject({
      kind: 'unsupported',
    });
  });
});
