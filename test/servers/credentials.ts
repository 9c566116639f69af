import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, moveIntoPlace, type UnpackedPackages } from './packages.ts';
import { runCommand } from './run-command.ts';

/**
 * Certificates a TLS server can show:
 * `valid` and `expired` name localhost, 127.0.0.1 and ::1 and are signed by the test authority; `wrong-host` is signed by it but
 * names another host; `self-signed` names the right hosts and is signed by itself.
 */
export type CertificateName = 'valid' | 'expired' | 'wrong-host' | 'self-signed';

/** Two sets of SSH host keys, so that a server can change its key behind the client's back. */
const hostKeyNames = ['a', 'b'] as const;
export type HostKeyName = (typeof hostKeyNames)[number];

export const hostKeyTypes = ['ed25519', 'ecdsa', 'rsa'] as const;
export type HostKeyType = (typeof hostKeyTypes)[number];

/** A user's key pair in OpenSSH's format. */
interface ClientKey {
  /** Path of the private key; the public one is beside it with `.pub`. */
  readonly path: string;
  readonly privateKey: string;
  /** One line as in authorized_keys. */
  readonly publicKey: string;
  /** Set when the private key is encrypted. */
  readonly passphrase?: string;
}

type ClientKeyName = 'ed25519' | 'ecdsa' | 'rsa' | 'encrypted';
export type ClientKeys = Readonly<Record<ClientKeyName, ClientKey>>;

/** Throw-away certificates and keys, made once and kept in the cache. */
export interface Credentials {
  readonly folder: string;
  /** The test authority's certificate, PEM. */
  readonly authority: string;
  readonly clientKeys: ClientKeys;
}

const passphrase = 'a passphrase for tests';
const rightHosts = 'DNS:localhost,IP:127.0.0.1,IP:::1';
const edition = 'credentials-1'; // raise it when what is made changes

let prepared: Promise<Credentials> | undefined;

/** Makes certificates, host keys and client keys with the packages' own tools, once. Safe when several processes do it at once. */
export function prepareCredentials(packages: UnpackedPackages): Promise<Credentials> {
  prepared ??= findOrMake(packages);
  return prepared;
}

/** The PEM file of a server certificate inside a credentials folder. */
export function certificateFile(folder: string, name: CertificateName): string {
  return join(folder, `${name}.crt`);
}

/** The private key of every server certificate. */
export function certificateKeyFile(folder: string): string {
  return join(folder, 'server.key');
}

/** The private host key file of a set; the public key is beside it with `.pub`. */
export function hostKeyFile(folder: string, name: HostKeyName, type: HostKeyType): string {
  return join(folder, `host-${name}-${type}`);
}

const hashes = new Map<string, Promise<string>>();

/** A password as /etc/shadow holds it (crypt's SHA-512), made once. */
export function hashPassword(packages: UnpackedPackages, password: string): Promise<string> {
  const hash = hashes.get(password) ?? makeHash(packages, password);
  hashes.set(password, hash);
  return hash;
}

async function makeHash(packages: UnpackedPackages, password: string): Promise<string> {
  const env = { LD_LIBRARY_PATH: packages.libraryPath(packages.root) };
  const hash = await runCommand(join(packages.root, 'usr/bin/openssl'), ['passwd', '-6', '-stdin'], {
    env,
    input: `${password}\n`,
  });
  return hash.trim();
}

async function findOrMake(packages: UnpackedPackages): Promise<Credentials> {
  const folder = join(cacheFolder, edition);
  if (!existsSync(folder)) await makeInto(folder, packages);
  return readCredentials(folder);
}

async function readCredentials(folder: string): Promise<Credentials> {
  return {
    folder,
    authority: await readFile(join(folder, 'authority.crt'), 'utf8'),
    clientKeys: {
      ed25519: await readClientKey(folder, 'ed25519'),
      ecdsa: await readClientKey(folder, 'ecdsa'),
      rsa: await readClientKey(folder, 'rsa'),
      encrypted: { ...(await readClientKey(folder, 'encrypted')), passphrase },
    },
  };
}

async function readClientKey(folder: string, name: ClientKeyName): Promise<ClientKey> {
  const path = join(folder, `client-${name}`);
  const publicKey = await readFile(`${path}.pub`, 'utf8');
  return { path, privateKey: await readFile(path, 'utf8'), publicKey: publicKey.trim() };
}

async function makeInto(folder: string, packages: UnpackedPackages): Promise<void> {
  const work = await mkdtemp(join(cacheFolder, 'credentials-making-'));
  try {
    const made = join(work, 'made');
    await mkdir(made);
    await makeCertificates(work, made, packages);
    await makeSshKeys(made, packages);
    await chmod(made, 0o755);
    await moveIntoPlace(made, folder);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function makeCertificates(work: string, made: string, packages: UnpackedPackages): Promise<void> {
  const openssl = (...args: string[]): Promise<string> =>
    runCommand(join(packages.root, 'usr/bin/openssl'), args, {
      cwd: work,
      env: { LD_LIBRARY_PATH: packages.libraryPath(packages.root), OPENSSL_CONF: join(work, 'openssl.cnf') },
    });
  await writeFile(join(work, 'openssl.cnf'), opensslSettings);
  await writeFile(join(work, 'index.txt'), '');

  const authorityKey = join(work, 'authority.key');
  const authority = join(made, 'authority.crt');
  const serverKey = certificateKeyFile(made);
  await openssl('genrsa', '-out', authorityKey, '2048');
  await openssl('genrsa', '-out', serverKey, '2048');
  await chmod(serverKey, 0o600);
  const name = '/O=Portside tests/CN=';
  await openssl(
    ...['req', '-x509', '-key', authorityKey, '-out', authority, '-days', '10000'],
    ...['-subj', `${name}Portside test authority`, '-extensions', 'authority'],
  );
  await openssl('req', '-new', '-key', serverKey, '-out', 'localhost.csr', '-subj', `${name}localhost`);

  const sign = (certificate: CertificateName, extensions: string, from: string, until: string): Promise<string> =>
    openssl(
      ...['ca', '-batch', '-notext', '-keyfile', authorityKey, '-cert', authority, '-in', 'localhost.csr'],
      ...['-extensions', extensions, '-startdate', from, '-enddate', until],
      ...['-out', certificateFile(made, certificate)],
    );
  await sign('valid', 'right_hosts', '20200101000000Z', '20491231235959Z');
  await sign('expired', 'right_hosts', '20200101000000Z', '20200201000000Z');
  await sign('wrong-host', 'wrong_host', '20200101000000Z', '20491231235959Z');
  await openssl(
    ...['req', '-x509', '-key', serverKey, '-out', certificateFile(made, 'self-signed'), '-days', '10000'],
    ...['-subj', `${name}localhost`, '-extensions', 'right_hosts'],
  );
}

const opensslSettings = `
[req]
distinguished_name = subject
[subject]
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[right_hosts]
basicConstraints = critical,CA:false
extendedKeyUsage = serverAuth
subjectAltName = ${rightHosts}
[wrong_host]
basicConstraints = critical,CA:false
extendedKeyUsage = serverAuth
subjectAltName = DNS:elsewhere.example
[ca]
default_ca = tests
[tests]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
unique_subject = no
policy = any_subject
[any_subject]
organizationName = optional
commonName = supplied
`;

async function makeSshKeys(made: string, packages: UnpackedPackages): Promise<void> {
  const make = (file: string, type: string, words: string, comment: string): Promise<string> =>
    runCommand(join(packages.root, 'usr/bin/ssh-keygen'), ['-q', '-t', type, '-N', words, '-C', comment, '-f', file], {
      env: { LD_LIBRARY_PATH: packages.libraryPath(packages.root) },
    });
  for (const type of hostKeyTypes) {
    for (const name of hostKeyNames) await make(hostKeyFile(made, name, type), type, '', `host-${name}`);
    await make(join(made, `client-${type}`), type, '', `client-${type}`);
  }
  await make(join(made, 'client-encrypted'), 'ed25519', passphrase, 'client-encrypted');
}
