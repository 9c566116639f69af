import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createSource } from '../../electron/monitor/create-source.ts';
import type { CommandResult, Exec } from '../../electron/monitor/exec.ts';
import { MonitorService } from '../../electron/monitor/monitor-service.ts';
import type { MonitorSource } from '../../electron/monitor/monitor-source.ts';
import { probe } from '../../electron/monitor/probe.ts';
import type { FixedCommand } from '../../electron/monitor/quoting.ts';
import { defaultPace } from '../../electron/monitor/server-watch.ts';

/**
 * What watching costs: servers whose answers are made up, but as text, as vsftpd's machine would print it; everything after that
 * is the product, down to the JSON that a window gets. `node test/bench/monitor-load.ts [--seconds 60]`.
 */
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, load: { type: 'string' } } });
const seconds = Number(values.seconds);

/** Of the sessions transfer; so many come and go from one look to the next. */
const TRANSFERRING = 0.3;
const CHURN = 0.01;
const TICKS_PER_SECOND = 100;
const MEBIBYTE = 1024 * 1024;

/** A machine with one vsftpd, as its shell would answer. */
class SimulatedMachine implements Exec {
  readonly #sessions: number;
  #looks = 0;
  /** Numbers of sessions that have come and gone. */
  #gone = 0;

  constructor(sessions: number) {
    this.#sessions = sessions;
  }

  async run(command: FixedCommand): Promise<CommandResult> {
    const mark = /@@[0-9a-f]+/.exec(command.text)?.[0] ?? '';
    const isProbe = command.text.includes(`${mark} account`);
    const sections = isProbe ? this.#probe() : this.#look();
    const parts = Object.entries(sections).map(([name, lines]) => `${mark} ${name}\n${lines.join('')}`);
    return { stdout: `${parts.join('')}${mark} end\n`, stderr: '', code: 0 };
  }

  // biome-ignore lint/correctness/useYield: a server without a log says nothing
  async *follow(): AsyncIterable<string> {
    await delay(2 ** 31 - 1, undefined, { ref: false });
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #clock(): string[] {
    const uptime = Math.round(performance.now() / (1_000 / TICKS_PER_SECOND)) + 1_000_000;
    return [`${(Date.now() / 1_000).toFixed(9)} +0000\n`, stat(1, 0, uptime), `${TICKS_PER_SECOND}\n`];
  }

  #probe(): Record<string, string[]> {
    return {
      clock: this.#clock(),
      account: ['0\n', 'root\n'],
      tools: ['/usr/bin/ps\n', '/usr/bin/ss\n', '/usr/bin/kill\n'],
      processes: ['vsftpd: LISTENER\n'],
      owners: ['0\n', '1000\n'],
    };
  }

  #look(): Record<string, string[]> {
    this.#looks++;
    this.#gone += Math.round(this.#sessions * CHURN);
    const processes = ['   40     1     0 S    root     vsftpd: LISTENER\n'];
    const starts = [stat(40, 1, 5)];
    const sockets: string[] = [];
    for (let index = this.#gone; index < this.#gone + this.#sessions; index++) {
      const parent = 100 + index * 2;
      const child = parent + 1;
      // Who comes has been there before.
      const guest = index % this.#sessions;
      const address = `10.0.${guest >> 8}.${guest & 255}`;
      const user = `user${guest >> 1}`;
      const moving = index % 10 < TRANSFERRING * 10;
      const doing = moving ? `STOR upload ${index}.bin` : 'IDLE';
      processes.push(`${parent} 40 65534 Ss nobody vsftpd: ${address}: connected\n`);
      processes.push(`${child} ${parent} 1001 S ${user} vsftpd: ${address}/${user}: ${doing}\n`);
      starts.push(stat(parent, 40, 1_000 + index), stat(child, parent, 1_000 + index));
      sockets.push(
        `192.0.2.1:21 ${address}:40000 500 400 users:(("vsftpd",pid=${child},fd=0),("vsftpd",pid=${parent},fd=0))\n`,
      );
      if (moving) {
        sockets.push(
          `192.0.2.1:30000 ${address}:40001 0 ${this.#looks * 100_000 + index} users:(("vsftpd",pid=${child},fd=6))\n`,
        );
      }
    }
    return { clock: this.#clock(), processes, starts, sockets };
  }
}

function stat(pid: number, parent: number, start: number): string {
  return `${pid} (vsftpd) S ${parent} 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 ${start} 0 0\n`;
}

interface Measurement {
  readonly name: string;
  readonly cpuPercent: number;
  readonly peakRssMiB: number;
  readonly bareRssMiB: number;
  readonly deltasPerSecond: number;
  readonly windowBytesPerSecond: number;
  readonly lateness: number;
}

async function measure(name: string, machines: readonly number[]): Promise<Measurement> {
  const bareRssMiB = Math.round(process.memoryUsage.rss() / MEBIBYTE);
  let deltas = 0;
  let bytes = 0;
  const sources: MonitorSource[] = [];
  for (const sessions of machines) {
    const exec = new SimulatedMachine(sessions);
    sources.push(createSource('vsftpd', exec, await probe(exec, [], { signal: new AbortController().signal }), {}));
  }
  let next = 0;
  const tell = (event: unknown): void => {
    bytes += JSON.stringify(event).length;
  };
  await using service = new MonitorService({
    reach: async () => {
      const index = next++;
      const source = sources[index] as MonitorSource;
      const label = `server ${index}`;
      return { label, key: label, sources: [source], isOwn: () => false, close: async () => undefined };
    },
    knownGood: () => {
      const known = new Set<string>();
      const add = (keys: readonly string[]) => {
        for (const key of keys) known.add(key);
      };
      return { isNew: true, has: (key) => known.has(key), add };
    },
    hostName: () => undefined,
    onWatches: tell,
    onDelta: (delta) => {
      deltas++;
      tell(delta);
    },
    onLog: tell,
    onAlerts: tell,
    onUnexpected: (error) => {
      throw error;
    },
  });
  for (const _machine of machines) {
    await service.add({ on: 'this-machine' }, 'auto', {}, new AbortController().signal);
    await delay(defaultPace.everyMs / machines.length); // as people add them: not all in the same moment
  }
  await delay(3 * defaultPace.everyMs);
  const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()];
  deltas = 0;
  bytes = 0;
  let peak = 0;
  let late = 0;
  while (performance.now() - startedAt < seconds * 1_000) {
    const asked = performance.now();
    await delay(100);
    late = Math.max(late, performance.now() - asked - 100);
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  const elapsed = (performance.now() - startedAt) / 1_000;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    name,
    cpuPercent: Math.round(((user + system) / 1e6 / elapsed) * 1_000) / 10,
    peakRssMiB: Math.round(peak / MEBIBYTE),
    bareRssMiB,
    deltasPerSecond: Math.round(deltas / elapsed),
    windowBytesPerSecond: Math.round(bytes / elapsed),
    lateness: Math.round(late),
  };
}

const loads: Record<string, readonly number[]> = {
  '50 servers of 100 sessions': Array.from({ length: 50 }, () => 100),
  '1 server of 1,000 sessions': [1_000],
};

/** Each load in a process of its own, so that none pays for the memory of another. */
function inProcessOfItsOwn(name: string): Measurement {
  const words = [import.meta.filename, '--seconds', String(seconds), '--load', name];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Measurement;
}

if (values.load !== undefined) {
  console.log(JSON.stringify(await measure(values.load, loads[values.load] ?? [])));
  process.exit(0);
}
const measurements = Object.keys(loads).map(inProcessOfItsOwn);
const machine = `${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`;
console.log(`${machine}, every ${defaultPace.everyMs / 1_000} s, ${seconds} s each\n`);
console.log(
  '| load | of one core | peak memory (RSS) | before any server | to the window | longest pause of the event loop |',
);
console.log('| --- | --- | --- | --- | --- | --- |');
for (const { name, cpuPercent, peakRssMiB, bareRssMiB, windowBytesPerSecond, lateness } of measurements) {
  const kilobytes = Math.round(windowBytesPerSecond / 1_000);
  console.log(
    `| ${name} | ${cpuPercent} % | ${peakRssMiB} MiB | ${bareRssMiB} MiB | ${kilobytes} kB/s | ${lateness} ms |`,
  );
}
const folder = join(import.meta.dirname, '../../test-results');
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'monitor-load.json'), JSON.stringify({ machine, measurements }, undefined, 2));
