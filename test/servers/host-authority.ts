import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostKeyType } from './credentials.ts';
import { preparePackages } from './packages.ts';
import { runCommand } from './run-command.ts';

/** What a certificate is to say. */
interface CertificateRequest {
  /** The key to certify, as the line of a `.pub` file. */
  readonly key: string;
  /** What the authority calls it. Default `test`. */
  readonly id?: string;
  /** The hosts that it is for, with commas. */
  readonly names: string;
  /** As ssh-keygen's -V. Default for ever. */
  readonly valid?: string;
  /** Further arguments of ssh-keygen. */
  readonly more?: readonly string[];
}

/** Somebody who signs certificates of hosts, with the real ssh-keygen. */
export interface HostAuthority extends AsyncDisposable {
  /** Its own files, its public key in `authority.pub`. */
  readonly folder: string;
  /** As the line of a `.pub` file. */
  readonly publicKey: string;
  /** Answers the line of a `-cert.pub` file, for `startOpenSsh({ hostCertificates })`. */
  sign(request: CertificateRequest): Promise<string>;
}

/** @param type Of its key. */
export async function makeHostAuthority(type: HostKeyType = 'ed25519'): Promise<HostAuthority> {
  const packages = await preparePackages();
  const folder = await mkdtemp(join(tmpdir(), 'portside-authority-'));
  const file = join(folder, 'authority');
  const keygen = (...args: string[]) =>
    runCommand(join(packages.root, 'usr/bin/ssh-keygen'), ['-q', ...args], {
      env: { LD_LIBRARY_PATH: packages.libraryPath(packages.root) },
    });
  await keygen('-t', type, '-N', '', '-f', file);
  return {
    folder,
    publicKey: (await readFile(`${file}.pub`, 'utf8')).trim(),
    async sign({ key, id = 'test', names, valid = 'always:forever', more = [] }) {
      await writeFile(join(folder, 'key.pub'), `${key}\n`);
      await keygen('-s', file, '-I', id, '-h', '-n', names, '-V', valid, ...more, join(folder, 'key.pub'));
      return (await readFile(join(folder, 'key-cert.pub'), 'utf8')).trim();
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
