import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startDemoServer } from '../../electron/demo-server/demo-server.ts';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { describeInBrowser, openPortside } from './open-portside.ts';
import { pdfFile } from './pdf-file.ts';
import { inspector, viewer, viewSettings } from './viewer.ts';

/** Every view and state once. */
describeInBrowser('every view', () => {
  test.each(viewSettings)('$width wide: states of the demo server, dialogs and the dock', async (setting) => {
    await using open = await openPortside({ ...setting, demo: true });
    const { portside, home } = open;
    const { left, right, page, dock } = portside;
    const look = viewer(open, setting);
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

    await right.press('F7');
    await portside.dialog('New folder').waitFor();
    await look('new-folder');
    await page.keyboard.press('Escape');

    await right.select('blog');
    await right.press('Delete');
    await portside
      .dialog('Delete “blog”?')
      .getByText(/In all/)
      .waitFor();
    await look('delete');
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
  });

  test('what is opened beside the lists: everything that axe looks at is in order', async () => {
    await using open = await openPortside({ ...viewSettings[0], demo: true });
    const { portside, home } = open;
    const { left, right, page } = portside;
    const inspect = inspector(open);
    await furnish(home);
    await writeFile(join(home, 'plan.pdf'), pdfFile(['Ahoy', 'Second page']));
    await left.press('ControlOrMeta+r');
    await left.row('plan.pdf').waitFor();
    await right.row('index.html').waitFor();

    await right.press('ControlOrMeta+k');
    await page.getByRole('menuitem', { name: 'Refresh' }).waitFor();
    await inspect('palette');
    await page.keyboard.press('Escape');

    await right.press('ControlOrMeta+Shift+f');
    await portside.dialog('Search').getByLabel('Name', { exact: true }).fill('*.html');
    await page.keyboard.press('Enter');
    await portside
      .dialog('Search')
      .getByText(/items? found in/)
      .waitFor();
    await inspect('search');
    await page.keyboard.press('Escape');

    await right.press('ControlOrMeta+g');
    await portside.dialog('Select by pattern').waitFor();
    await inspect('select');
    await page.keyboard.press('Escape');

    await left.select('notes.txt', 'holiday.jpg');
    await left.press('F2');
    await portside.dialog('Rename 2 items').waitFor();
    await inspect('batch-rename');
    await page.keyboard.press('Escape');

    await left.press('ControlOrMeta+Shift+c');
    await portside.dialog('Copy 2 items to a folder').waitFor();
    await page.getByRole('combobox', { name: 'Folder' }).fill('/b');
    await page.getByRole('option').first().waitFor();
    await inspect('copy-to-folder');
    await page.keyboard.press('Escape');

    await right.select('blog', 'README.txt');
    await right.press('Alt+Enter');
    await portside.dialog('2 items').getByRole('button', { name: 'Apply' }).waitFor();
    await inspect('properties');
    await page.keyboard.press('Escape');

    await right.press('ControlOrMeta+b');
    await right.region.getByRole('button', { name: 'Bookmarks' }).click();
    await page.getByRole('menu', { name: 'Bookmarks' }).waitFor();
    await inspect('bookmarks');
    await page.keyboard.press('Escape');

    await left.select('plan.pdf');
    await left.press('ControlOrMeta+y');
    await page.getByRole('img', { name: 'Page 1 of plan.pdf' }).waitFor();
    await inspect('look-pdf');
    await page.keyboard.press('Escape');

    await right.press('ControlOrMeta+,');
    await page.getByRole('textbox', { name: 'Search the settings' }).waitFor();
    await inspect('settings');
  });

  test.each(viewSettings)(
    '$width wide: the start page, the connect dialog and what a connection asks',
    async (setting) => {
      await using server = await startDemoServer({ content: 'empty' });
      await using open = await openPortside(setting);
      const { portside } = open;
      const { page } = portside;
      const look = viewer(open, setting);
      await page.getByRole('heading', { name: 'Connect to a server' }).waitFor();
      await look('start');

      await page.getByRole('button', { name: 'New connection…' }).first().click();
      await portside.dialog('Connect to a server').waitFor();
      await look('connect');
      await page.keyboard.press('Escape');

      await portside.quickConnect(`sftp://demo@127.0.0.1:${server.sftp.port}`);
      await portside.dialog(/First time at/).waitFor();
      await look('host-key');
      await portside.answer(/First time at/, 'This time only');
      await portside.dialog('Password for demo').waitFor();
      await look('password');
      await portside.answer('Password for demo', 'Cancel');
      await portside.answer('Connect to a server', 'Cancel');

      await portside.quickConnect(`ftpes://demo@127.0.0.1:${server.ftp.port}`);
      await portside.dialog(/cannot be trusted/).waitFor();
      await look('certificate');
      await portside.answer(/cannot be trusted/, 'Do not connect');
      await portside.dialog('Connect to a server').getByRole('alert').waitFor();
      await look('connect-failed');
    },
  );

  test.each(viewSettings)('$width wide: a listing and a transfer that take their time', async (setting) => {
    await using server = await startDemoServer();
    await using proxy = await startFaultyProxy({ host: '127.0.0.1', port: server.sftp.port, carries: 'sftp' });
    await using open = await openPortside(setting);
    const { portside } = open;
    const { right } = portside;
    const look = viewer(open, setting);
    await portside.connectSftp({
      host: '127.0.0.1',
      port: proxy.port,
      user: server.user,
      password: server.password,
      remoteHome: '/',
    });
    await right.open('downloads');
    await right.shows('/downloads');
    await right.select('harbour-archive-2026.tar');
    proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'drip', bytes: 20_000, everyMs: 100 } });
    await right.press('F5');
    await portside.dock.getByText(/left$/).first().waitFor();
    await look('transferring');
    await portside.page
      .getByRole('region', { name: 'Status' })
      .getByRole('button', { name: /^Download speed/ })
      .click();
    const speed = portside.dialog('Speed of the last minute');
    await speed.getByRole('row', { name: /^Download speed .*B\/s .*B\/s$/ }).waitFor();
    await look('speed');
    await portside.page.keyboard.press('Escape');
    await portside.dock.getByRole('button', { name: /^Cancel harbour/ }).click();
    await portside.dock.getByRole('row', { name: /Cancelled$/ }).waitFor();
    proxy.heal();
    proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'stall', after: 0 } });
    await right.press('Backspace');
    await right.region.getByText('Reading the folder…').waitFor();
    await look('loading');
  });
});

async function furnish(home: string): Promise<void> {
  await mkdir(join(home, 'Website'));
  await mkdir(join(home, 'Invoices 2026'));
  await writeFile(join(home, 'notes.txt'), 'Remember the milk\n');
  await writeFile(join(home, 'holiday.jpg'), Buffer.alloc(2_345_678));
  await writeFile(join(home, 'backup.tar.gz'), Buffer.alloc(456_789));
}
