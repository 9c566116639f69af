import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type BenchApp, here } from './bench-app.ts';
import { type BenchServer, putAway } from './bench-server.ts';
import type { PeerCommand, PeerName, Peers } from './peers.ts';
import type { Taken } from './processor-time.ts';

/** Somebody who does the same work. */
export interface Contestant {
  readonly name: string;
  run(): Promise<Taken>;
}

type Work = 'get-file' | 'put-file' | 'get-tree' | 'put-tree' | 'list';

/** Connections that Portside and lftp may use, and transfers of rclone. */
export const PARALLEL = 8;

export interface Setting {
  readonly app: BenchApp;
  readonly peers: Peers;
  readonly server: BenchServer;
  /** What is sent. */
  readonly local: string;
  /** Where files arrive. */
  readonly received: string;
}

/** Several streams of one FTP file end with 426 of the servers here, which rclone takes for a failure. */
const ONE_STREAM = ['--multi-thread-streams', '0'];

/** Portside over the whole app. @param sessions at most, browsing included. */
export function portside(setting: Setting, work: Exclude<Work, 'list'>, sessions: number): Contestant {
  const { app, server } = setting;
  return {
    name: 'Portside',
    async run() {
      const fs = await app.connect({ ...server.target, mostSessions: sessions }, server.password);
      const isTree = work.endsWith('tree');
      const name = isTree ? 'tree' : 'big.bin';
      if (work.startsWith('put')) {
        await server.clear();
        return app.timed(here(join(setting.local, name)), { fs, path: `${server.home}/up` });
      }
      await emptied(setting.received);
      return app.timed({ fs, path: `${server.home}/${name}` }, here(setting.received));
    },
  };
}

/** Those of the peers that are here. */
export async function peersFor(setting: Setting, work: Work, names: readonly PeerName[]): Promise<Contestant[]> {
  const { peers, server } = setting;
  const password = await peers.obscured(server.password);
  return names
    .filter((peer) => peers.has(peer))
    .map((peer) => ({
      name: peer,
      async run() {
        if (work.startsWith('put')) await server.clear();
        else await emptied(setting.received);
        return peers.time(commandFor(peer, work, setting, password));
      },
    }));
}

async function emptied(folder: string): Promise<void> {
  await putAway(folder);
  await mkdir(folder);
}

function commandFor(peer: PeerName, work: Work, setting: Setting, obscured: string): PeerCommand {
  if (peer === 'curl') return curl(work, setting);
  if (peer === 'lftp') return lftp(work, setting);
  if (peer === 'rclone') return rclone(work, setting, obscured);
  return sftp(work, setting);
}

function curl(work: Work, { server, local, received }: Setting): PeerCommand {
  const { host, port, user, encryption } = server.target;
  const tls = encryption === 'explicit' ? ['--ssl-reqd', '--insecure'] : [];
  const login = ['--silent', '--show-error', '--user', `${user}:${server.password}`, ...tls];
  const url = (path: string) => `ftp://${host}:${port}/${path}`;
  if (work === 'get-file') return { peer: 'curl', args: [...login, '-o', join(received, 'big.bin'), url('big.bin')] };
  return { peer: 'curl', args: [...login, '-T', join(local, 'big.bin'), url('up/big.bin')] };
}

function lftp(work: Work, { server, local, received }: Setting): PeerCommand {
  const { host, port, user, protocol, encryption } = server.target;
  const settings = [
    'set net:max-retries 2',
    'set ssl:verify-certificate no',
    encryption === 'explicit' ? 'set ftp:ssl-force yes' : 'set ftp:ssl-allow no',
    'set sftp:connect-program "ssh -a -x -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"',
    `open -p ${port} -u '${user},${server.password}' ${protocol}://${host}`,
  ];
  const works: Record<Work, string> = {
    'get-file': `get big.bin -o ${join(received, 'big.bin')}`,
    'put-file': `put ${join(local, 'big.bin')} -o up/big.bin`,
    'get-tree': `mirror -P${PARALLEL} tree ${join(received, 'tree')}`,
    'put-tree': `mirror -R -P${PARALLEL} ${join(local, 'tree')} up/tree`,
    list: 'cls listing',
  };
  return { peer: 'lftp', args: ['--norc', '-c', [...settings, works[work]].join('; ')] };
}

function rclone(work: Work, { server, local, received }: Setting, obscured: string): PeerCommand {
  const { host, port, user, protocol, encryption } = server.target;
  const login = { host, port: String(port), user, pass: obscured };
  const flags = Object.entries(login).flatMap(([name, value]) => [`--${protocol}-${name}`, value]);
  const tls = encryption === 'explicit' ? ['--ftp-explicit-tls', '--ftp-no-check-certificate'] : [];
  const remote = (path: string) => `:${protocol}:${path}`;
  const works: Record<Work, string[]> = {
    'get-file': ['copyto', remote('big.bin'), join(received, 'big.bin'), ...ONE_STREAM],
    'put-file': ['copyto', join(local, 'big.bin'), remote('up/big.bin')],
    'get-tree': ['copy', remote('tree'), join(received, 'tree')],
    'put-tree': ['copy', join(local, 'tree'), remote('up/tree')],
    list: ['lsf', remote('listing')],
  };
  const parallel = ['--transfers', String(PARALLEL), '--checkers', String(PARALLEL)];
  return { peer: 'rclone', args: [...works[work], ...flags, ...tls, ...parallel, '--quiet'] };
}

function sftp(work: Work, { server, local, received }: Setting): PeerCommand {
  const { host, port, user } = server.target;
  const works: Record<Work, string> = {
    'get-file': `get big.bin ${join(received, 'big.bin')}`,
    'put-file': `put ${join(local, 'big.bin')} up/big.bin`,
    'get-tree': `get -r tree ${join(received, 'tree')}`,
    'put-tree': `put -r ${join(local, 'tree')} up/tree`,
    list: 'ls -1 listing',
  };
  const options = ['BatchMode=no', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR'];
  const args = [...options.flatMap((option) => ['-o', option]), '-q', '-P', String(port), '-b', '-', `${user}@${host}`];
  return { peer: 'sftp', args, input: `${works[work]}\n` };
}
