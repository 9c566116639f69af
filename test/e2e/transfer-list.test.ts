import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { describeInBrowser, type OpenPortside, openPortside } from './open-portside.ts';
import { TransfersPage } from './pages/transfers-page.ts';
import { viewer, wide } from './viewer.ts';

/** The tests share one window, on the same uploads. */
describeInBrowser('transfers, filtered by name', () => {
  let server: Awaited<ReturnType<typeof startOpenSsh>>;
  let open: OpenPortside;
  let transfers: TransfersPage;

  beforeAll(async () => {
    server = await startOpenSsh();
    open = await openPortside(wide);
    const { portside } = open;
    transfers = new TransfersPage(portside.page);
    await put('album/cover.JPG', 'album/raw/harbour.jpg', 'album/raw/harbour.raw', 'notes.txt');
    await portside.connectSftp(server);
    await portside.left.select('album', 'notes.txt');
    await portside.left.press('F5');
    await portside.transfersDone(6);
  });
  afterAll(async () => {
    await open?.[Symbol.asyncDispose]();
    await server?.[Symbol.asyncDispose]();
  });

  /** Writes files of this computer, each with its path in it, and shows them in the left pane. */
  async function put(...paths: string[]): Promise<void> {
    const { portside, home } = open;
    for (const path of paths) {
      await mkdir(dirname(join(home, path)), { recursive: true });
      await writeFile(join(home, path), path);
    }
    await portside.left.press('ControlOrMeta+r');
    await portside.left.row((paths.at(-1) ?? '').split('/')[0] ?? '').waitFor();
  }

  const left = (words: string) => transfers.dock.getByText(words, { exact: true });

  test('what has ended is found by keyboard, and shown in a pane', async () => {
    const { right, page } = open.portside;
    await page.keyboard.press('ControlOrMeta+j');
    await transfers.hasFocus();
    await page.keyboard.press('ControlOrMeta+f');
    await page.keyboard.type('*.jpg');
    await left('2 of 6').waitFor();
    await left('2 transfers').waitFor({ state: 'attached' });
    expect((await transfers.names()).toSorted()).toEqual(['cover.JPG', 'harbour.jpg']);
    await transfers.dock.getByRole('button', { name: /^Queued/ }).click();
    await transfers.dock.getByText('Nothing here').waitFor();
    await transfers.dock.getByRole('button', { name: /^Finished/ }).click();
    await transfers.row('harbour.jpg', 'Done').waitFor();

    await transfers.filter.press('ArrowDown');
    await transfers.hasFocus();
    await transfers.choose('harbour.jpg');
    await page.keyboard.press('Enter');
    await right.shows(join(server.remoteHome, 'album/raw'));
    await expect.poll(() => right.row('harbour.jpg').getAttribute('aria-selected')).toBe('true');

    // In a pane the same keys filter the pane; back in the dock they lead to the filter that is open.
    await right.press('ControlOrMeta+f');
    await right.region.getByRole('textbox', { name: 'Filter by name' }).press('Escape');
    await page.keyboard.press('ControlOrMeta+j');
    await page.keyboard.press('ControlOrMeta+f');
    await page.keyboard.press('End');
    await page.keyboard.type('x');
    await transfers.dock.getByText('No name contains “*.jpgx”').waitFor();
    await transfers.dock.getByRole('button', { name: 'Clear the filter' }).press('Enter');
    await transfers.row('notes.txt', 'Done').waitFor();
    await transfers.hasFocus();
    await page.keyboard.press('ControlOrMeta+f');
    await page.keyboard.type('notes');
    await left('1 of 6').waitFor();
    expect(await transfers.names()).toEqual(['notes.txt']);
    await page.keyboard.press('ArrowDown');
    await transfers.hasFocus();
    await page.keyboard.press('Escape');
    await transfers.row('album', 'Done').waitFor();
    await transfers.hasFocus();
    expect(await transfers.filter.count()).toBe(0);
  });

  test('folded away, the list opens with its filter by the same keys, and without it where it was open before', async () => {
    const { page } = open.portside;
    await transfers.button('Fold the dock').click();
    await transfers.dock.getByRole('tab', { name: 'Transfers' }).focus();
    await page.keyboard.press('ControlOrMeta+f');
    await transfers.filter.waitFor();
    await expect.poll(() => transfers.filter.evaluate((field) => field === document.activeElement)).toBe(true);
    await transfers.button('Fold the dock').click();
    await transfers.button('Open the dock').click();
    await transfers.filter.waitFor();
    expect(await transfers.filter.evaluate((field) => field === document.activeElement)).toBe(false);
    await transfers.button('Close the filter').click();
    await transfers.hasFocus();

    // In the log they lead to its own search.
    await transfers.dock.getByRole('tab', { name: 'Log' }).click();
    await page.keyboard.press('ControlOrMeta+f');
    await page.keyboard.type('no line says this');
    await expect.poll(() => transfers.dock.getByRole('textbox').inputValue()).toBe('no line says this');
    await transfers.dock.getByRole('tab', { name: 'Transfers' }).click();
  });

  test('with what fits and without', async () => {
    const look = viewer(open);
    await transfers.button('Filter').click();
    await open.portside.page.keyboard.type('a');
    await left('4 of 6').waitFor();
    await look('queue-filtered');
    await transfers.filter.fill('aardvark');
    await transfers.dock.getByRole('button', { name: 'Clear the filter' }).waitFor();
    await look('queue-filtered-without-match');
    await transfers.button('Close the filter').click();
  });

  test('what is chosen with a filter on is what it shows', async () => {
    const { portside, home } = open;
    const { page } = portside;
    await transfers.limit('Total', '100 kB/s');
    await writeFile(join(home, 'movie.mp4'), Buffer.alloc(4_000_000));
    await put('a.txt', 'b.txt', 'c.png');
    await portside.left.select('movie.mp4');
    await portside.left.press('F5');
    // Nothing that is put into the queue now begins.
    await transfers.button('Pause all').click();
    await portside.left.select('a.txt', 'b.txt', 'c.png');
    await portside.left.press('F5');
    await transfers.dock.getByRole('button', { name: /^Queued/ }).click();
    await transfers.row('c.png', 'Queued').waitFor();

    // Where the row of buttons was too narrow its end lay outside of the window.
    await page.setViewportSize({ width: 760, height: 700 });
    await transfers.button('More').click();
    await page.getByRole('menuitem', { name: 'Cancel all' }).waitFor();
    await portside.screenshot('transfers-folded');
    await page.keyboard.press('Escape');
    const settings = await transfers.button('Transfer settings').boundingBox();
    expect((settings?.x ?? 0) + (settings?.width ?? 0)).toBeLessThan(760);
    await page.setViewportSize(wide);
    await transfers.button('Cancel all').waitFor();

    await transfers.button('Filter').click();
    await page.keyboard.type('.txt');
    await left('2 of 4').waitFor();
    await page.keyboard.press('Enter');
    await transfers.hasFocus();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Delete');
    await left('0 of 2').waitFor();
    await transfers.button('Close the filter').click();
    await transfers.row('c.png', 'Queued').waitFor();
    await transfers.limit('Total', 'No limit');
    await transfers.dock.getByRole('button', { name: 'Resume all' }).first().click();
    await portside.transfersDone(10);
    const arrived = await readdir(join(server.home, 'album/raw'));
    expect(arrived.toSorted()).toEqual(['c.png', 'harbour.jpg', 'harbour.raw', 'movie.mp4']);
  });

  test('in a list of which the window has but a part, the keys did not reach the last row, nor choose what was not there', async () => {
    const { portside, home } = open;
    const { left: pane, page } = portside;
    await mkdir(join(home, 'many'));
    const names = Array.from({ length: 300 }, (_, index) => `n${String(index).padStart(3, '0')}.txt`);
    await Promise.all(names.map((name) => writeFile(join(home, 'many', name), '')));
    await pane.goTo(join(home, 'many'));
    await pane.row('n000.txt').waitFor();
    await pane.press('ControlOrMeta+a');
    await pane.press('Shift+F5');
    const filtered = portside.dialog('Copy with filter');
    await filtered.getByText('Put into the queue, but wait').click();
    await filtered.getByRole('button', { name: 'Copy', exact: true }).click();
    await transfers.dock.getByRole('button', { name: 'Queued 300' }).click();
    await page.keyboard.press('ControlOrMeta+j');
    await transfers.hasFocus();
    /** What a screen reader takes for the row that the keys are on. */
    const focusedRow = () =>
      transfers.list.evaluate(
        (list) =>
          document.getElementById(list.getAttribute('aria-activedescendant') ?? '')?.getAttribute('aria-label') ?? '',
      );
    // How far it is, and why it failed, was seen and not heard.
    const heard = await transfers
      .row('n000.txt')
      .evaluate((row) =>
        (row.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent),
      );
    expect(heard).toEqual(['0 bytes', 'Paused']);
    await page.keyboard.press('End');
    await expect.poll(focusedRow).toBe('n299.txt, Paused');
    await page.keyboard.press('ArrowUp');
    await expect.poll(focusedRow).toBe('n298.txt, Paused');
    await page.keyboard.press('Shift+Home');
    await expect.poll(focusedRow).toBe('n000.txt, Paused');
    await page.keyboard.press('Delete');
    await transfers.dock.getByRole('button', { name: 'Queued 1' }).waitFor();
    await expect.poll(() => transfers.names()).toEqual(['n299.txt']);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Delete');
    await transfers.dock.getByRole('button', { name: 'Queued 0' }).waitFor();

    // All of a list are all of it, wherever it is scrolled to.
    await transfers.dock.getByRole('button', { name: /^Finished/ }).click();
    await transfers.row('n299.txt', 'Cancelled').waitFor();
    await page.keyboard.press('ControlOrMeta+j');
    await page.keyboard.press('ControlOrMeta+a');
    await transfers.list.locator('xpath=..').evaluate((scroller) => scroller.scrollTo({ top: scroller.scrollHeight }));
    await transfers.row('notes.txt', 'Done').waitFor();
    expect(await transfers.row('notes.txt', 'Done').getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Delete');
    await transfers.dock.getByText('Nothing here').waitFor();
    await transfers.dock.getByRole('button', { name: /^All/ }).click();
    await pane.goTo(home);
  });

  test('the cheat sheet has the keys in groups, and finds them by what they do and by their names', async () => {
    const { portside } = open;
    const { left: pane, page } = portside;
    await pane.press('?');
    const sheet = portside.dialog('Keyboard shortcuts');
    const terms = sheet.getByRole('term');
    await sheet.getByRole('heading', { name: 'In the list of transfers' }).waitFor();
    const all = await terms.count();
    // It takes what is typed at once.
    await page.keyboard.type('rename');
    await expect.poll(() => terms.allInnerTexts()).toEqual(['Rename']);
    expect(await sheet.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual(['Files and folders']);
    await sheet.getByRole('textbox').fill('alt+home');
    await expect.poll(() => terms.allInnerTexts()).toEqual(['Move to the top']);
    await sheet.getByRole('textbox').fill('teleport');
    await sheet.getByText('No shortcut of that name.').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => terms.count()).toBe(all);
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
    await expect.poll(() => pane.grid.evaluate((grid) => grid === document.activeElement)).toBe(true);
  });
});
