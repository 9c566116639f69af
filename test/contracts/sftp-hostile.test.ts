import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import ssh2, { type Attributes, type ServerChannel, type SFTPWrapper } from 'ssh2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import { calm, logIn, refusal } from './log-in.ts';
import { type ScriptedServer, startScriptedServer } from './sftp-scripted-server.ts';

const { STATUS_CODE } = ssh2.utils.sftp;
const file: Attributes = { mode: 0o100_644, uid: 0, gid: 0, size: 5, atime: 0, mtime: 0 };
const row = (filename: string, attrs = file) => ({
  filename,
  longname: `-rw-r--r-- 1 a a 5 Jan 1 00:00 ${filename}`,
  attrs,
});
const TIMEOUTS = { connectMs: 10_000, idleMs: 1500 };

describe('a hostile SFTP server', () => {
  let server: ScriptedServer | undefined;
  let fs: RemoteFileSystem | undefined;

  beforeEach(() => vi.stubEnv('SSH_AUTH_SOCK', ''));
  afterEach(async () => {
    vi.unstubAllEnvs();
    await fs?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    fs = undefined;
    server = undefined;
  });

  /** Behaves, but for what `misbehave` does. */
  const open = async (misbehave: (sftp: SFTPWrapper) => void): Promise<RemoteFileSystem> => {
    server = await startScriptedServer({
      sftp: (sftp) => {
        const handle = Buffer.from('h');
        sftp.on('REALPATH', (id) => sftp.name(id, [row('/folder')]));
        for (const event of ['OPENDIR', 'OPEN'] as const) sftp.on(event, (id: number) => sftp.handle(id, handle));
        sftp.on('CLOSE', (id) => sftp.status(id, STATUS_CODE.OK));
        misbehave(sftp);
      },
    });
    fs = await logIn({ ...server, user: 'ann', timeouts: TIMEOUTS });
    return fs;
  };

  const collect = async (session: RemoteFileSystem) => {
    const rows = [];
    for await (const page of session.list('/folder', calm)) rows.push(...page.entries);
    return rows;
  };

  const listingOf = (...pages: readonly { filename: string; longname: string; attrs: Attributes }[][]) => {
    const left = [...pages];
    return (sftp: SFTPWrapper) =>
      sftp.on('READDIR', (id) => {
        const page = left.shift();
        if (page === undefined) sftp.status(id, STATUS_CODE.EOF);
        else sftp.name(id, page);
      });
  };

  it('shows names that would lead elsewhere as rows that cannot be used', async () => {
    const names = [
      '../../etc/passwd',
      '/etc/passwd',
      'a/b',
      'nul\0in it',
      '',
      'good',
      '..\\..\\windows',
      'CON',
      'a\nb',
      '\u202Egpj.exe',
    ];
    const session = await open(
      listingOf(
        names.map((name) => row(name)),
        [row('.'), row('..'), row('last')],
      ),
    );
    const rows = await collect(session);
    expect(rows.map(({ name, unusable }) => [name, unusable])).toEqual([
      ['../../etc/passwd', 'separator-in-name'],
      ['/etc/passwd', 'separator-in-name'],
      ['a/b', 'separator-in-name'],
      ['nul\0in it', 'nul-in-name'],
      ['', 'dot-name'],
      ['good', undefined],
      ['..\\..\\windows', undefined],
      ['CON', undefined],
      ['a\nb', undefined],
      ['\u202Egpj.exe', undefined],
      ['last', undefined],
    ]);
  });

  it('is left at once in the middle of a listing without end', async () => {
    let pages = 0;
    const session = await open((sftp) => {
      sftp.on('READDIR', (id) => {
        pages += 1;
        sftp.name(
          id,
          Array.from({ length: 100 }, (_, index) => row(`row ${pages} ${index}`)),
        );
      });
    });
    const cancelling = new AbortController();
    let rows = 0;
    const listing = (async () => {
      for await (const page of session.list('/folder', { signal: cancelling.signal })) {
        rows += page.entries.length;
        if (rows >= 10_000) cancelling.abort();
      }
    })();
    await refusal(listing, 'cancelled');
    expect(pages).toBeLessThan(150);
    expect(session.lost).toBeUndefined();
  });

  it('has its first rows shown when little more than those was asked for', async () => {
    let requests = 0;
    const session = await open((sftp) => {
      sftp.on('READDIR', (id) => {
        requests += 1;
        if (requests > 200) sftp.status(id, STATUS_CODE.EOF);
        else
          sftp.name(
            id,
            Array.from({ length: 100 }, (_, index) => row(`row ${requests} ${index}`)),
          );
      });
    });
    let rows = 0;
    for await (const page of session.list('/folder', calm)) {
      if (rows === 0) expect(requests).toBeLessThan(10);
      rows += page.entries.length;
    }
    expect(rows).toBe(20_000);
  });

  it('does not keep anyone with empty pages for ever', async () => {
    const session = await open((sftp) => sftp.on('READDIR', (id) => sftp.name(id, [])));
    await refusal(collect(session), 'protocol');
  });

  it('that lies about sizes gets no more trust than its bytes', async () => {
    const sent = Buffer.from('12345');
    for (const size of [0, 1, 5, 6, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
      const session = await open((sftp) => {
        sftp.on('FSTAT', (id) => sftp.attrs(id, { ...file, size }));
        sftp.on('READ', (id, _handle, offset, length) => {
          if (offset >= sent.length) sftp.status(id, STATUS_CODE.EOF);
          else sftp.data(id, sent.subarray(offset, offset + length));
        });
      });
      expect(await buffer(await session.read('/folder/file', {}, calm))).toEqual(sent);
      await session[Symbol.asyncDispose]();
      await server?.[Symbol.asyncDispose]();
    }
  });

  it('that sends more bytes than were asked for is refused', async () => {
    const session = await open((sftp) => {
      sftp.on('FSTAT', (id) => sftp.attrs(id, { ...file, size: 10 }));
      sftp.on('READ', (id) => sftp.data(id, Buffer.alloc(30_000, 'x')));
    });
    const reading = (async () => buffer(await session.read('/folder/file', { length: 10 }, calm)))();
    const outcome = await reading.then(
      (bytes) => bytes.length,
      (error: unknown) => error,
    );
    if (typeof outcome === 'number') expect(outcome).toBe(10);
    else await refusal(Promise.reject(outcome));
  });

  it('that gives a file without end is stopped by its reader, with little held', async () => {
    let requests = 0;
    const session = await open((sftp) => {
      sftp.on('FSTAT', (id) => sftp.attrs(id, { ...file, size: Number.MAX_SAFE_INTEGER }));
      sftp.on('READ', (id, _handle, _offset, length) => {
        requests += 1;
        sftp.data(id, Buffer.alloc(length));
      });
    });
    const stream = await session.read('/folder/file', {}, calm);
    let bytes = 0;
    for await (const chunk of stream) {
      bytes += (chunk as Buffer).length;
      if (bytes > 4 * 1024 * 1024) break;
    }
    expect(requests).toBeLessThan(300);
    expect(session.lost).toBeUndefined();
  });

  it('that fails a write in its middle is believed, and the body is given up', async () => {
    let writes = 0;
    const session = await open((sftp) => {
      sftp.on('WRITE', (id) => {
        writes += 1;
        sftp.status(id, writes < 3 ? STATUS_CODE.OK : STATUS_CODE.FAILURE, 'Disk quota exceeded');
      });
    });
    const body = Readable.from(Array.from({ length: 100 }, () => Buffer.alloc(65_536)));
    await refusal(session.write('/folder/file', body, { mode: 'create' }, calm), 'quota');
    expect(body.destroyed).toBe(true);
    expect(session.lost).toBeUndefined();
  });

  it('that never answers is given up in time', async () => {
    const session = await open((sftp) => sftp.on('LSTAT', () => {}));
    await refusal(session.stat('/folder/file', calm), 'timeout');
    expect(session.lost).toBeDefined();
  });

  it('that answers with the wrong kind of packet is refused', async () => {
    const session = await open((sftp) => {
      sftp.on('LSTAT', (id) => sftp.handle(id, Buffer.from('not attributes')));
    });
    const failure = await session.stat('/folder/file', calm).then(
      (entry) => entry,
      (error: unknown) => error,
    );
    if (failure instanceof Error) await refusal(Promise.reject(failure));
    else expect(failure).toMatchObject({ type: 'other' });
  });

  describe('with raw packets', () => {
    const VERSION = Buffer.from([0, 0, 0, 5, 2, 0, 0, 0, 3]);

    /** Answers the start of SFTP, and then whatever comes with `packet`. */
    const openRaw = async (packet: Buffer): Promise<RemoteFileSystem> => {
      server = await startScriptedServer({
        channel: (channel: ServerChannel) => {
          let answered = false;
          channel.on('data', () => {
            channel.write(answered ? packet : VERSION);
            answered = true;
          });
        },
      });
      // What is not answered while the session is opened is waited for as long as connecting may take.
      return logIn({ ...server, user: 'ann', timeouts: { ...TIMEOUTS, connectMs: 3000 } });
    };

    it.for([
      ['a length of four gigabytes', Buffer.from([0xff, 0xff, 0xff, 0xff, 104])],
      ['a length beyond every limit', Buffer.from([0x7f, 0xff, 0xff, 0xff, 104])],
      ['a length of nothing', Buffer.from([0, 0, 0, 0, 0, 0, 0, 0])],
      ['an unknown kind', Buffer.from([0, 0, 0, 5, 250, 0, 0, 0, 0])],
      ['a row count of four milliards', Buffer.from([0, 0, 0, 9, 104, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff])],
      ['an answer cut short', Buffer.from([0, 0, 0, 6, 104, 0, 0, 0, 0, 0])],
      ['an answer that nobody asked for', Buffer.from([0, 0, 0, 9, 101, 0, 0, 0, 99, 0, 0, 0, 0])],
      ['text', Buffer.from('Welcome to the machine!\r\n')],
    ] as const)('that have %s is left with an error, in time', async ([, packet]) => {
      const failure = await refusal(openRaw(packet));
      expect(['protocol', 'disconnected', 'timeout']).toContain(failure.kind);
      expect(failure.message).not.toMatch(/undefined|Cannot read/);
    });
  });

  it('that talks before SFTP begins is told from one that has no SFTP', async () => {
    server = await startScriptedServer({ channel: (channel) => channel.write('Last login: yesterday\r\n') });
    const failure = await refusal(logIn({ ...server, user: 'ann', timeouts: TIMEOUTS }), 'protocol');
    expect(failure.message).toContain('text where SFTP should begin');
    expect(failure.data.hint).toContain('.bashrc');
  });
});
