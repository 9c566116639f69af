import { describe, expect, it } from 'vitest';
import { type CryptoOffer, offeredAlgorithms } from './algorithms.ts';

/** Everything that the lists could use. */
const all: CryptoOffer = {
  ciphers: [
    'aes-128-gcm',
    'aes-256-gcm',
    'aes-128-ctr',
    'aes-192-ctr',
    'aes-256-ctr',
    'chacha20',
    'aes-256-cbc',
    'aes-192-cbc',
    'aes-128-cbc',
    'des-ede3-cbc',
  ],
  hashes: ['sha1', 'sha256', 'sha512'],
  curves: ['prime256v1', 'secp384r1', 'secp521r1'],
  curve25519: true,
  ed25519: true,
  hasGroup: () => true,
};

describe('the algorithms offered', () => {
  it('begin with the fastest cipher, which needs no MAC of its own', () => {
    expect(offeredAlgorithms([], 'safe', all).cipher[0]).toBe('aes128-gcm@openssh.com');
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
      hasGroup: (group) => group === 'modp14',
    };
    expect(offeredAlgorithms([], 'safe', poor)).toEqual({
      kex: ['ecdh-sha2-nistp256', 'diffie-hellman-group14-sha256'],
      serverHostKey: ['ecdsa-sha2-nistp256', 'rsa-sha2-256'],
      cipher: ['aes128-gcm@openssh.com', 'aes256-ctr'],
      hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-256'],
    });
  });

  it('put the known types of host key first', () => {
    expect(offeredAlgorithms(['ssh-rsa'], 'safe', all).serverHostKey.slice(0, 3)).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-ed25519',
    ]);
    expect(offeredAlgorithms(['ecdsa-sha2-nistp256'], 'safe', all).serverHostKey[0]).toBe('ecdsa-sha2-nistp256');
  });

  it('leave out what is broken, and the group exchange that holds the thread for seconds', () => {
    const { kex, cipher, hmac, serverHostKey } = offeredAlgorithms([], 'safe', all);
    const names = [...kex, ...cipher, ...hmac, ...serverHostKey].join(' ');
    expect(names).not.toMatch(/group-exchange|group1-|cbc|arcfour|md5|sha1|ssh-rsa|ssh-dss|-96/);
  });

  it('add what is not safe any more for old servers, behind everything else', () => {
    const safe = offeredAlgorithms([], 'safe', all);
    const { kex, cipher, hmac, serverHostKey } = offeredAlgorithms([], 'legacy', all);
    expect(kex).toEqual([...safe.kex, 'diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1']);
    expect(serverHostKey).toEqual([...safe.serverHostKey, 'ssh-rsa']);
    expect(cipher).toEqual([...safe.cipher, 'aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc']);
    expect(hmac).toEqual([...safe.hmac, 'hmac-sha1-etm@openssh.com', 'hmac-sha1']);
    expect(offeredAlgorithms(['ssh-rsa'], 'legacy', all).serverHostKey.slice(0, 3)).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-rsa',
    ]);
  });

  it('never leave the key exchange or the host key empty on this runtime', () => {
    const { kex, cipher, hmac, serverHostKey } = offeredAlgorithms();
    for (const list of [kex, cipher, hmac, serverHostKey]) expect(list.length).toBeGreaterThan(2);
  });
});
