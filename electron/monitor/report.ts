import { randomBytes } from 'node:crypto';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { Call } from '../remote/remote-file-system.ts';
import type { Exec } from './exec.ts';
import { type FixedCommand, shell } from './quoting.ts';

/** Words in every script: programs of administrators are found, and texts are English in UTF-8. */
const SETTING = shell`export LC_ALL=C.UTF-8 PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin"`;

/** What one script printed, by section, and the time it was printed. */
export interface Report {
  /** Ms since 1970, UTC, by this machine's clock: halfway between asking and hearing. */
  readonly at: number;
  /** The lines of a section; none where it is absent. */
  section(name: string): readonly string[];
}

/** One section of a report: its name and the commands that print it. */
export type Sections = Readonly<Record<string, FixedCommand>>;

/**
 * Runs commands in one round trip and tells their outputs apart. The mark between them is a new secret each time, so
 * that no file name or process title can pretend to be one.
 */
export async function readReport(exec: Exec, sections: Sections, call: Call): Promise<Report> {
  const mark = `@@${randomBytes(9).toString('hex')}`;
  const parts = Object.entries(sections).map(([name, command]) => shell`echo ${`${mark} ${name}`}\n${command}\n`);
  const script = parts.reduce((before, part) => shell`${before}${part}`, shell`${SETTING}\n`);
  const asked = Date.now();
  const { stdout, stderr } = await exec.run(shell`${script}echo ${`${mark} end`}`, call);
  const heard = Date.now();
  const texts = new Map<string, readonly string[]>();
  const [, ...blocks] = stdout.split(`${mark} `);
  for (const block of blocks) {
    const [name = '', ...lines] = block.split('\n');
    texts.set(name, lines.slice(0, -1));
  }
  if (!texts.has('end') && texts.size > 0) {
    // It runs them, so another attempt may hear all of it: a machine that goes down ends its shells before the line.
    throw new RemoteError('protocol', 'The server broke off the list of its sessions.');
  }
  if (!texts.has('end')) {
    throw new RemoteError('unsupported', 'The server did not run the commands that list its sessions.', {
      hint: 'The account needs a shell (/bin/sh) and the right to run commands over SSH.',
      ...(stderr.trim() === '' ? {} : { serverText: stderr.trim().slice(0, 1_000) }),
    });
  }
  return { at: (asked + heard) / 2, section: (name) => texts.get(name) ?? [] };
}

/** The server's clocks at the time of a report. */
export interface ServerClock {
  /** How far the server's clock is ahead of this machine's, ms. */
  readonly skewMs: number;
  /** The server's local time minus UTC, ms. */
  readonly zoneMs: number;
  /** When a process started that shows this field 22 of /proc/PID/stat; ms since 1970, UTC, by this machine's clock. */
  startedAt(ticks: number): number;
}

/**
 * Prints what {@link readClock} reads. A process that starts now tells what the kernel calls now; the time since boot
 * would not do, since inside containers /proc/uptime and the start times count from different moments.
 */
export const clockSection = shell`date '+%s.%N %z'; cat /proc/self/stat; getconf CLK_TCK 2>/dev/null || echo 100`;

/** Throws `unsupported` where the system has no /proc to tell. */
export function readClock(report: Report): ServerClock {
  const [date = '', self = '', ticksPerSecond = ''] = report.section('clock');
  const [, seconds, fraction, sign, hours, minutes] = /^(\d+)(?:\.(\d{9}))? ([+-])(\d\d)(\d\d)$/.exec(date) ?? [];
  const now = parseStat(self)?.start;
  if (seconds === undefined || now === undefined) {
    throw new RemoteError('unsupported', 'The server has no /proc file system, so its sessions cannot be listed.', {
      hint: 'Servers on Linux can be watched; others not yet.',
    });
  }
  // A date without a fraction was cut off: half a second is its middle.
  const server = Number(seconds) * 1_000 + (fraction === undefined ? 500 : Number(fraction) / 1e6);
  const perSecond = Number(ticksPerSecond) || 100;
  return {
    skewMs: Math.round(server - report.at),
    zoneMs: (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000,
    startedAt: (ticks) => report.at - ((now - ticks) / perSecond) * 1_000,
  };
}

/** Prints what {@link readSeenFrom} reads. */
export const connectionSection = shell`echo "$SSH_CONNECTION"`;

/** The address that the server sees this machine at; undefined where the commands do not run over SSH. */
export function readSeenFrom(report: Report): string | undefined {
  return report.section('connection')[0]?.split(' ')[0] || undefined;
}

export interface ProcessStat {
  readonly pid: number;
  /** The program's short name. */
  readonly command: string;
  readonly parent: number;
  /** Ticks since boot: field 22 of proc(5), /proc/PID/stat. */
  readonly start: number;
}

/** One line of /proc/PID/stat. The name in parentheses may hold anything, parentheses and spaces included. */
export function parseStat(line: string): ProcessStat | undefined {
  const [, pid, command, rest] = /^(\d+) \((.*)\) (\S.*)$/.exec(line) ?? [];
  const fields = rest?.split(' ') ?? [];
  const start = Number(fields[19]);
  if (pid === undefined || command === undefined || !Number.isSafeInteger(start)) return undefined;
  return { pid: Number(pid), command, parent: Number(fields[1]), start };
}
