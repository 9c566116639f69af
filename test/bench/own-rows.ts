import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BenchApp, here } from './bench-app.ts';
import { localFiles, type Sizes, startBenchServer } from './bench-server.ts';
import { PARALLEL } from './contestants.ts';
import { measureCopying, measureDelta, measureQueueLoad } from './queue-load.ts';
import type { MeasuredRow } from './report.ts';
import { measureStart } from './start-row.ts';

/** A row in which Portside is measured against itself. */
export interface OwnRow {
  readonly group: string;
  measure(sizes: Sizes, runs: number): Promise<MeasuredRow>;
}

const MANY = 100_000;
/** Copied for real, to compare with few. */
const MORE = 100_000;
const FEW = 1000;

export const ownRows: readonly OwnRow[] = [
  { group: 'queue', measure: measureQueue },
  { group: 'latency', measure: measureLatency },
  { group: 'start', measure: (_sizes, runs) => measureStart(runs) },
];

/** What a queue of many costs by itself; and what one item costs among many and among few, copied from disk to disk. */
async function measureQueue(): Promise<MeasuredRow> {
  const load = await measureQueueLoad(MANY);
  console.log(JSON.stringify(load));
  const [deltaOfFew, deltaOfMany] = [measureDelta(FEW), measureDelta(MANY)];
  const few = await measureCopying(FEW);
  const more = await measureCopying(MORE);
  return {
    ...{ group: 'queue', title: `queue of ${MANY} files` },
    bar: 'cost of an item flat; start under 2 s; under 300 MB',
    contestants: [
      { name: 'Portside, enqueue', seconds: [load.enqueueSeconds] },
      { name: 'Portside, start with it', seconds: [load.recoverySeconds] },
      { name: 'Portside, start without', seconds: [load.emptyStartSeconds] },
      { name: 'Portside, MB at the peak', seconds: [load.peakMegabytes] },
      { name: 'Portside, MB after the start', seconds: [load.restoredMegabytes] },
      { name: `Portside, making a delta, of ${FEW}`, seconds: [deltaOfFew] },
      { name: `Portside, making a delta, of ${MANY}`, seconds: [deltaOfMany] },
      { name: `Portside, 1,000 copied, of ${FEW}`, seconds: [(few.seconds * 1000) / FEW] },
      { name: `Portside, 1,000 copied, of ${MORE}`, seconds: [(more.seconds * 1000) / MORE] },
      { name: `Portside, MB at the peak, ${MORE} copied`, seconds: [more.peakMegabytes] },
    ],
  };
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
