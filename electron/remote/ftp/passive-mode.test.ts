import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, it } from 'vitest';
import type { ControlConnection } from './control-connection.ts';
import { patientFor } from './limit.ts';
import { PassiveMode } from './passive-mode.ts';

// Other systems have only one address on loopback.
it.runIf(process.platform === 'linux')(
  'a data connection that would come from another address than the control connection names that one',
  async () => {
    const callers: (string | undefined)[] = [];
    const server = createServer((socket) => {
      callers.push(socket.remoteAddress);
      socket.on('error', () => {});
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const asked: string[] = [];
    const control = {
      socket: { localAddress: '127.0.0.2', remoteAddress: '127.0.0.1' },
      place: { host: '127.0.0.1', port },
      note() {},
      async caughtUp() {},
      async ask(command: string) {
        asked.push(command);
        return { code: 229, lines: [`Here (|||${port}|)`] };
      },
    } as unknown as ControlConnection;
    try {
      const mode = new PassiveMode();
      const first = await mode.open(control, patientFor(2000));
      const second = await mode.open(control, patientFor(2000));
      expect(asked).toEqual(['EPSV', 'EPSV', 'EPSV']);
      expect(callers).toEqual(['127.0.0.1', '127.0.0.2', '127.0.0.2']);
      first.close();
      second.close();
    } finally {
      server.close();
    }
  },
);
