import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type BaseAgent } from 'ssh2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { agentIdentities } from './agent-identities.ts';
import { agentPlaces } from './agent-place.ts';
import { identitiesOf } from './identities.ts';

describe('the places of agents', () => {
  const windows = { platform: 'win32', environment: {} } as const;

  it.each([
    ['nowhere without a variable', undefined, { platform: 'linux', environment: {} }, []],
    ['where SSH_AUTH_SOCK says', undefined, { platform: 'linux', environment: { SSH_AUTH_SOCK: '/a' } }, ['/a']],
    ['nowhere for an empty variable', undefined, { platform: 'linux', environment: { SSH_AUTH_SOCK: '' } }, []],
    [
      'on Windows the pipe of its service, and Pageant',
      undefined,
      windows,
      ['\\\\.\\pipe\\openssh-ssh-agent', 'pageant'],
    ],
    [
      'on Windows too where SSH_AUTH_SOCK says',
      undefined,
      { platform: 'win32', environment: { SSH_AUTH_SOCK: 'x' } },
      ['x'],
    ],
    ['nowhere where ssh_config wants none', 'none', windows, []],
    ['where ssh_config says', '/b', { platform: 'linux', environment: { SSH_AUTH_SOCK: '/a' } }, ['/b']],
    ['in the variable of ssh_config', '$MINE', { platform: 'linux', environment: { MINE: '/c' } }, ['/c']],
    ['in SSH_AUTH_SOCK by name', 'SSH_AUTH_SOCK', { platform: 'linux', environment: { SSH_AUTH_SOCK: '/a' } }, ['/a']],
  ] as const)('are %s', (_, setting, surroundings, places) => {
    expect(agentPlaces(setting, surroundings)).toEqual(places);
  });
});

describe('the keys of agents', () => {
  let folder: string;
  let servers: Server[];
  let told: string[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-agents-'));
    servers = [];
    told = [];
  });
  afterEach(async () => {
    for (const server of servers) server.close();
    await rm(folder, { recursive: true });
  });

  /** A stand-in that speaks the agent's protocol, as the pipe of Windows and Pageant do. */
  const standIn = async (name: string) => {
    const pair = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256, comment: name });
    const key = ssh2.utils.parseKey(pair.private);
    if (key instanceof Error) throw key;
    const server = createServer((socket) => {
      const protocol = new ssh2.AgentProtocol(false);
      socket.on('error', () => {});
      protocol.on('identities', (request) => protocol.getIdentitiesReply(request, [key]));
      protocol.on('sign', (request, _publicKey, data) => protocol.signReply(request, key.sign(data)));
      socket.pipe(protocol).pipe(socket);
    });
    servers.push(server);
    const path = join(folder, name);
    server.listen(path);
    await once(server, 'listening');
    return { path, key };
  };

  it('are those of every agent that answers, in order; one that is not there is told of', async () => {
    const service = await standIn('service');
    const pageant = await standIn('pageant');
    const places: Readonly<Record<string, string>> = {
      '\\\\.\\pipe\\openssh-ssh-agent': service.path,
      missing: join(folder, 'missing'),
      pageant: pageant.path,
    };
    const open = (place: string): BaseAgent => new ssh2.OpenSSHAgent(places[place] ?? '');
    const identities = await agentIdentities(Object.keys(places), (text) => told.push(text), open);
    expect(identities.map(({ label }) => label)).toEqual([
      expect.stringContaining('service'),
      expect.stringContaining('pageant'),
    ]);
    expect(told).toEqual([
      expect.stringContaining('holds 1 key'),
      expect.stringContaining('missing: Failed to connect'),
      expect.stringContaining('holds 1 key'),
    ]);
    const data = Buffer.from('data');
    const signature = await identities[1]?.sign(data, undefined);
    expect(signature?.length).toBeGreaterThan(60);
  });

  it('may take the time that the user needs to confirm them, which is not counted as the server’s', async () => {
    const service = await standIn('service');
    let confirmed = 0;
    const identities = identitiesOf({
      keys: { files: [], certificates: [], only: false, agent: service.path },
      agent: true,
      askPassphrase: () => Promise.reject(new Error('no file was to be opened')),
      tell: () => {},
      whileConfirming: async (work) => {
        const done = await work;
        confirmed += 1;
        return done;
      },
    });
    const { value: identity } = await identities.next();
    expect(confirmed).toBe(1);
    await identity?.sign(Buffer.from('data'), undefined);
    expect(confirmed).toBe(2);
  });

  it('of an agent that never answers are passed over after a minute', async () => {
    const service = await standIn('service');
    const deaf = createServer((socket) => socket.on('error', () => {}));
    servers.push(deaf);
    const path = join(folder, 'deaf');
    deaf.listen(path);
    const called = once(deaf, 'connection');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const listing = agentIdentities([path, service.path], (text) => told.push(text));
      const [socket] = await called;
      await vi.advanceTimersByTimeAsync(60_000);
      expect(await listing).toHaveLength(1);
      expect(told[0]).toContain('deaf: it does not answer');
      socket.destroy();
    } finally {
      vi.useRealTimers();
    }
  });
});
