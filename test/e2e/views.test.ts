import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser, openPortside } from './open-portside.ts';
import { pdfFile } from './pdf-file.ts';
import { viewer, wide } from './viewer.ts';

/** Every view and state once. */
describeInBrowser('every view', () => {
  // So many views, each looked at by axe, take their time on a busy machine: hence the time limits below.
  test('states of the demo server, dialogs and the dock', async () => {
    await using open = await openPortside({ ...wide, demo: true });
    const { portside, home } = open;
    const { left, right, page, dock } = portside;
    const look = viewer(open);
    await furnish(home);
    await left.press('ControlOrMeta+r');
    await left.row('notes.txt').waitFor();
    await right.row('index.html').waitFor();
    await look('listing');

    await left.select('notes.txt', 'holiday.jpg');
    await left.press('F5');
    await portside.transfersDone(2);
    await look('transfers-done');

    await left.press('F5');
    await portside.dialog(/is there already/).waitFor();
    await look('conflict');
    await portside
      .dialog(/is there already/)
      .getByText(/^Also the (other one|\d+ others)$/)
      .click();
    await portside.answer(/is there already/, 'Skip');
    await dock.getByRole('button', { name: 'Finished 4' }).waitFor();
    // Rows that newer ones push down once stayed where they were, one upon the other.
    const tops = () =>
      dock.getByRole('row').evaluateAll((rows) => rows.map((row) => Math.round(row.getBoundingClientRect().top)));
    await expect.poll(async () => new Set(await tops()).size).toBe(4);

    await right.row('README.txt').click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    await look('context-menu');
    await page.keyboard.press('Escape');

    await right.open('private (no access)');
    await right.region.getByText('Permission denied', { exact: true }).waitFor();
    await look('denied');
    await right.region.getByRole('alert').getByRole('button', { name: 'Details' }).click();
    await page.getByRole('dialog').waitFor();
    await look('details');
    await page.keyboard.press('Escape');
    await right.region.getByRole('alert').getByRole('button', { name: 'Up' }).click();
    await right.shows('/');

    await right.open('uploads');
    await right.region.getByText('This folder is empty').waitFor();
    await look('empty-folder');
    await right.press('Backspace');
    await right.shows('/');

    await right.press('ControlOrMeta+f');
    await page.keyboard.type('nothing has this name');
    await right.region.getByText('No name contains “nothing has this name”').waitFor();
    await look('filter-without-match');
    await page.keyboard.press('Escape');

    {
      await using _overPane = await portside.holdFromSystem(right.grid, [join(home, 'notes.txt')]);
      await look('drop-on-pane');
    }
    {
      await using _overFolder = await portside.holdFromSystem(right.row('uploads'), [join(home, 'notes.txt')]);
      await look('drop-on-folder');
    }

    await right.press('F7');
    await portside.dialog('New folder').waitFor();
    await look('new-folder');
    await page.keyboard.type('css');
    await page.keyboard.press('Enter');
    await portside.dialog('New folder').getByRole('alert').waitFor();
    await look('new-folder-failed');
    await page.keyboard.press('Escape');

    await right.region.getByRole('button', { name: 'Order and columns' }).click();
    await page.getByRole('menu').first().waitFor();
    await look('columns');
    await page.keyboard.press('Escape');
    await right.region.getByRole('button', { name: 'New tab' }).click();
    await page.getByRole('menu').waitFor();
    await look('new-tab');
    await page.keyboard.press('Escape');

    await right.menu('New link…');
    await portside.dialog('New link').waitFor();
    await look('new-link');
    await page.keyboard.press('Escape');

    await right.select('blog');
    await right.press('Delete');
    await portside
      .dialog('Delete “blog”?')
      .getByText(/In all/)
      .waitFor();
    await look('delete');
    await page.keyboard.press('Escape');
    await right.select('private (no access)');
    await right.press('Delete');
    const denied = portside.dialog('Delete “private (no access)”?');
    await denied.getByText(/It was not counted/).waitFor();
    await denied.getByRole('button', { name: 'Delete', exact: true }).click();
    await denied.getByRole('alert').waitFor();
    await look('delete-failed');
    await page.keyboard.press('Escape');

    await right.press('?');
    await portside.dialog('Keyboard shortcuts').waitFor();
    await look('shortcuts');
    await page.keyboard.press('Escape');

    await dock.getByRole('tab', { name: 'Log' }).click();
    await dock
      .getByText(/list \/blog/)
      .first()
      .waitFor();
    await look('log');
    await dock.getByRole('textbox', { name: 'Filter the log' }).fill('no line says so');
    await dock.getByText('No line matches the filter.').waitFor();
    await look('log-without-match');
    await dock.getByRole('tab', { name: 'Transfers' }).click();

    await right.press('ControlOrMeta+,');
    const search = page.getByRole('textbox', { name: 'Search the settings' });
    await search.fill('no setting is called so');
    await page.getByText('No setting of that name.').waitFor();
    await search.fill('segments');
    await page.getByRole('button', { name: 'Transfer settings…' }).waitFor();
    await search.fill('');
    await page.getByRole('button', { name: 'Reset all settings…' }).click();
    await portside.dialog('Reset all settings?').waitFor();
    await look('reset-settings');
    await page.keyboard.press('Escape');
  }, 240_000);

  test('what is opened beside the lists, and what stands there when it fails', async () => {
    await using open = await openPortside({ ...wide, demo: true });
    const { portside, home } = open;
    const { left, right, page } = portside;
    const look = viewer(open);
    await furnish(home);
    await mkdir(join(home, 'Hidden'));
    await writeFile(join(home, 'Hidden/.htaccess'), 'Require all denied');
    await writeFile(join(home, 'plan.pdf'), pdfFile(['Ahoy', 'Second page']));
    await left.press('ControlOrMeta+r');
    await left.row('plan.pdf').waitFor();
    await right.row('index.html').waitFor();

    await right.press('ControlOrMeta+k');
    await page.getByRole('menuitem', { name: 'Refresh' }).waitFor();
    await look('palette');
    await page.keyboard.type('speed limit');
    await page.getByRole('menuitem', { name: 'Transfer settings…' }).waitFor();
    // On a slow machine the field named an entry as the active one that was gone.
    await onSlowMachine(page, async () => {
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type('nothing is called so');
      await page.getByText('Nothing of this name').waitFor();
      const active = page.getByLabel('Command palette').and(page.locator('input'));
      expect(await active.getAttribute('aria-activedescendant')).toBe('');
    });
    await look('palette-nothing');
    await page.keyboard.press('Escape');

    await right.press('ControlOrMeta+Shift+f');
    const search = portside.dialog('Search');
    await search.getByLabel('Name', { exact: true }).fill('nobody.*');
    await look('search');
    await page.keyboard.press('Enter');
    await right.region.getByText('Nothing found', { exact: true }).waitFor();
    await look('search-nothing');
    await right.region.getByRole('button', { name: 'Change the search…' }).last().click();
    await search.getByLabel('Name', { exact: true }).fill('*.html');
    await page.keyboard.press('Enter');
    await right.region.getByText(/items? found in/).waitFor();
    await look('search-found');
    await right.press('Escape');
    await right.row('blog').waitFor();

    await right.press('ControlOrMeta+g');
    await portside.dialog('Select by pattern').waitFor();
    await look('select');
    await page.keyboard.press('Escape');

    await left.select('notes.txt', 'holiday.jpg');
    await left.press('F2');
    await portside.dialog('Rename 2 items').waitFor();
    await portside.dialog('Rename 2 items').getByText('Keep extension').click();
    await portside.dialog('Rename 2 items').getByLabel('Replace by').fill('same');
    await portside.dialog('Rename 2 items').getByText('comes twice').first().waitFor();
    await look('batch-rename');
    await portside.dialog('Rename 2 items').getByLabel('Replace by').fill('{n}-old');
    await portside.dialog('Rename 2 items').getByText('Keep extension').click();
    // Somebody else is quicker with the name of the second.
    await writeFile(join(home, '2-old.txt'), 'Not mine\n');
    await page.keyboard.press('Enter');
    await page.getByText(/of 2 items/).waitFor();
    await look('batch-rename-failed');
    await page.getByRole('button', { name: 'Undo' }).click();
    await left.row('holiday.jpg').waitFor();
    await left.select('notes.txt', 'holiday.jpg');

    await left.press('ControlOrMeta+Shift+c');
    await portside.dialog('Copy 2 items to a folder').waitFor();
    await page.getByRole('combobox', { name: 'Folder' }).fill('/b');
    await page.getByRole('option').first().waitFor();
    await look('copy-to-folder');
    await portside.choose(portside.dialog('Copy 2 items to a folder'), 'Place', 'Local');
    await page.getByRole('combobox', { name: 'Folder' }).fill(home);
    await page.getByText('Everything chosen is in this folder already.').waitFor();
    await look('copy-to-folder-refused');
    await page.keyboard.press('Escape');

    await right.select('blog', 'README.txt');
    await right.press('Alt+Enter');
    await portside.dialog('2 items').getByRole('button', { name: 'Apply' }).waitFor();
    await look('properties');
    await page.keyboard.press('Escape');
    await right.select('private (no access)');
    await right.press('Alt+Enter');
    await page.getByText('Could not be counted').waitFor();
    await look('properties-denied');
    await page.keyboard.press('Escape');

    // Nobody may read it from now on.
    await right.select('README.txt');
    await right.press('Alt+Enter');
    const properties = portside.dialog('README.txt');
    await properties.getByRole('button', { name: 'Compute' }).click();
    await properties.getByText(/^[0-9a-f]{64}$/).waitFor();
    await look('properties-file');
    await properties.getByLabel('Octal').fill('000');
    await properties.getByRole('button', { name: 'Apply' }).click();
    await properties.waitFor({ state: 'hidden' });
    await right.press('Alt+Enter');
    await properties.getByRole('button', { name: 'Compute' }).click();
    await properties.getByRole('alert').waitFor();
    await look('checksum-failed', properties.getByRole('alert'));
    await page.keyboard.press('Escape');
    await right.press('ControlOrMeta+y');
    await portside.dialog('Quick look: README.txt').getByRole('alert').waitFor();
    await look('look-denied');
    await page.keyboard.press('Escape');
    await right.press('F4');
    await portside.dialog('README.txt').getByRole('alert').waitFor();
    await look('editor-denied');
    await page.keyboard.press('Escape');

    await right.menu('Send a command');
    await portside.dialog('Shell commands').waitFor();
    await look('console');
    await page.keyboard.press('Escape');

    await left.select('notes.txt');
    await left.press('Delete');
    await portside.dialog('Move “notes.txt” to the trash?').waitFor();
    await look('trash');
    await page.keyboard.press('Escape');
    await left.press('F2');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('Website');
    await page.keyboard.press('Enter');
    await page.getByText('“Website” is there already.').waitFor();
    await look('name-taken');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('x'.repeat(300));
    await page.keyboard.press('Enter');
    await page.getByText('“notes.txt” was not renamed').waitFor();
    await look('failure');
    await page.getByRole('button', { name: 'Dismiss' }).click();

    await right.press('ControlOrMeta+l');
    await page.keyboard.type('/b');
    await page.getByRole('option').first().waitFor();
    await look('path-suggestions');
    await page.keyboard.press('Escape');
    await left.press('ControlOrMeta+l');
    await page.keyboard.type('/no/such/folder');
    await page.keyboard.press('Enter');
    await left.region.getByText('Not found', { exact: true }).waitFor();
    await look('not-found');
    await left.press('Alt+ArrowLeft');
    await left.open('Hidden');
    await left.region.getByText('The only item here is hidden').waitFor();
    await look('all-hidden');
    await left.press('Backspace');
    await left.row('plan.pdf').waitFor();

    await right.press('ControlOrMeta+b');
    await right.region.getByRole('button', { name: 'Bookmarks' }).click();
    await page.getByRole('menu', { name: 'Bookmarks' }).waitFor();
    await look('bookmarks');
    await page.keyboard.press('Escape');
    await left.select('notes.txt');
    await left.press('ControlOrMeta+Shift+b');
    await portside.dialog('Copy 1 item to a bookmark').waitFor();
    await look('palette-bookmarks');
    await page.keyboard.press('Escape');

    await left.select('plan.pdf');
    await left.press('ControlOrMeta+y');
    await page.getByRole('img', { name: 'Page 1 of plan.pdf' }).waitFor();
    await look('look-pdf');
    await page.keyboard.press('Escape');

    await right.press('ControlOrMeta+,');
    await page.getByRole('textbox', { name: 'Search the settings' }).fill('clipboard');
    await page.getByText('No setting of that name.').waitFor();
    await look('settings-nothing');
    await page.getByRole('textbox', { name: 'Search the settings' }).fill('');
    await look('settings');
    await page.getByRole('button', { name: /^Change the key of “Copy path”/ }).click();
    await page.keyboard.press('F2');
    await page.getByText('F2 is the key of “Rename” already').waitFor();
    await look('shortcut-taken');
  }, 240_000);
});

async function furnish(home: string): Promise<void> {
  await mkdir(join(home, 'Website'));
  await mkdir(join(home, 'Invoices 2026'));
  await writeFile(join(home, 'notes.txt'), 'Remember the milk\n');
  await writeFile(join(home, 'holiday.jpg'), Buffer.alloc(2_345_678));
  await writeFile(join(home, 'backup.tar.gz'), Buffer.alloc(456_789));
}

/** Twelve times slower. */
async function onSlowMachine(page: Page, work: () => Promise<void>): Promise<void> {
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: 12 });
  await work();
  await devTools.detach();
}
