import { describe, test } from 'vitest';
import { serversAvailable } from './availability.ts';

const availability = await serversAvailable();

/**
 * A `describe` for tests that need real servers. Where those cannot run the tests are skipped under a name that says why;
 * with CI set that is a failure instead.
 */
export function describeWithServers(name: string, tests: () => void): void {
  if (availability.ok) {
    describe(name, tests);
    return;
  }
  const reason = `real servers are not available: ${availability.reason}`;
  if (isSet(process.env['CI'])) {
    describe(name, () => {
      test('runs against real servers', () => {
        throw new Error(reason);
      });
    });
    return;
  }
  console.warn(`skipped: ${name}: ${reason}`);
  describe.skip(`${name} (skipped: ${reason})`, tests);
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false';
}
