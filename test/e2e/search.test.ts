import { chown, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { describeInBrowser } from './open-portside.ts';
import type { PanePage } from './pages/pane-page.ts';
import type { PortsidePage } from './pages/portside-page.ts';
import { placeFor, shareWindow } from './shared-window.ts';
import { inspector, wide } from './viewer.ts';

/** Puts files below a folder, all of its owner. */
async function furnish(home: string, files: Record<string, string>): Promise<void> {
  const { uid, gid } = await stat(home);
  for (const [path, content] of Object.entries(files)) {
    const folders = path.split('/').slice(0, -1);
    for (const [depth] of folders.entries()) {
      const folder = join(home, ...folders.slice(0, depth + 1));
      await mkdir(folder, { recursive: true });
      await chown(folder, uid, gid);
    }
    await writeFile(join(home, path), content);
    await chown(join(home, path), uid, gid);
  }
}

/** Asks for what is called so below the folder that a pane shows, and waits until all of it is found. */
async function find(portside: PortsidePage, pane: PanePage, name: string): Promise<void> {
  await pane.press('ControlOrMeta+Shift+f');
  const search = portside.dialog('Search');
  await search.getByLabel('Name', { exact: true }).fill(name);
  await portside.page.keyboard.press('Enter');
  await pane.region.getByText(/found in \d+ folder/).waitFor();
}

const tree = {
  'site/index.html': '<h1>Hello</h1>',
  'site/logs/big.log': 'x'.repeat(2_000_000),
  'site/logs/old/small.log': 'small',
  'site/logs/old/error.log': 'error',
  'site/readme.txt': 'read',
  'z.log': 'z',
};

/** Names of the rows in sight, with the folder of each. */
function rows(pane: PanePage): Promise<string[]> {
  return pane.grid
    .getByRole('row')
    .filter({ has: pane.page.getByRole('gridcell') })
    .evaluateAll((all) => {
      const text = (row: Element, column: string) =>
        row.querySelector<HTMLElement>(`[data-column="${column}"]`)?.innerText.trim();
      return all.map((row) => `${text(row, 'folder')}|${text(row, 'name')}`);
    });
}

describeInBrowser('a search in a tree', () => {
  const window = shareWindow(wide);

  test('finds by name, size and date, and what it finds is worked with like any rows, over SFTP', async () => {
    await using server = await startOpenSsh();
    await furnish(server.home, tree);
    await utimes(join(server.home, 'site/logs/old/small.log'), new Date('2020-05-05'), new Date('2020-05-05'));
    const open = await window();
    const { portside } = open;
    const place = await placeFor(open);
    const { right, left, page } = portside;
    await portside.connectSftp(server);
    await find(portside, right, '*.log');
    await right.region.getByText('4 items found in 4 folders.').waitFor();
    expect(await rows(right)).toEqual([
      'site/logs|big.log',
      'site/logs/old|error.log',
      'site/logs/old|small.log',
      '|z.log',
    ]);
    await right.grid.getByRole('columnheader', { name: 'Folder' }).getByRole('button').click();
    await expect.poll(() => rows(right).then(([first]) => first)).toBe('|z.log');
    await right.grid.getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
    await right.grid.getByRole('columnheader', { name: 'Size' }).getByRole('button').click();
    await expect.poll(() => rows(right).then(([first]) => first)).toBe('site/logs|big.log');

    // The fields are as they were; a day is typed as the language writes it.
    await right.region.getByRole('button', { name: 'Change the search…' }).click();
    const search = portside.dialog('Search');
    expect(await search.getByLabel('Name', { exact: true }).inputValue()).toBe('*.log');
    await search.getByLabel('Changed until').fill('31.12.2020');
    await page.keyboard.press('Enter');
    await search.getByText('Type a day like 12/31/2026.').waitFor();
    await inspector(open)('a day that is none');
    await search.getByLabel('Changed until').fill('12/31/2020');
    await page.keyboard.press('Enter');
    await right.region.getByText('1 item found in 4 folders.').waitFor();
    expect(await rows(right)).toEqual(['site/logs/old|small.log']);
    await right.region.getByRole('button', { name: 'Change the search…' }).click();
    expect(await search.getByLabel('Changed until').inputValue()).toBe('12/31/2020');
    await search.getByLabel('Changed until').fill('');
    await search.getByRole('textbox', { name: 'Smallest size' }).fill('1');
    await page.keyboard.press('Enter');
    await expect.poll(() => rows(right)).toEqual(['site/logs|big.log']);
    await right.press('Escape');
    await right.shows(server.remoteHome);

    // Several at once, by keyboard; the bar and the menu have the words of every pane.
    await find(portside, right, 'o');
    await right.grid.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
    await right.select('old', 'error.log');
    await right.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Download' }).waitFor();
    await portside.screenshot('search-found');
    await page.keyboard.press('Escape');
    await right.press('Escape');

    // What lies in a folder that goes along goes with it, and is counted once.
    await right.select('old', 'error.log');
    await right.press('Delete');
    const remove = portside.dialog('Delete “site/logs/old”?');
    await remove.getByText('2 files (10 bytes) and 1 folder').waitFor();
    await page.keyboard.press('Escape');

    // Side by side on request, and it is said.
    await find(portside, right, '*r*.*');
    await right.select('error.log', 'readme.txt');
    await right.region.getByRole('button', { name: 'Download' }).click();
    await portside.dialog('Copy 2 items to a folder').getByText('Keep the folders where they were found').click();
    await inspector(open)('folders kept or not');
    await portside.screenshot('search-copy');
    await portside.answer('Copy 2 items to a folder', 'Copy');
    await page.getByText(/^2 items go into .* side by side/).waitFor();
    await portside.transfersDone(2);
    await left.row('error.log').waitFor();
    expect((await readdir(place)).toSorted()).toEqual(['error.log', 'readme.txt']);

    // To where it lies, and back to all that was found.
    await right.select('error.log');
    await right.press('Enter');
    await right.shows(`${server.remoteHome}/site/logs/old`);
    await expect.poll(() => right.row('error.log').getAttribute('aria-selected')).toBe('true');
    await right.press('F2');
    await page.keyboard.type('warning');
    await page.keyboard.press('Enter');
    await right.row('warning.log').waitFor();
    await right.press('Alt+ArrowLeft');
    await right.row('warning.log').waitFor();
    await expect.poll(() => rows(right)).not.toContain('site/logs/old|error.log');

    // Looked at, renamed and removed where they were found.
    await right.select('warning.log');
    await right.press('ControlOrMeta+y');
    await portside
      .dialog(/^Quick look/)
      .getByText('error', { exact: true })
      .waitFor();
    await page.keyboard.press('Escape');
    await right.press('F2');
    await page.keyboard.type('terror');
    await page.keyboard.press('Enter');
    await right.row('terror.log').waitFor();
    expect((await readdir(join(server.home, 'site/logs/old'))).toSorted()).toEqual(['small.log', 'terror.log']);
    await right.select('terror.log', 'readme.txt');
    await right.press('Delete');
    await portside.answer('Delete 2 items?', 'Delete');
    await right.row('terror.log').waitFor({ state: 'detached' });
    await right.row('readme.txt').waitFor({ state: 'detached' });
    expect(await readdir(join(server.home, 'site/logs/old'))).toEqual(['small.log']);

    await right.press('ControlOrMeta+Shift+f');
    await search.getByLabel('Name', { exact: true }).fill('nobody.*');
    await page.keyboard.press('Enter');
    await right.region.getByText('Nothing found', { exact: true }).waitFor();
    await right.region.getByRole('button', { name: 'Back to the folder' }).last().click();
    await right.shows(server.remoteHome);
    await portside.disconnect();
  });

  test('works over FTP and on this computer', async () => {
    await using server = await startVsftpd();
    await furnish(server.home, tree);
    const open = await window();
    const { portside } = open;
    const place = await placeFor(open);
    const { right, left, page } = portside;
    await furnish(place, { 'notes/todo.md': 'todo', 'notes/deep/done.md': 'done' });
    await portside.quickConnect(`ftp://${server.user}@${server.host}:${server.port}`);
    await portside.answer(/without encryption/, 'This time only');
    await portside.enterPassword(server.user, server.password);
    await right.shows(server.remoteHome);

    await find(portside, left, '*.md');
    await left.press('ControlOrMeta+a');
    await left.press('ControlOrMeta+Shift+c');
    const target = portside.dialog('Copy 2 items to a folder');
    await target.getByText('Folders that are not there are made.').waitFor();
    await portside.choose(target, 'Place', `${server.user}@${server.host}:${server.port}`);
    await target.getByRole('button', { name: 'Copy', exact: true }).click();
    await portside.transfersDone(2);
    expect(await readFile(join(server.home, 'notes/deep/done.md'), 'utf8')).toBe('done');
    expect(await readFile(join(server.home, 'notes/todo.md'), 'utf8')).toBe('todo');

    await find(portside, right, '*.log');
    await right.select('small.log', 'big.log');
    await right.press('F5');
    await portside.answer('Copy 2 items to a folder', 'Copy');
    await portside.transfersDone(4);
    expect(await readFile(join(place, 'site/logs/old/small.log'), 'utf8')).toBe('small');
    await right.press('Delete');
    await portside.answer('Delete 2 items?', 'Delete');
    await right.row('small.log').waitFor({ state: 'detached' });
    expect(await readdir(join(server.home, 'site/logs'), { recursive: true })).toEqual(['old', 'old/error.log']);
    await page
      .getByText(/2 items (?:deleted|removed)/i)
      .first()
      .waitFor();
    await portside.disconnect();
  });

  test('shows ten thousand hits as easily as ten', async () => {
    const open = await window();
    const { portside } = open;
    const place = await placeFor(open);
    const { left } = portside;
    for (let folder = 0; folder < 100; folder++) {
      const directory = join(place, 'tree', `folder ${folder}`);
      await mkdir(directory, { recursive: true });
      await Promise.all(
        Array.from({ length: 100 }, (_, file) => writeFile(join(directory, `${folder}-${file}.dat`), 'x')),
      );
    }
    await find(portside, left, '*.dat');
    await left.region.getByText('10,000 items found in 102 folders.').waitFor();
    expect(await left.grid.getAttribute('aria-rowcount')).toBe('10001');
    expect(await left.grid.getByRole('row').count()).toBeLessThan(100);
    await left.press('End');
    await left.row('99-99.dat').waitFor();
    await left.press('ControlOrMeta+a');
    await left.press('Delete');
    const remove = portside.dialog('Move 10,000 items to the trash?').or(portside.dialog('Delete 10,000 items?'));
    await remove.getByText(/10,000 files/).waitFor();
    await portside.page.keyboard.press('Escape');
    expect(await readdir(join(place, 'tree'))).toHaveLength(100);
  });

  test('a date was typed and shown as the browser’s language writes it, and not as the window’s', async () => {
    const open = await window();
    const { portside } = open;
    const place = await placeFor(open);
    const { page, left } = portside;
    await furnish(place, { 'old.txt': 'old', 'new.txt': 'new' });
    await left.press('ControlOrMeta+r');
    await left.row('old.txt').waitFor();
    await left.press('ControlOrMeta+,');
    await page.getByRole('button', { name: /Language$/ }).click();
    await page.getByRole('option', { name: 'Deutsch', exact: true }).click();
    await page.getByRole('button', { name: 'Dateien', exact: true }).click();
    const pane = page.getByRole('region', { name: 'Linker Bereich' });
    const row = (name: string) => pane.getByRole('row').filter({ hasText: name });
    await row('old.txt').click();
    await page.keyboard.press('Alt+Enter');
    const properties = portside.dialog('old.txt');
    const modified = properties.getByLabel('Geändert');
    expect(await modified.inputValue()).toMatch(/^\d\d\.\d\d\.\d{4}, \d\d:\d\d:\d\d$/);
    await modified.fill('2/29/2020, 12:34:56');
    await page.keyboard.press('Tab');
    await properties.getByText('Geben Sie Tag und Uhrzeit an wie 31.12.2026, 18:05:00.').waitFor();
    await portside.screenshot('date-field-german');
    expect(await properties.getByRole('button', { name: 'Anwenden' }).isDisabled()).toBe(true);
    await modified.fill('29.02.2020, 12:34:56');
    await properties.getByRole('button', { name: 'Anwenden' }).click();
    await properties.waitFor({ state: 'hidden' });
    expect((await stat(join(place, 'old.txt'))).mtime).toEqual(new Date('2020-02-29T12:34:56'));

    await pane.getByRole('grid').focus();
    await page.keyboard.press('ControlOrMeta+Shift+f');
    const search = portside.dialog('Suchen');
    await search.getByLabel('Geändert bis').fill('29.2.2020');
    await page.keyboard.press('Enter');
    await pane.getByText('1 Element in 1 Ordner gefunden.').waitFor();
    expect(await row('old.txt').count()).toBe(1);
    await portside.screenshot('search-found-german');
    await page.keyboard.press('ControlOrMeta+,');
    await page.getByRole('button', { name: /Sprache$/ }).click();
    await page.getByRole('option', { name: 'English', exact: true }).click();
    await page.getByRole('button', { name: 'Files', exact: true }).click();
    await left.grid.waitFor();
  });
});
