import { chown, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Extras, RemoteFileSystem } from '../../electron/remote/remote-file-system.ts';
import type { CopyHooks, ReplaceStep } from '../../electron/transfer/carrier.ts';
import { copyFile } from '../../electron/transfer/copy/copy-file.ts';
import { recoverReplace } from '../../electron/transfer/copy/recover-replace.ts';
import { fileCopy, told } from '../../electron/transfer/testing/file-copy.ts';
import { changed, type TemporaryFolder, temporaryFolder, writeTree } from '../../electron/transfer/testing/folders.ts';
import { LOCAL } from '../../shared/model/connection.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type FaultyProxy, startFaultyProxy } from '../servers/faulty-proxy.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { ServerOptions, TestServer } from '../servers/real-server.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { calm, openFtp } from './ftp-session.ts';
import { logIn, refusal } from './log-in.ts';
import { MortalApp } from './mortal-app.ts';

type Step = ReplaceStep['step'];
type Place = Pick<TestServer<ServerOptions>, 'host' | 'port' | 'user' | 'password'>;

/** Where a replacement is cut off: at which step, and whether the server still takes it. */
const cuts = (['old-aside', 'new-in', 'old-removed'] as const).flatMap((step): [Step, 'taken' | 'not taken'][] => [
  [step, 'not taken'],
  [step, 'taken'],
]);
/** Those after which the name has no file, and the one after which the old file is still there. */
const worst = [
  ['old-aside', 'taken'],
  ['new-in', 'not taken'],
  ['old-removed', 'not taken'],
] as const;
/** What each step is in FTP. `RNTO page` comes earlier too, where the server is asked to replace in one step. */
const commands: Record<Step, RegExp> = {
  'old-aside': /^RNTO \S*\.portside-old\r/m,
  'new-in': /^RNTO \S*page\r/m,
  'old-removed': /^DELE \S*\.portside-old\r/m,
};

const openPlainFtp = (place: Place) => openFtp(place, 'none');
const openSftp = ({ host, port, user, password }: Place) => logIn({ host, port, user, passwords: [password] });
const servers: [string, 'ftp' | 'sftp', () => Promise<TestServer<ServerOptions>>][] = [
  ['vsftpd', 'ftp', () => startVsftpd()],
  ['Pure-FTPd', 'ftp', () => startPureFtpd()],
  ['OpenSSH', 'sftp', () => startOpenSsh()],
];

/** A session that cannot replace in one step. */
function stepByStep(session: RemoteFileSystem): RemoteFileSystem {
  const extras = { ...session.extras, atomicReplace: undefined } as unknown as Extras;
  return changed(session, { extras });
}

/** Makes the folder `up` anew, with an old page in it. @returns its path here. */
async function withOldPage({ home, accounts }: TestServer<ServerOptions>): Promise<string> {
  const up = join(home, 'up');
  const uid = accounts[0]?.uid ?? 0;
  await rm(up, { recursive: true, force: true });
  await mkdir(up);
  await writeFile(join(up, 'page'), 'old');
  for (const path of [up, join(up, 'page')]) await chown(path, uid, uid);
  return up;
}

async function contentOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')])),
  );
}

describeWithServers('a replacement step by step, cut off at any of its steps', () => {
  let here: TemporaryFolder;

  beforeAll(async () => {
    here = await temporaryFolder();
    await writeTree(here, { page: 'new content' });
  });
  afterAll(() => here?.[Symbol.asyncDispose]());

  describe.each(servers)('on %s', (_name, protocol, start) => {
    const open = protocol === 'ftp' ? openPlainFtp : openSftp;
    let server: TestServer<ServerOptions>;
    let up: string;
    beforeAll(async () => {
      server = await start();
    });
    afterAll(() => server?.[Symbol.asyncDispose]());
    beforeEach(async () => {
      up = await withOldPage(server);
    });

    const targetPath = () => `${server.remoteHome === '/' ? '' : server.remoteHome}/up/page`;
    /** The copy over a session that cannot replace in one step. */
    const copyTo = (session: RemoteFileSystem, onReplaceStep: CopyHooks['onReplaceStep'] = async () => {}) =>
      fileCopy(
        { from: here, to: here },
        { sourcePath: here.at('page'), targetPath: targetPath(), target: stepByStep(session), onReplaceStep },
      );

    /** The line ends with the next command that changes something, or with the answer to it. */
    function cut(proxy: FaultyProxy, step: Step, last: 'taken' | 'not taken'): void {
      const lose = () =>
        last === 'taken'
          ? proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'reset', after: 1 } })
          : proxy.inject({ on: 'control', direction: 'to-server', fault: { do: 'reset', after: 0 } });
      if (protocol === 'sftp') {
        lose();
        return;
      }
      const as = (text: string) => {
        if (!commands[step].test(text)) return text;
        lose();
        return last === 'taken' ? text : '';
      };
      proxy.inject({ on: 'control', direction: 'to-server', fault: { do: 'reword', as } });
    }

    it('replaces, and tells each step before it is taken', async () => {
      await using session = await open(server);
      const present: string[][] = [];
      const copy = copyTo(session, async () => void present.push((await readdir(up)).toSorted()));
      await copyFile(copy, calm);
      expect(present).toEqual([
        ['page', 'page.portside-part'],
        ['page.portside-old', 'page.portside-part'],
        ['page', 'page.portside-old'],
      ]);
      expect(await contentOf(up)).toEqual({ page: 'new content' });
    });

    it.each(cuts)('the line is lost at “%s”, which is %s: the next attempt ends it', async (step, last) => {
      await using proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: protocol });
      const { user, password } = server;
      await using session = await open({ host: proxy.host, port: proxy.port, user, password });
      const steps: ReplaceStep[] = [];
      const copy = copyTo(session, async (told) => {
        steps.push(told);
        if (told.step === step) cut(proxy, step, last);
      });
      const failure = await refusal(copyFile(copy, calm));
      expect(failure.data.retry).not.toBe('never');
      expect(steps.at(-1)).toMatchObject({ step });
      expect(Object.values(await contentOf(up))).toContain('new content');

      await using next = await open(server);
      const again = copyTo(next);
      const isReplaced = step === 'old-removed' || (step === 'new-in' && last === 'taken');
      expect(await recoverReplace(again.target, steps, calm)).toBe(isReplaced ? 'replaced' : 'old-kept');
      expect(await contentOf(up)).toMatchObject({ page: isReplaced ? 'new content' : 'old' });
      if (!isReplaced) {
        const [partial] = told(copy.hooks.onPartial).at(-1) ?? [];
        await copyFile({ ...again, order: { ...again.order, partial } }, calm);
      }
      expect(await contentOf(up)).toEqual({ page: 'new content' });
    });
  });

  it('the app is killed at each of them, on a server that calls itself Unix and renames onto nothing', async () => {
    await using server = await startProftpd({ lines: ['<Directory /*>', 'AllowOverwrite off', '</Directory>'] });
    await using proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'ftp' });
    const up = await withOldPage(server);
    await using data = await temporaryFolder();
    const journal = () => readFile(join(data.path, 'transfers.journal'), 'utf8');
    const target = {
      host: proxy.host,
      port: proxy.port,
      user: server.user,
      protocol: 'ftp',
      encryption: 'none',
    } as const;
    let app = await MortalApp.start(data.path, server.password);
    try {
      for (const [at, [step, last]] of worst.entries()) {
        await writeTree(here, { page: `content ${at}` });
        const { id: fs } = await app.ask('connections.open', {
          operationId: crypto.randomUUID(),
          target,
          password: server.password,
        });
        const dead = Promise.withResolvers<void>();
        let isAside = false;
        const as = (text: string) => {
          const isStep = commands[step].test(text) && (step === 'old-aside' || isAside);
          isAside ||= commands['old-aside'].test(text);
          if (!isStep) return text;
          dead.resolve(app[Symbol.asyncDispose]());
          return last === 'taken' ? text : '';
        };
        proxy.inject({ on: 'control', direction: 'to-server', fault: { do: 'reword', as } });
        await app.ask('transfers.enqueue', {
          sources: [{ fs: LOCAL, path: here.at('page') }],
          targetDirectory: { fs, path: '/up' },
          options: { onConflict: 'overwrite' },
        });
        await dead.promise;
        proxy.heal();
        expect((await journal()).match(/"step":"([a-z-]+)"/g)?.at(-1)).toBe(`"step":"${step}"`);
        expect(Object.values(await contentOf(up))).toContain(`content ${at}`);

        app = await MortalApp.start(data.path, server.password);
        const over = app.until(({ totals }) => totals.queued + totals.active + totals.paused === 0);
        await app.ask('transfers.resumeWaiting', undefined);
        expect((await over).totals, `${step} ${last}`).toMatchObject({ failed: 0, asking: 0, skipped: 0 });
        expect(await contentOf(up), `${step} ${last}`).toEqual({ page: `content ${at}` });
      }
    } finally {
      await app[Symbol.asyncDispose]();
    }
  }, 60_000);
});
