import { chown, mkdir, readdir, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { packageVersion } from '../servers/package-version.ts';
import { type ProftpdTestServer, startProftpd } from '../servers/proftpd.ts';
import { calm, logIn } from './log-in.ts';
import { remoteFileSystemSuite } from './remote-file-system.suite.ts';
import { factsOf } from './sftp-suite.ts';

/** A server that is not OpenSSH: it takes small packets, and the order of what it does is not relied upon. */
async function start() {
  vi.stubEnv('SSH_AUTH_SOCK', '');
  const server = await startProftpd({ protocol: 'sftp' });
  const diskPath = join(server.home, 'suite');
  await mkdir(diskPath);
  const [account] = server.accounts;
  if (account !== undefined) await chown(diskPath, account.uid, account.uid);
  return { server, diskPath };
}

function open({ host, port, user, password }: ProftpdTestServer) {
  return logIn({ host, port, user, passwords: [password] });
}

describeWithServers('SFTP on ProFTPD', () => {
  let started: Awaited<ReturnType<typeof start>>;
  const setup = async () => {
    started = await start();
    const { server, diskPath } = started;
    return {
      open: () => open(server),
      root: '/suite',
      diskPath,
      dispose: async () => {
        await server[Symbol.asyncDispose]();
      },
    };
  };
  remoteFileSystemSuite('ProFTPD mod_sftp, password', setup, {
    lineBreaksInNames: 'carried',
    followsLinks: 'mod_sftp answers LSTAT of a link with what it leads to',
    compatibility: {
      server: 'ProFTPD mod_sftp',
      variant: 'SFTP, password',
      version: () => packageVersion('proftpd-core'),
      // That there is no shell shows at its first use, and is known from then on.
      facts: async (session) => {
        await writeFile(join(started.diskPath, 'summed'), 'content');
        expect(await session.extras.checksum?.('/suite/summed', ['sha-256'], calm)).toBeUndefined();
        await using later = await open(started.server);
        return factsOf(later);
      },
    },
  });

  beforeEach(() => {
    vi.stubEnv('SSH_AUTH_SOCK', '');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('makes a link where it was asked for, and none where the link leads to', async () => {
    const { server, diskPath } = await start();
    await using _ends = server;
    await writeFile(join(diskPath, 'file'), 'content');
    await using session = await open(server);
    await session.extras.createSymlink?.('/suite/link', 'file', calm);
    expect(await readlink(join(diskPath, 'link'))).toBe('file');
    await session.removeFile('/suite/link', calm);
    expect(await readdir(diskPath)).toEqual(['file']);
  });
});
