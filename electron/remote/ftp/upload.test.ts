import { once } from 'node:events';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import type { RemoteErrorKind } from '../../../shared/model/remote-error.ts';
import type { RemoteFileSystem } from '../remote-file-system.ts';
import type { Answer } from './testing/scripted-server.ts';
import { calm as call, failure, patience, scene } from './testing/scripted-session.ts';

describe('writing', () => {
  const write = (fs: RemoteFileSystem, body: Readable, offset?: number) =>
    fs.write('/file', body, offset === undefined ? { mode: 'create' } : { mode: 'at', offset }, call);
  const megabyte = () => Readable.from(Array.from({ length: 64 }, () => Buffer.alloc(16_384)));

  it('resolves only after the server acknowledged the last byte', async () => {
    let taken = 0;
    let announce = () => {};
    await using s = await scene({
      answers: {
        STOR: async (_, session) => {
          taken = (await session.take()).length;
          return new Promise((resolve) => {
            announce = () => resolve('226 Stored');
          });
        },
      },
    });
    let done = false;
    const writing = write(s.fs, megabyte()).then((bytes) => {
      done = true;
      return bytes;
    });
    await expect.poll(() => taken).toBe(1_048_576);
    expect(done).toBe(false);
    announce();
    expect(await writing).toBe(1_048_576);
  });

  it.each<[string, string, RemoteErrorKind, RegExp]>([
    ['a full disk', '452 No space left on device', 'no-space', /Free some space/],
    ['a full disk of vsftpd', '451 Failure writing to local file.', 'no-space', /Free some space/],
    ['a full quota', '552 Quota exceeded', 'quota', /Free some space/],
  ])('names %s that shows in the middle', async (_, closing, kind, hint) => {
    await using s = await scene({
      answers: {
        STOR: async (_, session) => {
          session.reply('150 Go on');
          const data = await session.data();
          await once(data, 'data');
          data.destroy();
          return closing;
        },
      },
    });
    const body = new Readable({
      read() {
        this.push(Buffer.alloc(65_536));
      },
    });
    const error = await failure(write(s.fs, body), kind, '/file');
    expect(error.data.hint).toMatch(hint);
    expect(body.destroyed).toBe(true);
    expect(s.fs.lost).toBeUndefined();
  });

  it.each<[string, Answer, RemoteErrorKind]>([
    ['the server refuses at once', '550 Permission denied.', 'denied'],
    [
      'the server reports a failure at the end',
      async (_, session) => {
        await session.take();
        return '451 Could not sync';
      },
      'io',
    ],
    [
      'the control connection is lost',
      async (_, session) => {
        session.reply('150 Go on');
        await once(await session.data(), 'data');
        session.socket.destroy();
        return undefined;
      },
      'disconnected',
    ],
    [
      'the server stops taking bytes',
      async (_, session) => {
        session.reply('150 Go on');
        (await session.data()).pause();
        return undefined;
      },
      'timeout',
    ],
  ])('fails where %s, and destroys the body', async (_, STOR, kind) => {
    await using s = await scene({ answers: { STOR } }, { connectMs: 2000, idleMs: 300 });
    const body = new Readable({
      read() {
        this.push(this.readableFlowing === null ? null : Buffer.alloc(65_536));
      },
    });
    let left = 500;
    body._read = () => void body.push(left-- > 0 ? Buffer.alloc(65_536) : null);
    await failure(write(s.fs, body), kind, '/file');
    expect(body.destroyed).toBe(true);
  });

  it('waits for a slow source, for as long as it takes', async () => {
    using limits = vi.spyOn(Socket.prototype, 'setTimeout');
    const STOR: Answer = async (_, session) => {
      await session.take();
      return '226 Stored';
    };
    await using s = await scene({ answers: { STOR } });
    const slow = Readable.from(
      (async function* () {
        yield Buffer.from('a');
        const data = limits.mock.contexts.at(-1) as Socket;
        await expect.poll(() => data.bytesWritten - data.writableLength).toBe(1);
        for (let silences = 1; silences <= 3; silences += 1) {
          limits.mockClear();
          data.emit('timeout');
          expect(limits.mock.calls).toEqual([[patience.idleMs]]);
        }
        yield Buffer.from('b');
      })(),
    );
    expect(await write(s.fs, slow)).toBe(2);
  });

  it('asks for the size where the server never acknowledges, and believes it', async () => {
    await using s = await scene(
      {
        answers: {
          STOR: async (_, session) => {
            await session.take();
            return undefined;
          },
          SIZE: '213 1048576',
        },
      },
      { connectMs: 2000, idleMs: 200 },
    );
    expect(await write(s.fs, megabyte())).toBe(1_048_576);
  });

  it('goes on in the middle by REST and STOR', async () => {
    let stored = '';
    await using s = await scene({
      answers: {
        STOR: async (_, session) => {
          stored = String(await session.take());
          return '226 Stored';
        },
      },
    });
    expect(await write(s.fs, Readable.from([Buffer.from('tail')]), 100)).toBe(4);
    expect(stored).toBe('tail');
    expect(s.server.commands.slice(-3)).toEqual(['EPSV', 'REST 100', 'STOR /file']);
  });

  it('appends where the server has no REST and the file ends at the offset', async () => {
    await using s = await scene({
      answers: {
        REST: '502 No',
        SIZE: '213 100',
        LIST: '550 No',
        APPE: async (_, session) => {
          await session.take();
          return '226 Stored';
        },
      },
    });
    expect(await write(s.fs, Readable.from([Buffer.from('tail')]), 100)).toBe(4);
    await failure(write(s.fs, Readable.from([Buffer.from('tail')]), 99), 'unsupported', '/file');
  });

  it('fails without sending anything where the body is broken already', async () => {
    await using s = await scene({ answers: { STOR: async (_, session) => void (await session.take()) } });
    const body = new Readable({ read() {} });
    body.destroy(new Error('gone'));
    const error = await failure(write(s.fs, body), 'io', '/file');
    expect(error.message).toContain('gone');
    expect(s.server.commands).not.toContain('STOR /file');
  });
});
