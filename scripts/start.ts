import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findElectron } from './find-electron.ts';
import { buildIfStale } from './source-stamp.ts';

const root = join(import.meta.dirname, '..');
const INSTALL_AT_MOST_MS = 120_000;
/** An Electron that ends sooner than this with an error could not open its window. */
const WINDOW_WITHIN_MS = 5_000;

const usage = `Usage: npm start -- [options]
  --demo          open on an embedded demo server
  --browser       serve the app to a browser tab on 127.0.0.1 instead of opening a window
  --port NUMBER   the port for the browser (any free one by default)
  --help          this text`;

const args = readArguments();
if (args.help) {
  console.log(usage);
  process.exit(0);
}

await buildIfStale();
if (args.browser) {
  await serveLoopback();
} else {
  const reason = await runElectron();
  if (reason) {
    console.log(`No desktop window: ${reason} Portside opens in your browser instead.`);
    await serveLoopback();
  }
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        demo: { type: 'boolean', default: false },
        browser: { type: 'boolean', default: false },
        port: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(2);
  }
}

/** Runs the loopback host in this process. */
async function serveLoopback(): Promise<void> {
  process.argv = [process.argv[0] as string, join(root, 'out/main/serve.js')];
  if (args.demo) process.argv.push('--demo');
  if (args.port !== undefined) process.argv.push('--port', args.port);
  if (hasDisplay()) process.argv.push('--open');
  await import(join(root, 'out/main/serve.js'));
}

function hasDisplay(): boolean {
  if (process.platform === 'win32' || process.platform === 'darwin') return !process.env['SSH_CONNECTION'];
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** Runs the desktop app to its end. @returns why there was no window, in a sentence, where there was none. */
async function runElectron(): Promise<string | undefined> {
  if (process.platform === 'linux' && !hasDisplay()) return 'this machine has no display.';
  const binary = findElectron() ?? (await installElectron());
  if (!binary) return "Electron's binary is not installed and could not be fetched.";
  const started = Date.now();
  const { code, lastLine } = await run(binary, [root, ...(args.demo ? ['--demo'] : [])]);
  if (code === 0 || Date.now() - started > WINDOW_WITHIN_MS) process.exit(code);
  return `Electron ended at once${lastLine ? ` (${lastLine})` : ''}.`;
}

/** Electron fetches its binary in a step of its own since version 42; here once, and briefly. */
async function installElectron(): Promise<string | undefined> {
  console.log("Fetching Electron's binary, once…");
  const script = createRequire(import.meta.url).resolve('electron/install.js');
  await run(process.execPath, [script], INSTALL_AT_MOST_MS);
  return findElectron();
}

/** Runs a program to its end. What it says while it starts is kept for the reason, later error output is passed on. */
function run(
  command: string,
  commandArguments: string[],
  timeout?: number,
): Promise<{ code: number; lastLine: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, commandArguments, {
      stdio: ['inherit', 'inherit', 'pipe'],
      ...(timeout === undefined ? {} : { timeout }),
    });
    const started = Date.now();
    let tail = '';
    child.stderr.on('data', (chunk: Buffer) => {
      if (Date.now() - started > WINDOW_WITHIN_MS) process.stderr.write(chunk);
      tail = (tail + chunk.toString()).slice(-2_000);
    });
    child.on('error', (error) => resolve({ code: 1, lastLine: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, lastLine: tail.trim().split('\n').at(-1) ?? '' }));
  });
}
