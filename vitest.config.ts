import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Their size tells little: they are small files of many tests, or of long ones. */
const long =
  /(?:ten-tasks|ftp-vsftpd|ftp-pure-ftpd|ftp-proftpd|sftp-ways|demo-server|torture|monitor-openssh)\.test\.ts$/;

/** Not units: those are so short that they fill the end. */
const kinds = ['browser', 'contract', 'security', 'desktop', 'packaging'];

/**
 * What takes longest begins first, so that at the end nothing is waited for alone. The kinds take turns over the whole run:
 * browsers need the processor, most others wait for servers.
 */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files);
    const sorted = bySize.toSorted((one, other) => Number(long.test(other.moduleId)) - Number(long.test(one.moduleId)));
    const inTurn = kinds
      .map((kind) => sorted.filter(({ project }) => project.name === kind))
      .flatMap((ofKind) => ofKind.map((file, at) => ({ file, turn: at / ofKind.length })))
      .toSorted((one, other) => one.turn - other.turn)
      .map(({ file }) => file);
    return [...inTurn, ...sorted.filter((file) => !inTurn.includes(file))];
  }
}

/** Each project is one kind of test; `scripts/test.ts` runs them all and counts. */
export default defineConfig({
  plugins: [react()],
  test: {
    passWithNoTests: false,
    sequence: { sequencer: LongestFirst },
    env: {
      // Nobody's own ~/.ssh takes part in a test, or is written to.
      PORTSIDE_SSH_FOLDER: '',
      // No authority that this machine trusts vouches for a server of the tests.
      SSL_CERT_FILE: '',
      SSL_CERT_DIR: '',
      // Portside is started in a hundred processes of its own: its modules are compiled for the first of them.
      NODE_COMPILE_CACHE: join(import.meta.dirname, '.cache/compiled'),
    },
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
          globalSetup: ['test/desktop/build.ts', 'test/contracts/build-mortal-app.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'security', include: ['test/security/**/*.test.ts'], globalSetup: ['test/desktop/build.ts'] },
      },
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
