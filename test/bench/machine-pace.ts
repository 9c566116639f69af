import { readFileSync } from 'node:fs';

const ROUNDS = 9;
const RECORDS = 20_000;

/** How fast the machine is at a moment, whatever Portside does: tells a slow hour from a slow build. */
export interface Pace {
  /** What a fixed piece of work takes on one processor, ms: the median and the slowest of nine. */
  readonly median: number;
  readonly worst: number;
}

/** Writes the same records as JSON and reads them again: strings, objects, a heap to collect, as in a page. */
export function machinePace(): Pace {
  const records = Array.from({ length: RECORDS }, (_, number) => ({ name: `file ${number}`, size: number * 104_729 }));
  const times = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    JSON.parse(JSON.stringify(records));
    return performance.now() - started;
  });
  times.sort((a, b) => a - b);
  return { median: times[ROUNDS >> 1] ?? 0, worst: times.at(-1) ?? 0 };
}

/** Seconds that the processors of this machine were held back for others since it started (steal of proc_stat(5)); Linux only. */
export function stolenSeconds(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const steal = readFileSync('/proc/stat', 'utf8').split('\n', 1)[0]?.split(/ +/)[8];
  return Number(steal) / 100;
}
