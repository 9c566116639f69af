import { Readable } from 'node:stream';
import ssh2, { type SFTPWrapper } from 'ssh2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import { calm, logIn, refusal } from './log-in.ts';
import { announceLimits, FilesInMemory } from './sftp-files-in-memory.ts';
import { type ScriptedServer, startScriptedServer } from './sftp-scripted-server.ts';

const { STATUS_CODE } = ssh2.utils.sftp;
const content = Buffer.from('content');

type Request = (...request: unknown[]) => void;
type Kind = 'OPEN' | 'WRITE' | 'FSETSTAT' | 'FSTAT' | 'CLOSE' | 'REMOVE';

/** Puts something before what a scripted server does with one kind of request; `answer` is what it does. */
function intercept(sftp: SFTPWrapper, kind: Kind, take: (answer: () => void) => void): void {
  const [listener] = sftp.listeners(kind) as Request[];
  sftp.removeAllListeners(kind);
  sftp.on(kind as 'OPEN', (...request) => take(() => listener?.(...request)));
}

describe('a small SFTP file', () => {
  let files: FilesInMemory;
  let server: ScriptedServer;
  const sessions: RemoteFileSystem[] = [];

  beforeEach(() => {
    vi.stubEnv('SSH_AUTH_SOCK', '');
    files = new FilesInMemory();
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const session of sessions.splice(0)) await session[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  });

  const start = async (ident: string | undefined, script: (sftp: SFTPWrapper) => void) => {
    server = await startScriptedServer({
      ...(ident === undefined ? {} : { ident }),
      sftp: (sftp) => {
        announceLimits(sftp, { read: 262_144, write: 262_144 });
        files.serve(sftp);
        script(sftp);
      },
    });
  };
  const connect = async () => {
    const session = await logIn({ ...server, user: 'ann' });
    sessions.push(session);
    return session;
  };
  const store = (session: RemoteFileSystem, call = calm) => {
    const finish = { moveTo: '/a', modifiedAt: 1_600_000_000_000, permissions: 0o640 };
    return session.whole?.store('/a.part', content, finish, call) ?? Promise.reject(new Error('no short way'));
  };

  it('has its size and its date on a server that carries out FSTAT and FSETSTAT beside a WRITE (pkg/sftp)', async () => {
    const carriedOut: Kind[] = [];
    const written = Promise.withResolvers<() => void>();
    await start(undefined, (sftp) => {
      intercept(sftp, 'WRITE', (answer) => {
        written.resolve(() => {
          carriedOut.push('WRITE');
          answer();
        });
      });
      for (const kind of ['FSETSTAT', 'FSTAT', 'CLOSE'] as const) {
        intercept(sftp, kind, (answer) => {
          carriedOut.push(kind);
          answer();
        });
      }
    });
    const session = await connect();
    const storing = store(session);
    const write = await written.promise;
    // What was sent with the WRITE has come before this is answered.
    await session.keepAlive(calm);
    write();
    expect(await storing).toEqual([]);
    expect(files.content('/a').equals(content)).toBe(true);
    expect(carriedOut).toEqual(['WRITE', 'FSETSTAT', 'FSETSTAT', 'FSTAT', 'CLOSE']);
  });

  it('is made with no more rights than it has in the end', async () => {
    const made: unknown[] = [];
    await start(undefined, (sftp) => {
      sftp.prependListener('OPEN', (_id, _path, _flags, attributes) => made.push(attributes.mode));
    });
    await store(await connect());
    expect(made).toEqual([0o640]);
  });

  it('is sent to OpenSSH in one go: everything to its CLOSE comes before anything is answered', async () => {
    const held: (() => void)[] = [];
    await start('OpenSSH_9.2p1', (sftp) => {
      for (const kind of ['WRITE', 'FSETSTAT', 'FSTAT'] as const) intercept(sftp, kind, (answer) => held.push(answer));
      intercept(sftp, 'CLOSE', (answer) => {
        for (const earlier of held.splice(0)) earlier();
        answer();
      });
    });
    expect(await store(await connect())).toEqual([]);
    expect(files.content('/a').equals(content)).toBe(true);
  });

  it('gives its handle back and tells why where its WRITE is refused', async () => {
    let closed = 0;
    await start(undefined, (sftp) => {
      sftp.removeAllListeners('WRITE');
      sftp.on('WRITE', (id) => sftp.status(id, STATUS_CODE.FAILURE, 'No space left on device'));
      intercept(sftp, 'CLOSE', (answer) => {
        closed += 1;
        answer();
      });
    });
    await refusal(store(await connect()), 'no-space');
    expect(closed).toBe(1);
  });

  it.each([
    ['short', (session: RemoteFileSystem, call: { signal: AbortSignal }) => store(session, call)],
    [
      'long',
      (session: RemoteFileSystem, call: { signal: AbortSignal }) =>
        session.write('/a.part', Readable.from([content]), { mode: 'create' }, call),
    ],
  ])(
    'leaves nothing behind where it is cancelled before it is there, and removed over another session: the %s way',
    async (_way, write) => {
      const asked = Promise.withResolvers<() => void>();
      await start(undefined, (sftp) => intercept(sftp, 'OPEN', (answer) => asked.resolve(answer)));
      const [one, other] = [await connect(), await connect()];
      const cancel = new AbortController();
      let isTold = false;
      const cancelled = refusal(write(one, { signal: cancel.signal }), 'cancelled').then(() => {
        isTold = true;
      });
      const open = await asked.promise;
      cancel.abort();
      for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
      expect(isTold).toBe(false);
      open();
      await cancelled;
      await other.removeFile('/a.part', calm);
      await one.keepAlive(calm);
      expect(files.has('/a.part')).toBe(false);
    },
  );

  it('is cancelled in time by a server that does not answer', async () => {
    const asked = Promise.withResolvers<void>();
    await start(undefined, (sftp) => intercept(sftp, 'OPEN', () => asked.resolve()));
    const cancel = new AbortController();
    const storing = refusal(store(await connect(), { signal: cancel.signal }), 'cancelled');
    await asked.promise;
    cancel.abort();
    await storing;
  });
});
