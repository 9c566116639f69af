import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, moveIntoPlace, preparePackages } from './packages.ts';
import { runCommand } from './run-command.ts';

/** Throw-away client certificates for TLS, made once and kept in the cache. Paths of files. */
export interface ClientCertificates {
  /** The authority that servers are told to trust. */
  readonly authority: string;
  /** Signed by the authority; PEM. */
  readonly certificate: string;
  readonly key: string;
  /** Certificate and key in one PEM file. */
  readonly both: string;
  /** The same key under the passphrase; PEM, PKCS#8. */
  readonly lockedKey: string;
  /** PKCS#12 under the passphrase, and without one. */
  readonly archive: string;
  readonly openArchive: string;
  /** Signed by nobody the servers know; certificate and key in one PEM file. */
  readonly stranger: string;
  readonly passphrase: string;
}

const edition = 'client-certificates-1'; // raise it when what is made changes
const passphrase = 'open sesame';

let prepared: Promise<ClientCertificates> | undefined;

/** Makes the certificates with the packages' own openssl, once. Safe when several processes do it at once. */
export function prepareClientCertificates(): Promise<ClientCertificates> {
  prepared ??= findOrMake();
  return prepared;
}

async function findOrMake(): Promise<ClientCertificates> {
  const folder = join(cacheFolder, edition);
  if (!existsSync(folder)) await makeInto(folder);
  const file = (name: string) => join(folder, name);
  return {
    authority: file('authority.crt'),
    certificate: file('client.crt'),
    key: file('client.key'),
    both: file('client.pem'),
    lockedKey: file('client-locked.key'),
    archive: file('client.p12'),
    openArchive: file('client-open.p12'),
    stranger: file('stranger.pem'),
    passphrase,
  };
}

async function makeInto(folder: string): Promise<void> {
  const packages = await preparePackages();
  await mkdir(cacheFolder, { recursive: true });
  const work = await mkdtemp(join(cacheFolder, 'making-'));
  const env = { LD_LIBRARY_PATH: packages.libraryPath(packages.root), OPENSSL_CONF: join(work, 'openssl.cnf') };
  const made = join(work, 'made');
  const openssl = (...words: readonly string[]): Promise<string> =>
    runCommand(join(packages.root, 'usr/bin/openssl'), words, { cwd: made, env });
  try {
    await mkdir(made);
    await writeFile(join(work, 'openssl.cnf'), '[req]\ndistinguished_name = subject\n[subject]\n');
    await chmod(made, 0o755);
    const selfSigned = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '10000'];
    await openssl(
      ...selfSigned,
      '-subj',
      '/CN=Portside client authority',
      '-keyout',
      'authority.key',
      '-out',
      'authority.crt',
    );
    await openssl(
      'req',
      '-new',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      '/CN=alice',
      '-keyout',
      'client.key',
      '-out',
      'client.csr',
    );
    await openssl(
      ...['x509', '-req', '-in', 'client.csr', '-CA', 'authority.crt', '-CAkey', 'authority.key', '-CAcreateserial'],
      ...['-days', '10000', '-out', 'client.crt'],
    );
    await openssl(
      'pkcs8',
      '-topk8',
      '-in',
      'client.key',
      '-passout',
      `pass:${passphrase}`,
      '-out',
      'client-locked.key',
    );
    const archive = ['pkcs12', '-export', '-in', 'client.crt', '-inkey', 'client.key'];
    await openssl(...archive, '-passout', `pass:${passphrase}`, '-out', 'client.p12');
    await openssl(...archive, '-passout', 'pass:', '-out', 'client-open.p12');
    await openssl(...selfSigned, '-subj', '/CN=stranger', '-keyout', 'stranger.key', '-out', 'stranger.crt');
    for (const who of ['client', 'stranger']) {
      const parts = await Promise.all(['crt', 'key'].map((part) => readFile(join(made, `${who}.${part}`), 'utf8')));
      await writeFile(join(made, `${who}.pem`), parts.join(''));
    }
    await moveIntoPlace(made, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
