import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { FtpOptions } from '../../../shared/model/connection-options.ts';
import { connectFtp } from './connect-ftp.ts';
import { type Answer, callee, type Script, ScriptedServer } from './testing/scripted-server.ts';
import {
  contextWith,
  failure,
  namesIn,
  pagesOf,
  patience,
  row,
  scene,
  sends,
  silence,
  targetOf,
} from './testing/scripted-session.ts';

const brief = { connectMs: 2000, idleMs: 300 };

/** Calls where PORT or EPRT says, as a server does once the transfer begins; here it may as well do so at once. */
const calls: Answer = (argument, session) => {
  session.call(argument);
  return '200 I will call';
};

function activeScene(answers: Script['answers'], ftp: FtpOptions = {}, timeouts = patience) {
  const script = { answers: { PORT: calls, EPRT: calls, LIST: sends(row), ...answers } };
  return scene(script, timeouts, { dataMode: 'active', ...ftp });
}

/** A listener on a port of its own, and how to free it. */
async function taken(port = 0): Promise<{ server: Server; port: number } & AsyncDisposable> {
  const server = createServer();
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  await once(server, 'listening');
  return {
    server,
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}

/** Two ports in a row that are free now. */
async function twoFreePorts(): Promise<{ first: number; last: number }> {
  for (;;) {
    await using low = await taken();
    const high = await taken(low.port + 1).catch(() => undefined);
    if (high === undefined) continue;
    await high[Symbol.asyncDispose]();
    return { first: low.port, last: low.port + 1 };
  }
}

describe('active mode', () => {
  it('names its own address and port, and takes the call', async () => {
    await using s = await activeScene({});
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
    const ports = s.server.commands.filter((command) => command.startsWith('PORT 127,0,0,1,'));
    expect(ports).toHaveLength(2);
    expect(s.server.commands.filter((command) => /PASV|EPSV|EPRT/.test(command))).toEqual([]);
  });

  it('uses EPRT over IPv6', async () => {
    await using server = await ScriptedServer.start({ answers: { EPRT: calls, LIST: sends(row) } }, '::1');
    const fs = await connectFtp(
      { ...targetOf(server), host: '::1', ftp: { dataMode: 'active' } },
      contextWith({ timeouts: patience }),
    );
    expect(await namesIn(fs)).toEqual(['plain.txt']);
    expect(server.commands.find((command) => command.startsWith('EPRT'))).toMatch(/^EPRT \|2\|::1\|\d+\|$/);
    await fs[Symbol.asyncDispose]();
  });

  it('uses EPRT where the server does not know PORT, and remembers', async () => {
    await using s = await activeScene({ PORT: '502 What?' });
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
    expect(s.server.commands.filter((command) => command.startsWith('PORT'))).toHaveLength(1);
    expect(s.server.commands.filter((command) => command.startsWith('EPRT |1|127.0.0.1|'))).toHaveLength(2);
  });

  it('listens on the ports that it was given, one after the other', async () => {
    const activePorts = await twoFreePorts();
    await using s = await activeScene({}, { activePorts });
    for (let times = 0; times < 3; times += 1) await namesIn(s.fs);
    const used = s.server.commands
      .filter((command) => command.startsWith('PORT'))
      .map((line) => callee(line.slice(5)).port);
    expect(new Set(used)).toEqual(new Set([activePorts.first, activePorts.last]));
    expect(used[0]).toBe(used[2]);
  });

  it('takes the next port where one is in use, and says so where all are', async () => {
    const activePorts = await twoFreePorts();
    await using s = await activeScene({}, { activePorts });
    const first = await taken(activePorts.first);
    for (let times = 0; times < 2; times += 1) expect(await namesIn(s.fs)).toEqual(['plain.txt']);
    const last = await taken(activePorts.last);
    const error = await failure(pagesOf(s.fs), 'busy');
    expect(error.message).toContain(`${activePorts.first} to ${activePorts.last}`);
    await first[Symbol.asyncDispose]();
    await last[Symbol.asyncDispose]();
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
  });

  it('frees its port after the transfer, also after one that never came about', async () => {
    const port = (await twoFreePorts()).first;
    const activePorts = { first: port, last: port };
    await using s = await activeScene({ LIST: '425 No way', RETR: sends('bytes') }, { activePorts });
    await failure(pagesOf(s.fs), 'unreachable');
    await using _ = await taken(port);
  });

  it('tells the server the address that the user named', async () => {
    let named = '';
    const PORT: Answer = (argument, session) => {
      named = argument;
      const { port } = callee(argument);
      session.call(`127,0,0,1,${port >> 8},${port & 255}`);
      return '200 I will call';
    };
    await using s = await activeScene({ PORT }, { activeAddress: '203.0.113.9' });
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
    expect(named).toMatch(/^203,0,113,9,\d+,\d+$/);
  });

  it('looks the named host up', async () => {
    await using s = await activeScene({}, { activeAddress: 'localhost' });
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
    expect(s.server.commands.filter((command) => command.startsWith('PORT 127,0,0,1,'))).toHaveLength(1);
  });

  it('refuses an address of the other family', async () => {
    await using s = await activeScene({}, { activeAddress: '2001:db8::1' });
    await failure(pagesOf(s.fs), 'invalid-request');
  });

  it('refuses strangers, and takes the server that comes after them', async () => {
    const PORT: Answer = async (argument, session) => {
      const stranger = connect({ ...callee(argument), localAddress: '127.0.0.2' });
      stranger.on('error', () => {});
      await new Promise((resolve) => stranger.once('close', resolve));
      session.call(argument);
      return '200 I will call';
    };
    await using s = await activeScene({ PORT });
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
    expect(s.transcript.join('\n')).toContain('Refused a data connection from 127.0.0.2');
  });

  it('listens on the address of the control connection only', async () => {
    let reached: string | undefined;
    const PORT: Answer = async (argument, session) => {
      const elsewhere = connect({ host: '127.0.0.3', port: callee(argument).port });
      elsewhere.on('error', (error) => {
        reached = 'code' in error ? String(error.code) : error.message;
      });
      await new Promise((resolve) => elsewhere.once('close', resolve));
      session.call(argument);
      return '200 I will call';
    };
    await using s = await activeScene({ PORT });
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
    expect(reached).toBe('ECONNREFUSED');
  });

  it.each<[string, Script['answers']]>([
    ['takes the command and never calls', { PORT: '200 Fine', LIST: '150 Soon' }],
    ['answers nothing', { PORT: '200 Fine', LIST: silence }],
    ['says that it cannot call', { PORT: '200 Fine', LIST: '425 Connection refused' }],
    ['says so after the 150', { PORT: '200 Fine', LIST: '150 Soon\n425 Refused' }],
  ])('explains a server that %s', async (_, answers) => {
    await using s = await activeScene(answers, { activePorts: { first: 40_000, last: 40_999 } }, brief);
    const error = await failure(pagesOf(s.fs), 'unreachable', '/');
    expect(error.data.hint).toMatch(/firewall and router must let the ports 40000 to 40999 in/);
  });

  it('explains a server that refuses active mode, and stays usable', async () => {
    await using s = await activeScene({ PORT: '500 Illegal PORT command.', EPRT: '500 What?' });
    const error = await failure(pagesOf(s.fs), 'unreachable', '/');
    expect(error.data.hint).toContain('Passive mode');
    expect(s.fs.lost).toBeUndefined();
  });

  it('ends at once when it is cancelled while the server does not call', async () => {
    const cancelling = new AbortController();
    const LIST: Answer = () => {
      setImmediate(() => cancelling.abort());
      return '150 Soon';
    };
    await using s = await activeScene({ PORT: '200 Fine', LIST });
    const listing = (async () => {
      for await (const _ of s.fs.list('/', { signal: cancelling.signal }));
    })();
    await failure(listing, 'cancelled', '/');
  });
});

describe('automatic mode', () => {
  const blocked = { EPSV: '229 Here (|||1|)', PASV: '227 Here (127,0,0,1,0,1)' };

  it('goes active where nobody answers on the passive ports, and stays with it', async () => {
    await using s = await scene({ answers: { ...blocked, PORT: calls, LIST: sends(row) } });
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
    expect(s.server.commands.filter((command) => command.startsWith('EPSV'))).toHaveLength(1);
    expect(s.server.commands.filter((command) => command.startsWith('PORT'))).toHaveLength(2);
    expect(s.transcript.join('\n')).toMatch(/Passive mode does not get through.*trying active mode once/);
    expect(s.transcript.join('\n')).toContain('Active mode works');
  });

  it('does not wait again for passive mode in the next session, until active mode fails', async () => {
    let reachable = true;
    const PORT: Answer = (argument, session) => {
      if (reachable) session.call(argument);
      return '200 I will call';
    };
    const LIST: Answer = (_, session) => (reachable ? session.send(row) : '150 Soon');
    await using s = await scene({ answers: { ...blocked, PORT, LIST } });
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
    const sent = (verb: string) => s.server.commands.filter((command) => command.startsWith(verb)).length;
    expect(sent('EPSV')).toBe(1);
    await using next = await connectFtp(targetOf(s.server), contextWith({ timeouts: brief }));
    expect(await namesIn(next)).toEqual(['plain.txt']);
    expect(sent('EPSV')).toBe(1);

    reachable = false;
    await using third = await connectFtp(targetOf(s.server), contextWith({ timeouts: brief }));
    expect((await failure(pagesOf(third), 'unreachable', '/')).message).toContain('did not open the data connection');
    expect(sent('EPSV')).toBe(1);
    await using fourth = await connectFtp(targetOf(s.server), contextWith({ timeouts: brief }));
    await failure(pagesOf(fourth), 'unreachable', '/');
    expect(sent('EPSV')).toBe(2);
  });

  it('goes active where the server has no passive mode', async () => {
    await using s = await scene({ answers: { EPSV: '502 No', PASV: '502 No', PORT: calls, LIST: sends(row) } });
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
  });

  it('says what to open where both fail, and tries active mode no second time', async () => {
    await using s = await scene({ answers: { ...blocked, PORT: '200 Fine', LIST: '425 Refused' } });
    const error = await failure(pagesOf(s.fs), 'unreachable', '/');
    expect(error.message).toContain('Neither passive nor active');
    expect(error.data.hint).toMatch(/firewall/);
    expect(error.data.hint).toMatch(/passive port range must be open/);
    expect(error.data.hint).toMatch(/must let all ports in/);
    const again = await failure(pagesOf(s.fs), 'unreachable', '/');
    expect(again.data.hint).toMatch(/firewall/);
    expect(s.server.commands.filter((command) => command.startsWith('PORT'))).toHaveLength(1);
  });

  it('does not blame the firewall for a file that is not there', async () => {
    await using s = await scene({ answers: { ...blocked, PORT: calls, RETR: '550 No such file' } });
    await failure(s.fs.read('/a', {}, { signal: new AbortController().signal }), 'not-found', '/a');
  });

  it('keeps to passive mode once it worked', async () => {
    let open = true;
    const EPSV: Answer = async (_, session) => (open ? `229 Here (|||${await session.listen()}|)` : '229 Here (|||1|)');
    await using s = await scene({ answers: { EPSV, PASV: blocked.PASV, PORT: calls, LIST: sends(row) } });
    expect(await namesIn(s.fs)).toEqual(['plain.txt']);
    open = false;
    await failure(pagesOf(s.fs), 'unreachable', '/');
    expect(s.server.commands.filter((command) => command.startsWith('PORT'))).toEqual([]);
  });

  it('never goes active where the site says passive', async () => {
    await using s = await scene({ answers: { ...blocked, PORT: calls } }, patience, { dataMode: 'passive' });
    const error = await failure(pagesOf(s.fs), 'unreachable', '/');
    expect(error.data.hint).toMatch(/try active mode/);
    expect(s.server.commands.filter((command) => command.startsWith('PORT'))).toEqual([]);
  });
});
