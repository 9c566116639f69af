import type { Call } from '../../remote/remote-file-system.ts';

/** Waits until so many more bytes may pass. `undefined` where they may at once, which spares a turn of the event loop. */
export type Throttle = (bytes: number, call: Call) => Promise<void> | undefined;

export const unthrottled: Throttle = () => undefined;

/** Passes what every one of them lets pass. */
export function throttleByAll(throttles: readonly Throttle[]): Throttle {
  const [only] = throttles;
  if (throttles.length <= 1) return only ?? unthrottled;
  return (bytes, call) => {
    const waits = throttles.map((throttle) => throttle(bytes, call)).filter((wait) => wait !== undefined);
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  };
}
