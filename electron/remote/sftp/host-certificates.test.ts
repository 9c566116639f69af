import { duplexPair } from 'node:stream';
import ssh2, { type Client } from 'ssh2';
import { describe, expect, it } from 'vitest';
import { offeredAlgorithms } from './algorithms.ts';
import { askForHostCertificates } from './host-certificates.ts';
import { ServerGreeting } from './server-greeting.ts';

describe('asking an SSH server for certificates', () => {
  it('puts them before the plain keys, in the order of those, and changes nothing else', async () => {
    const [ours, theirs] = duplexPair();
    const client = new ssh2.Client();
    client.on('error', () => {}); // the line ends before anybody has answered
    const algorithms = offeredAlgorithms(['ecdsa-sha2-nistp384'], 'legacy');
    client.connect({ sock: ours, username: 'ann', algorithms, readyTimeout: 0 });
    askForHostCertificates(client);
    theirs.write('SSH-2.0-test\r\n');
    const asked = new ServerGreeting();
    for await (const bytes of theirs) {
      asked.push(bytes);
      if (asked.done) break;
    }

    const plain = algorithms.serverHostKey;
    const certified = plain.filter((name) => name !== 'ssh-rsa').map((name) => `${name}-cert-v01@openssh.com`);
    expect(certified.slice(0, 2)).toEqual([
      'ecdsa-sha2-nistp384-cert-v01@openssh.com',
      'ssh-ed25519-cert-v01@openssh.com',
    ]);
    expect(asked.algorithms).toEqual({ ...asked.algorithms, serverHostKey: [...certified, ...plain] });
    expect(asked.algorithms).toMatchObject({
      kex: algorithms.kex,
      cipher: algorithms.cipher,
      hmac: algorithms.hmac,
    });
  });

  it.for<[string, object]>([
    ['without its protocol', {}],
    ['whose offer looks different', { _protocol: { _kex: undefined, _offer: { lists: { kex: ['a'] } } } }],
    ['that has begun already', { _protocol: { ...protocolOf(['ssh-ed25519']), _kex: {} } }],
    ['that keeps its key exchange elsewhere', { _protocol: { _offer: protocolOf(['ssh-ed25519'])._offer } }],
  ])('refuses to connect with an ssh2 %s', ([_, inside]) => {
    const attempt = () => askForHostCertificates(inside as Client);
    expect(attempt).toThrow(expect.objectContaining({ kind: 'unsupported' }));
  });

  it('refuses to connect with an ssh2 whose key exchange looks different', () => {
    const protocol = protocolOf(['ssh-ed25519']);
    askForHostCertificates({ _protocol: protocol } as unknown as Client);
    const exchange = { negotiated: { serverHostKey: 'ssh-ed25519' }, hostKey: undefined, getPublicKey: () => {} };
    expect(() => Reflect.set(protocol, '_kex', exchange)).toThrow(expect.objectContaining({ kind: 'unsupported' }));
    expect(protocol._kex).toBeUndefined();
  });
});

function protocolOf(serverHostKey: readonly string[]) {
  const list = { array: [...serverHostKey] };
  const lists = { kex: list, serverHostKey: list, cs: { cipher: list }, sc: { cipher: list } };
  class Offer {
    readonly lists = lists;
  }
  return { _offer: new Offer(), _kex: undefined };
}
