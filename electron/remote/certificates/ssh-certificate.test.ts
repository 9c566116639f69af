import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wireString, wireUint32 } from '../sftp/keys/wire.ts';
import { ed25519Signer, madeCertificate } from '../testing/made-certificate.ts';
import { certificateName, parseCertificate, plainName } from './ssh-certificate.ts';

/** `ssh-keygen -s ca -I "web 1" -h -n web.example,*.web.example -V 20260101Z:20270101Z -z 7 key.pub` of OpenSSH 9.2 */
const REAL = Buffer.from(
  'AAAAIHNzaC1lZDI1NTE5LWNlcnQtdjAxQG9wZW5zc2guY29tAAAAICjXv2QZrc1OD229i0hsO6wxAdtsPI2mPKTLYFYxCTKwAAAAIGfWp0QFxh8QFUbKlrb16QGZA4m1MoFc8C79j6PdLhEDAAAAAAAAAAcAAAACAAAABXdlYiAxAAAAIAAAAAt3ZWIuZXhhbXBsZQAAAA0qLndlYi5leGFtcGxlAAAAAGlVuQAAAAAAazbsgAAAAAAAAAAAAAAAAAAAADMAAAALc3NoLWVkMjU1MTkAAAAg0ivXsZLnSzMNrp8Rk7aZTy9LjJ/czMzeFnZhSjs+0asAAABTAAAAC3NzaC1lZDI1NTE5AAAAQHa22Xkr1d3TpOe9slbNbjA2xmvcG07BiFWzweQ+OrEgsgeyapkoukr3ecMMXRuaXObxg0/Nr5Jkk0lat+NSdgw=',
  'base64',
);

const authority = ed25519Signer();

describe('a certificate of OpenSSH', () => {
  it('is taken apart as ssh-keygen made it', () => {
    expect(parseCertificate(REAL)).toMatchObject({
      type: 'ssh-ed25519-cert-v01@openssh.com',
      kind: 'host',
      keyId: 'web 1',
      principals: ['web.example', '*.web.example'],
      validAfter: BigInt(Date.UTC(2026, 0, 1) / 1000),
      validBefore: BigInt(Date.UTC(2027, 0, 1) / 1000),
      criticalOptions: [],
    });
    const { key, authority: by } = parseCertificate(REAL) ?? {};
    expect(key?.toString('base64')).toBe('AAAAC3NzaC1lZDI1NTE5AAAAIGfWp0QFxh8QFUbKlrb16QGZA4m1MoFc8C79j6PdLhED');
    expect(by?.toString('base64')).toBe('AAAAC3NzaC1lZDI1NTE5AAAAINIr17GS50szDa6fEZO2mU8vS4yf3MzM3hZ2YUo7PtGr');
  });

  it.for([
    ['ssh-ed25519', [Buffer.alloc(32, 1)]],
    ['ssh-rsa', [Buffer.from([1, 0, 1]), Buffer.alloc(256, 3)]],
    ['ecdsa-sha2-nistp384', [Buffer.from('nistp384'), Buffer.alloc(97, 4)]],
  ] as const)('holds a key of type %s', ([type, keyFields]) => {
    const certificate = parseCertificate(madeCertificate(authority, { type: certificateName(type), keyFields }));
    expect(certificate?.key).toEqual(Buffer.concat([wireString(type), ...keyFields.map(wireString)]));
    expect(certificate?.authority).toEqual(authority.key);
  });

  it.for([
    ['of a kind that is unknown', madeCertificate(authority, { kind: 3 })],
    ['with bytes behind it', madeCertificate(authority, { after: Buffer.alloc(1) })],
    ['of a type that is unknown', madeCertificate(authority, { type: 'ssh-new-cert-v01@openssh.com' })],
    ['of an inherited name', madeCertificate(authority, { type: 'constructor-cert-v01@openssh.com' })],
    [
      'with endless names',
      madeCertificate(authority, { principals: Array.from({ length: 257 }, (_, at) => `h${at}`) }),
    ],
    ['that is a plain key', authority.key],
    ['that claims more than there is', Buffer.concat([wireUint32(0xffff_ffff), Buffer.alloc(8)])],
    ['that is empty', Buffer.alloc(0)],
  ] as const)('makes no sense %s', ([_, bytes]) => {
    expect(parseCertificate(bytes)).toBeUndefined();
  });

  it('makes no sense cut short at any byte', () => {
    for (let length = 0; length < REAL.length; length += 1)
      expect(parseCertificate(REAL.subarray(0, length))).toBeUndefined();
  });

  it('is read without harm whatever the bytes are', () => {
    const start = wireString('ssh-ed25519-cert-v01@openssh.com');
    const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));
    fc.assert(
      fc.property(
        fc.oneof(
          bytes,
          bytes.map((rest) => Buffer.concat([start, rest])),
        ),
        isReadOrNot,
      ),
    );
    // One field of a good one says that it is longer or shorter.
    const changed = fc.tuple(fc.nat(REAL.length - 1), fc.nat(255)).map(([at, value]) => {
      const copy = Buffer.from(REAL);
      copy[at] = value;
      return copy;
    });
    fc.assert(fc.property(changed, isReadOrNot));
  });

  it('is named after its key', () => {
    expect(plainName(certificateName('rsa-sha2-512'))).toBe('rsa-sha2-512');
    expect(plainName('ssh-ed25519')).toBeUndefined();
  });
});

/** Never throws; what was read holds no more bytes than there were. */
function isReadOrNot(bytes: Buffer): boolean {
  const read = parseCertificate(bytes);
  return read === undefined || read.signed.length + read.signature.length <= bytes.length;
}
