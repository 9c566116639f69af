import { expect, test } from 'vitest';
import type { ConnectionTarget } from '../shared/model/connection.ts';
import { createConnectionRequests } from './connection-requests.ts';
import { Operations } from './operations.ts';
import type { Connect } from './remote/connect.ts';
import { Connections } from './remote/connections.ts';
import type { RemoteFileSystem } from './remote/remote-file-system.ts';
import { silentTranscript } from './remote/transcript.ts';
import type { Sites } from './sites/sites.ts';

const target: ConnectionTarget = { protocol: 'sftp', encryption: 'auto', host: 'example.org', port: 22, user: 'ann' };
const caller = { id: 'window', emit: () => undefined };

/** Connections to a server that answers everybody, and transfers that end when they are told to. */
function requests() {
  const connect: Connect = async () => {
    const facts = { caseSensitive: true, mtimePrecisionMs: 1_000, home: '/', security: { level: 'encrypted' } };
    const session = { facts, extras: {}, lost: undefined, [Symbol.asyncDispose]: async () => undefined };
    return session as unknown as RemoteFileSystem;
  };
  const connections = new Connections({
    connect: { sftp: connect, ftp: connect },
    transcriptFor: () => silentTranscript,
    onChange: () => undefined,
  });
  const transfersEnded = Promise.withResolvers<void>();
  const operations = new Operations();
  const handlers = createConnectionRequests({
    connections,
    sites: { noteUse: async () => undefined } as unknown as Sites,
    trust: {} as never,
    ask: async () => undefined as never,
    transfers: { leave: () => transfersEnded.promise },
    operations,
  });
  const open = (operationId: string) => handlers['connections.open']({ operationId, target }, caller);
  return { connections, handlers, open, operations, transfersEnded };
}

test('who connected again while transfers were still being left got the connection that was about to close', async () => {
  const { connections, handlers, open, transfersEnded } = requests();
  const { id } = await open('1');
  const closing = handlers['connections.close']({ id }, caller);
  const again = open('2');
  transfersEnded.resolve();
  await closing;
  expect((await again).id).toBe(id);
  expect(connections.list().map((info) => info.id)).toEqual([id]);
  expect(connections.pool(id).hasLiveSession).toBe(true);
});

test('waiting for a connection to go can be cancelled', async () => {
  const { handlers, open, operations } = requests();
  const { id } = await open('1');
  void handlers['connections.close']({ id }, caller);
  const again = open('2');
  operations.cancel(caller, '2');
  await expect(again).rejects.toThrow('Cancelled.');
});
