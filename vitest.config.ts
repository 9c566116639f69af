import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes longest begins first, so that at the end nothing is waited for alone. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const kinds = ['browser', 'security', 'contract', 'desktop'];
    const rank = ({ project }: TestSpecification) =>
      (kinds.indexOf(project.name) + kinds.length + 1) % (kinds.length + 1);
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}

/** Each project is one kind of test; `scripts/test.ts` runs them all and counts. */
export default defineConfig({
  plugins: [react()],
  test: {
    passWithNoTests: false,
    sequence: { sequencer: LongestFirst },
    // Nobody's own ~/.ssh takes part in a test, or is written to.
    env: { PORTSIDE_SSH_FOLDER: '' },
    // Most tests wait for servers and browsers, not for the processor.
    maxWorkers: Math.max(5, availableParallelism()),
    testTimeout: 30_000,
    hookTimeout: 120_000,
    // What is waited for comes soon on a quiet machine, and late on a busy one.
    expect: { poll: { timeout: 15_000, interval: 150 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          // Their files leave nothing behind: loading every module once for all of them halves the time.
          isolate: false,
          include: [
            'electron/**/*.test.ts',
            'shared/**/*.test.ts',
            'renderer/**/*.test.{ts,tsx}',
            'scripts/**/*.test.ts',
          ],
        },
      },
      { extends: true, test: { name: 'house', include: ['test/house/**/*.test.ts'] } },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['test/contracts/**/*.test.ts', 'test/servers/**/*.test.ts'],
        },
      },
      { extends: true, test: { name: 'security', include: ['test/security/**/*.test.ts'] } },
      {
        extends: true,
        test: { name: 'desktop', include: ['test/desktop/**/*.test.ts'], globalSetup: ['test/desktop/build.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'packaging',
          include: ['test/packaging/**/*.test.ts'],
          globalSetup: ['test/desktop/build.ts'],
          testTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: { name: 'browser', include: ['test/e2e/**/*.test.ts'], testTimeout: 180_000 },
      },
    ],
  },
});
