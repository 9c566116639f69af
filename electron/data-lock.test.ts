import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolderInUse, lockDataFolder } from './data-lock.ts';

/** Locks a folder, says what came of it in one line, and holds it until its input ends. */
const starter = `
  import { lockDataFolder } from ${JSON.stringify(new URL('./data-lock.ts', import.meta.url).href)};
  try {
    const lock = await lockDataFolder(process.argv[1], 'desktop');
    console.log('holds');
    if (process.argv[2] !== 'no input') process.stdin.resume().on('end', async () => { await lock[Symbol.asyncDispose](); });
  } catch (error) {
    console.log(error.name + ' ' + JSON.stringify(error.holder));
  }
`;

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown[]>;
  readonly pid: number;
  /** The line that it says. */
  readonly outcome: Promise<string>;
  kill(): Promise<void>;
  leave(): Promise<void>;
}

describe('the lock of a data folder', () => {
  let folder: string;
  let children: Started[];

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'portside-lock-')));
    children = [];
  });
  afterEach(async () => {
    await Promise.all(children.map((each) => each.kill()));
    await rm(folder, { recursive: true, force: true });
  });

  function start(where = folder, input: 'input' | 'no input' = 'input'): Started {
    const child = spawn(process.execPath, ['--input-type=module', '-e', starter, where, input], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const ended = once(child, 'exit');
    const started: Started = {
      child,
      ended,
      pid: child.pid as number,
      outcome: once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line)),
      kill: async () => {
        child.kill('SIGKILL');
        await ended;
      },
      leave: async () => {
        child.stdin.end();
        await ended;
      },
    };
    children.push(started);
    return started;
  }

  it('is held by one process at a time, and says which', async () => {
    const before = Date.now();
    const first = start();
    expect(await first.outcome).toBe('holds');
    const error = await lockDataFolder(folder, 'loopback').then(
      () => undefined,
      (reason: unknown) => reason as DataFolderInUse,
    );
    expect(error).toBeInstanceOf(DataFolderInUse);
    expect(error?.holder).toEqual({ host: 'desktop', pid: first.pid, since: expect.any(Number) });
    expect(error?.holder?.since).toBeGreaterThanOrEqual(before);
    expect(error?.message).toContain(`process ${first.pid}`);
    expect(error?.message).toContain('in its own window');
    expect(error?.message).toContain(folder);
    expect(error?.message).toContain('PORTSIDE_DATA');
  });

  it('can be taken again within the same process once it was given back, and not before', async () => {
    const lock = await lockDataFolder(folder, 'loopback');
    await expect(lockDataFolder(folder, 'loopback')).rejects.toThrow(/for a browser tab/);
    await lock[Symbol.asyncDispose]();
    await using _again = await lockDataFolder(folder, 'loopback');
    expect(await readdir(join(folder, 'lock'))).toHaveLength(1);
  });

  it('is free when its holder has ended in good order', async () => {
    const first = start();
    expect(await first.outcome).toBe('holds');
    await first.leave();
    expect(await readdir(join(folder, 'lock'))).toEqual([]);
    expect(await start().outcome).toBe('holds');
  });

  it.skipIf(process.platform === 'win32')(
    'is taken over from a holder that was killed, which leaves nothing behind',
    async () => {
      for (let round = 0; round < 3; round += 1) {
        const holder = start();
        expect(await holder.outcome).toBe('holds');
        await holder.kill();
        // The dead one's socket is still there: nobody cleared it away.
        expect(await readdir(join(folder, 'lock'))).toHaveLength(1);
      }
      await using _lock = await lockDataFolder(folder, 'loopback');
      expect(await readdir(join(folder, 'lock'))).toHaveLength(1);
    },
  );

  it('goes to exactly one of ten that start at once, and all others know to whom', { timeout: 60_000 }, async () => {
    // After one that was killed, so that all ten find its remains.
    const dead = start();
    await dead.outcome;
    await dead.kill();
    const ten = Array.from({ length: 10 }, () => start());
    const outcomes = await Promise.all(ten.map(({ outcome }) => outcome));
    const winner = ten[outcomes.indexOf('holds')];
    const refused = outcomes.filter((outcome) => outcome.startsWith('DataFolderInUse '));
    expect(outcomes.filter((outcome) => outcome === 'holds')).toHaveLength(1);
    expect(refused).toHaveLength(9);
    for (const outcome of refused) expect(outcome).toContain(`"pid":${winner?.pid}`);
  });

  it('goes to exactly one of many who ask within one process, again and again', async () => {
    for (let round = 0; round < 20; round += 1) {
      const asked = await Promise.allSettled(Array.from({ length: 6 }, () => lockDataFolder(folder, 'loopback')));
      const won = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(won).toHaveLength(1);
      for (const one of asked) if (one.status === 'rejected') expect(one.reason).toBeInstanceOf(DataFolderInUse);
      await won[0]?.[Symbol.asyncDispose]();
    }
  });

  it.skipIf(process.platform === 'win32')('is respected where its holder was stopped and does not answer', async () => {
    const holder = start();
    expect(await holder.outcome).toBe('holds');
    holder.child.kill('SIGSTOP');
    await expect(lockDataFolder(folder, 'loopback')).rejects.toThrow(/does not answer/);
  });

  it('holds in a folder whose path is longer than the address of a socket may be', async () => {
    const deep = join(folder, 'x'.repeat(100), 'y'.repeat(100));
    await using _lock = await lockDataFolder(deep, 'loopback');
    await expect(lockDataFolder(deep, 'desktop')).rejects.toBeInstanceOf(DataFolderInUse);
    expect(await start(deep).outcome).toContain(`"pid":${process.pid}`);
  });

  it('is of one folder only', async () => {
    await using _one = await lockDataFolder(join(folder, 'one'), 'loopback');
    await using _two = await lockDataFolder(join(folder, 'two'), 'loopback');
  });

  it('does not keep its process from ending', async () => {
    const child = start(folder, 'no input');
    expect(await child.outcome).toBe('holds');
    expect(await child.ended).toEqual([0, null]);
  });
});
