import { describe, expect, it, vi } from 'vitest';
import type { ConnectionInfo, ConnectionTarget, LineSecurity } from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { Connect, ConnectContext } from './connect.ts';
import { type ConnectionSecrets, Connections } from './connections.ts';
import { FileSystems } from './file-systems.ts';
import { LocalFileSystem } from './local/local-file-system.ts';
import type { RemoteFileSystem } from './remote-file-system.ts';
import { silentTranscript } from './transcript.ts';

const target: ConnectionTarget = { protocol: 'sftp', encryption: 'auto', host: 'example.org', port: 22, user: 'ann' };
const secrets = { trust: {}, credentials: {} } as ConnectionSecrets;
const never = new AbortController().signal;

function connectionsTo(
  open?: (target: ConnectionTarget, context: ConnectContext) => Promise<Partial<RemoteFileSystem>>,
) {
  const closed: number[] = [];
  let opened = 0;
  const connect: Connect = async (target, context) => {
    const number = ++opened;
    const facts = { caseSensitive: true, mtimePrecisionMs: 1_000, home: '/home/ann', security: { level: 'encrypted' } };
    const session = {
      facts,
      extras: { setModifiedTime: async () => {} },
      lost: undefined,
      async [Symbol.asyncDispose]() {
        closed.push(number);
      },
      ...(await open?.(target, context)),
    };
    return session as unknown as RemoteFileSystem;
  };
  const told: ConnectionInfo[][] = [];
  const transcripts: string[] = [];
  const connections = new Connections({
    connect: { sftp: connect, ftp: connect },
    transcriptFor: (session) => {
      transcripts.push(session);
      return silentTranscript;
    },
    onChange: (list) => told.push(list),
  });
  return { connections, closed, told, transcripts };
}

describe('a connection', () => {
  it('is told to the windows when it is open, with what the server can do and how safe the line is', async () => {
    const { connections, told } = connectionsTo();
    const info = await connections.open(target, secrets, never);
    expect(info).toEqual({
      id: expect.any(String),
      label: 'ann@example.org',
      target,
      home: '/home/ann',
      security: { level: 'encrypted' },
      abilities: ['set-modified-time'],
      state: 'open',
    });
    expect(told).toEqual([[info]]);
    expect(connections.list()).toEqual([info]);
  });

  it.each([
    [{}, 'ann@example.org'],
    [{ port: 2222 }, 'ann@example.org:2222'],
    [{ user: '' }, 'example.org'],
    [{ host: '::1', port: 2222 }, 'ann@[::1]:2222'],
    [{ protocol: 'ftp', port: 21 }, 'ann@example.org'],
    [{ protocol: 'ftp', encryption: 'implicit', port: 990 }, 'ann@example.org'],
    [{ protocol: 'ftp', encryption: 'implicit', port: 21 }, 'ann@example.org:21'],
  ] as const)('to %j is called %s', async (changes, label) => {
    const { connections } = connectionsTo();
    expect((await connections.open({ ...target, ...changes }, secrets, never)).label).toBe(label);
  });

  it('opens where the user wants it to', async () => {
    const { connections } = connectionsTo();
    expect(await connections.open({ ...target, initialPath: '/srv' }, secrets, never)).toMatchObject({ home: '/srv' });
  });

  it('that fails is told to nobody but its caller, and leaves nothing open', async () => {
    const { connections, told } = connectionsTo(async () => {
      throw new RemoteError('auth', 'Wrong password.');
    });
    await expect(connections.open(target, secrets, never)).rejects.toMatchObject({ kind: 'auth' });
    expect(told).toEqual([]);
    expect(connections.list()).toEqual([]);
  });

  it('that is cancelled while it opens fails with that', async () => {
    const cancel = new AbortController();
    const { connections } = connectionsTo(
      (_target, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new RemoteError('cancelled', 'Cancelled.')));
        }),
    );
    const opening = connections.open(target, secrets, cancel.signal);
    cancel.abort();
    await expect(opening).rejects.toMatchObject({ kind: 'cancelled' });
  });

  it('that cannot be opened again says when it is tried next, until it can', async () => {
    let refusal: RemoteError | undefined;
    const { connections, told } = connectionsTo(async () => {
      if (refusal) throw refusal;
      return {};
    });
    const { id } = await connections.open(target, secrets, never);
    const lease = await connections.pool(id).lease('browse', never);
    Object.assign(lease.session, { lost: new Error('reset') });
    await lease[Symbol.asyncDispose]();
    refusal = new RemoteError('unreachable', 'Nothing answers.');
    await expect(connections.pool(id).lease('browse', never)).rejects.toMatchObject({ kind: 'unreachable' });
    expect(told.at(-1)).toMatchObject([{ id, state: 'reconnecting', retryAt: expect.any(Number) }]);
    connections.pool(id).stopReconnecting();
    expect(told.at(-1)).toMatchObject([{ id, state: 'lost' }]);
    refusal = undefined;
    await connections.pool(id).lease('browse', never);
    expect(told.at(-1)).toMatchObject([{ id, state: 'open' }]);
    expect(told.at(-1)?.[0]).not.toHaveProperty('retryAt');
  });

  it('of which one session lives is not lost because a second cannot be opened', async () => {
    let refusal: RemoteError | undefined;
    const { connections, told } = connectionsTo(async () => {
      if (refusal) throw refusal;
      return {};
    });
    const { id } = await connections.open(target, secrets, never);
    const lease = await connections.pool(id).lease('browse', never);
    refusal = new RemoteError('unreachable', 'Nothing answers.');
    await expect(connections.pool(id).lease('browse', never)).rejects.toMatchObject({ kind: 'unreachable' });
    expect(told.at(-1)).toMatchObject([{ id, state: 'open' }]);
    await lease[Symbol.asyncDispose]();
  });

  it('numbers its sessions in the transcript', async () => {
    const { connections, transcripts } = connectionsTo();
    const { id } = await connections.open(target, secrets, never);
    await Promise.all([connections.pool(id).lease('browse', never), connections.pool(id).lease('browse', never)]);
    expect(transcripts).toEqual(['ann@example.org #1', 'ann@example.org #2']);
  });

  it('shows how its newest session is protected', async () => {
    const levels: LineSecurity[] = [
      { level: 'encrypted', trust: 'system' },
      { level: 'encrypted', trust: 'accepted-once' },
    ];
    const { connections, told } = connectionsTo(async () => ({
      facts: { caseSensitive: true, mtimePrecisionMs: 1, home: '/', security: levels.shift() as LineSecurity },
    }));
    const { id } = await connections.open(target, secrets, never);
    await Promise.all([connections.pool(id).lease('browse', never), connections.pool(id).lease('browse', never)]);
    expect(told.at(-1)).toMatchObject([{ security: { trust: 'accepted-once' } }]);
  });

  it('is gone when it is closed, with its sessions', async () => {
    const { connections, closed, told } = connectionsTo();
    const { id } = await connections.open(target, secrets, never);
    await connections.close(id);
    expect(closed).toEqual([1]);
    expect(told.at(-1)).toEqual([]);
    expect(() => connections.pool(id)).toThrow(expect.objectContaining({ kind: 'disconnected' }));
    await connections.close(id);
    await connections.close('unknown');
  });

  it('is closed with the app', async () => {
    const { connections, closed } = connectionsTo();
    await connections.open(target, secrets, never);
    await connections.open(target, secrets, never);
    await connections[Symbol.asyncDispose]();
    expect(closed.toSorted()).toEqual([1, 2]);
    expect(connections.list()).toEqual([]);
  });
});

describe('the file systems', () => {
  it('are the local disk, what is mounted, and the connections', async () => {
    const { connections } = connectionsTo();
    const local = new LocalFileSystem();
    const fileSystems = new FileSystems(connections, local);
    const { id } = await connections.open(target, secrets, never);
    const dropped = {} as RemoteFileSystem;
    fileSystems.mount('drop:1', dropped);

    expect((await fileSystems.lease('local', 'browse', never)).session).toBe(local);
    expect((await fileSystems.lease('drop:1', 'transfer', never)).session).toBe(dropped);
    expect((await fileSystems.lease(id, 'browse', never)).session.facts.home).toBe('/home/ann');
    expect(fileSystems.transferSlots('local')).toBe(Number.POSITIVE_INFINITY);
    expect(fileSystems.transferSlots('drop:1')).toBe(Number.POSITIVE_INFINITY);
    expect(fileSystems.transferSlots(id)).toBe(2);
  });

  it('that are mounted are not closed by whoever gives them back', async () => {
    const local = new LocalFileSystem();
    const dispose = vi.spyOn(local, Symbol.asyncDispose);
    const fileSystems = new FileSystems(connectionsTo().connections, local);
    {
      await using _lease = await fileSystems.lease('local', 'browse', never);
    }
    expect(dispose).not.toHaveBeenCalled();
  });

  it('that are gone are told as such, each in its own words', async () => {
    const fileSystems = new FileSystems(connectionsTo().connections, new LocalFileSystem());
    fileSystems.mount('drop:1', {} as RemoteFileSystem);
    fileSystems.unmount('drop:1');
    const gone = [
      ['drop:1', 'The browser tab that held the dropped files is closed.'],
      ['closed', 'This connection is closed.'],
    ] as const;
    for (const [id, message] of gone) {
      const error = expect.objectContaining({ kind: 'disconnected', message });
      await expect(fileSystems.lease(id, 'browse', never)).rejects.toEqual(error);
      expect(() => fileSystems.transferSlots(id)).toThrow(error);
    }
  });
});
