import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { launchBrowser } from '../e2e/browser.ts';
import { PortsidePage } from '../e2e/pages/portside-page.ts';
import { pdfFile } from '../e2e/pdf-file.ts';
import { viewer, wide } from '../e2e/viewer.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { type ChromiumWindow, showInChromium } from './chromium-window.ts';
import { Desktop } from './desktop.ts';

// As long as every test of a browser may take (vitest.config.ts): these are such tests.
vi.setConfig({ testTimeout: 180_000 });

/** Takes a row and moves it a little: the system has the drag from here on. */
async function dragABit({ page, ...panes }: PortsidePage, side: 'left' | 'right', name: string): Promise<void> {
  await panes[side].name(name).hover();
  await page.mouse.down();
  await page.mouse.move(300, 500, { steps: 5 });
  await page.mouse.up();
}

/** A drag that leaves the window. No mouse of a test gets there, so its events are told as Chromium tells them. */
async function dragOutside({ page, right }: PortsidePage, name: string): Promise<void> {
  const dataTransfer = await page.evaluateHandle('new DataTransfer()');
  await right.row(name).dispatchEvent('dragstart', { dataTransfer });
  await right.row(name).dispatchEvent('dragend', { dataTransfer, screenX: -20, screenY: 300 });
}

/** The page objects of the browser tests, on the desktop host: everything but Electron's own window is the real thing. */
describeWithServers('the page, on the desktop host', () => {
  let browser: Browser;
  let home: string;
  beforeAll(async () => {
    browser = await launchBrowser();
    home = await mkdtemp(join(tmpdir(), 'portside-home-'));
    await writeFile(join(home, 'photo.jpg'), photo);
  });
  afterAll(async () => {
    await browser.close();
    await rm(home, { recursive: true, force: true });
  });

  const photo = randomBytes(1024 * 1024);

  async function withPage(work: (portside: PortsidePage, desktop: Desktop, window: ChromiumWindow) => Promise<void>) {
    await using desktop = await Desktop.start({ home });
    await using window = await showInChromium(desktop, browser);
    const portside = new PortsidePage(window.page);
    await portside.left.shows(home);
    await work(portside, desktop, window);
    expect(window.complaints).toEqual([]);
  }

  it('connects, browses and copies a file each way', async () => {
    await using server = await startOpenSsh();
    await writeFile(join(server.home, 'report.pdf'), 'the report');
    await withPage(async (portside) => {
      await portside.quickConnect(`sftp://${server.user}@${server.host}:${server.port}`);
      await portside.answer(/First time at/, 'Trust from now on');
      await portside.enterPassword(server.user, server.password);
      await portside.right.shows(server.remoteHome);
      await portside.left.select('photo.jpg');
      await portside.left.press('F5');
      await portside.transfersDone(1);
      await portside.right.row('photo.jpg').waitFor();
      await portside.right.select('report.pdf');
      await portside.right.press('F5');
      await portside.transfersDone(2);
      await portside.screenshot('desktop-host');
    });
    expect((await readFile(join(server.home, 'photo.jpg'))).equals(photo)).toBe(true);
    expect(await readFile(join(home, 'report.pdf'), 'utf8')).toBe('the report');
  });

  it('lists the demo server', async () => {
    await withPage(async (portside) => {
      await portside.page.getByRole('button', { name: 'Try SFTP' }).click();
      await portside.right.shows('/');
      await portside.right.row('README.txt').waitFor();
    });
  });

  it('shows a PDF, drawn by a worker of its own', async () => {
    await writeFile(join(home, 'manual.pdf'), pdfFile(['Ahoy', 'The end']));
    await withPage(async ({ left, page }) => {
      await left.select('manual.pdf');
      await left.press('ControlOrMeta+y');
      await page.getByRole('img', { name: 'Page 1 of manual.pdf' }).locator('canvas').waitFor();
      await page.getByText('Ahoy').waitFor({ state: 'attached' });
      await page.keyboard.press('End');
      await page.getByRole('img', { name: 'Page 2 of manual.pdf' }).locator('canvas').waitFor();
    });
  });

  it('asks about a text in the editor before the window goes, until it is saved', async () => {
    await writeFile(join(home, 'notes.txt'), 'one');
    await withPage(async (portside, desktop, window) => {
      const { left, page } = portside;
      const { questions } = desktop.electron.dialog;
      const quitOnce = async () => {
        desktop.electron.app.quit();
        await expect.poll(() => questions.length).toBe(1);
      };
      await left.select('notes.txt');
      await left.press('F4');
      const text = page.getByRole('textbox', { name: /Text of/ });
      await text.and(page.locator(':focus')).waitFor();
      await page.keyboard.type('more ');
      const told = { name: 'desktop.unsavedText', input: { name: 'notes.txt' } };
      await expect.poll(() => window.answered).toContainEqual(told);
      await quitOnce();
      expect(questions[0]?.options.message).toMatch(/“notes.txt” has changes that are not saved/);
      questions[0]?.answer(0);
      await page.keyboard.press('ControlOrMeta+s');
      await page.getByText(/^Saved at/).waitFor();
    });
  });

  // Views, each looked at by axe, take their time on a busy machine: hence the time limit below.
  it('shows where links from other programs lead, one after the other, and connects nowhere by itself', async () => {
    await withPage(async (portside, desktop) => {
      const open = (link: string) => desktop.electron.app.emit('second-instance', {}, ['portside', link], '/', null);
      await portside.page.setViewportSize(wide);
      open('sftp://ann@127.0.0.1:2222/site');
      open('ftp://bob@127.0.0.2');
      const dialog = portside.dialog('A link wants to open this server');
      await dialog.waitFor();
      await viewer({ portside })('link');
      const fields = await dialog.locator('input').all();
      expect(await Promise.all(fields.map((field) => field.inputValue()))).toEqual(
        expect.arrayContaining(['127.0.0.1', '2222', 'ann']),
      );
      // What is being typed when the link arrives answers nothing.
      await portside.page.keyboard.press('Enter');
      await expect.poll(() => dialog.getByLabel('Host').inputValue()).toBe('127.0.0.2');
      expect(await dialog.getByLabel('User').inputValue()).toBe('bob');
      await portside.answer('A link wants to open this server', 'Cancel');
      expect(await desktop.request('connections.list')).toEqual([]);
      expect(await desktop.request('transcript.snapshot')).toEqual([]);
    });
  }, 90_000);

  it('keeps passwords in the vault of the system, and lets another editor be chosen', async () => {
    await withPage(async (portside) => {
      const { page, left } = portside;
      const look = viewer({ portside });
      await page.setViewportSize(wide);
      await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Sites' }).click();
      await page.getByRole('button', { name: 'Saved passwords' }).click();
      await portside
        .dialog('Saved passwords')
        .getByText(/kept in the vault of this computer/)
        .waitFor();
      await look('vault-system');
      await portside.answer('Saved passwords', 'Close');
      await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Files' }).click();
      await left.press('ControlOrMeta+k');
      await page.keyboard.type('Files in other programs');
      await page.keyboard.press('Enter');
      await portside.dialog('Files in other programs').getByRole('button', { name: 'Choose a program…' }).waitFor();
      await look('external-edits-choice');
    });
  }, 90_000);

  it('hands files of this machine to the system as soon as they are dragged', async () => {
    await withPage(async (portside, desktop) => {
      const { drags } = desktop.window.webContents;
      await portside.left.select('photo.jpg');
      await dragABit(portside, 'left', 'photo.jpg');
      await expect.poll(() => drags.map(({ files }) => files)).toEqual([[join(home, 'photo.jpg')]]);
    });
  });

  it("takes them back from the system's drag on another pane, and does nothing where they are", async () => {
    await withPage(async (portside, desktop, window) => {
      const { left, right } = portside;
      await portside.page.getByRole('button', { name: 'Try SFTP' }).click();
      await right.shows('/');
      await right.open('uploads');
      await right.shows('/uploads');
      await dragABit(portside, 'left', 'photo.jpg');
      const { drags } = desktop.window.webContents;
      await expect.poll(() => drags.length).toBe(1);
      const files = drags[0]?.files ?? [];
      await window.knowPaths(files);
      await portside.dropFromSystem(left.grid, files);
      await portside.dropFromSystem(right.grid, files);
      await right.row('photo.jpg').waitFor();
      await portside.transfersDone(1);
      expect((await desktop.request('transfers.snapshot')).items).toHaveLength(1);
    });
  });

  it('lets a drag of files on a server be the page’s own, and hands them to the system once they are here', async () => {
    await withPage(async (portside, desktop) => {
      const { drags } = desktop.window.webContents;
      await portside.page.getByRole('button', { name: 'Try SFTP' }).click();
      await portside.right.shows('/');
      // Inside: a copy like any other.
      await portside.right.name('README.txt').dragTo(portside.left.grid, { targetPosition: { x: 200, y: 200 } });
      await portside.left.row('README.txt').waitFor();
      const items = async () => (await desktop.request('transfers.snapshot')).items;
      await expect.poll(items).toMatchObject([{ state: 'done' }]);

      // Dropped outside, where nobody takes it: it is brought here.
      await dragOutside(portside, 'README.txt');
      await portside.page.getByText('1 item is here now and can be dragged out of the window').waitFor();
      await portside.screenshot('desktop-drag-out');
      expect(drags).toEqual([]);

      // And goes out the next time.
      await dragABit(portside, 'right', 'README.txt');
      await expect.poll(() => drags.length).toBe(1);
      const [copy] = drags[0]?.files ?? [];
      expect(await readFile(copy ?? '', 'utf8')).toBe(await readFile(join(home, 'README.txt'), 'utf8'));
    });
  });

  it('does what is chosen from the menu bar', async () => {
    await withPage(async (portside, desktop) => {
      await portside.left.select('photo.jpg');
      desktop.electron.menu?.choose('New Folder…');
      const dialog = portside.page.getByRole('dialog').first();
      await dialog.waitFor();
      await dialog.getByRole('textbox').fill('made by the menu');
      await portside.page.keyboard.press('Enter');
      await portside.screenshot('desktop-menu');
      await portside.left.row('made by the menu').waitFor();
      desktop.electron.menu?.choose('Keyboard Shortcuts');
      await portside.page.getByRole('dialog', { name: /shortcuts/i }).waitFor();
    });
  });

  it('runs no inline script and reaches nothing outside, by the policy that the main process sends', async () => {
    await using desktop = await Desktop.start({ home });
    await using window = await showInChromium(desktop, browser);
    await new PortsidePage(window.page).left.shows(home);
    expect(window.complaints).toEqual([]);
    await window.page.evaluate(`{
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.head.append(script);
      const image = document.createElement('img');
      image.setAttribute('onerror', 'window.injected = true');
      image.src = 'data:,';
      document.body.append(image);
    }`);
    const fetched = await window.page.evaluate(`fetch('https://example.org/').then(() => 'reached', () => 'refused')`);
    expect(fetched).toBe('refused');
    expect(await window.page.evaluate('window.injected')).toBeUndefined();
    expect(window.complaints.filter((text) => text.includes('a request to'))).toEqual([]);
    expect(window.complaints.filter((text) => /Content Security Policy/.test(text)).length).toBeGreaterThanOrEqual(3);
  });
});
