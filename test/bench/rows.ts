import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchApp } from './bench-app.ts';
import { type BenchServer, localFiles, type ServerKind, type Sizes } from './bench-server.ts';
import { type Contestant, PARALLEL, peersFor, portside, type Setting } from './contestants.ts';
import type { PeerName, Peers } from './peers.ts';

/** One line of the table. */
export interface Row {
  /** What `--only` calls it. */
  readonly group: string;
  readonly server: Exclude<ServerKind, 'url'>;
  readonly title: (sizes: Sizes) => string;
  readonly bar: string;
  readonly sizes?: Partial<Sizes>;
  /** The contestants, and how to clean up after them. */
  prepare(stage: Stage): Promise<{ contestants: Contestant[] } & AsyncDisposable>;
}

export interface Stage {
  readonly app: BenchApp;
  readonly peers: Peers;
  readonly server: BenchServer;
  readonly sizes: Sizes;
}

/** Pieces of a large file that travel at one time, where that is asked for. */
const SEGMENTS = 4;

const fastest = 'at least 0.95 of the fastest';
const ftpFile = { bar: fastest, peers: ['curl', 'lftp', 'rclone'] } as const;
const ftpTree = { bar: 'at least the fastest; stretch 1.5 times', peers: ['lftp', 'rclone'] } as const;
const sftpTree = { bar: 'at least twice the fastest', peers: ['sftp', 'lftp', 'rclone'] } as const;
const delayed = { bar: 'at least twice the fastest' } as const;
const delayedFile = { bar: fastest, peers: ['sftp', 'lftp'] } as const;

/** Every row against other programs. */
export const rows: readonly Row[] = [
  ...both('ftp-file', 'vsftpd', 'file', 'FTP (vsftpd)', ftpFile),
  ...both('ftp-file', 'proftpd', 'file', 'FTP (ProFTPD)', ftpFile),
  ...both('ftps-file', 'vsftpd-tls', 'file', 'FTPS (vsftpd)', { bar: fastest, peers: ['curl', 'lftp'] }),
  ...both('sftp-file', 'openssh', 'file', 'SFTP (OpenSSH)', { bar: fastest, peers: ['sftp', 'lftp', 'rclone'] }),
  segmented('sftp-file', 'openssh', 'SFTP (OpenSSH)'),
  ...both('ftp-tree', 'vsftpd', 'tree', 'FTP (vsftpd)', ftpTree),
  ...both('ftp-tree', 'proftpd', 'tree', 'FTP (ProFTPD)', ftpTree),
  ...both('sftp-tree', 'openssh', 'tree', 'SFTP (OpenSSH)', sftpTree),
  ...both('delay-tree', 'vsftpd-delayed', 'tree', 'FTP, 100 ms', { ...delayed, peers: ['lftp'] }, { files: 1000 }),
  ...both(
    'delay-tree',
    'openssh-delayed',
    'tree',
    'SFTP, 100 ms',
    { ...delayed, peers: ['sftp', 'lftp'] },
    { files: 1000 },
  ),
  ...both('delay-file', 'openssh-delayed', 'file', 'SFTP, 100 ms', delayedFile, { megabytes: 128 }),
  segmented('delay-file', 'openssh-delayed', 'SFTP, 100 ms', { megabytes: 128 }),
  listing('vsftpd', 'FTP (vsftpd)'),
  listing('openssh', 'SFTP (OpenSSH)'),
];

/** Down and up. */
function both(
  group: string,
  server: Row['server'],
  what: 'file' | 'tree',
  name: string,
  against: { readonly bar: string; readonly peers: readonly PeerName[] },
  sizes: Partial<Sizes> = {},
): Row[] {
  return (['get', 'put'] as const).map((way) => ({
    ...{ group, server, bar: against.bar, sizes },
    title: ({ megabytes, files }) => {
      const amount = what === 'file' ? `${megabytes} MiB` : `${files} x 4 KiB`;
      return `${name}, ${amount} ${way === 'get' ? 'down' : 'up'}`;
    },
    prepare: (stage) => copying(stage, `${way}-${what}`, against.peers),
  }));
}

/** A large file, fetched in pieces over several sessions, which is not the default. */
function segmented(group: string, server: Row['server'], name: string, sizes: Partial<Sizes> = {}): Row {
  return {
    ...{ group, server, sizes, bar: 'ahead of all' },
    title: ({ megabytes }) => `${name}, ${megabytes} MiB down, in ${SEGMENTS} pieces`,
    async prepare(stage) {
      const settings = await stage.app.request('transfers.settings.get', undefined);
      await stage.app.request('transfers.settings.set', { ...settings, segments: SEGMENTS });
      return copying(stage, 'get-file', ['sftp', 'lftp', 'rclone'], SEGMENTS);
    },
  };
}

async function copying(
  { app, peers, server, sizes }: Stage,
  work: 'get-file' | 'put-file' | 'get-tree' | 'put-tree',
  names: readonly PeerName[],
  streams = work.endsWith('tree') ? PARALLEL : 1,
): Promise<{ contestants: Contestant[] } & AsyncDisposable> {
  const what = work.endsWith('tree') ? 'tree' : 'big';
  if (work.startsWith('get')) await server.provide(what, sizes);
  const folder = await mkdtemp(join(tmpdir(), 'portside-bench-received-'));
  const received = join(folder, 'received');
  await mkdir(received);
  const local = work.startsWith('put') ? await localFiles(sizes, what) : undefined;
  const setting: Setting = { app, peers, server, local: local?.path ?? '', received };
  return {
    // One connection browses.
    contestants: [portside(setting, work, streams + 1), ...(await peersFor(setting, work, names))],
    async [Symbol.asyncDispose]() {
      await local?.[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
      await server.clear();
    },
  };
}

function listing(server: Row['server'], name: string): Row {
  return {
    ...{ group: 'listing', server, bar: 'first rows within 150 ms of the first byte; whole listing no slower' },
    title: ({ listed }) => `${name}, listing of ${listed}`,
    async prepare({ app, peers, server, sizes }) {
      await server.provide('listing', sizes);
      const received = await mkdtemp(join(tmpdir(), 'portside-bench-received-'));
      const fs = await app.connect(server.target, server.password);
      const path = `${server.home}/listing`;
      const own: Contestant[] = [
        { name: 'Portside', run: async () => ({ seconds: (await app.list(fs, path)).whole }) },
        { name: 'Portside, first rows', run: async () => ({ seconds: (await app.list(fs, path)).first }) },
      ];
      const others = await peersFor({ app, peers, server, local: '', received }, 'list', ['lftp']);
      return {
        contestants: [...own, ...others],
        [Symbol.asyncDispose]: () => rm(received, { recursive: true, force: true }),
      };
    },
  };
}
