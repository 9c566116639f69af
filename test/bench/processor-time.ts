import { readFileSync } from 'node:fs';

/** What one run took. */
export interface Taken {
  /** Seconds on the clock. */
  readonly seconds: number;
  /** Seconds of processor time, those of the system on its behalf included; the server's are not in it. Absent where it cannot be told. */
  readonly processor?: number;
}

/** Of this process, all its threads. */
export function ownProcessorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Of all programs that this process has run to their end: cutime and cstime of proc_pid_stat(5), in ticks of 10 ms. Linux only. */
export function childrenProcessorTime(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  // The name of the program, in parentheses, may hold anything.
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const [user, system] = [Number(fields[13]), Number(fields[14])];
  return (user + system) / 100;
}
