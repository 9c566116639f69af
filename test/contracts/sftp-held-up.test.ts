import ssh2, { type SFTPWrapper } from 'ssh2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SessionPool } from '../../electron/remote/session-pool.ts';
import { calm, logIn, refusal } from './log-in.ts';
import { startScriptedServer } from './sftp-scripted-server.ts';

const { STATUS_CODE } = ssh2.utils.sftp;
const file = { mode: 0o100_644, uid: 0, gid: 0, size: 5, atime: 0, mtime: 0 };

/** Does one thing after the other, as OpenSSH does, and never comes back from reading a folder. */
function hangingFolder(onRead: () => void) {
  return (sftp: SFTPWrapper) => {
    let hangs = false;
    const unlessItHangs = (answer: () => void) => {
      if (!hangs) answer();
    };
    sftp.on('REALPATH', (id) =>
      unlessItHangs(() => sftp.name(id, [{ filename: '/', longname: '', attrs: { ...file, mode: 0o040_755 } }])),
    );
    sftp.on('OPENDIR', (id) => unlessItHangs(() => sftp.handle(id, Buffer.from('h'))));
    sftp.on('CLOSE', (id) => unlessItHangs(() => sftp.status(id, STATUS_CODE.OK)));
    sftp.on('LSTAT', (id) => unlessItHangs(() => sftp.attrs(id, file)));
    sftp.on('READDIR', () => {
      hangs = true;
      onRead();
    });
  };
}

describe('an SFTP server that never comes back from reading a folder', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
  afterEach(() => void vi.useRealTimers());

  it('kept the next request waiting after the listing was stopped: it goes over a session of its own', async () => {
    const isRead = Promise.withResolvers<void>();
    await using server = await startScriptedServer({ sftp: hangingFolder(() => isRead.resolve()) });
    let opened = 0;
    await using pool = new SessionPool({
      limit: 2,
      open: (signal) => {
        opened += 1;
        return logIn({ ...server, user: 'ann', sftp: { agent: false }, signal });
      },
    });
    const stop = new AbortController();
    const listing = (async () => {
      await using lease = await pool.lease('browse', stop.signal);
      for await (const _ of lease.session.list('/folder', { signal: stop.signal }));
    })();
    await isRead.promise;
    // Somebody has looked at an empty pane for a while.
    vi.advanceTimersByTime(5_000);
    stop.abort();
    await refusal(listing, 'cancelled');

    await using lease = await pool.lease('browse', calm.signal);
    expect((await lease.session.stat('/file', calm)).size).toBe(5);
    expect(opened).toBe(2);
  });
});
