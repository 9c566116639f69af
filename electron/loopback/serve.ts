import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import { createApp } from '../app.ts';
import { dataDirectory } from '../data-directory.ts';
import { DATA_FOLDER_IN_USE, DataFolderInUse, lockDataFolder } from '../data-lock.ts';
import { consoleLogger } from '../log/logger.ts';
import { keepYoungObjectsFew } from '../memory.ts';
import { version } from '../version.ts';
import { DroppedFiles } from './dropped-files.ts';
import { type LoopbackHost, startLoopbackHost } from './loopback-host.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    demo: { type: 'boolean', default: false },
    open: { type: 'boolean', default: false },
  },
});

const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`portside: --port needs a number from 0 to 65535, not ${values.port}.`);
  process.exit(2);
}

const logger = consoleLogger;
const data = dataDirectory();
const lock = await lockDataFolder(data, 'loopback').catch((error: unknown) => {
  if (!(error instanceof DataFolderInUse)) throw error;
  console.error(`portside: ${error.message}`);
  process.exit(DATA_FOLDER_IN_USE);
});
const droppedFiles = new DroppedFiles();
keepYoungObjectsFew();
const app = await createApp(
  {
    kind: 'loopback',
    version,
    dataDirectory: data,
    logger,
    droppedFiles: droppedFiles.fileSystem.bind(droppedFiles),
  },
  { openDemo: values.demo },
).catch((error: unknown) => {
  if (!isRemoteError(error)) throw error;
  console.error(`portside: ${error.message} ${error.data.hint ?? ''}`);
  process.exit(1);
});

let host: LoopbackHost;
try {
  host = await startLoopbackHost({
    app,
    port,
    rendererRoot: join(import.meta.dirname, '../renderer'),
    droppedFiles,
    logger,
  });
} catch (error) {
  await app[Symbol.asyncDispose]();
  await lock[Symbol.asyncDispose]();
  const problem = portProblem((error as NodeJS.ErrnoException).code);
  if (!problem) throw error;
  console.error(`portside: port ${port} ${problem}. Choose another with --port, or leave it out.`);
  process.exit(1);
}

const link = host.issueLink();
console.log(`Portside is ready: ${link}`);
console.log('The link works once. Press Enter for a new one, Ctrl+C to stop.');
if (values.open) openInBrowser(link);
if (process.stdin.isTTY) {
  createInterface({ input: process.stdin }).on('line', () => console.log(host.issueLink()));
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, stop);

async function stop(): Promise<void> {
  // A second signal ends at once what does not end by itself.
  process.once('SIGINT', () => process.exit(130));
  await host[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
  await lock[Symbol.asyncDispose]();
  process.exit(0);
}

function portProblem(code: string | undefined): string | undefined {
  if (code === 'EADDRINUSE') return 'is in use';
  return code === 'EACCES' ? 'is kept for the administrator' : undefined;
}

function openInBrowser(address: string): void {
  const [command, ...args] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler', address]
      : [process.platform === 'darwin' ? 'open' : 'xdg-open', address];
  const browser = spawn(command as string, args, { stdio: 'ignore', detached: true });
  browser.on('error', (error) => logger.info(`no browser could be opened (${error.message}); open the link by hand`));
  browser.unref();
}
