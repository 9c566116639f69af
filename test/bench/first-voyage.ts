import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type App, createApp } from '../../electron/app.ts';
import type { EventName, EventPayload, RequestInput, RequestName, RequestOutput } from '../../shared/ipc/contract.ts';
import type { Caller } from '../../shared/ipc/dispatch.ts';
import { type Result, unwrap } from '../../shared/ipc/result.ts';
import type { ConnectionTarget } from '../../shared/model/connection.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startVsftpd } from '../servers/vsftpd.ts';

/**
 * One big file and a tree of small ones, down and up, through the whole app (queue, verification, rename, date) against
 * real vsftpd and OpenSSH on loopback. Prints seconds and rates; no test asserts on them.
 */
const { values } = parseArgs({
  options: { megabytes: { type: 'string', default: '1024' }, files: { type: 'string', default: '1000' } },
});
const megabytes = Number(values.megabytes);
const files = Number(values.files);
const UID = 41_001;

class BenchWindow implements Caller {
  readonly id = 'bench';
  readonly #app: App;
  #idle: (() => void) | undefined;

  constructor(app: App) {
    this.#app = app;
    app.addWindow(this);
  }

  emit<N extends EventName>(event: N, payload: EventPayload<N>): void {
    if (event === 'prompts.changed') {
      for (const { id } of (payload as EventPayload<'prompts.changed'>).prompts) {
        void this.request('prompts.answer', { id, answer: { kind: 'trust', remember: false } });
      }
    }
    if (event === 'transfers.delta') {
      const { totals } = payload as EventPayload<'transfers.delta'>;
      if (totals.failed + totals.cancelled > 0) throw new Error(`${totals.failed} transfers failed`);
      if (totals.queued + totals.active === 0) this.#idle?.();
    }
  }

  async request<N extends RequestName>(name: N, input: RequestInput<N>): Promise<RequestOutput<N>> {
    return unwrap((await this.#app.dispatch(name, input, this)) as Result<RequestOutput<N>>);
  }

  /** Seconds until everything has arrived. */
  async transfer(from: { fs: string; path: string }, to: { fs: string; path: string }): Promise<number> {
    const started = performance.now();
    const idle = new Promise<void>((resolve) => {
      this.#idle = resolve;
    });
    await this.request('transfers.enqueue', { sources: [from], targetDirectory: to });
    await idle;
    await this.request('transfers.clear', undefined);
    return (performance.now() - started) / 1000;
  }
}

async function fill(folder: string): Promise<void> {
  const big = await open(join(folder, 'big.bin'), 'w');
  const block = randomBytes(1024 * 1024);
  for (let written = 0; written < megabytes; written++) await big.write(block);
  await big.close();
  for (let index = 0; index < files; index++) {
    const directory = join(folder, 'tree', `folder-${index % 10}`);
    await mkdir(directory, { recursive: true });
    const file = await open(join(directory, `file-${index}.bin`), 'w');
    await file.write(block, 0, 4096);
    await file.close();
  }
}

async function measure(
  name: string,
  server: { host: string; port: number; user: string; password: string; home: string; remoteHome: string },
  target: Pick<ConnectionTarget, 'protocol' | 'encryption'>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'portside-bench-'));
  const local = join(folder, 'local');
  await mkdir(local);
  await mkdir(join(server.home, 'up'));
  await chown(join(server.home, 'up'), UID, UID);
  await fill(local);
  await fill(server.home);
  const app = await createApp(
    {
      kind: 'loopback',
      version: 'bench',
      dataDirectory: join(folder, 'data'),
      logger: { info() {}, error: (message, error) => console.error(message, error) },
    },
    { openDemo: false },
  );
  try {
    const window = new BenchWindow(app);
    const { id } = await window.request('connections.open', {
      operationId: 'open',
      target: { ...target, host: server.host, port: server.port, user: server.user },
      password: server.password,
    });
    const remote = (path: string) => ({ fs: id, path: `${server.remoteHome === '/' ? '' : server.remoteHome}${path}` });
    const received = join(folder, 'received');
    await mkdir(received);
    const here = (path: string) => ({ fs: 'local', path });
    report(`${name} ${megabytes} MiB down`, await window.transfer(remote('/big.bin'), here(received)), megabytes);
    report(
      `${name} ${megabytes} MiB up`,
      await window.transfer(here(join(local, 'big.bin')), remote('/up')),
      megabytes,
    );
    report(`${name} ${files} x 4 KiB down`, await window.transfer(remote('/tree'), here(received)));
    report(`${name} ${files} x 4 KiB up`, await window.transfer(here(join(local, 'tree')), remote('/up')));
  } finally {
    await app[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
}

function report(what: string, seconds: number, size?: number): void {
  const rate = size === undefined ? `${(files / seconds).toFixed(0)} files/s` : `${(size / seconds).toFixed(0)} MiB/s`;
  console.log(`${what.padEnd(32)} ${seconds.toFixed(2).padStart(7)} s  ${rate}`);
}

{
  await using server = await startVsftpd();
  await measure('FTP (vsftpd)', server, { protocol: 'ftp', encryption: 'none' });
}
{
  await using server = await startVsftpd({ tls: 'explicit' });
  await measure('FTPS (vsftpd)', server, { protocol: 'ftp', encryption: 'explicit' });
}
{
  await using server = await startOpenSsh();
  await measure('SFTP (OpenSSH)', server, { protocol: 'sftp', encryption: 'auto' });
}
