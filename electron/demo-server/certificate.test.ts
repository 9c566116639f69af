import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { selfSignedCertificate } from './certificate.ts';

describe('the self-signed certificate', () => {
  it('names this machine, is in force now, and is no authority', () => {
    const made = selfSignedCertificate();
    const read = new X509Certificate(made.certificate);
    expect(read.checkHost('localhost')).toBe('localhost');
    expect(read.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(read.checkIP('::1')).toBeDefined();
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.ca).toBe(false);
    expect(read.fingerprint256).toBe(made.fingerprint);
    expect(read.validFromDate.getTime()).toBeLessThan(Date.now());
    expect(read.validToDate.getTime()).toBeGreaterThan(Date.now());
  });

  it('is valid when it is told to be', () => {
    const [from, to] = [Date.parse('2020-01-02T03:04:05Z'), Date.parse('2020-02-03T04:05:06Z')];
    const read = new X509Certificate(selfSignedCertificate(Date.now(), { from, to }).certificate);
    expect([read.validFromDate.getTime(), read.validToDate.getTime()]).toEqual([from, to]);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('serves %s to a client that trusts it', async (version) => {
    const made = selfSignedCertificate();
    const server = createServer({ key: made.key, cert: made.certificate }, (socket) => socket.end());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = connect({ host: '127.0.0.1', port, ca: made.certificate, maxVersion: version });
    await once(client, 'secureConnect');
    expect(client.authorized).toBe(true);
    expect(client.getProtocol()).toBe(version);
    client.destroy();
    server.close();
  });

  it('is another at every start', () => {
    expect(selfSignedCertificate().fingerprint).not.toBe(selfSignedCertificate().fingerprint);
  });

  // Lengths and signs of the numbers inside differ from key to key.
  it('can be read whatever the key', () => {
    for (let made = 0; made < 40; made += 1) {
      const read = new X509Certificate(selfSignedCertificate().certificate);
      expect(read.verify(read.publicKey)).toBe(true);
    }
  });
});
