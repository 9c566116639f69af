import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RequestInput } from '../../shared/ipc/contract.ts';
import { LOCAL, type Place } from '../../shared/model/connection.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { differences } from '../torture/tree-sums.ts';
import { MortalApp } from './mortal-app.ts';

type Source = RequestInput<'transfers.enqueue'>['sources'][number];

const SMALL = 1_000;
/** Too large to share a session. */
const LARGE = 300_000;

describeWithServers('many files that were dropped one by one, of which only the names are known', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-single-'));
    await mkdir(join(folder, 'files'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A server on a line that can be slow, and files of these sizes here. */
  async function started(sizes: readonly number[]) {
    const server = await startOpenSsh();
    const proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'sftp' });
    const app = await MortalApp.start(join(folder, 'data'), server.password);
    const up = join(server.home, 'up');
    await mkdir(up);
    const uid = server.accounts[0]?.uid ?? 0;
    await chown(up, uid, uid);
    const target = {
      host: proxy.host,
      port: proxy.port,
      user: server.user,
      protocol: 'sftp',
      encryption: 'auto',
    } as const;
    const { password } = server;
    const { id: fs } = await app.ask('connections.open', { operationId: crypto.randomUUID(), target, password });
    const names = sizes.map((_, index) => `file ${index}`);
    for (const [index, size] of sizes.entries()) {
      await writeFile(join(folder, 'files', names[index] ?? ''), randomBytes(size + index));
    }
    const place = (path: string): Place => ({ fs: LOCAL, path: join(folder, 'files', path) });
    return {
      ...{ app, proxy, up },
      sources: names.map(place),
      items: async () =>
        (await app.ask('transfers.snapshot', undefined)).items.toSorted(
          (one, other) => Number(one.id) - Number(other.id),
        ),
      upload: (sources: Source[] = names.map(place)) =>
        app.ask('transfers.enqueue', {
          sources,
          targetDirectory: { fs, path: `${server.remoteHome}/up` },
        }),
      async [Symbol.asyncDispose]() {
        await app[Symbol.asyncDispose]();
        await proxy.close();
        await server[Symbol.asyncDispose]();
      },
    };
  }

  it('run 32 at a time over the one session that they share', async () => {
    await using line = await started(Array.from({ length: 100 }, () => SMALL));
    // Until it is healed no login comes to its end; the session of the pane is as quick as ever.
    const drip = { do: 'drip', bytes: 1, everyMs: 100 } as const;
    line.proxy.inject({ on: 'control', connection: 'new', direction: 'to-client', fault: drip });
    const opened = line.proxy.opened('control');
    const many = line.app.until(({ totals }) => totals.active >= 32);
    await line.upload();
    expect((await many).totals).toMatchObject({ active: 32, queued: 68 });
    await expect.poll(() => line.proxy.opened('control')).toBe(opened + 1);
    const over = line.app.until(({ totals }) => totals.queued + totals.active === 0);
    line.proxy.heal();
    expect((await over).totals).toMatchObject({ done: 100, failed: 0 });
    expect(await differences(join(folder, 'files'), line.up)).toEqual([]);
  });

  it('that are large get sessions of their own as soon as they were looked at, and all arrive', async () => {
    await using line = await started(Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? SMALL : LARGE)));
    const over = line.app.until(({ totals }) => totals.queued + totals.active === 0 && totals.done > 0);
    const opened = line.proxy.opened('control');
    await line.upload();
    expect((await over).totals).toMatchObject({ done: 60, failed: 0, asking: 0 });
    expect(line.proxy.opened('control')).toBeGreaterThan(opened + 1);
    expect(await differences(join(folder, 'files'), line.up)).toEqual([]);
  });

  it('of which something else is said than they are arrive whole; a folder that was taken for a file when it is tried again', async () => {
    await using line = await started([SMALL, LARGE, 5_000_000, SMALL]);
    await mkdir(join(folder, 'files', 'folder'));
    await writeFile(join(folder, 'files', 'folder', 'in it'), 'in it');
    const said = (index: number, more: Pick<Source, 'kind' | 'size'>): Source =>
      ({ ...line.sources[index], ...more }) as Source;
    const sources = [
      said(0, { kind: 'file', size: 1_000_000_000 }),
      said(1, { kind: 'file', size: 0 }),
      said(2, { kind: 'file', size: 1 }),
      said(3, { kind: 'folder' }),
      { fs: LOCAL, path: join(folder, 'files', 'folder'), kind: 'file', size: 1 } as const,
    ];
    const first = line.app.until(({ totals }) => totals.done === 4 && totals.queued + totals.active === 0);
    const failed = line.app.until(({ changed }) => changed.some(({ error }) => error !== undefined));
    await line.upload(sources);
    await failed;
    await line.app.ask('transfers.cancel', { selection: { ids: [(await line.items()).at(-1)?.id ?? ''] } });
    await first;
    const over = line.app.until(({ totals }) => totals.done === 6);
    await line.app.ask('transfers.retry', { selection: { of: 'all' } });
    await over;
    expect(await differences(join(folder, 'files'), line.up)).toEqual([]);
  });
});
