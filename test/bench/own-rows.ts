import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchApp, here } from './bench-app.ts';
import { localFiles, type Sizes, startBenchServer } from './bench-server.ts';
import { PARALLEL } from './contestants.ts';
import type { MeasuredRow } from './report.ts';

/** A row in which Portside is measured against itself. */
export interface OwnRow {
  readonly group: string;
  measure(sizes: Sizes, runs: number): Promise<MeasuredRow>;
}

const MANY = 100_000;
const FEW = 1000;

export const ownRows: readonly OwnRow[] = [
  { group: 'queue', measure: measureQueue },
  { group: 'latency', measure: measureLatency },
];

/** What one item costs among many and among few, from disk to disk; the memory at its peak; the start with a full journal. */
async function measureQueue(): Promise<MeasuredRow> {
  const folder = await mkdtemp(join(tmpdir(), 'portside-bench-queue-'));
  try {
    const few = await copyMany(folder, FEW);
    const many = await copyMany(folder, MANY);
    const perThousand = (seconds: number, count: number) => [(seconds * 1000) / count];
    return {
      ...{ group: 'queue', title: `queue of ${MANY} files, seconds per 1,000` },
      bar: 'flat from 1,000 to 100,000; start under 2 s; under 300 MB',
      contestants: [
        { name: `Portside, ${MANY}`, seconds: perThousand(many.seconds, MANY) },
        { name: `Portside, ${FEW}`, seconds: perThousand(few.seconds, FEW) },
        { name: 'Portside, start after it', seconds: [many.startSeconds] },
        { name: 'Portside, MB at its peak', seconds: [many.peakMegabytes] },
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function copyMany(
  folder: string,
  count: number,
): Promise<{ seconds: number; startSeconds: number; peakMegabytes: number }> {
  const source = join(folder, `many-${count}`);
  for (let at = 0; at < count; at += 500) {
    const directory = join(source, `folder-${at / 500}`);
    await mkdir(directory, { recursive: true });
    await Promise.all(Array.from({ length: 500 }, (_, index) => writeFile(join(directory, `file-${index}`), 'x')));
  }
  const target = join(folder, `copied-${count}`);
  await mkdir(target);
  let peak = 0;
  const watch = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 100);
  try {
    const data = join(folder, `app-${count}`);
    const seconds = await copyWith(data, source, target);
    const started = performance.now();
    const app = await BenchApp.start(data);
    await app.request('transfers.snapshot', undefined);
    const startSeconds = (performance.now() - started) / 1000;
    await app[Symbol.asyncDispose]();
    return { seconds, startSeconds, peakMegabytes: peak / 1e6 };
  } finally {
    clearInterval(watch);
  }
}

async function copyWith(data: string, source: string, target: string): Promise<number> {
  const app = await BenchApp.start(data);
  try {
    return await app.transfer(here(source), here(target), { clear: false });
  } finally {
    await app.close();
  }
}

/** How long a request waits for its answer while four large files and a tree are under way. */
async function measureLatency(sizes: Sizes): Promise<MeasuredRow> {
  await using server = await startBenchServer('openssh');
  await server.provide('big', sizes);
  await server.provide('tree', sizes);
  await using local = await localFiles(sizes, 'big');
  await using app = await BenchApp.start();
  const received = await mkdtemp(join(tmpdir(), 'portside-bench-received-'));
  try {
    const fs = await app.connect({ ...server.target, mostSessions: PARALLEL + 1 }, server.password);
    const idle = await latencies(app, new Promise((resolve) => setTimeout(resolve, 3000)));
    const work = app.transferAll([
      { from: { fs, path: `${server.home}/big.bin` }, to: here(received) },
      { from: { fs, path: `${server.home}/tree` }, to: here(received) },
      { from: here(join(local.path, 'big.bin')), to: { fs, path: `${server.home}/up` } },
    ]);
    const busy = await latencies(app, work);
    const p99 = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;
    return {
      ...{ group: 'latency', title: 'answer to a request, 99th percentile, seconds' },
      bar: 'under 0.050 s while transfers saturate the machine',
      contestants: [
        { name: 'Portside, busy', seconds: [p99(busy)] },
        { name: 'Portside, idle', seconds: [p99(idle)] },
      ],
    };
  } finally {
    await rm(received, { recursive: true, force: true });
  }
}

/** One request after the other, fifty a second, until the work is done. Seconds. */
async function latencies(app: BenchApp, work: Promise<unknown>): Promise<number[]> {
  const values: number[] = [];
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    const started = performance.now();
    await app.request('connections.list', undefined);
    values.push((performance.now() - started) / 1000);
    // A request that comes when the loop is free measures nothing: the timer makes it come when it is due.
    await new Promise((resolve) => setTimeout(resolve, 20));
    const late = (performance.now() - started) / 1000 - 0.02;
    values.push(Math.max(0, late));
  }
  await done;
  return values;
}
