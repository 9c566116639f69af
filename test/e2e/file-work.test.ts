import { writeFileSync } from 'node:fs';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { describeInBrowser, openPortside } from './open-portside.ts';
import { viewer, wide } from './viewer.ts';

type OpenSsh = Awaited<ReturnType<typeof startOpenSsh>>;

/** Files of the server's user, by path; those that end in `/` are folders. */
async function furnish(server: OpenSsh, files: Record<string, string>): Promise<void> {
  const { uid, gid } = await stat(server.home);
  for (const [path, content] of Object.entries(files)) {
    const place = join(server.home, path);
    if (path.endsWith('/')) await mkdir(place, { recursive: true });
    else await writeFile(place, content);
    await chown(place, uid, gid);
  }
}

describeInBrowser('work with many files, in the window', () => {
  test('renames many with a preview, moves, and takes both back', async () => {
    await using server = await startOpenSsh();
    await furnish(server, { 'IMG_1.jpg': '1', 'IMG_2.jpg': '2', 'notes.txt': 'n', 'old/': '' });
    await using open = await openPortside();
    const { portside } = open;
    const { right, left, page } = portside;
    await portside.connectSftp(server);
    const names = async () => (await readdir(server.home)).filter((name) => !name.startsWith('.')).sort();

    await right.press('ControlOrMeta+g');
    await page.getByRole('dialog', { name: 'Select by pattern' }).getByLabel('Names').fill('*.jpg');
    await page.keyboard.press('Enter');
    await page.getByText('2 items selected').waitFor();
    await right.press('F2');
    const rename = page.getByRole('dialog', { name: 'Rename 2 items' });
    await rename.getByLabel('Find').fill('IMG_');
    await rename.getByLabel('Replace by').fill('photo {n:2} ');
    await rename.getByRole('cell', { name: 'photo 01 1.jpg' }).waitFor();
    await portside.screenshot('batch-rename');
    await rename.getByRole('button', { name: 'Rename 2' }).click();
    await right.row('photo 02 2.jpg').waitFor();
    expect(await names()).toEqual(['notes.txt', 'old', 'photo 01 1.jpg', 'photo 02 2.jpg']);

    await right.press('ControlOrMeta+z');
    await right.row('IMG_1.jpg').waitFor();
    expect(await names()).toEqual(['IMG_1.jpg', 'IMG_2.jpg', 'notes.txt', 'old']);

    // A drag within a server moves, without a byte travelling.
    await right.name('notes.txt').dragTo(right.row('old'));
    await right.row('notes.txt').waitFor({ state: 'detached' });
    expect(await readdir(join(server.home, 'old'))).toEqual(['notes.txt']);
    await right.press('ControlOrMeta+z');
    await right.row('notes.txt').waitFor();

    // The same by keyboard, to what the other pane shows.
    await left.region.getByRole('button', { name: 'New tab' }).click();
    await page.getByRole('menuitem', { name: /Show / }).click();
    await left.shows(server.remoteHome);
    await left.open('old');
    await left.shows(`${server.remoteHome}/old`);
    await right.select('notes.txt');
    await right.press('F6');
    await left.row('notes.txt').waitFor();
    expect(await readdir(join(server.home, 'old'))).toEqual(['notes.txt']);
  });

  test('finds its tabs, columns, keys and bookmarks again after a restart', async () => {
    await using server = await startOpenSsh();
    await furnish(server, { 'site/': '', 'site/index.html': 'x' });
    const dataDirectory = await mkdtemp(join(tmpdir(), 'portside-data-'));
    const home = await mkdtemp(join(tmpdir(), 'portside-home-'));
    try {
      {
        await using open = await openPortside({ dataDirectory, home });
        const { portside } = open;
        const { right, page } = portside;
        await portside.connectSftp(server);
        await right.open('site');
        await right.shows(`${server.remoteHome}/site`);
        await right.press('ControlOrMeta+b');
        await right.region.getByRole('button', { name: 'Order and columns' }).click();
        await page.getByRole('menuitemcheckbox', { name: 'Kind' }).click();
        await page.keyboard.press('Escape');
        await right.grid.getByRole('columnheader', { name: 'Kind' }).waitFor({ state: 'detached' });
        await right.press('ControlOrMeta+,');
        await page.getByRole('button', { name: /Change the key of “Copy to the other pane”/ }).click();
        await page.keyboard.press('F2');
        await page.getByText('F2 is the key of “Rename” already').waitFor();
        await page.keyboard.press('ControlOrMeta+u');
        await page.getByRole('button', { name: /Change the key of “Copy to the other pane”: (Ctrl\+U|⌘U)/ }).waitFor();
        await portside.screenshot('settings');
        // What was chosen is on the disk a moment later.
        const kept = async () => JSON.parse(await readFile(join(dataDirectory, 'settings.json'), 'utf8')).settings;
        await expect.poll(kept).toMatchObject({ shortcuts: { copy: [{ key: 'u' }] }, bookmarks: [{ name: 'site' }] });
        await expect.poll(() => readFile(join(dataDirectory, 'workspace.json'), 'utf8')).toContain('/site');
      }
      await mkdir(home, { recursive: true });
      await using open = await openPortside({ ...wide, dataDirectory, home });
      const { portside } = open;
      const { right, left, page } = portside;
      await right.region.getByRole('tab', { name: /alice|@/ }).waitFor();
      await right.region.getByText('Not connected').waitFor();
      await viewer(open)('not-connected');
      await right.region.getByRole('button', { name: 'Connect', exact: true }).click();
      await portside.answer(/First time at/, 'This time only');
      await portside.enterPassword(server.user, server.password);
      await right.shows(`${server.remoteHome}/site`);
      await right.row('index.html').waitFor();
      expect(await right.grid.getByRole('columnheader', { name: 'Kind' }).count()).toBe(0);

      // The palette finds the bookmark; the chosen key copies.
      await right.press('Backspace');
      await right.shows(server.remoteHome);
      await right.press('ControlOrMeta+k');
      await page.getByRole('dialog', { name: 'Command palette' }).getByRole('textbox').fill('/site');
      await portside.screenshot('palette');
      await page.keyboard.press('Enter');
      await right.shows(`${server.remoteHome}/site`);
      await right.select('index.html');
      await right.press('ControlOrMeta+u');
      await left.row('index.html').waitFor();
    } finally {
      await rm(dataDirectory, { recursive: true, force: true });
      await rm(home, { recursive: true, force: true });
    }
  });

  test('shows the first of a hundred thousand files while the rest arrives, and all of them in the end', async () => {
    // In memory: to make so many files on a disk takes ten times as long.
    await using server = await startOpenSsh({ homeTmpfsBytes: 64 * 1024 * 1024 });
    const { uid, gid } = await stat(server.home);
    await mkdir(join(server.home, 'many'));
    await chown(join(server.home, 'many'), uid, gid);
    for (let index = 0; index < 100_000; index++) {
      writeFileSync(join(server.home, 'many', `file ${String(index).padStart(6, '0')}.txt`), '');
    }
    await using open = await openPortside();
    const { portside } = open;
    const { right, page } = portside;
    await portside.connectSftp(server);
    // Whoever looks sees rows before the count is whole.
    const seen = page.evaluate(`new Promise((resolve) => {
      const look = () => {
        const footer = document.querySelector('#files-right footer')?.textContent ?? '';
        const rows = document.querySelectorAll('#grid-right [data-index]').length;
        if (rows > 0 && footer.includes('Reading')) resolve('rows while reading');
        else if (footer.includes('100,000 files')) resolve('rows only at the end');
        else requestAnimationFrame(look);
      };
      look();
    })`);
    await right.open('many');
    expect(await seen).toBe('rows while reading');
    await right.region.getByText('100,000 files', { exact: false }).first().waitFor();
    await right.press('End');
    await right.row('file 099999.txt').waitFor();
    // The focus is there already: the key did nothing once the list was scrolled away from it.
    await right.grid.evaluate((grid) => grid.scrollTo({ top: 0 }));
    await right.row('file 000000.txt').waitFor();
    // A row that is not there cannot be the active one.
    await expect.poll(() => right.grid.getAttribute('aria-activedescendant')).toBeNull();
    await right.press('End');
    await right.row('file 099999.txt').waitFor();
    expect(await right.grid.getAttribute('aria-activedescendant')).toBe('grid-right-row-99999');
    // Away from the end, below which no rows are drawn.
    for (let turn = 0; turn < 2; turn++) await right.press('PageUp');
    // Every page made its rows anew, which the collector of the browser paid for with long frames.
    await page.evaluate(`{
      const rows = document.querySelector('#grid-right [role=rowgroup]:last-of-type');
      const made = (window.portsideMade = { count: 0 });
      const count = (changes) => (made.count += changes.flatMap(({ addedNodes }) => [...addedNodes]).length);
      made.observer = new MutationObserver(count);
      made.observer.observe(rows, { childList: true });
      made.end = () => (count(made.observer.takeRecords()), made.count);
    }`);
    // A screen reader hears of a focus only where it is another element's; all others are used again.
    const hasOtherElement = () =>
      page.evaluate(`{
        const element = document.querySelector('#grid-right [data-focused]');
        const isOther = element !== null && element !== window.portsideFocused;
        window.portsideFocused = element;
        isOther;
      }`);
    await hasOtherElement();
    const pages = 3;
    for (let turn = 0; turn < pages; turn++) {
      await right.press('PageUp');
      expect(await hasOtherElement()).toBe(true);
    }
    expect(await page.evaluate('window.portsideMade.end()')).toBe(pages);
    for (const key of ['Home', 'End', 'Home']) {
      await right.press(key);
      await right.row(key === 'Home' ? 'file 000000.txt' : 'file 099999.txt').waitFor();
      expect(await hasOtherElement()).toBe(true);
    }
  });
});
