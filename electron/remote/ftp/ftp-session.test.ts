import { once } from 'node:events';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { isRemoteError, type RemoteError, type RemoteErrorKind } from '../../../shared/model/remote-error.ts';
import type { Page, RemoteFileSystem } from '../remote-file-system.ts';
import type { Answer } from './testing/scripted-server.ts';
import { scene } from './testing/scripted-session.ts';

const call = { signal: new AbortController().signal };
const row = '-rw-r--r--    1 1000     1000         1234 Jun 01  2019 plain.txt\r\n';
const silence = () => undefined;

async function pages(fs: RemoteFileSystem, path = '/'): Promise<Page[]> {
  const collected: Page[] = [];
  for await (const page of fs.list(path, call)) collected.push(page);
  return collected;
}

async function names(fs: RemoteFileSystem, path = '/'): Promise<string[]> {
  return (await pages(fs, path)).flatMap((page) => page.entries.map((entry) => entry.name));
}

async function failure(work: Promise<unknown>, kind: RemoteErrorKind, path?: string): Promise<RemoteError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isRemoteError(error)) throw new Error(`not a RemoteError: ${error}`, { cause: error });
  expect(error.kind, error.message).toBe(kind);
  if (path !== undefined) expect(error.data.path).toBe(path);
  return error;
}

const sends =
  (bytes: string | Buffer, closing?: string): Answer =>
  (_, session) =>
    session.send(bytes, closing);

describe('data connections', () => {
  it('falls back to PASV where EPSV is unknown, and remembers', async () => {
    await using s = await scene({
      answers: { EPSV: '500 What?', PASV: passive('127,0,0,1'), LIST: sends(row) },
    });
    expect(await names(s.fs)).toEqual(['plain.txt']);
    expect(await names(s.fs)).toEqual(['plain.txt']);
    expect(s.server.commands.filter((command) => command === 'EPSV')).toHaveLength(1);
    expect(s.server.commands.filter((command) => command === 'PASV')).toHaveLength(2);
  });

  it('falls back to PASV where the port of EPSV is closed', async () => {
    await using s = await scene({
      answers: { EPSV: '229 Here (|||1|)', PASV: passive('127,0,0,1'), LIST: sends(row) },
    });
    expect(await names(s.fs)).toEqual(['plain.txt']);
  });

  it.each(['10,0,0,1', '0,0,0,0', '198,51,100,7'])(
    'goes to the server itself where PASV names %s, and says so',
    async (address) => {
      await using s = await scene({ answers: { EPSV: '500 What?', PASV: passive(address), LIST: sends(row) } });
      expect(await names(s.fs)).toEqual(['plain.txt']);
      expect(s.transcript.join('\n')).toMatch(new RegExp(`names ${address.replaceAll(',', '.')} .* 127.0.0.1`));
    },
  );

  it('explains closed ports, and stays usable', async () => {
    let open = false;
    await using s = await scene({
      answers: {
        EPSV: async (_, session) => (open ? `229 Here (|||${await session.listen()}|)` : '229 Here (|||1|)'),
        PASV: '227 Here (127,0,0,1,0,1)',
        LIST: sends(row),
      },
    });
    const error = await failure(pages(s.fs), 'unreachable', '/');
    expect(error.data.hint).toMatch(/firewall/);
    expect(s.fs.lost).toBeUndefined();
    open = true;
    expect(await names(s.fs)).toEqual(['plain.txt']);
  });

  it('takes the connection and the 150 in either order', async () => {
    await using s = await scene({
      answers: {
        LIST: async (_, session) => {
          const data = await session.data();
          await new Promise<void>((resolve) => data.end(row, resolve));
          session.reply('150 It has been');
          return '226 Done';
        },
      },
    });
    expect(await names(s.fs)).toEqual(['plain.txt']);
  });

  it('needs no 150 where there is nothing to send', async () => {
    await using s = await scene({
      answers: {
        LIST: async (_, session) => {
          (await session.data()).end();
          return '226 Nothing there';
        },
      },
    });
    expect(await names(s.fs)).toEqual([]);
  });
});

function passive(address: string): Answer {
  return async (_, session) => {
    const port = await session.listen();
    return `227 Entering passive mode (${address},${port >> 8},${port & 255}).`;
  };
}

describe('listing', () => {
  it('lists with MLSD where it is offered', async () => {
    await using s = await scene({
      features: ['MLST type*;size*;modify*;UNIX.mode;'],
      answers: { MLSD: sends('type=cdir; .\r\ntype=file;size=5;modify=20240101000000; a b\r\n') },
    });
    expect((await pages(s.fs, '/a folder'))[0]?.entries).toEqual([
      { name: 'a b', type: 'file', size: 5, modifiedAt: Date.UTC(2024, 0, 1), modifiedPrecision: 's' },
    ]);
    expect(s.server.commands).toContain('OPTS MLST type;size;modify;UNIX.mode;');
    expect(s.server.commands.slice(-3)).toEqual(['CWD /a folder', 'EPSV', 'MLSD']);
  });

  it.each<[string, Answer]>([
    ['refuses it', (argument, session) => (argument === '-a' ? '501 No options' : session.send(row))],
    [
      'looks for a file of that name',
      (argument, session) => (argument === '-a' ? '550 -a: No such file' : session.send(row)),
    ],
    ['shows nothing then', (argument, session) => session.send(argument === '-a' ? '' : row)],
  ])('lists without -a where the server %s, and remembers', async (_, LIST) => {
    await using s = await scene({ answers: { LIST } });
    expect(await names(s.fs)).toEqual(['plain.txt']);
    expect(await names(s.fs)).toEqual(['plain.txt']);
    expect(s.server.commands.filter((command) => command === 'LIST -a')).toHaveLength(1);
  });

  it('takes "no files found" for an empty directory', async () => {
    await using s = await scene({ answers: { LIST: '450 No files found' } });
    expect(await pages(s.fs)).toEqual([]);
  });

  it('takes no refusal for an empty directory', async () => {
    await using s = await scene({ answers: { LIST: '550 Permission denied' } });
    await failure(pages(s.fs), 'denied', '/');
  });

  it('does not take an unreadable directory of vsftpd for an empty one', async () => {
    await using s = await scene({ answers: { LIST: sends('', '226 Transfer done (but failed to open directory).') } });
    await failure(pages(s.fs, '/locked'), 'denied', '/locked');
    expect(s.fs.lost).toBeUndefined();
  });

  it('hands over the lines that nobody understands', async () => {
    await using s = await scene({ answers: { LIST: sends(`${row}%%% what is this\r\n${row}`) } });
    const listed = await pages(s.fs);
    expect(listed.flatMap((page) => page.unparsed ?? [])).toEqual(['%%% what is this']);
    expect(listed.flatMap((page) => page.entries)).toHaveLength(2);
  });

  it('marks a name that would lead elsewhere', async () => {
    await using s = await scene({ answers: { LIST: sends(row.replace('plain.txt', '../../evil')) } });
    expect((await pages(s.fs))[0]?.entries[0]).toMatchObject({ name: '../../evil', unusable: 'separator-in-name' });
  });

  it('fails where the data connection ends and the server reports a failure', async () => {
    await using s = await scene({ answers: { LIST: sends(row, '451 Disk on fire') } });
    const error = await failure(pages(s.fs), 'io', '/');
    expect(error.data.serverText).toBe('451 Disk on fire');
    expect(s.fs.lost).toBeUndefined();
  });

  it('shows the first rows before the last have come', async () => {
    let goOn = () => {};
    const shown = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    await using s = await scene({
      answers: {
        LIST: async (_, session) => {
          session.reply('150 Slowly');
          const data = await session.data();
          data.write(row);
          await shown;
          data.end(row);
          return '226 Done';
        },
      },
    });
    let rows = 0;
    for await (const page of s.fs.list('/', call)) {
      rows += page.entries.length;
      goOn();
    }
    expect(rows).toBe(2);
  });
});

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
    await using s = await scene(
      {
        answers: {
          STOR: async (_, session) => {
            await session.take();
            return '226 Stored';
          },
        },
      },
      { connectMs: 2000, idleMs: 100 },
    );
    const slow = Readable.from(
      (async function* () {
        yield Buffer.from('a');
        await new Promise((resolve) => setTimeout(resolve, 350));
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

describe('one session', () => {
  it.each(['/a\r\nDELE /b', '/a\nb', '/a\rb', '/a\0b', 'relative', '/a/../b'])(
    'sends nothing for the path %j',
    async (path) => {
      await using s = await scene({});
      const before = s.server.commands.length;
      await failure(s.fs.stat(path, call), 'invalid-request', path);
      await failure(pages(s.fs, path), 'invalid-request', path);
      await failure(s.fs.rename('/x', path, call), 'invalid-request', path);
      await s.fs.keepAlive(call);
      expect(s.server.commands.slice(before)).toEqual(['NOOP']);
    },
  );

  it('sends no half of a character', async () => {
    await using s = await scene({});
    await failure(s.fs.removeFile('/a\ud800', call), 'invalid-request', '/a\ud800');
    expect(s.fs.lost).toBeUndefined();
  });

  it('lets one operation wait for the other', async () => {
    await using s = await scene({
      features: ['MLST type*;'],
      answers: { MLST: '250-Here\n type=file; x\n250 End', DELE: '250 Gone' },
    });
    const [one, , three] = await Promise.all([
      s.fs.stat('/one', call),
      s.fs.removeFile('/two', call),
      s.fs.stat('/three', call),
    ]);
    expect([one.name, three.name]).toEqual(['one', 'three']);
    expect(s.server.commands.slice(-3)).toEqual(['MLST /one', 'DELE /two', 'MLST /three']);
  });

  it('ignores what the server says unasked', async () => {
    await using s = await scene({ features: ['MLST type*;'], answers: { MLST: '250-Here\n type=file; x\n250 End' } });
    s.server.sessions[0]?.reply('226 Who is there?');
    await expect.poll(() => s.transcript).toContain('received 226 Who is there?');
    expect(await s.fs.stat('/one', call)).toMatchObject({ type: 'file' });
  });

  it('is lost, with the reason, when the server says goodbye', async () => {
    await using s = await scene({});
    s.server.sessions[0]?.reply('421 No activity for 300 seconds');
    await expect.poll(() => s.fs.lost).toBeDefined();
    const error = await failure(s.fs.stat('/one', call), 'disconnected', '/one');
    expect(error.message).toContain('No activity');
  });

  it('is lost after a command without an answer', async () => {
    await using s = await scene({ answers: { DELE: silence } }, { connectMs: 2000, idleMs: 200 });
    await failure(s.fs.removeFile('/a', call), 'timeout', '/a');
    expect(s.fs.lost).toBeDefined();
  });

  it('ends a command at once when it is cancelled', async () => {
    const controller = new AbortController();
    const DELE = () => {
      controller.abort();
      return undefined;
    };
    await using s = await scene({ answers: { DELE } }, { connectMs: 2000, idleMs: 60_000 });
    await failure(s.fs.removeFile('/a', { signal: controller.signal }), 'cancelled', '/a');
    expect(isRemoteError(s.fs.lost, 'disconnected')).toBe(true);
  });

  it('looks before it renames, since servers replace silently', async () => {
    await using s = await scene({ features: ['MLST type*;'], answers: { MLST: '250-Here\n type=file; x\n250 End' } });
    await failure(s.fs.rename('/a', '/b', call), 'exists', '/b');
    expect(s.server.commands).not.toContain('RNFR /a');
  });

  it('takes back abilities that the server turns out not to have', async () => {
    await using s = await scene({
      answers: { SITE: '502 No', SIZE: '213 1', LIST: '550 No', MDTM: '213 20200101000000' },
    });
    await failure(s.fs.extras.setPermissions?.('/a', 0o644, call) ?? Promise.resolve(), 'unsupported', '/a');
    expect(s.fs.extras.setPermissions).toBeUndefined();
    await failure(s.fs.extras.setModifiedTime?.('/a', 0, call) ?? Promise.resolve(), 'unsupported', '/a');
    expect(s.fs.extras.setModifiedTime).toBeUndefined();
    expect(s.server.commands).toContain('SITE CHMOD 644 /a');
    expect(s.server.commands).toContain('MDTM 19700101000000 /a');
  });

  it('sets times by MFMT where it is offered', async () => {
    await using s = await scene({ features: ['MFMT', 'MDTM'], answers: { MFMT: '213 Modify=20200101000000; /a' } });
    await s.fs.extras.setModifiedTime?.('/a', Date.UTC(2020, 0, 1), call);
    expect(s.server.commands.at(-1)).toBe('MFMT 20200101000000 /a');
  });
});
