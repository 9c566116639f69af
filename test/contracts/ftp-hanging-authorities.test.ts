import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { eventually } from '../eventually.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { failureOf, openFtp } from './ftp-session.ts';

/** The server's own time: less than a store that does not answer is waited for. */
const CONNECT_MS = 8000;

/** A store whose reader waits until somebody writes: a pipe in the place of a file. What the system trusts is read once in a process. */
async function hangingStore() {
  const folder = await mkdtemp(join(tmpdir(), 'portside-hanging-store-'));
  const pipe = join(folder, 'authorities.pem');
  execFileSync('mkfifo', [pipe]);
  vi.stubEnv('SSL_CERT_FILE', pipe);
  vi.stubEnv('SSL_CERT_DIR', folder);
  let writer: FileHandle | undefined;
  return {
    /** A pipe can be opened in this way as soon as somebody waits at its other end. */
    isRead: () =>
      eventually(async () => {
        writer ??= await open(pipe, constants.O_WRONLY | constants.O_NONBLOCK);
      }),
    async [Symbol.asyncDispose]() {
      vi.unstubAllEnvs();
      await writer?.close();
      await rm(folder, { recursive: true });
    },
  };
}

describeWithServers('FTP with TLS where the store of what the system trusts hangs', () => {
  it('connecting hung with it: it goes on without, the server keeps its own time, and cancelling works at once', async () => {
    await using server = await startVsftpd({ tls: 'explicit' });
    await using store = await hangingStore();
    const log: string[] = [];
    const changes = {
      timeouts: { connectMs: CONNECT_MS, idleMs: 30_000 },
      transcript: { write: (_: string, text: string) => void log.push(text) },
    };
    let isOpen = false;
    const opening = openFtp(server, 'explicit', {}, changes);
    opening.then(
      () => {
        isOpen = true;
      },
      () => {},
    );
    const cancelling = new AbortController();
    const givenUp = failureOf(openFtp(server, 'explicit', {}, { ...changes, signal: cancelling.signal }), 'cancelled');
    await store.isRead();
    cancelling.abort();
    await givenUp;
    expect(isOpen).toBe(false);

    await using fs = await opening;
    expect(fs.facts.security.trust).toBe('accepted-once');
    expect(log).toContainEqual(expect.stringContaining('The authorities that this system trusts cannot be read'));
  });
});
