import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import ssh2 from 'ssh2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LocalFileSystem } from '../../electron/remote/local/local-file-system.ts';
import { fromNativePath } from '../../electron/remote/local/local-path.ts';
import { localPlatform } from '../../electron/remote/local/local-platform.ts';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import { SftpChannel } from '../../electron/remote/sftp/sftp-channel.ts';
import type { SshConnection } from '../../electron/remote/sftp/ssh-connection.ts';
import { calm, logIn, refusal } from './log-in.ts';
import { announceLimits, FilesInMemory, type Limits, type TransferRequest } from './sftp-files-in-memory.ts';
import { type ScriptedServer, startScriptedServer } from './sftp-scripted-server.ts';

const { OPEN_MODE } = ssh2.utils.sftp;
const MEBIBYTE = 1024 * 1024;
/** Of the packets of 34,000 bytes that every server takes, ssh2 leaves 2 KiB to what is not content. */
const EVERY_SERVER = 34_000 - 2048;

describe('the requests of an SFTP transfer', () => {
  const local = new LocalFileSystem();
  let folder: string;
  let files: FilesInMemory;
  let server: ScriptedServer | undefined;
  let session: RemoteFileSystem | undefined;

  beforeEach(async () => {
    vi.stubEnv('SSH_AUTH_SOCK', '');
    folder = await mkdtemp(join(tmpdir(), 'portside-packets-'));
    files = new FilesInMemory();
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await session?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
    session = undefined;
    server = undefined;
    await rm(folder, { recursive: true });
  });

  const open = async (ident?: string, limits?: Limits): Promise<RemoteFileSystem> => {
    server = await startScriptedServer({
      ...(ident === undefined ? {} : { ident }),
      sftp: (sftp) => {
        if (limits !== undefined) announceLimits(sftp, limits);
        files.serve(sftp);
      },
    });
    session = await logIn({ ...server, user: 'ann' });
    return session;
  };

  const upload = async (fs: RemoteFileSystem, name: string, content: Buffer): Promise<void> => {
    const path = join(folder, name);
    await writeFile(path, content);
    await fs.write(
      `/${name}`,
      await local.read(fromNativePath(path, localPlatform), {}, calm),
      { mode: 'create' },
      calm,
    );
  };

  it.each<[string, string | undefined, Limits | undefined, number]>([
    ['is not OpenSSH', undefined, undefined, EVERY_SERVER],
    ['is not OpenSSH and announces little', undefined, { read: 8192, write: 8192 }, 8192],
    ['is not OpenSSH and announces much', undefined, { read: 100_000, write: 100_000 }, 100_000],
    ['is not OpenSSH and announces no limit', undefined, { read: 0, write: 0 }, EVERY_SERVER],
    ['is an old OpenSSH', 'OpenSSH_7.9', undefined, 32 * 1024],
    ['is OpenSSH', 'OpenSSH_9.2', { read: 255 * 1024, write: 255 * 1024 }, 255 * 1024],
    ['is OpenSSH for Windows', 'OpenSSH_for_Windows_9.5', { read: 255 * 1024, write: 255 * 1024 }, 32 * 1024],
  ])('are one packet each where the server %s', async (_, ident, limits, chunk) => {
    const fs = await open(ident, limits);
    const content = randomBytes(2 * MEBIBYTE + 12_345);
    await upload(fs, 'up', content);
    expect(files.content('/up').equals(content)).toBe(true);
    expectWholePackets(files.requests.splice(0), content.length, chunk);

    const received = await buffer(await fs.read('/up', {}, calm));
    expect(received.equals(content)).toBe(true);
    expectWholePackets(files.requests, content.length, chunk);
  });

  it('leave nothing behind the CLOSE of a file that is sent whole', async () => {
    const fs = await open();
    for (const size of [EVERY_SERVER - 1, EVERY_SERVER, EVERY_SERVER + 1, 32 * 1024, 128 * 1024]) {
      const content = randomBytes(size);
      const moveTo = `/${size}`;
      expect(await fs.whole?.store('/partial', content, { moveTo, modifiedAt: 0 }, calm)).toEqual([]);
      expect(files.content(moveTo).equals(content)).toBe(true);
      const received = await fs.whole?.read(moveTo, size, calm);
      if (size < EVERY_SERVER) expect(received?.equals(content)).toBe(true);
      else expect(received).toBeUndefined();
    }
  });

  it('carry the bytes of their own file where several large ones go up at a time', async () => {
    const fs = await open();
    const contents = Array.from({ length: 4 }, () => randomBytes(12 * MEBIBYTE));
    await Promise.all(contents.map((content, index) => upload(fs, `file ${index}`, content)));
    for (const [index, content] of contents.entries()) {
      expect(files.content(`/file ${index}`).equals(content)).toBe(true);
    }
  });

  it('are refused where they would be more than one packet', async () => {
    server = await startScriptedServer({ sftp: (sftp) => files.serve(sftp) });
    const client = new ssh2.Client();
    const socket = connect(server.port, server.host);
    client.connect({ sock: socket, username: 'ann' });
    await once(client, 'ready');
    const line = { client, socket, end: () => client.end() } as unknown as SshConnection;
    const channel = await SftpChannel.open(line, 10_000, calm.signal);
    const handle = await channel.open('/file', OPEN_MODE.WRITE | OPEN_MODE.CREAT | OPEN_MODE.TRUNC);
    expect(channel.packetLimits).toEqual({ read: EVERY_SERVER, write: EVERY_SERVER });
    await channel.write(handle, randomBytes(EVERY_SERVER), 0, '/file');
    await refusal(channel.write(handle, randomBytes(EVERY_SERVER + 1), 0, '/file'), 'unsupported');
    await refusal(channel.read(handle, Buffer.alloc(EVERY_SERVER + 1), 0, '/file'), 'unsupported');
    expect(await channel.read(handle, Buffer.alloc(EVERY_SERVER), 0, '/file')).toBe(EVERY_SERVER);
    expect(files.requests).toHaveLength(2);
    await channel.end();
  });
});

/** Every request begins where the one before it would end, had it all of `chunk`, and is as long as the file allows. */
function expectWholePackets(requests: readonly TransferRequest[], size: number, chunk: number): void {
  const within = requests.filter(({ offset }) => offset < size);
  const expected = Array.from({ length: Math.ceil(size / chunk) }, (_, index) => ({
    offset: index * chunk,
    length: Math.min(chunk, size - index * chunk),
  }));
  expect(within).toEqual(expected);
  expect(Math.max(...requests.map(({ length }) => length))).toBe(chunk);
}
