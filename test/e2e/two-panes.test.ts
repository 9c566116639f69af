import { chown, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { describeInBrowser, type OpenPortside, openPortside } from './open-portside.ts';
import { TransfersPage } from './pages/transfers-page.ts';
import { focused } from './pane-keys.ts';
import { viewer, wide } from './viewer.ts';

const OLD = new Date('2026-01-05T10:00:00Z');
const NEW = new Date('2026-02-05T10:00:00Z');

async function file(folder: string, name: string, content: string, modified: Date): Promise<void> {
  await writeFile(join(folder, name), content);
  await utimes(join(folder, name), modified, modified);
}

/** The tests share one window and one server. */
describeInBrowser('the two panes side by side', () => {
  let server: Awaited<ReturnType<typeof startOpenSsh>>;
  let open: OpenPortside;

  beforeAll(async () => {
    server = await startOpenSsh();
    open = await openPortside(wide);
  });
  afterAll(async () => {
    await open?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  test('after a quick connect the keys were still in the address: they are in the files, and the next address replaces it', async () => {
    const { portside } = open;
    const { right, page } = portside;
    await portside.connectSftp(server);
    await expect.poll(() => focused(page)).toBe('grid-right');
    await right.press('ControlOrMeta+o');
    await page.keyboard.type('sftp:');
    expect(await page.getByRole('combobox', { name: 'Server address' }).inputValue()).toBe('sftp:');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('grid-right');
  });

  test('are compared, and what differs is selected to be sent; then they are browsed together', async () => {
    const { portside, home } = open;
    const { left, right, page } = portside;
    const look = viewer(open);
    await mkdir(join(home, 'css'));
    await mkdir(join(home, 'img'));
    await mkdir(join(server.home, 'css'));
    const { uid, gid } = await stat(server.home);
    for (const folder of [home, server.home]) await file(folder, 'same.txt', 'same', OLD);
    await file(home, 'index.html', 'new words', NEW);
    await file(server.home, 'index.html', 'old words', OLD);
    await file(home, 'only here.txt', 'x', OLD);
    await file(server.home, 'visitors.log', 'y', OLD);
    for (const name of await readdir(server.home)) await chown(join(server.home, name), uid, gid);
    await left.press('ControlOrMeta+r');
    await left.row('index.html').waitFor();
    await right.press('ControlOrMeta+r');
    await right.row('visitors.log').waitFor();

    await left.press('Shift+F2');
    const dialog = page.getByRole('dialog', { name: 'Compare the panes' });
    await dialog.getByText('1 file is the same on both sides. 1 folder is on both sides').waitFor();
    const cells = (row: string) => dialog.getByRole('row', { name: row }).getByRole('cell').allTextContents();
    expect(await cells('Only on this side')).toEqual(['2', '1']);
    expect(await cells('Newer on this side')).toEqual(['1', '0']);
    await look('compare');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await page.getByText('3 items selected').waitFor();
    await page.keyboard.press('F5');
    await portside.answer(/index\.html/, 'Overwrite');
    await portside.transfersDone(3);
    expect(await readFile(join(server.home, 'index.html'), 'utf8')).toBe('new words');
    expect(await readdir(server.home)).toEqual(expect.arrayContaining(['img', 'only here.txt', 'visitors.log']));
    await right.press('Shift+F2');
    await dialog.getByText('3 files are the same on both sides. 2 folders').waitFor();
    await page.keyboard.press('Escape');

    await mkdir(join(home, 'css', 'print'));
    await left.press('ControlOrMeta+Shift+y');
    await left.open('css');
    await right.shows(`${server.remoteHome}/css`);
    await left.open('print');
    await page.getByText('The other pane has no folder').waitFor();
    await look('together');
    await page.getByRole('button', { name: 'Create it' }).click();
    await right.shows(`${server.remoteHome}/css/print`);
    expect(await readdir(join(server.home, 'css'))).toEqual(['print']);
    await right.press('Backspace');
    await left.shows(join(home, 'css'));
    await left.region.getByRole('button', { name: 'Browse both panes together' }).click();
    await left.press('Backspace');
    await left.shows(home);
    await right.shows(`${server.remoteHome}/css`);
  });

  test('by keyboard the menu of the transfers offered nothing for the row that the keys were on', async () => {
    const { portside } = open;
    const { left, page } = portside;
    const transfers = new TransfersPage(page);
    await left.press('ControlOrMeta+j');
    await transfers.hasFocus();
    await page.keyboard.press('Shift+F10');
    const again = page.getByRole('menuitem', { name: 'Run again' });
    await again.waitFor();
    expect(await again.isDisabled()).toBe(false);
    await page.keyboard.press('Escape');
    await transfers.hasFocus();
  });

  test('the keys went nowhere after several questions about files that are there', async () => {
    const { portside } = open;
    const { left, right, page } = portside;
    await right.goTo(server.remoteHome);
    await left.select('index.html', 'only here.txt', 'same.txt');
    await left.press('F5');
    const question = portside.dialog(/is there already/);
    for (let left = 3; left > 0; left--) {
      const asked = await question.elementHandle();
      await page.keyboard.press('Escape');
      await asked?.waitForElementState('hidden');
    }
    await expect.poll(() => focused(page)).toBe('grid-left');
  });
});
