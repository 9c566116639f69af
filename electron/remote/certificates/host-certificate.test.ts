import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CertificateFields, ed25519Signer, madeCertificate, rsaSigner } from '../testing/made-certificate.ts';
import { checkHostCertificate } from './host-certificate.ts';
import { parseCertificate } from './ssh-certificate.ts';

const authority = ed25519Signer();
const other = ed25519Signer();
const now = Date.UTC(2026, 10, 21);
const seconds = BigInt(now / 1000);

function check(fields: CertificateFields, name = 'example.org', by = authority, authorities = [other, authority]) {
  const certificate = parseCertificate(madeCertificate(by, fields));
  if (certificate === undefined) throw new Error('makes no sense');
  return checkHostCertificate(certificate, { name, authorities: authorities.map(({ key }) => key), now });
}

describe('the certificate of a host', () => {
  it.for<[string, CertificateFields, string?]>([
    ['for ever', {}],
    ['from now on', { validAfter: seconds }],
    ['until a second from now', { validBefore: seconds + 1n }],
    ['among several names', { principals: ['a', 'example.org'] }],
    ['in any case', { principals: ['Example.ORG'] }, 'EXAMPLE.org'],
    ['by a pattern', { principals: ['*.example.org'] }, 'web.example.org'],
    ['by an address', { principals: ['2001:db8::1'] }, '2001:db8::1'],
  ])('is trusted %s', ([_, fields, name]) => {
    expect(check(fields, name)).toBe('trusted');
  });

  it.for<[string, CertificateFields, string, string]>([
    ['expired', { validBefore: seconds }, 'expired', 'it expired on 2026-11-21 00:00 UTC'],
    ['of tomorrow', { validAfter: seconds + 1n }, 'not-yet-valid', 'it is not valid before 2026-11-21 00:00 UTC'],
    ['of never', { validAfter: 2n ** 64n - 1n }, 'not-yet-valid', 'a day that no calendar has'],
    ['of another host', { principals: ['example.com'] }, 'other-host', 'it is for other hosts (example.com)'],
    ['whose pattern fits a part', { principals: ['*.example.org', 'xample.org'] }, 'other-host', 'for other hosts'],
    ['that names no host', { principals: [] }, 'other-host', 'it names no host'],
    ['of a user', { kind: 1 }, 'not-for-hosts', 'it is for users'],
    ['with conditions', { criticalOptions: ['only\nif@x'] }, 'unknown-conditions', 'does not know (only?if@x)'],
  ])('is not trusted when it is one %s', ([_, fields, problem, words]) => {
    expect(check(fields)).toMatchObject({ problem, words: expect.stringContaining(words) });
  });

  it('is not trusted when another signed it, or with SHA-1', () => {
    expect(check({}, 'example.org', authority, [other])).toMatchObject({ problem: 'unknown-authority' });
    const old = rsaSigner('ssh-rsa');
    expect(check({}, 'example.org', old, [old])).toMatchObject({ problem: 'weak-signature' });
  });

  it('tells times and names apart from the words, and not endlessly many', () => {
    expect(check({ validBefore: seconds - 5n })).toMatchObject({ time: now - 5000 });
    const principals = Array.from({ length: 100 }, (_, at) => `host${at}`);
    expect(check({ principals })).toMatchObject({ names: ['host0', 'host1', 'host2', 'host3', 'host4', '…'] });
  });

  it('is forged where another signed in the name of the authority', () => {
    expect(check({}, 'example.org', { ...authority, sign: other.sign })).toBe('forged');
  });

  it('is never trusted when any byte of it has been changed', () => {
    const bytes = madeCertificate(authority);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ change;
        const certificate = parseCertificate(changed);
        const host = { name: 'example.org', authorities: [authority.key], now };
        return certificate === undefined || checkHostCertificate(certificate, host) !== 'trusted';
      }),
      { numRuns: 500 },
    );
  });
});
