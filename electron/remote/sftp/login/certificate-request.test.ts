import ssh2, { type Client } from 'ssh2';
import { describe, expect, it, vi } from 'vitest';
import { wireString } from '../keys/wire.ts';
import { allowUserCertificates } from './certificate-request.ts';

/** As much of ssh2 as is used; `asked` gives what has been prepared to the one who signs. */
function protocolOf(kexinit?: object) {
  const request = Buffer.concat([wireString('session'), Buffer.from('the request')]);
  const sent: Buffer[] = [];
  const authPK = vi.fn((_user: string, _key: object, _algorithm: unknown, sign?: Sign) => {
    sign?.(request, (signature) => sent.push(signature));
  });
  const write = {
    allocStart: 5,
    alloc: (size: number) => Buffer.alloc(5 + size),
    finalize: (packet: Buffer) => packet,
  };
  const protocol = {
    authPK: authPK as typeof authPK | ((...inputs: unknown[]) => void),
    _packetRW: { write },
    _cipher: { encrypt: (packet: Buffer) => void sent.push(packet.subarray(5)) },
    _authsQueue: [],
    _kexinit: kexinit,
    _queue: undefined as Buffer[] | undefined,
  };
  return { protocol, client: { _protocol: protocol } as unknown as Client, sent, authPK };
}

type Sign = (data: Buffer, done: (signature: Buffer) => void) => void;

const signing: Sign = (_, done) => done(Buffer.from('signature'));
const certified = { type: 'rsa-sha2-512-cert-v01@openssh.com' };

describe('logging in with a certificate through ssh2', () => {
  it('names the signature after the key in it', () => {
    const { protocol, client, sent } = protocolOf();
    expect(allowUserCertificates(client)).toBe(true);
    protocol.authPK('ann', certified, undefined, signing);
    const signature = Buffer.concat([wireString('rsa-sha2-512'), wireString('signature')]);
    expect(sent).toEqual([Buffer.concat([Buffer.from('the request'), wireString(signature)])]);
    expect(protocol._authsQueue).toEqual(['publickey']);
  });

  it('waits for the end of a key exchange', () => {
    const { protocol, client, sent } = protocolOf({});
    allowUserCertificates(client);
    protocol.authPK('ann', certified, undefined, signing);
    expect(sent).toEqual([]);
    expect(protocol._queue).toHaveLength(1);
  });

  it('leaves plain keys, and the question whether a key would do, to ssh2', () => {
    const { protocol, client, sent, authPK } = protocolOf();
    allowUserCertificates(client);
    protocol.authPK('ann', certified, undefined);
    protocol.authPK('ann', { type: 'ssh-ed25519' }, undefined, signing);
    expect(authPK).toHaveBeenCalledTimes(2);
    expect(sent).toEqual([Buffer.from('signature')]);
  });

  it('does not touch an ssh2 that looks different inside', () => {
    const { protocol } = protocolOf();
    for (const name of Object.keys(protocol)) {
      const other = { ...protocol };
      Reflect.deleteProperty(other, name);
      expect(allowUserCertificates({ _protocol: other } as unknown as Client)).toBe(false);
      expect(other.authPK).toBe(name === 'authPK' ? undefined : protocol.authPK);
    }
  });

  it('finds the ssh2 that is installed as it expects it', () => {
    const client = new ssh2.Client();
    client.on('error', () => {}); // nobody listens there
    client.connect({ host: '127.0.0.1', port: 1, username: 'ann', readyTimeout: 0 });
    expect(allowUserCertificates(client)).toBe(true);
    client.destroy();
  });
});
