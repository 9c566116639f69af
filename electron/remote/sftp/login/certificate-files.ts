import { readFile } from 'node:fs/promises';
import { parseCertificate, type SshCertificate } from '../../certificates/ssh-certificate.ts';
import type { OfferedKeys } from '../route.ts';

/** A certificate for a user that lies in a file. */
export interface CertificateFile {
  readonly path: string;
  readonly certificate: SshCertificate;
  /** In SSH wire format. */
  readonly bytes: Buffer;
  /** The key file that it lies beside. */
  readonly keyPath?: string;
}

/**
 * The certificates that ssh_config names (CertificateFile), and those beside a key file (`id_rsa-cert.pub`). What is of no use is
 * passed over with a line in the transcript; one that has expired is not: the server's clock counts.
 */
export async function readCertificateFiles(
  keys: OfferedKeys,
  tell: (text: string) => void,
): Promise<CertificateFile[]> {
  const places: readonly { readonly path: string; readonly keyPath?: string }[] = [
    ...keys.certificates.map((path) => ({ path })),
    ...keys.files.map(({ path }) => ({ path: `${path}-cert.pub`, keyPath: path })),
  ];
  const found: CertificateFile[] = [];
  for (const { path, keyPath } of places) {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    // Beside most keys lies none, which is worth no line.
    if (text === undefined && keyPath !== undefined) continue;
    const bytes = Buffer.from(text?.trim().split(/\s+/)[1] ?? '', 'base64');
    const certificate = parseCertificate(bytes);
    if (certificate?.kind !== 'user') {
      tell(`${path} is not used: it is ${text === undefined ? 'not there' : 'no certificate for users'}`);
    } else if (!found.some((other) => other.bytes.equals(bytes))) {
      if (BigInt(Math.floor(Date.now() / 1000)) >= certificate.validBefore) tell(`the certificate ${path} has expired`);
      found.push({ path, certificate, bytes, ...(keyPath === undefined ? {} : { keyPath }) });
    }
  }
  return found;
}
