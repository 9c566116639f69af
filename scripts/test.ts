import { execFile, spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, statfs } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ensureChromium } from './find-chromium.ts';
import { buildIfStale } from './source-stamp.ts';

/**
 * Everything that says whether Portside is sound: types, lint with the layering, dead code, and every test on a fresh
 * build. `--only static` leaves the tests out. On CI a test that was skipped for want of a real server fails the run.
 */
const root = join(import.meta.dirname, '..');
const binaries = join(root, 'node_modules/.bin');
const report = join(root, 'test-results/vitest.json');

const { values } = parseArgs({ options: { only: { type: 'string' } } });

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}
const tally: Tally = { passed: 0, failed: 0, skipped: 0 };

const typeChecks = ['.', 'shared', 'renderer', 'renderer/tsconfig.test.json', 'test/e2e'];
const statics: [name: string, command: string, commandArguments: string[]][] = [
  // One checker: several check much of the same each, and twice as much in all.
  ...typeChecks.map((project): [string, string, string[]] => [
    `types of ${project}`,
    'tsc',
    ['-p', project, '--checkers', '1'],
  ]),
  ['lint, format and layering', 'biome', ['ci', '--error-on-warnings', '.']],
  ['dead code', 'knip', []],
];

// Tests wait for servers now and then: the checks take what is left of the processor.
const A_LITTLE_BEHIND = 5;
const ROOM_IN_MEMORY = 4 * 1024 ** 3;
const checking = checkStatics();

if (values.only !== 'static') {
  const chromium = ensureChromium();
  if (!chromium) console.log('SKIPPED browser tests: no Chromium was found; set PORTSIDE_CHROMIUM to its path.');
  const servers = run(process.execPath, [join(root, 'scripts/prepare-servers.ts')]);
  count('build', await built());
  await servers;
  await rm(report, { force: true });
  await mkdir(join(root, 'test-results'), { recursive: true });
  const inMemory = await folderInMemory();
  const code = await run(
    join(binaries, 'vitest'),
    ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    inMemory === undefined ? {} : { TMPDIR: inMemory },
  );
  if (inMemory !== undefined) await rm(inMemory, { recursive: true, force: true });
  await countTests(code);
}
await checking;

console.log(`\n${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exit(tally.failed === 0 ? 0 : 1);

/**
 * A folder for what the tests make, where this machine has a disk in memory with plenty of room: they write and remove small
 * files all the time, and finding room for those on a disk takes the processor as long as many a test.
 */
async function folderInMemory(): Promise<string | undefined> {
  if (process.env['TMPDIR']) return undefined;
  const mounts = await readFile('/proc/mounts', 'utf8').catch(() => '');
  const [, options] = /^\S+ \/dev\/shm tmpfs (\S+)/m.exec(mounts) ?? [];
  // Some tests run programs that they have written there.
  if (options === undefined || options.split(',').includes('noexec')) return undefined;
  const { bavail, bsize } = await statfs('/dev/shm');
  if (bavail * bsize < ROOM_IN_MEMORY) return undefined;
  // Short: the addresses of sockets are.
  const folder = await mkdtemp('/dev/shm/t-').catch(() => undefined);
  // As /tmp is: tests have more users than one.
  if (folder !== undefined) await chmod(folder, 0o1777);
  return folder;
}

/** What a check says is shown in one piece, between the lines of the tests. */
async function checkStatics(): Promise<void> {
  for (const [name, command, commandArguments] of statics) {
    const checking = promisify(execFile)(join(binaries, command), commandArguments, {
      cwd: root,
      maxBuffer: Number.POSITIVE_INFINITY,
    });
    const { pid } = checking.child;
    if (pid !== undefined) setPriority(pid, A_LITTLE_BEHIND);
    const { stdout, stderr, isSound } = await checking.then(
      (said) => ({ ...said, isSound: true }),
      (error: { stdout: string; stderr: string; message: string }) => ({
        stdout: error.stdout,
        stderr: error.stderr || error.message,
        isSound: false,
      }),
    );
    process.stdout.write(stdout);
    process.stderr.write(stderr);
    count(name, isSound);
  }
}

async function built(): Promise<boolean> {
  try {
    await buildIfStale();
    return true;
  } catch (error) {
    console.error(error);
    return false;
  }
}

function count(name: string, ok: boolean): void {
  if (ok) tally.passed++;
  else tally.failed++;
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name}`);
}

async function countTests(code: number): Promise<void> {
  const text = await readFile(report, 'utf8').catch(() => undefined);
  if (text === undefined) {
    count('vitest wrote its report', false);
    return;
  }
  const results = JSON.parse(text) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
  };
  tally.passed += results.numPassedTests;
  tally.failed += results.numFailedTests;
  tally.skipped += results.numPendingTests + results.numTodoTests;
  // An error outside of any test (a file that does not load, an unhandled rejection) has only the exit code.
  if (code !== 0 && results.numFailedTests === 0) count('vitest ended without errors outside of tests', false);
}

function run(command: string, commandArguments: string[], more: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...more };
    const child = spawn(command, commandArguments, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}
