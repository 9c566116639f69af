import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Place } from '../../shared/model/connection.ts';
import type { TransferDelta, TransferSettings } from '../../shared/model/transfer.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { Desktop } from './desktop.ts';

const MEBIBYTE = 1024 * 1024;
const LARGE = 16 * MEBIBYTE;

const local = (path: string): Place => ({ fs: 'local', path });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portside-work-'));
  await mkdir(join(folder, 'from'));
  await mkdir(join(folder, 'to'));
  await writeFile(join(folder, 'from/a.txt'), 'new');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A transfer that has to ask first: it does not end by itself. */
async function startTransferThatAsks(desktop: Desktop): Promise<string> {
  await writeFile(join(folder, 'to/a.txt'), 'old');
  const { ids } = await desktop.request('transfers.enqueue', {
    sources: [local(join(folder, 'from/a.txt'))],
    targetDirectory: local(join(folder, 'to')),
  });
  await expect.poll(async () => (await desktop.request('transfers.snapshot')).totals.asking).toBe(1);
  return ids[0] ?? '';
}

async function copy(desktop: Desktop, name: string, content = name): Promise<string> {
  await writeFile(join(folder, 'from', name), content);
  const { ids } = await desktop.request('transfers.enqueue', {
    sources: [local(join(folder, 'from', name))],
    targetDirectory: local(join(folder, 'to')),
  });
  return ids[0] ?? '';
}

async function limitTo(desktop: Desktop, limits: TransferSettings['limits']): Promise<void> {
  const settings = await desktop.request('transfers.settings.get');
  await desktop.request('transfers.settings.set', { ...settings, limits });
}

async function stateOf(desktop: Desktop, id: string): Promise<string | undefined> {
  const { items } = await desktop.request('transfers.snapshot');
  return items.find((item) => item.id === id)?.state;
}

describe('what is deleted on this computer', () => {
  it('goes on Linux to the trash of its desktops, and comes back from there', async () => {
    await using desktop = await Desktop.start({ platform: 'linux', home: folder });
    const info = await desktop.request('app.info');
    expect(info.localAbilities).toContain('restore-from-trash');
    const file = join(folder, 'from/a.txt');
    await desktop.request('files.trash', { operationId: 'trash', places: [local(file)] });
    expect(existsSync(file)).toBe(false);
    expect(desktop.electron.shell.trashed).toEqual([]);
    expect(await desktop.request('files.restore', { operationId: 'trash' })).toEqual({ restored: 1 });
    expect(await readFile(file, 'utf8')).toBe('new');
  });

  it('goes elsewhere to the system’s own trash, which alone gives it back; what that refuses is told', async () => {
    await using desktop = await Desktop.start({ platform: 'darwin' });
    expect((await desktop.request('app.info')).localAbilities).not.toContain('restore-from-trash');
    const file = join(folder, 'from/a.txt');
    await desktop.request('files.trash', { operationId: 'trash', places: [local(file)] });
    expect(desktop.electron.shell.trashed).toEqual([file]);
    const missing = desktop.request('files.trash', { operationId: 'none', places: [local(join(folder, 'none'))] });
    await expect(missing).rejects.toMatchObject({ name: 'RemoteError' });
    expect(desktop.electron.shell.trashed).toEqual([file]);
  });
});

describeWithServers('a real SFTP server', () => {
  it("is listed for the page, through the bridge, the sender's check and back", async () => {
    await using server = await startOpenSsh();
    for (let i = 0; i < 50; i++) await writeFile(join(server.home, `file-${i}.txt`), 'x'.repeat(i));
    await using desktop = await Desktop.start();
    desktop.bridge.on('prompts.changed', (payload) => {
      for (const prompt of (payload as { prompts: { id: string }[] }).prompts) {
        void desktop.request('prompts.answer', { id: prompt.id, answer: { kind: 'trust', remember: false } });
      }
    });
    const pages = desktop.listen('files.page');
    const connection = await desktop.request('connections.open', {
      operationId: 'connect',
      target: { protocol: 'sftp', host: server.host, port: server.port, user: server.user },
      password: server.password,
    });

    const place = { fs: connection.id, path: server.remoteHome };
    const { count } = await desktop.request('files.list', { operationId: 'list', place });

    await expect.poll(() => pages.flatMap((page) => page.entries).length).toBe(count);
    const sizes = new Map(pages.flatMap((page) => page.entries).map(({ name, size }) => [name, size]));
    for (let i = 0; i < 50; i++) expect(sizes.get(`file-${i}.txt`)).toBe(i);
  });
});

describe('quitting', () => {
  it('asks nothing where nothing runs', async () => {
    await using desktop = await Desktop.start();
    desktop.electron.app.quit();
    await expect.poll(() => desktop.electron.app.exitCode).toBe(0);
    expect(desktop.electron.dialog.questions).toEqual([]);
  });

  it('asks while transfers have not ended, and goes on where the answer is no', async () => {
    await using desktop = await Desktop.start();
    const id = await startTransferThatAsks(desktop);

    desktop.window.minimized = true;
    desktop.electron.app.quit();
    desktop.electron.app.quit();

    const { questions } = desktop.electron.dialog;
    await expect.poll(() => questions.length).toBe(1);
    expect(desktop.window.minimized).toBe(false);
    expect(questions.map(({ options }) => options.message)).toEqual(['One transfer has not finished. Quit anyway?']);
    const { buttons = [], defaultId = 0, cancelId = 0 } = questions[0]?.options ?? {};
    expect(buttons[defaultId]).toBe('Keep Running');
    expect(buttons[cancelId]).toBe('Keep Running');
    questions[0]?.answer(buttons.indexOf('Keep Running'));
    await expect.poll(() => stateOf(desktop, id)).toBe('asking');
    expect(desktop.electron.app.exitCode).toBeUndefined();
    expect(desktop.window.visible).toBe(true);
  });

  it('stops the transfers where the answer is yes', async () => {
    await using desktop = await Desktop.start();
    await startTransferThatAsks(desktop);
    desktop.electron.app.quit();
    const { questions } = desktop.electron.dialog;
    await expect.poll(() => questions.length).toBe(1);
    const [question] = questions;
    question?.answer(question.options.buttons?.indexOf('Quit Portside') ?? -1);
    await expect.poll(() => desktop.electron.app.exitCode).toBe(0);
    expect(await readFile(join(folder, 'to/a.txt'), 'utf8')).toBe('old');
  });

  it('does not keep the computer from going down', async () => {
    await using desktop = await Desktop.start();
    await startTransferThatAsks(desktop);
    desktop.electron.powerMonitor.emit('shutdown');
    desktop.electron.app.quit();
    await expect.poll(() => desktop.electron.app.exitCode).toBe(0);
    expect(desktop.electron.dialog.questions).toEqual([]);
  });

  it('does not wait for the answer any more when the computer goes down', async () => {
    await using desktop = await Desktop.start();
    await startTransferThatAsks(desktop);
    desktop.electron.app.quit();
    await expect.poll(() => desktop.electron.dialog.questions.length).toBe(1);
    desktop.electron.powerMonitor.emit('shutdown');
    await expect.poll(() => desktop.electron.app.exitCode).toBe(0);
  });

  it('is what closing the window means', async () => {
    await using desktop = await Desktop.start({ platform: 'linux' });
    await startTransferThatAsks(desktop);
    desktop.window.close();
    await expect.poll(() => desktop.electron.dialog.questions.length).toBe(1);
    expect(desktop.electron.app.windows.size).toBe(1);
  });

  it('is not what closing the window means on macOS', async () => {
    await using mac = await Desktop.start({ platform: 'darwin' });
    mac.window.close();
    expect(mac.electron.app.windows.size).toBe(0);
    expect(mac.electron.app.exitCode).toBeUndefined();
  });
});

describe('a text that is not saved', () => {
  const giveUp = (desktop: Desktop, number = 0) => {
    const question = desktop.electron.dialog.questions[number];
    question?.answer(question.options.buttons?.indexOf('Give Up Changes') ?? -1);
  };

  it('keeps Portside from quitting until the user gives it up, before transfers are asked about', async () => {
    await using desktop = await Desktop.start({ platform: 'linux' });
    const { questions } = desktop.electron.dialog;
    await desktop.request('desktop.unsavedText', { name: 'notes.txt' });
    await startTransferThatAsks(desktop);
    desktop.window.close();
    await expect.poll(() => questions.length).toBe(1);
    expect(questions[0]?.options.message).toBe('“notes.txt” has changes that are not saved. Give them up?');
    expect(questions[0]?.options.buttons?.[questions[0]?.options.defaultId ?? -1]).toBe('Back to the Editor');
    questions[0]?.answer(questions[0].options.cancelId ?? -1);
    const closeAgain = () => {
      desktop.electron.app.quit();
      return questions.length;
    };
    await expect.poll(closeAgain).toBe(2);
    expect(desktop.electron.app.exitCode).toBeUndefined();
    giveUp(desktop, 1);
    await expect.poll(() => questions[2]?.options.message).toMatch(/transfer has not finished/);
    questions[2]?.answer(1);
    await expect.poll(() => desktop.electron.app.exitCode).toBe(0);
  });

  it('keeps the window open where Portside would go on without it', async () => {
    await using mac = await Desktop.start({ platform: 'darwin' });
    await mac.request('desktop.unsavedText', { name: 'notes.txt' });
    mac.window.close();
    mac.window.close();
    await expect.poll(() => mac.electron.dialog.questions.length).toBe(1);
    expect(mac.electron.app.windows.size).toBe(1);
    giveUp(mac);
    await expect.poll(() => mac.electron.app.windows.size).toBe(0);
    expect(mac.electron.app.exitCode).toBeUndefined();
  });

  it('that was saved is not asked about, nor one when the computer goes down', async () => {
    await using mac = await Desktop.start({ platform: 'darwin' });
    await mac.request('desktop.unsavedText', { name: 'notes.txt' });
    await mac.request('desktop.unsavedText', {});
    mac.window.close();
    expect(mac.electron.app.windows.size).toBe(0);
    await using linux = await Desktop.start({ platform: 'linux' });
    await linux.request('desktop.unsavedText', { name: 'notes.txt' });
    linux.electron.powerMonitor.emit('shutdown');
    linux.electron.app.quit();
    await expect.poll(() => linux.electron.app.exitCode).toBe(0);
    expect(linux.electron.dialog.questions).toEqual([]);
  });
});

describe('sleep', () => {
  it('is kept off while there is work, and allowed when it has ended', async () => {
    await using desktop = await Desktop.start();
    const { powerMonitor, powerSaveBlocker } = desktop.electron;
    powerMonitor.emit('suspend');
    const id = await copy(desktop, 'b.txt');
    await expect.poll(() => powerSaveBlocker.count).toBe(1);
    powerMonitor.emit('resume');
    await expect.poll(() => stateOf(desktop, id)).toBe('done');
    await expect.poll(() => powerSaveBlocker.count).toBe(0);
  });

  it('lets transfers rest until the computer wakes', async () => {
    await using desktop = await Desktop.start();
    desktop.electron.powerMonitor.emit('suspend');
    const id = await copy(desktop, 'b.txt', 'after the night');
    expect(await stateOf(desktop, id)).toBe('queued');
    expect(existsSync(join(folder, 'to/b.txt'))).toBe(false);
    desktop.electron.powerMonitor.emit('resume');
    await expect.poll(() => stateOf(desktop, id)).toBe('done');
    expect(await readFile(join(folder, 'to/b.txt'), 'utf8')).toBe('after the night');
  });
});

describe('a transfer that runs when the computer falls asleep', () => {
  it('goes back to the queue, leaves nothing behind, and arrives whole after the night', async () => {
    await using desktop = await Desktop.start({ arguments: ['--demo'] });
    const [connection] = await desktop.request('connections.list');
    const uploads = { fs: connection?.id ?? '', path: '/uploads' };
    const namesThere = async () => {
      const pages = desktop.listen('files.page');
      await desktop.request('files.list', { operationId: 'list', place: uploads });
      return pages.flatMap((page) => page.entries.map(({ name }) => name));
    };
    const source = join(folder, 'from/large.bin');
    await writeFile(source, '');
    // It takes no room on the disk.
    await truncate(source, LARGE);
    // So slowly that it is under way when the computer falls asleep.
    await limitTo(desktop, { all: MEBIBYTE / 4 });
    const underWay = new Promise<void>((resolve) => {
      desktop.bridge.on('transfers.delta', (delta) => {
        if ((delta as TransferDelta).changed.some(({ state }) => state === 'active')) resolve();
      });
    });
    const { ids } = await desktop.request('transfers.enqueue', {
      sources: [local(source)],
      targetDirectory: uploads,
    });
    await underWay;

    desktop.electron.powerMonitor.emit('suspend');
    await expect.poll(() => stateOf(desktop, ids[0] ?? '')).toBe('queued');
    await expect.poll(namesThere).toEqual([]);

    await limitTo(desktop, {});
    desktop.electron.powerMonitor.emit('resume');
    await expect.poll(() => stateOf(desktop, ids[0] ?? '')).toBe('done');
    expect(await namesThere()).toEqual(['large.bin']);
    const place = { fs: uploads.fs, path: '/uploads/large.bin' };
    expect(await desktop.request('files.stat', { place })).toMatchObject({ size: LARGE });
  });
});

describe('what goes on', () => {
  it('shows in the tray and on the task bar, until it has ended', async () => {
    await using desktop = await Desktop.start();
    const [tray] = desktop.electron.trays;
    expect(tray?.toolTip).toBe('Portside: No transfers');
    desktop.electron.powerMonitor.emit('suspend');
    await copy(desktop, 'b.txt');
    await copy(desktop, 'c.txt');
    await expect.poll(() => tray?.toolTip).toBe('Portside: 2 transfers under way');
    expect(tray?.menu?.items[0]).toMatchObject({ label: '2 transfers under way', enabled: false });
    expect(desktop.window.progress).toBeGreaterThanOrEqual(0);
    desktop.electron.powerMonitor.emit('resume');
    await expect.poll(() => tray?.toolTip).toBe('Portside: No transfers');
    expect(desktop.window.progress).toBe(-1);
  });

  it('is told when it has ended and nobody looks; a click shows the window', async () => {
    await using desktop = await Desktop.start();
    const { notifications, powerMonitor } = desktop.electron;
    desktop.window.focused = false;
    powerMonitor.emit('suspend');
    await copy(desktop, 'b.txt');
    await copy(desktop, 'c.txt');
    const lost = await copy(desktop, 'd.txt');
    await rm(join(folder, 'from/d.txt'));
    powerMonitor.emit('resume');
    await expect.poll(() => stateOf(desktop, lost)).toBe('failed');
    await expect.poll(() => notifications.length).toBe(1);
    expect(notifications[0]?.options).toMatchObject({
      title: 'Transfers finished with errors',
      body: '2 files transferred, 1 failed',
    });
    notifications[0]?.emit('click');
    expect(desktop.window.focused).toBe(true);
  });

  it('is told when a question waits and nobody looks', async () => {
    await using desktop = await Desktop.start();
    desktop.window.focused = false;
    await startTransferThatAsks(desktop);
    await expect
      .poll(() => desktop.electron.notifications.map(({ options }) => options.title))
      .toEqual(['Portside needs an answer']);
  });

  it('is not told to someone who looks', async () => {
    await using desktop = await Desktop.start();
    const id = await copy(desktop, 'b.txt');
    await expect.poll(() => stateOf(desktop, id)).toBe('done');
    const [tray] = desktop.electron.trays;
    await expect.poll(() => tray?.toolTip).toBe('Portside: No transfers');
    expect(desktop.electron.notifications).toEqual([]);
  });
});

describe('copying a whole disk or server', () => {
  it('is refused, with all that was to be copied beside it', async () => {
    await using desktop = await Desktop.start({ arguments: ['--demo'] });
    const [connection] = await desktop.request('connections.list');
    for (const fs of ['local', connection?.id ?? '']) {
      const sources = [local(join(folder, 'from/a.txt')), { fs, path: '/' }];
      const targetDirectory = local(join(folder, 'to'));
      await expect(desktop.request('transfers.enqueue', { sources, targetDirectory })).rejects.toMatchObject({
        kind: 'invalid-request',
      });
    }
    expect((await desktop.request('transfers.snapshot')).items).toEqual([]);
  });
});
