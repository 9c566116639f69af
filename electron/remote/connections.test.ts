import { describe, expect, it, vi } from 'vitest';
import type { ConnectionInfo, ConnectionTarget, LineSecurity } from '../../shared/model/connection.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { Connect, ConnectContext } from './connect.ts';
import { type ConnectionDescription, type ConnectionSecrets, Connections, type Destination } from './connections.ts';
import { FileSystems } from './file-systems.ts';
import { LocalFileSystem } from './local/local-file-system.ts';
import type { RemoteFileSystem } from './remote-file-system.ts';
import { silentTranscript } from './transcript.ts';

const target: ConnectionTarget = { protocol: 'sftp', encryption: 'auto', host: 'example.org', port: 22, user: 'ann' };
const secrets = { trust: {}, credentials: {} } as ConnectionSecrets;
const never = new AbortController().signal;

const sites = new Map<string, Destination>();

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
    destinationOf: async (description: ConnectionDescription) => {
      if ('target' in description) return { target: description.target, secrets };
      const site = sites.get(description.siteId);
      if (!site) throw new RemoteError('not-found', 'This site has been removed.');
      return site;
    },
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
    await connections.open({ ...target, user: 'bob' }, secrets, never);
    await connections[Symbol.asyncDispose]();
    expect(closed.toSorted()).toEqual([1, 2]);
    expect(connections.list()).toEqual([]);
  });
});

describe('a connection that is opened again', () => {
  const site = (changes: Partial<Destination> = {}): Destination => ({
    target,
    secrets,
    site: { id: 'shop', name: 'Shop' },
    ...changes,
  });
  const lose = async (connections: Connections, id: string) => {
    const lease = await connections.pool(id).lease('browse', never);
    Object.assign(lease.session, { lost: new Error('reset') });
    await lease[Symbol.asyncDispose]();
  };

  it('has the same id, after it was closed and after a restart', async () => {
    const { connections } = connectionsTo();
    const { id } = await connections.open(target, secrets, never);
    const description = connections.describe(id);
    await connections.close(id);
    expect((await connections.open(target, secrets, never)).id).toBe(id);
    const { connections: later } = connectionsTo();
    expect((await later.reopen(JSON.parse(JSON.stringify(description)), never)).id).toBe(id);
  });

  it('as a saved site has the id of the site, whatever the site leads to, and its name', async () => {
    sites.set('shop', site());
    const { connections, transcripts } = connectionsTo();
    const info = await connections.reopen({ siteId: 'shop' }, never);
    expect(info).toMatchObject({ id: 'site:shop', siteId: 'shop', label: 'Shop' });
    expect(connections.describe(info.id)).toEqual({ siteId: 'shop' });
    expect(transcripts).toEqual(['Shop #1']);
    // The same account that is not opened as the site is another connection.
    expect((await connections.open(target, secrets, never)).id).not.toBe('site:shop');
  });

  it('while it is open is the open one: no second login', async () => {
    const { connections, told, transcripts } = connectionsTo();
    const first = await connections.open(target, secrets, never);
    const pool = connections.pool(first.id);
    expect(await connections.open({ ...target, host: 'EXAMPLE.org' }, secrets, never)).toEqual(first);
    expect(connections.pool(first.id)).toBe(pool);
    expect(transcripts).toHaveLength(1);
    expect(told.at(-1)).toHaveLength(1);
  });

  it('while it is open begins where it is asked to now', async () => {
    const { connections } = connectionsTo();
    const { id } = await connections.open(target, secrets, never);
    expect(await connections.open({ ...target, initialPath: '/srv' }, secrets, never)).toMatchObject({
      id,
      home: '/srv',
    });
    expect(connections.list()).toMatchObject([{ home: '/home/ann' }]);
  });

  it('by two windows at once logs in once', async () => {
    const { connections, transcripts } = connectionsTo();
    const [one, two] = await Promise.all([1, 2].map(() => connections.open(target, secrets, never)));
    expect(one).toEqual(two);
    expect(transcripts).toHaveLength(1);
  });

  it('by two windows at once opens for the other where one gives up', async () => {
    const opening = Promise.withResolvers<void>();
    const { connections } = connectionsTo(async () => {
      await opening.promise;
      return {};
    });
    const giveUp = new AbortController();
    const one = connections.open(target, secrets, giveUp.signal);
    const two = connections.open(target, secrets, never);
    giveUp.abort();
    await expect(one).rejects.toMatchObject({ kind: 'cancelled' });
    opening.resolve();
    expect(await two).toMatchObject({ state: 'open' });
  });

  it('after its line was lost logs in with the newer secrets, and goes on under the same id', async () => {
    const used: unknown[] = [];
    const { connections, told } = connectionsTo(async (_target, context) => {
      used.push(context.credentials);
      return {};
    });
    const { id } = await connections.open(target, secrets, never);
    const pool = connections.pool(id);
    await lose(connections, id);
    const newer = { ...secrets, credentials: { name: 'newer' } } as unknown as ConnectionSecrets;
    expect(await connections.open(target, newer, never)).toMatchObject({ id, state: 'open' });
    expect(connections.pool(id)).toBe(pool);
    expect(connections.access(id).secrets.credentials).toBe(newer.credentials);
    expect(used).toEqual([secrets.credentials, newer.credentials]);
    expect(told.at(-1)).toMatchObject([{ id, state: 'open' }]);
  });

  it('of a site that leads elsewhere now leaves the old server', async () => {
    sites.set('shop', site());
    const { connections, closed } = connectionsTo();
    const { id } = await connections.reopen({ siteId: 'shop' }, never);
    sites.set('shop', site({ target: { ...target, host: 'new.example' } }));
    expect(await connections.reopen({ siteId: 'shop' }, never)).toMatchObject({ id, target: { host: 'new.example' } });
    expect(closed).toEqual([1]);
    expect(connections.list()).toHaveLength(1);
  });

  it('of a site that has another name now is called by that', async () => {
    sites.set('shop', site());
    const { connections, told } = connectionsTo();
    await connections.reopen({ siteId: 'shop' }, never);
    sites.set('shop', site({ site: { id: 'shop', name: 'Store' } }));
    expect(await connections.reopen({ siteId: 'shop' }, never)).toMatchObject({ label: 'Store' });
    expect(told.at(-1)).toMatchObject([{ label: 'Store' }]);
  });

  it('of a site that was removed is refused, in the words of a person', async () => {
    sites.delete('shop');
    const { connections } = connectionsTo();
    await expect(connections.reopen({ siteId: 'shop' }, never)).rejects.toMatchObject({ kind: 'not-found' });
  });
});

describe('a connection to one site', () => {
  it('takes as many sessions as its user allows', async () => {
    const { connections } = connectionsTo();
    const { id } = await connections.open({ ...target, mostSessions: 6 }, secrets, never);
    expect(connections.pool(id).transferSlots).toBe(5);
  });

  it('tells its secrets when a login has succeeded, and not when it failed', async () => {
    const accepted = vi.fn(async () => {});
    const own = { ...secrets, credentials: { accepted } } as unknown as ConnectionSecrets;
    const failing = connectionsTo(async () => {
      throw new RemoteError('auth', 'Wrong password.');
    });
    await expect(failing.connections.open(target, own, never)).rejects.toMatchObject({ kind: 'auth' });
    expect(accepted).not.toHaveBeenCalled();
    const { connections } = connectionsTo();
    await connections.open(target, own, never);
    expect(accepted).toHaveBeenCalledTimes(1);
  });
});

describe('a try of a connection', () => {
  it('says what is there, hangs up, and leaves no trace among the open ones', async () => {
    const { connections, closed, told } = connectionsTo();
    const found = await connections.test({ ...target, initialPath: '/srv' }, secrets, never);
    expect(found).toEqual({
      home: '/srv',
      security: { level: 'encrypted' },
      abilities: ['set-modified-time'],
    });
    expect(closed).toEqual([1]);
    expect(told).toEqual([]);
  });

  it('beside an open connection to the same server touches no session of that', async () => {
    const { connections, closed } = connectionsTo();
    const { id } = await connections.open(target, secrets, never);
    await connections.test(target, secrets, never);
    expect(closed).toEqual([2]);
    expect(connections.pool(id).hasLiveSession).toBe(true);
  });

  it('that fails says why', async () => {
    const { connections } = connectionsTo(async () => {
      throw new RemoteError('unreachable', 'Nothing answers.');
    });
    await expect(connections.test(target, secrets, never)).rejects.toMatchObject({ kind: 'unreachable' });
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
    expect(fileSystems.transferSlots(id)).toBe(4);
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
