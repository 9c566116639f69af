import { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import ssh2, { type CipherAlgorithm, type Client, type ClientChannel, type Connection } from 'ssh2';
import { expect, it } from 'vitest';
import { keepKeyObjects } from './cipher-keys.ts';

const hostKey = ssh2.utils.generateKeyPairSync('ed25519').private;

/** A server of ssh2's own that sends back what it gets, and a client that is logged in. */
async function logIn(cipher: CipherAlgorithm): Promise<{ client: Client; rekey(): void } & Disposable> {
  let far: Connection | undefined;
  const server = new ssh2.Server({ hostKeys: [hostKey], algorithms: { cipher: [cipher] } }, (line) => {
    far = line;
    line.on('error', () => {});
    line.on('authentication', (attempt) => attempt.accept());
    line.on('session', (accept) => accept().on('exec', (acceptExec) => acceptExec().on('data', echo)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new ssh2.Client();
  const { port } = server.address() as AddressInfo;
  client.connect({ host: '127.0.0.1', port, username: 'ann', algorithms: { cipher: [cipher] } });
  await once(client, 'ready');
  return {
    client,
    rekey: () => far?.rekey(),
    [Symbol.dispose]() {
      client.destroy();
      server.close();
    },
  };
}

function echo(this: { write(bytes: Buffer): void }, bytes: Buffer): void {
  this.write(bytes);
}

function keysOf(client: Client): unknown[] {
  const { _protocol: protocol } = client as unknown as { _protocol: Record<'_cipher' | '_decipher', object> };
  const both = [protocol._cipher, protocol._decipher].flatMap((cipher) => Object.entries(cipher));
  return both.filter(([name]) => /Key/.test(name)).map(([, key]) => key);
}

async function answer(client: Client, words: string): Promise<string> {
  const channel = await new Promise<ClientChannel>((resolve, reject) =>
    client.exec('echo', (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  channel.write(words);
  const [bytes] = (await once(channel, 'data')) as [Buffer];
  channel.close();
  return String(bytes);
}

it.each<CipherAlgorithm>(['aes128-gcm@openssh.com', 'aes128-ctr', 'chacha20-poly1305@openssh.com'])(
  'the keys of %s become objects that work, after a later key exchange too',
  async (cipher) => {
    using line = await logIn(cipher);
    const { client } = line;
    const before = keysOf(client);
    expect(before.length).toBeGreaterThan(0);
    keepKeyObjects(client);
    expect(keysOf(client)).toSatisfy((keys: unknown[]) => keys.every((key) => key instanceof KeyObject));
    expect(keysOf(client)).toHaveLength(before.length);
    expect(await answer(client, 'one')).toBe('one');

    const exchanged = once(client, 'handshake');
    line.rekey();
    await exchanged;
    expect(keysOf(client)).toSatisfy((keys: unknown[]) => keys.every((key) => key instanceof KeyObject));
    expect(await answer(client, 'two')).toBe('two');
  },
);
