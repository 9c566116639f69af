import { vi } from 'vitest';

interface Patience {
  /** Milliseconds; by default as many as `expect.poll` has (vitest.config.ts). */
  readonly timeout?: number;
  /** Milliseconds between two looks. */
  readonly interval?: number;
}

/**
 * Looks until that throws nothing, and gives what it found. `vi.waitFor` by itself gives up after a second, which on a busy machine
 * may pass before anything was looked at twice.
 */
export function eventually<T>(look: () => T | Promise<T>, { timeout = 15_000, interval = 50 }: Patience = {}) {
  return vi.waitFor(look, { timeout, interval });
}
