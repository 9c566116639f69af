import type { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { untilCancelled } from '../../remote/cancelled.ts';
import { type ConnectionSecrets, Connections } from '../../remote/connections.ts';
import { FileSystems } from '../../remote/file-systems.ts';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import { silentTranscript } from '../../remote/transcript.ts';
import { copyHooks, fileCopy } from '../testing/file-copy.ts';
import { readTree, temporaryFolder, writeTree } from '../testing/folders.ts';
import { WorkerCarrier } from './worker-carrier.ts';

it('a worker that dies fails its copies, to be tried again at once, and another one serves the next', async () => {
  await using from = await temporaryFolder();
  await using to = await temporaryFolder();
  await writeTree(from, { 'a.txt': 'new' });
  await writeTree(to, { 'a.txt': 'old' });
  const connect = async () => new LocalFileSystem();
  await using connections = new Connections({
    connect: { ftp: connect, sftp: connect },
    transcriptFor: () => silentTranscript,
    onChange() {},
  });
  await using carrier = new WorkerCarrier({
    fileSystems: new FileSystems(connections, new LocalFileSystem()),
    access: (fs) => connections.access(fs),
    transcriptFor: () => silentTranscript,
    onUnexpected() {},
    workers: 1,
  });
  const workers: Worker[] = [];
  const onWorker = (worker: Worker) => workers.push(worker);
  process.on('worker', onWorker);
  const { signal } = new AbortController();
  try {
    const asked = Promise.withResolvers<void>();
    const dying = fileCopy(
      { from, to },
      {
        decide: () => {
          asked.resolve();
          return new Promise(() => {});
        },
      },
    );
    const failure = carrier.copy(dying.order, dying.hooks, signal).catch((error: unknown) => error);
    await asked.promise;
    expect(workers).toHaveLength(1);
    await workers[0]?.terminate();
    expect(await failure).toMatchObject({ kind: 'io', data: { retry: 'now' } });
    expect(await readTree(to)).toEqual({ 'a.txt': 'old' });

    const next = fileCopy({ from, to });
    expect(await carrier.copy(next.order, next.hooks, signal)).toMatchObject({ result: 'copied', bytes: 3 });
    expect(workers).toHaveLength(2);
    expect(await readTree(to)).toEqual({ 'a.txt': 'new' });
  } finally {
    process.off('worker', onWorker);
  }
});

it('a copy from server to server that waits for the sessions of another is cancelled at once', async () => {
  await using connections = new Connections({
    connect: { ftp: async () => new LocalFileSystem(), sftp: async () => new LocalFileSystem() },
    transcriptFor: () => silentTranscript,
    onChange() {},
  });
  const calm = new AbortController();
  const open = async (host: string) => {
    const target = { host, port: 22, user: 'ann', protocol: 'sftp', encryption: 'auto' } as const;
    return (await connections.open(target, { credentials: {}, trust: {} } as ConnectionSecrets, calm.signal)).id;
  };
  const fileSystems = new FileSystems(connections, new LocalFileSystem());
  fileSystems.reserve = (_fs, _purpose, signal) => untilCancelled(new Promise(() => {}), signal);
  await using carrier = new WorkerCarrier({
    ...{ fileSystems, access: (fs) => connections.access(fs), transcriptFor: () => silentTranscript },
    onUnexpected() {},
  });
  const order = {
    ...{ source: { fs: await open('one.example'), path: '/a' }, target: { fs: await open('two.example'), path: '/a' } },
    ...({ partialName: 'a.part', permissions: 'default', verify: 'size', segments: 1 } as const),
  };
  const copy = (signal: AbortSignal) => carrier.copy(order, copyHooks(), signal).catch(({ kind }) => kind);
  const first = copy(calm.signal);
  const second = new AbortController();
  const cancelled = copy(second.signal);
  second.abort();
  expect(await cancelled).toBe('cancelled');
  calm.abort();
  expect(await first).toBe('cancelled');
});
