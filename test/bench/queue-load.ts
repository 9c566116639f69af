import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryUsage } from 'node:process';
import { fileURLToPath } from 'node:url';
import { keepYoungObjectsFew } from '../../electron/memory.ts';
import { TransferBook } from '../../electron/transfer/transfer-book.ts';
import { TransferTeller } from '../../electron/transfer/transfer-teller.ts';
import { BenchApp, here } from './bench-app.ts';

/** What one delta tells of at most, and how often its making is measured. */
const CHANGED = 200;
const DELTAS = 51;

/** What a queue of so many items costs, each step in a process of its own, so that memory is the queue's alone. */
export interface QueueLoad {
  readonly items: number;
  /** Seconds for `transfers.enqueue`, the journal on the disk. */
  readonly enqueueSeconds: number;
  readonly journalMegabytes: number;
  /** Of `transfers.snapshot` as JSON, and of one delta. */
  readonly snapshotKilobytes: number;
  readonly deltaKilobytes: number;
  /** Seconds for a page of 100 rows in the middle. */
  readonly rowsSeconds: number;
  /** Seconds from the app's start until the snapshot of the restored queue; the same with an empty queue is `emptyStartSeconds`. */
  readonly recoverySeconds: number;
  readonly emptyStartSeconds: number;
  /** The process's peak while enqueuing, and after a restart. */
  readonly peakMegabytes: number;
  readonly restoredMegabytes: number;
}

type Step = Partial<QueueLoad>;

/** Enqueues so many files in a paused queue, then starts again over the same data folder. */
export async function measureQueueLoad(items: number): Promise<QueueLoad> {
  const folder = await mkdtemp(join(tmpdir(), 'portside-bench-queue-'));
  try {
    const empty = await inProcess('restore', join(folder, 'empty'), 0);
    const enqueued = await inProcess('enqueue', join(folder, 'app'), items);
    const restored = await inProcess('restore', join(folder, 'app'), items);
    const { recoverySeconds: emptyStartSeconds = Number.NaN } = empty;
    return { ...enqueued, ...restored, items, emptyStartSeconds } as QueueLoad;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds for copying so many files of one byte from disk to disk, and the process's peak. */
export async function measureCopying(items: number): Promise<{ seconds: number; peakMegabytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'portside-bench-copy-'));
  try {
    for (let at = 0; at < items; at += 500) {
      const directory = join(folder, 'many', `folder-${at / 500}`);
      await mkdir(directory, { recursive: true });
      const names = Array.from({ length: 500 }, (_, index) => join(directory, `file-${index}`));
      await Promise.all(names.map((name) => writeFile(name, 'x')));
    }
    await mkdir(join(folder, 'copied'));
    const { enqueueSeconds = Number.NaN, peakMegabytes = Number.NaN } = await inProcess('copy', folder, items);
    return { seconds: enqueueSeconds, peakMegabytes };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Seconds, the median, for making one delta of as many rows as it can have, in a queue of so many items in folders of 500. */
export function measureDelta(items: number): number {
  const book = new TransferBook({ onChange() {}, onForgotten() {} });
  const at = Date.now();
  book.apply({ t: 'batch', batch: 1, rule: 'ask' });
  for (let folder = 0; folder * 500 < items; folder++) {
    const i = book.nextNumber;
    const path = `/srv/www/pictures/2026/folder-${folder}`;
    const [source, target] = [here(path), here(`/srv/backup/folder-${folder}`)];
    book.apply({ t: 'add', i, batch: 1, kind: 'folder', source, target, priority: 'normal', rank: folder, at });
    const names = Array.from(
      { length: Math.min(500, items - folder * 500) },
      (_, file) => `picture number ${file}.jpeg`,
    );
    const list = names.map((name): [string, 'file', number, 0] => [name, 'file', 1_000, 0]);
    book.apply({ t: 'children', of: i, first: book.nextNumber, at, list });
  }
  const jobs = [...book.jobs()];
  const taken = Array.from({ length: DELTAS }, (_, round) => {
    const teller = new TransferTeller(
      () => book,
      () => {},
    );
    for (let step = 0; step < CHANGED; step++) {
      const job = jobs[(round * 7_919 + step * 104_729) % jobs.length];
      if (job) teller.onChange(job, 'other-rows');
    }
    const started = performance.now();
    teller.close();
    return (performance.now() - started) / 1000;
  });
  return taken.toSorted((one, other) => one - other)[Math.floor(DELTAS / 2)] ?? Number.NaN;
}

async function inProcess(step: string, folder: string, items: number): Promise<Step> {
  const child = fork(fileURLToPath(import.meta.url), [step, folder, String(items)]);
  const gone = once(child, 'exit');
  const answer = await Promise.race([once(child, 'message'), gone.then(() => undefined)]);
  await gone;
  if (!answer) throw new Error(`The step “${step}” ended without an answer.`);
  return answer[0] as Step;
}

const steps: Record<string, (folder: string, items: number) => Promise<Step>> = { enqueue, restore, copy };

async function enqueue(folder: string, items: number): Promise<Step> {
  const app = await BenchApp.start(folder);
  await app.request('transfers.pauseAll', { paused: true });
  const sources = Array.from({ length: items }, (_, at) => ({
    ...here(`/srv/www/pictures/2026/folder-${Math.floor(at / 500)}/picture number ${at}.jpeg`),
    kind: 'file' as const,
    size: at,
  }));
  const enqueueSeconds = await seconds(() =>
    app.request('transfers.enqueue', { sources, targetDirectory: here('/srv/backup'), options: {} }),
  );
  const { size } = await stat(join(folder, 'data', 'transfers.journal'));
  const snapshot = JSON.stringify(await app.request('transfers.snapshot', undefined));
  const wanted = { view: 'queued', expanded: [], offset: Math.floor(items / 2), limit: 100 } as const;
  const rowsSeconds = await seconds(() => app.request('transfers.rows', { ...wanted, expanded: [] }));
  const deltaKilobytes = app.largestDelta / 1e3;
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  await app.close();
  return {
    ...{ enqueueSeconds, rowsSeconds, peakMegabytes, deltaKilobytes },
    ...{ journalMegabytes: size / 1e6, snapshotKilobytes: snapshot.length / 1e3 },
  };
}

async function restore(folder: string, items: number): Promise<Step> {
  let app: BenchApp | undefined;
  const recoverySeconds = await seconds(async () => {
    app = await BenchApp.start(folder);
    const { queue } = await app.request('transfers.snapshot', undefined);
    if (queue.waiting !== items) throw new Error(`${queue.waiting} items were restored of ${items}`);
  });
  const restoredMegabytes = memoryUsage().rss / 1e6;
  await app?.close();
  return { recoverySeconds, restoredMegabytes };
}

async function copy(folder: string): Promise<Step> {
  const app = await BenchApp.start(join(folder, 'app'));
  const took = await app.transfer(here(join(folder, 'many')), here(join(folder, 'copied')), { clear: false });
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  await app.close();
  return { enqueueSeconds: took, peakMegabytes };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

const [step = '', folder = '', items = '0'] = process.argv.slice(2);
const run = process.send ? steps[step] : undefined;
if (run) {
  keepYoungObjectsFew();
  // Workers that carry bytes do not keep a process alive, hosts do: here it is the channel.
  process.on('message', () => {});
  process.send?.(await run(folder, Number(items)));
  process.disconnect();
}
