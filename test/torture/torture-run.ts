import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ConnectionTarget } from '../../shared/model/connection.ts';
import { BenchApp, here } from '../bench/bench-app.ts';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { type PureFtpdOptions, startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd, type VsftpdOptions } from '../servers/vsftpd.ts';
import { seededRandom } from './seeded-random.ts';
import { differences } from './tree-sums.ts';

interface TorturedServer {
  readonly start: () => Promise<TestServer<ServerOptions>>;
  readonly protocol: 'ftp' | 'sftp';
  /** `explicit`: nobody on the way can read passive replies, so the proxy has the server's ports on an address of its own. */
  readonly tls?: 'explicit';
}

/** The only ports on which a server under TLS waits for data connections. */
const dataPorts = { first: 33_400, last: 33_459 };
const ownAddress = `127.${1 + (process.pid % 250)}.${(process.pid >> 8) % 250}.77`;

const vsftpdUnderTls: VsftpdOptions = {
  tls: 'explicit',
  settings: { pasv_min_port: String(dataPorts.first), pasv_max_port: String(dataPorts.last) },
};
const pureFtpdUnderTls: PureFtpdOptions = {
  tls: 'explicit',
  words: ['--passiveportrange', `${dataPorts.first}:${dataPorts.last}`],
};

type Name = 'vsftpd' | 'vsftpd-tls' | 'proftpd' | 'pure-ftpd' | 'pure-ftpd-tls' | 'openssh';

export const torturedServers: Readonly<Record<Name, TorturedServer>> = {
  vsftpd: { start: () => startVsftpd(), protocol: 'ftp' },
  'vsftpd-tls': { start: () => startVsftpd(vsftpdUnderTls), protocol: 'ftp', tls: 'explicit' },
  proftpd: { start: () => startProftpd(), protocol: 'ftp' },
  'pure-ftpd': { start: () => startPureFtpd(), protocol: 'ftp' },
  'pure-ftpd-tls': { start: () => startPureFtpd(pureFtpdUnderTls), protocol: 'ftp', tls: 'explicit' },
  openssh: { start: () => startOpenSsh(), protocol: 'sftp' },
};

export const faultKinds = ['cut', 'reset', 'stall'] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface TortureOptions {
  readonly server: keyof typeof torturedServers;
  /** Half of them travel down, half up. */
  readonly files: number;
  readonly faults: number;
  readonly seed: number;
  /** What may go wrong. A stall lasts until somebody's patience ends, half a minute. */
  readonly kinds: readonly [FaultKind, ...FaultKind[]];
  readonly onNews?: (text: string) => void;
}

export interface TortureResult {
  readonly seconds: number;
  readonly faults: number;
  /** What is not as it should be: files that differ or are missing, and what should not be there. */
  readonly wrong: readonly string[];
}

const OWNER = 41_001;
const PER_FOLDER = 50;

/**
 * Sends a tree and fetches another at the same time, over a line on which connections are cut, reset and stalled at random places,
 * until everything has ended. Then compares every file by its SHA-256, and looks for what should not be there.
 */
export async function torture(options: TortureOptions): Promise<TortureResult> {
  const { server: kind, files, faults, seed, kinds, onNews = () => {} } = options;
  const random = seededRandom(seed);
  const { start, protocol, tls } = torturedServers[kind];
  await using server = await start();
  await using proxy = await startFaultyProxy({
    ...{ host: server.host, port: server.port, carries: protocol },
    ...(tls && { listenOn: ownAddress, dataPorts }),
  });
  const folder = await mkdtemp(join(tmpdir(), 'portside-torture-'));
  try {
    const half = Math.ceil(files / 2);
    await writeTree(join(folder, 'out'), half, random);
    await writeTree(join(server.home, 'in'), files - half, random);
    await mkdir(join(server.home, 'up'));
    await chown(join(server.home, 'up'), OWNER, OWNER);
    await mkdir(join(folder, 'down'));

    await using app = await BenchApp.start();
    const target = {
      protocol,
      encryption: protocol === 'ftp' ? (tls ?? 'none') : 'auto',
      host: proxy.host,
      port: proxy.port,
    } as const;
    const fs = await app.connect(
      { ...target, user: server.user, mostSessions: 5 } satisfies ConnectionTarget,
      server.password,
    );
    const home = server.remoteHome === '/' ? '' : server.remoteHome;
    const started = performance.now();
    const working = app.transferAll([
      { from: here(join(folder, 'out')), to: { fs, path: `${home}/up` } },
      { from: { fs, path: `${home}/in` }, to: here(join(folder, 'down')) },
    ]);
    const injected = await faultsWhile(working, { proxy, protocol, faults, random, app, files, kinds, onNews });
    await working;
    return {
      ...{ seconds: (performance.now() - started) / 1000, faults: injected },
      wrong: [
        ...(await differences(join(folder, 'out'), join(server.home, 'up', 'out'))),
        ...(await differences(join(server.home, 'in'), join(folder, 'down', 'in'))),
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Line {
  readonly proxy: Awaited<ReturnType<typeof startFaultyProxy>>;
  readonly protocol: 'ftp' | 'sftp';
  readonly faults: number;
  readonly random: () => number;
  readonly app: BenchApp;
  readonly files: number;
  readonly kinds: TortureOptions['kinds'];
  readonly onNews: (text: string) => void;
}

/** Breaks something whenever another share of the files has arrived, and what broke has been made up for. */
async function faultsWhile(working: Promise<void>, line: Line): Promise<number> {
  const { proxy, protocol, faults, random, app, files, kinds, onNews } = line;
  let isOver = false;
  const over = working.then(
    () => {
      isOver = true;
    },
    () => {
      isOver = true;
    },
  );
  let injected = 0;
  while (injected < faults) {
    const share = Math.floor((files * (injected + random() * 0.5)) / (faults + 1));
    await Promise.race([over, app.arrived(share)]);
    if (isOver) break;
    const on = protocol === 'ftp' && random() < 0.7 ? 'data' : 'control';
    const kind = pick(kinds, random);
    // vsftpd locks what is uploaded until its own patience ends, five minutes after a line to it went silent.
    const direction = kind === 'stall' || random() < 0.5 ? 'to-client' : 'to-server';
    // Between two commands, as a client does: ProFTPD carries out what came of one, under half a name.
    const isBetweenCommands = on === 'control' && direction === 'to-server' && protocol === 'ftp';
    const after = isBetweenCommands || random() < 0.3 ? 0 : Math.floor(random() * 20_000);
    proxy.heal();
    // Sessions live long: a control connection that breaks is mostly one that is open.
    const isEverywhere = on === 'control' || random() < 0.3;
    proxy.inject({ on, direction, fault: { do: kind, after }, ...(isEverywhere ? {} : { connection: 1 }) });
    const opened = proxy.opened(on);
    injected++;
    onNews(
      `fault ${injected}: ${kind} on ${isEverywhere ? 'every' : 'the next'} ${on} connection ${direction} after ${after} bytes`,
    );
    // While everything breaks nothing arrives: it lasts until the next connections were made.
    while (isEverywhere && !isOver && proxy.opened(on) < opened + 2) await Promise.race([over, wait(20)]);
    if (isEverywhere) proxy.heal();
  }
  if (!isOver) await Promise.race([over, app.arrived(Math.floor((files * faults) / (faults + 1)))]);
  proxy.heal();
  return injected;
}

function pick<T>(values: readonly [T, ...T[]], random: () => number): T {
  return values[Math.floor(random() * values.length)] ?? values[0];
}

/** Most are small, some are not, one in twenty is empty. */
async function writeTree(path: string, files: number, random: () => number): Promise<void> {
  for (let at = 0; at < files; at++) {
    const folder = join(path, `folder-${Math.floor(at / PER_FOLDER)}`);
    if (at % PER_FOLDER === 0) await mkdir(folder, { recursive: true });
    const large = random() < 0.03 ? 2_000_000 : 30_000;
    const size = random() < 0.05 ? 0 : Math.floor(random() * large);
    await writeFile(join(folder, `file ${at}.bin`), seededBytes(size, random));
  }
}

function seededBytes(size: number, random: () => number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at + 4 <= size; at += 4) bytes.writeUInt32LE(Math.floor(random() * 0x1_0000_0000), at);
  return bytes;
}
