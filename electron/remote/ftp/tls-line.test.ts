import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { expect, it } from 'vitest';
import { tlsOptions } from './tls-line.ts';

/** The name that a server hears for this host in the handshake (RFC 6066 §3). */
async function nameSaid(host: string): Promise<string | undefined> {
  const heard: string[] = [];
  const server = createServer({
    SNICallback: (name, refuse) => {
      heard.push(name);
      refuse(new Error('that was all'));
    },
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const refused = once(server, 'tlsClientError');
  const { port } = server.address() as AddressInfo;
  const socket = connect({ ...tlsOptions(host, {}, {}), host: '127.0.0.1', port });
  socket.on('error', () => {});
  await refused;
  socket.destroy();
  server.close();
  return heard[0];
}

it.each([
  ['example.org', 'example.org'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['example.org.', 'example.org'],
  ['192.0.2.1', undefined],
  ['2001:db8::1', undefined],
])('the server of %s hears the name %s', async (host, name) => {
  expect(await nameSaid(host)).toBe(name);
});
