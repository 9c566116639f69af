import { chown, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { abilitiesOf, type RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import { type OpenSshOptions, type SftpTestServer, startOpenSsh } from '../servers/open-ssh.ts';
import { packageVersion } from '../servers/package-version.ts';
import { logIn, newRecord, type SftpLogin } from './log-in.ts';
import type { CompatibilityFacts, compatibilityVariants } from './record-compatibility.ts';
import { remoteFileSystemSuite } from './remote-file-system.suite.ts';

export interface SftpSuiteOptions {
  readonly variant: (typeof compatibilityVariants)['OpenSSH'][number];
  readonly server: OpenSshOptions;
  /** What the user gives; `begin` may have prepared it. */
  answers(server: SftpTestServer, folder: string): Partial<SftpLogin> | Promise<Partial<SftpLogin>>;
  /** A line that the transcript of every session must have: the proof that it was this way and no other. */
  readonly proof: string;
  /** Ends what `answers` started. */
  end?(): Promise<void>;
}

/** The whole contract suite on OpenSSH, logged in to in one way, and the record of it. */
export function sftpSuite({ variant, server: options, answers, proof, end }: SftpSuiteOptions): void {
  let transcript: readonly string[] = [];
  const setup = async () => {
    vi.stubEnv('SSH_AUTH_SOCK', '');
    const server = await startOpenSsh(options);
    const folder = await mkdtemp(join(tmpdir(), 'portside-suite-'));
    const diskPath = join(server.home, 'suite');
    await mkdir(diskPath);
    const [account] = server.accounts;
    if (account !== undefined) await chown(diskPath, account.uid, account.uid);
    const { host, port, user } = server;
    const given = await answers(server, folder);
    return {
      open: () => {
        const record = newRecord();
        transcript = record.transcript;
        return logIn({ host, port, user, ...given }, record);
      },
      root: options.chroot === undefined ? `${server.remoteHome}/suite` : `/${user}/suite`,
      diskPath,
      dispose: async () => {
        await end?.();
        await server[Symbol.asyncDispose]();
        await rm(folder, { recursive: true });
      },
    };
  };
  remoteFileSystemSuite(`OpenSSH, ${variant}`, setup, {
    lineBreaksInNames: 'carried',
    compatibility: {
      server: 'OpenSSH',
      variant,
      version: () => packageVersion('openssh-server'),
      facts: (session) => {
        if (!transcript.join('\n').includes(proof))
          throw new Error(`${variant}: it was another way: ${proof} is missing`);
        return factsOf(session);
      },
    },
  });
}

/** What a session over SFTP said of itself. */
export function factsOf({ facts, extras }: RemoteFileSystem): CompatibilityFacts {
  return { protocol: 'SFTP', security: facts.security, abilities: abilitiesOf(extras) };
}
