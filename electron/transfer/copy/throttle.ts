import { type FileSystemId, LOCAL } from '../../../shared/model/connection.ts';
import { isDropped } from '../../remote/file-systems.ts';
import type { Call } from '../../remote/remote-file-system.ts';
import type { CopyOrder, Rates } from '../carrier.ts';

/** Waits until so many more bytes may pass. `undefined` where they may at once, which spares a turn of the event loop. */
export type Throttle = (bytes: number, call: Call) => Promise<void> | undefined;

export const unthrottled: Throttle = () => undefined;

/**
 * The throttle of one copy: its bytes count once for all that travels, and once for each direction in which they cross the
 * network; within this machine they count for nothing.
 */
export function throttleOf(
  { source, target }: Pick<CopyOrder, 'source' | 'target'>,
  take: (rate: keyof Rates, ...needed: Parameters<Throttle>) => ReturnType<Throttle>,
): Throttle {
  const rates: (keyof Rates)[] = [];
  if (isServer(source.fs)) rates.push('read');
  if (isServer(target.fs)) rates.push('write');
  if (rates.length === 0) return unthrottled;
  rates.unshift('all');
  return (bytes, call) => {
    const waits = rates.map((rate) => take(rate, bytes, call)).filter((wait) => wait !== undefined);
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  };
}

function isServer(fs: FileSystemId): boolean {
  return fs !== LOCAL && !isDropped(fs);
}
