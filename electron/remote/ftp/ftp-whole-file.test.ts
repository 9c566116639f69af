import { describe, expect, it } from 'vitest';
import type { WholeFiles } from '../whole-files.ts';
import { connectFtp } from './connect-ftp.ts';
import type { Script, ScriptedSession } from './testing/scripted-server.ts';
import { calm, contextWith, failure, type Scene, scene, sends, targetOf } from './testing/scripted-session.ts';

const bytes = Buffer.from('bytes');
const modifiedAt = Date.UTC(2024, 4, 6, 7, 8, 9);

/** A server that takes small files. */
function taking(answers: Script['answers'] = {}): Script {
  return {
    features: ['EPSV', 'SIZE', 'MDTM', 'MFMT'],
    answers: {
      STOR: async (_, session) => {
        await session.take();
        return '226 Done';
      },
      RETR: sends(bytes),
      SIZE: (path) => (path.endsWith('.part') ? `213 ${bytes.length}` : '550 No such file'),
      MDTM: '213 20240506070809',
      MFMT: '213 Modify=20240506070809; /a',
      RNFR: '350 Go on',
      RNTO: '250 Moved',
      ...answers,
    },
  };
}

function wholeOf({ fs }: Scene): WholeFiles {
  if (!fs.whole) throw new Error('this session has no short way');
  return fs.whole;
}

/** What was sent since, without the login. */
function sentSince(s: Scene, verb: string): string[] {
  return s.server.commands.slice(s.server.commands.findIndex((command) => command.startsWith(verb)));
}

const store = (s: Scene, name: string) =>
  wholeOf(s).store(`/${name}.part`, bytes, { modifiedAt, moveTo: `/${name}` }, calm);
const read = (s: Scene, name: string) => wholeOf(s).read(`/${name}`, bytes.length, calm);

describe('small files one after the other', () => {
  it('are read over data connections that were asked for before', async () => {
    await using s = await scene(taking());
    for (const name of ['a', 'b', 'c']) expect(await read(s, name)).toEqual(bytes);
    expect(sentSince(s, 'EPSV').slice(0, 6)).toEqual(['EPSV', 'RETR /a', 'EPSV', 'RETR /b', 'EPSV', 'RETR /c']);
  });

  it('travel along with the command that stores them, without a wait for its answer', async () => {
    const arrived: Buffer[] = [];
    const STOR = async (_: string, session: ScriptedSession) => {
      arrived.push(await session.take('unanswered'));
      return '150 Go on\n226 Done';
    };
    await using s = await scene(taking({ STOR }));
    for (const name of ['a', 'b']) expect(await store(s, name)).toEqual([]);
    expect(arrived).toEqual([bytes, bytes]);
  });

  describe('on a server that works on one command after the other', () => {
    /** What had come when it worked on the command. */
    const queueing = (answers: Script['answers'] = {}): Script => ({
      ...taking(answers),
      queues: true,
      greeting: '220 (vsFTPd 3.0.5)\r\n',
    });

    it('are read in one round trip each', async () => {
      const known: (string | undefined)[] = [];
      const RETR = (_: string, session: ScriptedSession) => {
        known.push(s.server.commands.at(-1));
        return session.send(bytes);
      };
      await using s = await scene(queueing({ RETR }));
      for (const name of ['a', 'b', 'c']) expect(await read(s, name)).toEqual(bytes);
      expect(known).toEqual(['EPSV', 'EPSV', 'EPSV']);
      expect(sentSince(s, 'RETR')).toEqual(['RETR /a', 'EPSV', 'RETR /b', 'EPSV', 'RETR /c', 'EPSV']);
    });

    it('are stored, looked at and dated in one breath, and moved only after their size was told', async () => {
      const known: (string | undefined)[] = [];
      const STOR = async (_: string, session: ScriptedSession) => {
        known.push(s.server.commands.at(-1));
        await session.take();
        return '226 Done';
      };
      await using s = await scene(queueing({ STOR }));
      for (const name of ['a', 'b', 'c']) expect(await store(s, name)).toEqual([]);
      expect(known).toEqual(['RNFR /a.part', 'RNFR /b.part', 'RNFR /c.part']);
      const sent = sentSince(s, 'STOR /c.part');
      expect(sent.slice(0, 5)).toEqual([
        'STOR /c.part',
        'SIZE /c.part',
        'SIZE /c',
        'MFMT 20240506070809 /c.part',
        'EPSV',
      ]);
      expect(sent.slice(5)).toEqual(['RNFR /c.part', 'RNTO /c']);
    });

    it('of which too little has arrived are not moved, and the next one is', async () => {
      const SIZE = (path: string) => (path === '/short.part' ? '213 1' : path.endsWith('.part') ? '213 5' : '550 No');
      await using s = await scene(queueing({ SIZE }));
      await expect(store(s, 'short')).rejects.toMatchObject({ kind: 'io' });
      expect(await store(s, 'a')).toEqual([]);
      expect(s.server.commands.filter((command) => command.startsWith('RNTO'))).toEqual([
        'RNTO /short.part',
        'RNTO /a',
      ]);
    });

    it('are asked about one by one where something on the way drops what comes meanwhile', async () => {
      let dropped = 0;
      const SIZE = (path: string) => {
        if (dropped++ < 1) return undefined;
        return path.endsWith('.part') ? `213 ${bytes.length}` : '550 No such file';
      };
      const known: (string | undefined)[] = [];
      const STOR = async (_: string, session: ScriptedSession) => {
        known.push(s.server.commands.at(-1));
        await session.take();
        return '226 Done';
      };
      await using s = await scene(queueing({ SIZE, STOR }), { connectMs: 2000, idleMs: 200 });
      await expect(store(s, 'a')).rejects.toThrow();
      expect(s.fs.lost).toBeDefined();
      await using again = await connectFtp(targetOf(s.server), contextWith());
      expect(await again.whole?.store('/b.part', bytes, { modifiedAt, moveTo: '/b' }, calm)).toEqual([]);
      expect(known.at(-1)).toBe('STOR /b.part');
    });

    it('that are refused leave the session as it was', async () => {
      const STOR = async (path: string, session: ScriptedSession) => {
        await session.take();
        return path.startsWith('/full') ? '552 Disk full' : '226 Done';
      };
      const RETR = (path: string, session: ScriptedSession) =>
        path === '/gone' ? '550 No such file' : session.send(bytes);
      await using s = await scene(queueing({ STOR, RETR }));
      await expect(store(s, 'full')).rejects.toMatchObject({ kind: 'no-space' });
      await expect(read(s, 'gone')).rejects.toMatchObject({ kind: 'not-found' });
      expect(await store(s, 'a')).toEqual([]);
      expect(await read(s, 'a')).toEqual(bytes);
      expect(s.fs.lost).toBeUndefined();
    });
  });

  it('that are refused after they were sent leave the session as it was', async () => {
    const STOR = async (path: string, session: ScriptedSession) => {
      const taken = await session.take('unanswered');
      return path.startsWith('/full') ? '552 Disk full' : `150 Go on\n226 ${taken.length} bytes`;
    };
    await using s = await scene(taking({ STOR }));
    await expect(store(s, 'full')).rejects.toMatchObject({ kind: 'no-space' });
    expect(await store(s, 'a')).toEqual([]);
    expect(s.fs.lost).toBeUndefined();
  });

  it('are stored in as few round trips, each moved only after its size was told', async () => {
    await using s = await scene(taking());
    for (const name of ['a', 'b']) expect(await store(s, name)).toEqual([]);
    const around = (name: string) => [
      `STOR /${name}.part`,
      `SIZE /${name}.part`,
      `SIZE /${name}`,
      `MFMT 20240506070809 /${name}.part`,
      `RNFR /${name}.part`,
      `RNTO /${name}`,
      'EPSV',
    ];
    expect(sentSince(s, 'EPSV').slice(0, 14)).toEqual(['EPSV', ...around('a'), ...around('b').slice(0, 6)]);
  });

  it('are not moved where the server holds another size', async () => {
    await using s = await scene(taking({ SIZE: '213 4' }));
    await failure(store(s, 'a'), 'io', '/a.part');
    expect(s.server.commands).not.toContain('RNTO /a');
  });

  it('do not replace what somebody else has put there since the folder was listed', async () => {
    await using s = await scene(taking({ SIZE: `213 ${bytes.length}` }));
    await failure(store(s, 'a'), 'exists', '/a');
    expect(s.server.commands).not.toContain('RNTO /a');
  });

  it('are not moved where the server does not tell what it holds', async () => {
    await using s = await scene(taking({ SIZE: '550 Not for you' }));
    await failure(store(s, 'a'), 'unsupported', '/a.part');
    expect(s.server.commands).not.toContain('RNTO /a');
    await failure(store(s, 'b'), 'unsupported', '/b.part');
    expect(s.server.commands).not.toContain('STOR /b.part');
  });

  it('take the long way where no size can be asked for', async () => {
    await using s = await scene({ ...taking(), features: ['EPSV', 'MDTM', 'MFMT'] });
    expect(s.fs.whole).toBeUndefined();
  });

  it('get their permissions before they are moved', async () => {
    await using s = await scene(taking({ SITE: '200 Fine' }));
    const finish = { modifiedAt, permissions: 0o640, moveTo: '/a' };
    expect(await wholeOf(s).store('/a.part', bytes, finish, calm)).toEqual([]);
    const sent = sentSince(s, 'MFMT');
    expect(sent.slice(1, 4)).toEqual(['SITE CHMOD 640 /a.part', 'RNFR /a.part', 'RNTO /a']);
  });

  it('go on where the server has given up the data connection that was asked for before', async () => {
    let asked = 0;
    await using s = await scene(
      taking({ RETR: (_, session) => (asked++ === 1 ? '425 No data connection' : session.send(bytes)) }),
    );
    for (const name of ['a', 'b']) expect(await read(s, name)).toEqual(bytes);
    expect(sentSince(s, 'EPSV').slice(0, 6)).toEqual(['EPSV', 'RETR /a', 'EPSV', 'RETR /b', 'EPSV', 'RETR /b']);
  });

  it('go on where the server has closed it', async () => {
    await using s = await scene(taking());
    expect(await read(s, 'a')).toEqual(bytes);
    await s.fs.keepAlive(calm);
    (await s.server.sessions[0]?.data())?.destroy();
    await s.server.sessions[0]?.left();
    // Two answers later the end of the data connection has come through too.
    for (let round = 0; round < 2; round++) await s.fs.keepAlive(calm);
    expect(await read(s, 'b')).toEqual(bytes);
  });

  it('ask for no data connection ahead where the server will not have it', async () => {
    let asked = 0;
    await using s = await scene(
      taking({
        EPSV: async (_, session) => (asked++ === 1 ? '503 Not now' : `229 Here (|||${await session.listen()}|)`),
      }),
    );
    for (const name of ['a', 'b', 'c']) expect(await read(s, name)).toEqual(bytes);
    expect(sentSince(s, 'EPSV')).toEqual(['EPSV', 'RETR /a', 'EPSV', 'EPSV', 'RETR /b', 'EPSV', 'RETR /c']);
  });

  it('leave every command its own answer', async () => {
    const owed = Promise.withResolvers<void>();
    await using s = await scene(
      taking({
        EPSV: async (_, session) => {
          const port = await session.listen();
          if (s.server.commands.includes('RETR /a')) await owed.promise;
          return `229 Here (|||${port}|)`;
        },
        MKD: '257 Made',
      }),
    );
    expect(await read(s, 'a')).toEqual(bytes);
    const made = s.fs.makeDirectory('/folder', calm);
    owed.resolve();
    await made;
    expect(s.transcript.slice(-2)).toEqual(['sent MKD /folder', 'received 257 Made']);
  });

  it('come with their exact time, asked for along with the bytes', async () => {
    await using s = await scene(taking());
    expect(await wholeOf(s).readDated?.('/a', bytes.length, calm)).toEqual({ bytes, modifiedAt });
    expect(sentSince(s, 'EPSV').slice(0, 3)).toEqual(['EPSV', 'MDTM /a', 'RETR /a']);
  });

  it('take the long way where the server does not tell the time', async () => {
    await using s = await scene(taking({ MDTM: '550 No' }));
    expect(await wholeOf(s).readDated?.('/a', bytes.length, calm)).toBeUndefined();
    expect(await read(s, 'a')).toEqual(bytes);
  });
});
