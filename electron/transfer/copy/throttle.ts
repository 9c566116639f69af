import { type FileSystemId, LOCAL } from '../../../shared/model/connection.ts';
import { isDropped } from '../../remote/file-systems.ts';
import type { Call } from '../../remote/remote-file-system.ts';
import type { CopyOrder, Rates } from '../carrier.ts';

/** What holds the bytes of one copy back. */
export interface Throttle {
  /** Waits until so many more bytes may pass. `undefined` where they may at once, which spares a turn of the event loop. */
  take(bytes: number, call: Call): Promise<void> | undefined;
  /** Bytes a second that pass at most, as the limits are now; undefined where there is none. */
  readonly rate: number | undefined;
}

/** The limits that all copies share. */
export interface Limits {
  take(rate: keyof Rates, ...needed: Parameters<Throttle['take']>): ReturnType<Throttle['take']>;
  /** As it is now. */
  rate(rate: keyof Rates): number | undefined;
}

export const unthrottled: Throttle = { take: () => undefined, rate: undefined };

/** So much of a second's bytes passes at a time: what is larger passes in slices. */
const SLICE_SECONDS = 1 / 8;
const LEAST_SLICE = 4096;
/** So much of a second's bytes is asked for before the limits let it pass: as much as they let pass at once. */
const AHEAD_SECONDS = 1 / 4;
const LEAST_AHEAD = 32 * 1024;

/** Bytes that pass at a time at this rate. */
export function sliceAt(rate: number | undefined): number {
  return rate === undefined ? Number.POSITIVE_INFINITY : Math.max(LEAST_SLICE, Math.floor(rate * SLICE_SECONDS));
}

/** Bytes to ask a server for ahead at this rate; undefined for as many as serve it best. */
export function aheadAt(rate: number | undefined): number | undefined {
  return rate === undefined ? undefined : Math.max(LEAST_AHEAD, Math.floor(rate * AHEAD_SECONDS));
}

/**
 * The throttle of one copy: its bytes count once for all that travels, and once for each direction in which they cross the
 * network; within this machine they count for nothing.
 */
export function throttleOf({ source, target }: Pick<CopyOrder, 'source' | 'target'>, limits: Limits): Throttle {
  const rates: (keyof Rates)[] = [];
  if (isServer(source.fs)) rates.push('read');
  if (isServer(target.fs)) rates.push('write');
  if (rates.length === 0) return unthrottled;
  rates.unshift('all');
  return {
    take(bytes, call) {
      const waits = rates.map((rate) => limits.take(rate, bytes, call)).filter((wait) => wait !== undefined);
      return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
    },
    get rate() {
      const set = rates.map((rate) => limits.rate(rate)).filter((rate) => rate !== undefined);
      return set.length === 0 ? undefined : Math.min(...set);
    },
  };
}

function isServer(fs: FileSystemId): boolean {
  return fs !== LOCAL && !isDropped(fs);
}
