import { describe, expect, it } from 'vitest';
import { type CryptoOffer, offeredAlgorithms } from './algorithms.ts';

/** Everything that the lists could use. */
const all: CryptoOffer = {
  ciphers: ['aes-128-gcm', 'aes-256-gcm', 'aes-128-ctr', 'aes-192-ctr', 'aes-256-ctr', 'chacha20'],
  hashes: ['sha1', 'sha256', 'sha512'],
  curves: ['prime256v1', 'secp384r1', 'secp521r1'],
  curve25519: true,
  ed25519: true,
  groups: ['modp14', 'modp15', 'modp16', 'modp17', 'modp18'],
};

describe('the algorithms offered', () => {
  it('begin with the fastest cipher, which needs no MAC of its own', () => {
    expect(offeredAlgorithms([], all).cipher[0]).toBe('aes128-gcm@openssh.com');
    expect(offeredAlgorithms().cipher[0]).toBe('aes128-gcm@openssh.com');
  });

  it('name nothing that the runtime lacks', () => {
    const poor: CryptoOffer = {
      ...all,
      ciphers: ['aes-128-gcm', 'aes-256-ctr'],
      hashes: ['sha256'],
      curves: ['prime256v1'],
      curve25519: false,
      ed25519: false,
      groups: ['modp14'],
    };
    expect(offeredAlgorithms([], poor)).toEqual({
      kex: ['ecdh-sha2-nistp256', 'diffie-hellman-group14-sha256'],
      serverHostKey: ['ecdsa-sha2-nistp256', 'rsa-sha2-256'],
      cipher: ['aes128-gcm@openssh.com', 'aes256-ctr'],
      hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-256'],
    });
  });

  it('put the known types of host key first', () => {
    expect(offeredAlgorithms(['ssh-rsa'], all).serverHostKey.slice(0, 4)).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-rsa',
      'ssh-ed25519',
    ]);
    expect(offeredAlgorithms(['ecdsa-sha2-nistp256'], all).serverHostKey[0]).toBe('ecdsa-sha2-nistp256');
  });

  it('leave out what is broken, and the group exchange that holds the thread for seconds', () => {
    const { kex, cipher, hmac, serverHostKey } = offeredAlgorithms([], all);
    const names = [...kex, ...cipher, ...hmac, ...serverHostKey].join(' ');
    expect(names).not.toMatch(/group-exchange|group1-|cbc|arcfour|md5|ssh-dss|-96/);
  });
});
