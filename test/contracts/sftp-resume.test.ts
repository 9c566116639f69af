import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssh2, { type SFTPWrapper } from 'ssh2';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import type { PartialFile } from '../../electron/transfer/carrier.ts';
import { copyFile } from '../../electron/transfer/copy/copy-file.ts';
import { SERVER, startEngine } from '../../electron/transfer/testing/engine-fixture.ts';
import { fileCopy, told } from '../../electron/transfer/testing/file-copy.ts';
import { type TemporaryFolder, temporaryFolder } from '../../electron/transfer/testing/folders.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { seededRandom } from '../torture/seeded-random.ts';
import { calm, logIn } from './log-in.ts';
import { announceLimits, FilesInMemory } from './sftp-files-in-memory.ts';
import { startScriptedServer } from './sftp-scripted-server.ts';

const { STATUS_CODE } = ssh2.utils.sftp;
const MEBIBYTE = 1024 * 1024;
const CHUNK = 32 * 1024;
const PART = 'a.txt.portside-part';

type OnWrite = (id: number, handle: Buffer, offset: number, bytes: Buffer) => void;

/** Puts something before what a scripted server does with each WRITE. */
function intercept(sftp: SFTPWrapper, change: (write: OnWrite) => OnWrite): void {
  const [write] = sftp.listeners('WRITE') as OnWrite[];
  if (!write) throw new Error('nobody takes a WRITE');
  sftp.removeAllListeners('WRITE');
  sftp.on('WRITE', change(write));
}

describe('an SFTP upload that goes on', () => {
  const content = randomBytes(4_000_000);
  let files: FilesInMemory;
  let from: TemporaryFolder;

  beforeEach(async () => {
    vi.stubEnv('SSH_AUTH_SOCK', '');
    files = new FilesInMemory();
    from = await temporaryFolder();
    await writeFile(join(from.path, 'a.txt'), content);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await from[Symbol.asyncDispose]();
  });

  const startServer = (script: (sftp: SFTPWrapper) => void, chunk = CHUNK) =>
    startScriptedServer({
      sftp: (sftp) => {
        announceLimits(sftp, { read: chunk, write: chunk });
        files.serve(sftp);
        script(sftp);
      },
    });

  /** The piece that does not fit is refused once; there is room for those behind it. */
  const fullForAMoment = (sftp: SFTPWrapper) => {
    let isFull = true;
    intercept(sftp, (write) => (id, handle, offset, bytes) => {
      if (!isFull || offset !== 40 * CHUNK) return write(id, handle, offset, bytes);
      isFull = false;
      sftp.status(id, STATUS_CODE.FAILURE, 'No space left on device');
    });
  };

  it.each([
    ['is cut to what has arrived', () => {}, 40 * CHUNK],
    [
      'stays as it is on a server that cannot cut it',
      (sftp: SFTPWrapper) => {
        sftp.removeAllListeners('FSETSTAT');
        sftp.on('FSETSTAT', (id) => sftp.status(id, STATUS_CODE.OP_UNSUPPORTED));
      },
      undefined,
    ],
  ])('after a moment without room is whole in the end: the partial file %s', async (_what, more, length) => {
    await using server = await startServer((sftp) => {
      fullForAMoment(sftp);
      more(sftp);
    });
    await using fixture = await startEngine({});
    fixture.fileSystems.mount(SERVER, await logIn({ ...server, user: 'ann' }));
    await writeFile(join(fixture.here.path, 'a.txt'), content);
    const ids = fixture.engine.enqueue([fixture.onHere('a.txt')], { fs: SERVER, path: '/' });
    await fixture.ended();
    expect(fixture.items()).toMatchObject([{ state: 'failed', error: { kind: 'no-space' } }]);
    const partial = files.content(`/${PART}`).length;
    if (length === undefined) expect(partial).toBeGreaterThan(41 * CHUNK);
    else expect(partial).toBe(length);

    const before = files.requests.length;
    fixture.engine.retry({ ids });
    await fixture.ended();
    expect(fixture.items()).toMatchObject([{ state: 'done' }]);
    expect(files.content('/a.txt').equals(content)).toBe(true);
    // What had arrived did not travel again: only the end of it was read back.
    const again = files.requests.slice(before).map(({ offset }) => offset);
    expect(Math.min(...again)).toBe(40 * CHUNK - 64 * 1024);
  });

  /** Carries WRITEs out in a random order and acknowledges them so; the line ends with half of some on their way. */
  const outOfOrder = (cutAfter: number) => (sftp: SFTPWrapper) => {
    const random = seededRandom(cutAfter === Number.POSITIVE_INFINITY ? 1 : cutAfter);
    const waiting: (() => void)[] = [];
    let carriedOut = 0;
    const work = () => {
      const [next] = waiting.splice(Math.floor(random() * waiting.length), 1);
      if (carriedOut++ === cutAfter) sftp.end();
      else if (carriedOut <= cutAfter) next?.();
    };
    intercept(sftp, (write) => (...request) => {
      waiting.push(() => write(...request));
      setImmediate(work);
    });
  };

  it.each([
    ['by what the journal knows', 'alive'],
    ['by the length of its partial file, where the app was killed as well', 'killed'],
  ])('is whole on a server that carries WRITEs out in any order, after lost lines: %s', async (_how, app) => {
    // Larger than what may be on its way, so that it has something to go on from.
    const large = randomBytes(8 * MEBIBYTE + 12_345);
    await writeFile(join(from.path, 'a.txt'), large);
    let partial: PartialFile | undefined;
    const starts: number[] = [];
    for (const cutAfter of [22, 5, 0, Number.POSITIVE_INFINITY]) {
      await using server = await startServer(outOfOrder(cutAfter), 255 * 1024);
      await using session = await logIn({ ...server, user: 'ann' });
      const copy = uploadOver(session, partial);
      const failure = await copyFile(copy, calm).then(
        () => undefined,
        (error: { kind?: string }) => error,
      );
      starts.push(...told(copy.hooks.onResumed).map(([offset]) => offset as number));
      partial = told(copy.hooks.onPartial).at(app === 'alive' ? -1 : 0)?.[0] as PartialFile;
      if (cutAfter === Number.POSITIVE_INFINITY) expect(failure).toBeUndefined();
      else expect(failure).toMatchObject({ kind: 'disconnected' });
    }
    expect(files.content('/a.txt').equals(large)).toBe(true);
    expect(starts.every((start) => start > 0)).toBe(true);
    expect(starts.length).toBeGreaterThan(0);
  });

  function uploadOver(session: RemoteFileSystem, partial: PartialFile | undefined) {
    return fileCopy(
      { from, to: { path: '/', at: (name = '') => `/${name}` } },
      { target: session, order: partial ? { partial } : {} },
    );
  }
});

describeWithServers('an SFTP upload that goes on, on OpenSSH', () => {
  it('is whole after a disk was full in its middle and had room behind it', async () => {
    await using server = await startOpenSsh({ homeTmpfsBytes: 24 * MEBIBYTE });
    await using from = await temporaryFolder();
    const content = randomBytes(16 * MEBIBYTE);
    await writeFile(join(from.path, 'a.txt'), content);
    const folder = join(server.home, 'up');
    await mkdir(folder);
    // What an earlier attempt left: 12 MiB, with a hole in what was on its way. On a full tmpfs a hole cannot be filled, and what is
    // there can be written again: so the WRITEs into the hole fail, and those behind it succeed.
    const [start, end] = [9 * MEBIBYTE, 9.5 * MEBIBYTE];
    const file = await open(join(folder, PART), 'w');
    await file.write(content, 0, start, 0);
    await file.write(content, end, 12 * MEBIBYTE - end, end);
    await file.close();
    const uid = server.accounts[0]?.uid ?? 0;
    for (const path of [folder, join(folder, PART)]) await chown(path, uid, uid);
    const filler = join(server.home, 'filler');
    await expect(writeFile(filler, Buffer.alloc(24 * MEBIBYTE))).rejects.toMatchObject({ code: 'ENOSPC' });

    const { host, port, user, password } = server;
    await using session = await logIn({ host, port, user, passwords: [password] });
    const to = { path: folder, at: (name = '') => `${server.remoteHome}/up/${name}` };
    const { mtimeMs } = await stat(join(from.path, 'a.txt'));
    const left = { path: to.at(PART), sourceSize: content.length, sourceModifiedAt: Math.floor(mtimeMs) };
    const first = fileCopy({ from, to }, { target: session, order: { partial: left } });
    await expect(copyFile(first, calm)).rejects.toMatchObject({ kind: 'no-space' });
    const kept = await readFile(join(folder, PART));
    expect(kept.length).toBeLessThanOrEqual(end);
    expect(kept.length).toBeGreaterThan(8 * MEBIBYTE);
    expect(kept.equals(content.subarray(0, kept.length))).toBe(true);

    await rm(filler);
    const partial = told(first.hooks.onPartial).at(-1)?.[0] as PartialFile;
    const second = fileCopy({ from, to }, { target: session, order: { partial } });
    expect(await copyFile(second, calm)).toMatchObject({ result: 'copied', bytes: content.length });
    expect(told(second.hooks.onResumed)).toEqual([[kept.length]]);
    expect((await readFile(join(folder, 'a.txt'))).equals(content)).toBe(true);
  });
});
