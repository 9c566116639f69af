import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract, type RequestName } from '../../shared/ipc/contract.ts';
import { Desktop } from './desktop.ts';
import type { Sender } from './stand-in/ipc.ts';
import { StandInWebContents } from './stand-in/web-contents.ts';

const names = Object.keys(contract.requests) as RequestName[];
const refused = { ok: false, error: { kind: 'denied' } };

describe('requests of a page', () => {
  let desktop: Desktop;
  beforeAll(async () => {
    desktop = await Desktop.start();
  });
  afterAll(() => desktop[Symbol.asyncDispose]());

  const own = (): Sender => ({
    sender: desktop.window.webContents,
    senderFrame: desktop.window.webContents.mainFrame,
  });
  const ask = (from: Sender, ...[name, input]: unknown[]) =>
    desktop.electron.ipcMain.invoke(from, 'portside:request', name, input);

  it("are answered where the window's own page asks", async () => {
    expect(await ask(own(), 'app.info')).toMatchObject({ ok: true, value: { name: 'Portside' } });
  });

  it('are refused from a frame that is gone', async () => {
    expect(await ask({ ...own(), senderFrame: null }, 'app.info')).toMatchObject(refused);
  });

  it('are refused from a frame inside the page, of whatever origin', async () => {
    const page = desktop.window.webContents.mainFrame;
    const inside = { ...page, parent: page };
    expect(await ask({ ...own(), senderFrame: inside }, 'app.info')).toMatchObject(refused);
    expect(
      await ask({ ...own(), senderFrame: { ...inside, origin: 'https://example.org' } }, 'app.info'),
    ).toMatchObject(refused);
  });

  it('are refused from a frame that is not the page of this window', async () => {
    const lookAlike = { ...desktop.window.webContents.mainFrame };
    expect(await ask({ ...own(), senderFrame: lookAlike }, 'app.info')).toMatchObject(refused);
  });

  it.each([
    'https://example.org',
    'app://other',
    'app://portside.example.org',
    'app://portside:443',
    'https://portside',
    'file://',
    'null',
    '',
  ])('are refused from the origin %s', async (origin) => {
    const { webContents } = desktop.window;
    const page = webContents.mainFrame;
    webContents.mainFrame = { ...page, origin };
    try {
      expect(await ask(own(), 'app.info')).toMatchObject(refused);
    } finally {
      webContents.mainFrame = page;
    }
  });

  it('are refused from a page that has been taken out of its window', async () => {
    const { webContents } = desktop.window;
    const page = webContents.mainFrame;
    webContents.mainFrame = { ...page, detached: true };
    try {
      expect(await ask(own(), 'app.info')).toMatchObject(refused);
    } finally {
      webContents.mainFrame = page;
    }
  });

  it('are refused from contents that are no window of Portside', async () => {
    const foreign = new StandInWebContents(desktop.electron.session);
    foreign.mainFrame = { parent: null, detached: false, origin: 'app://portside', url: 'app://portside/' };
    expect(await ask({ sender: foreign, senderFrame: foreign.mainFrame }, 'app.info')).toMatchObject(refused);
  });

  it.each([undefined, null, 7, {}, ['app.info'], '', 'app', 'app.info ', 'constructor', '__proto__', 'toString'])(
    'are refused under the unknown name %j',
    async (name) => {
      expect(await ask(own(), name)).toMatchObject({ ok: false, error: { kind: 'invalid-request' } });
    },
  );

  it.each(names)('are refused with malformed input: %s', async (name) => {
    for (const input of [7, 'text', [], { unheardOf: true }, { place: { fs: '', path: 'relative' } }]) {
      const accepted = contract.requests[name].input.safeParse(input).success;
      expect({ input, accepted }).toEqual({ input, accepted: false });
      expect(await ask(own(), name, input)).toMatchObject({ ok: false, error: { kind: 'invalid-request' } });
    }
  });

  it('are not served on any other channel', async () => {
    await expect(desktop.electron.ipcMain.invoke(own(), 'portside:event', 'app.info')).rejects.toThrow('No handler');
  });
});

describe('a window that was closed', () => {
  it('is answered and told nothing any more, and the next window is', async () => {
    await using desktop = await Desktop.start({ platform: 'darwin' });
    const first = desktop.window;
    const toFirst: unknown[] = [];
    desktop.bridge.on('desktop.command', (payload) => toFirst.push(payload));
    const page = first.webContents.mainFrame;
    first.close();
    // As if the frame were still there: the window itself is not known any more.
    first.webContents.mainFrame = page;
    const asked: Sender = { sender: first.webContents, senderFrame: page };
    desktop.electron.app.emit('activate');
    await expect.poll(() => desktop.electron.app.windows.size).toBe(1);
    await expect.poll(() => desktop.window.visible).toBe(true);
    const toSecond = desktop.listen('desktop.command');

    desktop.electron.menu?.choose('Refresh');

    expect(toSecond).toEqual([{ command: 'refresh' }]);
    expect(toFirst).toEqual([]);
    expect(await desktop.electron.ipcMain.invoke(asked, 'portside:request', 'app.info')).toMatchObject(refused);
  });
});
