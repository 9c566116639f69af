import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Bytes for new objects, both halves of that space. Measured: less makes short-lived things old, more saves no time. */
const ENOUGH = 8 * 1024 * 1024;
/**
 * A thread's half of that space. Packets, and what ciphers make of them, lie outside of it, and are found to be garbage when it is full;
 * where too many of them gather before that (at 2 here, over SFTP), V8 looks through everything that lives instead, which was half of
 * the processor time of a large file.
 */
const MEGABYTES_IN_A_THREAD = 1;
/**
 * By how much of what lives the heap, and what lies outside of it, may grow before everything is looked through: as V8's own rule at its
 * most generous. That rule leaves a thread at rest so little that every 10 MB of packets make it look.
 */
const GROWTH_PERCENT = 300;

/**
 * Keeps the memory small that this process and its threads have for new objects. Left to itself each of them takes up to 64 MB, full of
 * what nobody needs any more. For the first thread this can be said only while it runs (an Electron program has no command line of
 * Node's), so its space grows to its size and then is told to grow no further; threads begin with theirs. Costs no time:
 * docs/performance.md. These are V8's own flags (flag-definitions.h); one that it no longer knows changes nothing.
 */
export function keepYoungObjectsFew(): void {
  setFlagsFromString(`--min-semi-space-size=${MEGABYTES_IN_A_THREAD}`);
  setFlagsFromString(`--max-semi-space-size=${MEGABYTES_IN_A_THREAD}`);
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
  if (hasEnoughForYoung()) {
    growNoFurther();
    return;
  }
  const collections = new PerformanceObserver(() => {
    if (!hasEnoughForYoung()) return;
    collections.disconnect();
    growNoFurther();
  });
  collections.observe({ entryTypes: ['gc'] });
}

function hasEnoughForYoung(): boolean {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  return young !== undefined && young.space_size >= ENOUGH;
}

function growNoFurther(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

/** From so many items of the queue on, the memory that they take is worth the time to look for what of it is free. */
const MANY_ITEMS = 10_000;
/** The same then. */
const THRIFTY_GROWTH_PERCENT = 30;

let isThrifty = false;

/** Looks for free memory more often while the queue is long. Costs a tenth of the processor time then, and nothing while it is short. */
export function beThriftyWith(items: number): void {
  if (isThrifty === items > MANY_ITEMS) return;
  isThrifty = !isThrifty;
  setFlagsFromString(`--heap-growing-percent=${isThrifty ? THRIFTY_GROWTH_PERCENT : GROWTH_PERCENT}`);
}
