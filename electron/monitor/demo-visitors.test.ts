import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { DemoVisitors } from './demo-visitors.ts';

test('Portside did not end while a visitor of the demo server waited for a reply', async () => {
  const asked = Promise.withResolvers<string>();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => asked.resolve(String(bytes)));
    // Greets, and then says no more.
    socket.write('220 Hello\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const visitors = new DemoVisitors({ host: '127.0.0.1', port }, [{ user: 'marta', password: 'x' }]);
  expect(await asked.promise).toBe('USER marta\r\n');
  await visitors[Symbol.asyncDispose]();
  const closed = once(server, 'close');
  server.close();
  await closed;
});
