import type { ServerEvent } from '../../../shared/model/monitor.ts';
import type { WallTime } from './log-time.ts';

/** What a line says, before its time is known by this machine's clock. */
export interface LineEvent extends Omit<ServerEvent, 'at' | 'raw' | 'past'> {
  readonly time?: WallTime | undefined;
}

/**
 * Reads one line of one format. Undefined: it is not of this format, or is another program's. A line of the format that says
 * nothing of a session is an event of kind `other`.
 * @param now ms since 1970, for dates without a year.
 */
export type LineReader = (line: string, now: number) => LineEvent | undefined;

/** Users that servers call anonymous (RFC 1635 §3.1). */
export function isAnonymous(user: string): boolean {
  return /^(?:anonymous|ftp)$/i.test(user);
}

/** The members that have a value. */
export function known<T extends object>(facts: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(facts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
