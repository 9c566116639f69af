import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { isRemoteError, type RemoteErrorKind } from '../../../shared/model/remote-error.ts';
import type { RemoteFileSystem } from '../remote-file-system.ts';
import type { Answer, ScriptedSession } from './testing/scripted-server.ts';
import { calm as call, failure, scene, sends, silence } from './testing/scripted-session.ts';

describe('reading', () => {
  const read = async (fs: RemoteFileSystem, range = {}) => buffer(await fs.read('/file', range, call));

  it('ends only after the server said that it sent everything', async () => {
    let announce = () => {};
    await using s = await scene({
      answers: {
        RETR: async (_, session) => {
          session.reply('150 Here');
          (await session.data()).end('bytes');
          return new Promise((resolve) => {
            announce = () => resolve('226 Done');
          });
        },
      },
    });
    const stream = await s.fs.read('/file', {}, call);
    let ended = false;
    stream.on('end', () => {
      ended = true;
    });
    const [chunk] = await once(stream, 'data');
    expect(String(chunk)).toBe('bytes');
    await s.server.sessions[0]?.left();
    expect(ended).toBe(false);
    announce();
    await once(stream, 'end');
  });

  it.each<[string, Answer, RemoteErrorKind]>([
    ['the server reports a failure after the bytes', sends('half', '426 Broken'), 'disconnected'],
    [
      'the control connection is lost after the bytes',
      async (_, session) => {
        session.reply('150 Here');
        (await session.data()).end('half');
        session.socket.destroy();
        return undefined;
      },
      'disconnected',
    ],
    [
      'the data connection is reset',
      async (_, session) => {
        session.reply('150 Here');
        const data = await session.data();
        data.write('half', () => data.resetAndDestroy());
        return '426 Reset';
      },
      'disconnected',
    ],
    [
      'the server goes silent in the middle',
      async (_, session) => {
        session.reply('150 Here');
        (await session.data()).write('half');
        return undefined;
      },
      'timeout',
    ],
    ['the server never answers', silence, 'timeout'],
    ['the server hangs up instead of answering', (_, session) => void session.socket.destroy(), 'disconnected'],
    ['the server says goodbye instead of answering', '421 Shutting down', 'disconnected'],
  ])('fails where %s', async (_, RETR, kind) => {
    await using s = await scene({ answers: { RETR } }, { connectMs: 2000, idleMs: 300 });
    await failure(read(s.fs), kind, '/file');
  });

  describe('what came before the line broke is not lost to a download that goes on from there', () => {
    // Less than a window: it is with the reader's system before the reset.
    const sent = randomBytes(30_000);
    const breaks: [string, (data: Socket, session: ScriptedSession) => void][] = [
      ['the data connection is reset', (data) => data.resetAndDestroy()],
      [
        'the server reports the failure before the last bytes',
        (data, session) => {
          session.reply('426 Broken');
          data.end();
        },
      ],
      ['the server reports a failure and leaves the data connection open', (_, session) => session.reply('426 Broken')],
      ['the server goes silent', () => {}],
    ];

    it.each(breaks)('%s', async (_, breakOff) => {
      const RETR: Answer = async (_command, session) => {
        session.reply('150 Here');
        const data = await session.data();
        data.write(sent, () => breakOff(data, session));
        return undefined;
      };
      await using s = await scene({ answers: { RETR } }, { connectMs: 2000, idleMs: 300 });
      const stream = await s.fs.read('/file', {}, call);
      const came: Buffer[] = [];
      const whole = (async () => {
        for await (const bytes of stream) came.push(bytes);
      })();
      await expect(whole).rejects.toSatisfy((error) => isRemoteError(error, 'disconnected', 'timeout'));
      expect(Buffer.concat(came).equals(sent)).toBe(true);
    });
  });

  it('fails where the end is announced late, and the file is longer than what came', async () => {
    await using s = await scene(
      {
        answers: {
          RETR: async (_, session) => {
            session.reply('150 Here');
            (await session.data()).end('half');
            return undefined;
          },
          SIZE: (_, session) => {
            session.reply('226 Done');
            return '213 8';
          },
        },
      },
      { connectMs: 2000, idleMs: 300 },
    );
    await failure(read(s.fs), 'disconnected', '/file');
  });

  it('asks for the size where the end is never announced, and believes it', async () => {
    await using s = await scene(
      {
        answers: {
          RETR: async (_, session) => {
            session.reply('150 Here');
            (await session.data()).end('bytes');
            return undefined;
          },
          SIZE: '213 5',
        },
      },
      { connectMs: 2000, idleMs: 200 },
    );
    expect((await read(s.fs)).toString()).toBe('bytes');
    expect(s.server.commands.at(-1)).toBe('SIZE /file');
    // A 226 that comes after all would answer the next command.
    expect(s.fs.lost).toBeDefined();
  });

  it('fails where the end is never announced and bytes are missing', async () => {
    await using s = await scene(
      {
        answers: {
          RETR: async (_, session) => {
            session.reply('150 Here');
            (await session.data()).end('bytes');
            return undefined;
          },
          SIZE: '213 6',
        },
      },
      { connectMs: 2000, idleMs: 200 },
    );
    await failure(read(s.fs), 'timeout', '/file');
  });

  it('keeps the session where the server acknowledges the early end', async () => {
    await using s = await scene({
      answers: {
        RETR: async (_, session) => {
          session.reply('150 Here');
          const data = await session.data();
          data.write(Buffer.alloc(100_000));
          await session.left();
          return '426 You left';
        },
      },
    });
    expect(await read(s.fs, { length: 10 })).toHaveLength(10);
    await s.fs.keepAlive(call);
    expect(s.fs.lost).toBeUndefined();
  });

  it('gives the session up where the server does not notice a cancel', async () => {
    const controller = new AbortController();
    await using s = await scene({
      answers: {
        RETR: async (_, session) => {
          session.reply('150 Here');
          (await session.data()).write('x');
          return undefined;
        },
      },
    });
    const stream = await s.fs.read('/file', {}, { signal: controller.signal });
    await once(stream, 'data');
    controller.abort();
    const [error] = await once(stream, 'error');
    expect(isRemoteError(error, 'cancelled')).toBe(true);
    expect(s.fs.lost).toBeDefined();
    await failure(s.fs.stat('/file', call), 'disconnected', '/file');
  });

  it('gives the early refusal of a file, and stays usable', async () => {
    await using s = await scene({ answers: { RETR: '550 Permission denied.' } });
    await failure(read(s.fs), 'denied', '/file');
    await s.fs.keepAlive(call);
    expect(s.fs.lost).toBeUndefined();
  });

  it('refuses an offset that the server cannot do', async () => {
    await using s = await scene({ answers: { REST: '502 No' } });
    await failure(read(s.fs, { offset: 5 }), 'unsupported', '/file');
    expect(s.server.commands).not.toContain('RETR /file');
  });
});
