import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionTarget } from '../../shared/model/connection.ts';
import { parseConnectionUrl } from '../../shared/model/connection-url.ts';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startProftpd } from '../servers/proftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';

export type ServerKind = 'vsftpd' | 'proftpd' | 'vsftpd-tls' | 'openssh' | 'openssh-delayed' | 'vsftpd-delayed' | 'url';

/** How much is measured. */
export interface Sizes {
  readonly megabytes: number;
  readonly files: number;
  readonly listed: number;
}

/** A server with files to fetch and room to put some. */
export interface BenchServer extends AsyncDisposable {
  readonly kind: ServerKind;
  readonly target: ConnectionTarget;
  readonly password: string;
  /** Where the files of the measurement are, in the server's paths. */
  readonly home: string;
  /** Makes what a row needs, once. */
  provide(what: 'big' | 'tree' | 'listing', sizes: Sizes): Promise<void>;
  /** Removes what was put there. */
  clear(): Promise<void>;
}

/** One way of the delayed line takes half of the round trip. Milliseconds. */
const DELAY_MS = 50;
const OWNER = 41_001;
const SMALL_BYTES = 4096;
const PER_FOLDER = 100;

/**
 * What tests turn on in vsftpd and servers leave off: every command and reply into a locked log, every state into the title. With it a
 * small file costs the server more than all the rest, and most whoever says most.
 */
const settings = { log_ftp_protocol: 'NO', setproctitle_enable: 'NO', debug_ssl: 'NO' };

const programs = {
  vsftpd: () => startVsftpd({ settings }),
  proftpd: () => startProftpd(),
  'vsftpd-tls': () => startVsftpd({ tls: 'explicit', settings }),
  'vsftpd-delayed': () => startVsftpd({ settings }),
  openssh: () => startOpenSsh(),
  'openssh-delayed': () => startOpenSsh(),
} satisfies Partial<Record<ServerKind, () => Promise<TestServer<ServerOptions>>>>;

/** Starts a real server on loopback. */
export async function startBenchServer(kind: Exclude<ServerKind, 'url'>): Promise<BenchServer> {
  const server: TestServer<ServerOptions> = await programs[kind]();
  const isSftp = kind.startsWith('openssh');
  const proxy = kind.endsWith('-delayed')
    ? await startFaultyProxy({ host: server.host, port: server.port, carries: isSftp ? 'sftp' : 'ftp' })
    : undefined;
  for (const on of proxy ? (['control', 'data'] as const) : [])
    proxy?.inject({ on, fault: { do: 'delay', ms: DELAY_MS } });
  await emptyFolder(join(server.home, 'up'));
  const encryption = kind === 'vsftpd-tls' ? 'explicit' : isSftp ? 'auto' : 'none';
  return {
    kind,
    target: {
      ...{ protocol: isSftp ? 'sftp' : 'ftp', encryption },
      ...{ host: server.host, port: proxy?.port ?? server.port, user: server.user },
    } as const,
    password: server.password,
    home: server.remoteHome === '/' ? '' : server.remoteHome,
    provide: (what, sizes) => provideIn(server.home, what, sizes),
    async clear() {
      await putAway(join(server.home, 'up'));
      await emptyFolder(join(server.home, 'up'));
    },
    async [Symbol.asyncDispose]() {
      await proxy?.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Somebody's own server. `big.bin`, `tree/` and an empty `up/` have to be in the folder that the address names. */
export function benchServerAt(url: string): BenchServer {
  const parsed = parseConnectionUrl(url);
  if (!parsed.ok) throw new Error(`${url} is no address: ${parsed.problem}`);
  const { target, password = '' } = parsed;
  return {
    ...{ kind: 'url', target, password, home: target.initialPath ?? '' },
    async provide() {},
    async clear() {},
    async [Symbol.asyncDispose]() {},
  };
}

/** A folder on this machine with the same files, to be sent. */
export async function localFiles(sizes: Sizes, what: 'big' | 'tree'): Promise<{ path: string } & AsyncDisposable> {
  const path = await mkdtemp(join(tmpdir(), 'portside-bench-'));
  await provideIn(path, what, sizes);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function provideIn(folder: string, what: 'big' | 'tree' | 'listing', sizes: Sizes): Promise<void> {
  if ((await readdir(folder)).includes(what === 'big' ? 'big.bin' : what)) return;
  if (what === 'big') await writeBig(join(folder, 'big.bin'), sizes.megabytes);
  else if (what === 'tree') await writeTree(join(folder, 'tree'), sizes.files);
  else await writeListing(join(folder, 'listing'), sizes.listed);
}

async function writeBig(path: string, megabytes: number): Promise<void> {
  const file = await open(path, 'w');
  const block = randomBytes(1024 * 1024);
  for (let written = 0; written < megabytes; written++) await file.write(block);
  await file.close();
}

async function writeTree(path: string, files: number): Promise<void> {
  const block = randomBytes(SMALL_BYTES);
  for (let at = 0; at < files; at += PER_FOLDER) {
    const folder = join(path, `folder-${at / PER_FOLDER}`);
    await mkdir(folder, { recursive: true });
    const names = Array.from({ length: Math.min(PER_FOLDER, files - at) }, (_, index) => `file-${index}.bin`);
    await Promise.all(names.map((name) => writeFile(join(folder, name), block)));
  }
}

async function writeListing(path: string, entries: number): Promise<void> {
  await mkdir(path);
  for (let at = 0; at < entries; at += 1000) {
    const names = Array.from({ length: Math.min(1000, entries - at) }, (_, index) => `entry-${at + index}.txt`);
    await Promise.all(names.map((name) => writeFile(join(path, name), '')));
  }
}

let putAwayBefore = 0;

/**
 * Takes away what one contestant made, before the next one's turn. Many small files are moved aside instead of removed: ext4 passes
 * over every inode that was freed within seconds (recently_deleted in fs/ext4/ialloc.c), one by one, and that made each new file
 * three to ten times as dear for whoever came next.
 */
export async function putAway(folder: string): Promise<void> {
  if ((await readdir(folder)).includes('tree')) await rename(folder, `${folder}-${++putAwayBefore}`);
  else await rm(folder, { recursive: true });
}

async function emptyFolder(path: string): Promise<void> {
  await mkdir(path);
  await chown(path, OWNER, OWNER);
}
