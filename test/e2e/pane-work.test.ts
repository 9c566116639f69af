import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, type OpenPortside, openPortside } from './open-portside.ts';
import { testPaneFocus } from './pane-focus.ts';
import { focused, testPaneKeys } from './pane-keys.ts';
import { testPaneNames } from './pane-names.ts';
import { testPaneTabs } from './pane-tabs.ts';
import { pdfFile } from './pdf-file.ts';

/** What is done in one pane, on a server and on this computer; the tests share one window. */
describeInBrowser('work in a pane, in the window', () => {
  let open: OpenPortside;

  beforeAll(async () => {
    open = await openPortside({ demo: true });
    const { portside, home } = open;
    // The keys go to the left pane from the start.
    await portside.page.waitForFunction("document.activeElement.id === 'grid-left'");
    await mkdir(join(home, 'inbox'));
    await writeFile(join(home, 'one.txt'), 'one');
    await portside.left.press('ControlOrMeta+r');
    await portside.left.row('inbox').waitFor();
    await portside.right.row('index.html').waitFor();
  });
  afterAll(() => open?.[Symbol.asyncDispose]());

  test('a folder dropped on the bookmarks is remembered; files dropped on it there, or sent by keyboard, are copied', async () => {
    const { portside, home } = open;
    const { left, right, page } = portside;
    const inbox = () => readdir(join(home, 'inbox')).then((names) => names.sort());
    const bookmarks = right.region.getByRole('button', { name: 'Bookmarks' });
    const menu = page.getByRole('menu', { name: 'Bookmarks' });
    await left.name('inbox').dragTo(bookmarks);

    // A drag that rests on the button opens the menu.
    await right.name('index.html').hover();
    await page.mouse.down();
    for (const x of [3, 4, 5]) await bookmarks.hover({ position: { x, y: 4 } });
    const item = menu.getByRole('menuitem', { name: 'inbox · Local' });
    for (const x of [40, 41, 42]) await item.hover({ position: { x, y: 8 } });
    await portside.screenshot('bookmark-drop');
    await page.mouse.up();
    await expect.poll(inbox).toEqual(['index.html']);
    await menu.waitFor({ state: 'hidden' });

    await right.select('README.txt');
    await right.press('ControlOrMeta+Shift+b');
    await page.getByRole('dialog', { name: 'Copy 1 item to a bookmark' }).getByRole('textbox').fill('inb');
    await portside.screenshot('copy-to-bookmark');
    await page.keyboard.press('Enter');
    await expect.poll(inbox).toEqual(['README.txt', 'index.html']);
  });

  test('what a drop on any folder does, on a server and here, is asked for by keyboard as well', async () => {
    const { portside, home } = open;
    const { right, page } = portside;
    await right.select('README.txt');
    await right.press('ControlOrMeta+Shift+c');
    const copying = portside.dialog('Copy 1 item to a folder');
    const folder = page.getByRole('combobox', { name: 'Folder' });
    // The other pane's, and by keys to another place.
    await expect.poll(() => folder.inputValue()).toBe(home);
    await copying.getByRole('button', { name: /Place/ }).press('ArrowDown');
    await page.getByRole('option').last().press('Enter');
    await copying.getByText('Everything chosen is in this folder already.').waitFor();
    await folder.fill('/upl');
    await page.getByRole('option', { name: '/uploads' }).waitFor();
    await portside.screenshot('copy-to-folder');
    await folder.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => folder.inputValue()).toBe('/uploads/');
    await page.keyboard.press('Enter');
    await copying.waitFor({ state: 'hidden' });
    await right.open('uploads');
    await right.row('README.txt').waitFor();

    await right.select('README.txt');
    await right.press('ControlOrMeta+Shift+m');
    const moving = portside.dialog('Move 1 item to a folder');
    await folder.fill('/nowhere');
    await page.keyboard.press('Enter');
    await moving.getByRole('alert').waitFor();
    await moving.getByRole('button', { name: /Place/ }).press('ArrowDown');
    await page.getByRole('option').last().press('Enter');
    await folder.fill('/blog');
    await page.keyboard.press('Enter');
    await moving.waitFor({ state: 'hidden' });
    await right.region.getByText('This folder is empty').waitFor();
    await right.press('Backspace');
    await right.row('README.txt').waitFor();
  });

  test('folders have the size of what is in them when that was asked for, on a server and here', async () => {
    const { portside } = open;
    const { left, right, page } = portside;
    const sizeOf = (pane: typeof left, name: string) => pane.row(name).getByRole('gridcell').nth(1).innerText();
    await right.select('blog', 'images', 'README.txt');
    await right.press('Alt+Shift+Enter');
    await expect.poll(() => sizeOf(right, 'images')).toMatch(/^\d.* (kB|MB)$/);
    await expect.poll(() => sizeOf(right, 'blog')).toMatch(/^\d/);
    await page.getByText(/3 items selected, [\d.]+ (kB|MB)/).waitFor();
    await portside.screenshot('folder-sizes');
    await right.select('private (no access)');
    await right.menu('Calculate folder sizes');
    await expect.poll(() => sizeOf(right, 'private (no access)')).toBe('?');

    await left.select('inbox');
    await left.press('Alt+Shift+Enter');
    // What the bookmark was sent: 555 and 82 bytes.
    await expect.poll(() => sizeOf(left, 'inbox')).toBe('637 bytes');
    await page.getByText('1 item selected, 637 bytes').waitFor();
  });

  test('a PDF is shown page by page, with the fonts that it does not bring; one that cannot be shown says why', async () => {
    const { portside, home } = open;
    const { left, page } = portside;
    await writeFile(join(home, 'a.pdf'), pdfFile(['Ahoy', 'Second page', 'The end']));
    await writeFile(join(home, 'b.pdf'), '%PDF-1.7\nnothing of what should follow');
    await writeFile(join(home, 'c.pdf'), pdfFile(['Secret'], { protectedBy: 'password' }));
    await writeFile(join(home, 'd.pdf'), Buffer.alloc(20 * 1024 * 1024 + 1, '%PDF-1.7\n'));
    await writeFile(join(home, 'e.png'), Buffer.from('\x89PNG\r\n\x1a\nnothing of what should follow', 'latin1'));
    await left.press('ControlOrMeta+r');
    await left.row('e.png').waitFor();
    await left.select('a.pdf');
    await left.press('ControlOrMeta+y');
    const shown = (number: number) => page.getByRole('img', { name: `Page ${number} of a.pdf` });
    await shown(1).waitFor();
    // The line of text and the bar below it are really there.
    const ink = await shown(1)
      .locator('canvas')
      .evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        const rows = new Set<number>();
        for (let at = 0; at < pixels.length; at += 4) {
          if ((pixels[at] ?? 255) < 100) rows.add(Math.floor(at / 4 / canvas.width / (canvas.height / 842)));
        }
        return { text: rows.has(130), bar: rows.has(230), between: rows.has(180) };
      });
    expect(ink).toEqual({ text: true, bar: true, between: false });
    await page.getByText('Ahoy').waitFor({ state: 'attached' });
    await portside.screenshot('look-pdf');

    await page.keyboard.press('End');
    await shown(3).waitFor();
    await page.getByText('Page 3 of 3').waitFor();
    await page.getByRole('button', { name: 'Previous page' }).click();
    await shown(2).waitFor();
    await page.keyboard.press('Home');
    await shown(1).waitFor();
    const widthOf = () =>
      shown(1)
        .locator('canvas')
        .evaluate((canvas) => canvas.clientWidth);
    const before = await widthOf();
    await page.keyboard.press('-');
    await expect.poll(widthOf).toBeLessThan(before);
    // Down the page, then to the next.
    await page.keyboard.press('0');
    await expect.poll(widthOf).toBe(before);
    await expect
      .poll(async () => {
        await page.keyboard.press('PageDown');
        return shown(2).count();
      })
      .toBe(1);

    await page.keyboard.press('ArrowRight');
    await page.getByText('This PDF is damaged').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText('This PDF is protected by a password.').waitFor();
    await portside.screenshot('look-pdf-protected');
    await page.keyboard.press('ArrowRight');
    await page.getByText('This PDF is larger than 21 MB').waitFor();
    // A picture that is damaged was an empty place.
    await page.keyboard.press('ArrowRight');
    await page.getByText('This picture is damaged').waitFor();
    await page.getByRole('status').filter({ hasText: 'e.png' }).waitFor();
    await page.keyboard.press('Escape');
  });

  test('of a drawing without a size of its own, and of a large picture, quick look had but a part', async () => {
    const { portside, home } = open;
    const { left, page } = portside;
    const drawing = (size: string) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3" ${size}></svg>`;
    await writeFile(join(home, 'drawing.svg'), drawing(''));
    await writeFile(join(home, 'large.svg'), drawing('width="4000" height="3000"'));
    await left.press('ControlOrMeta+r');
    for (const name of ['drawing.svg', 'large.svg']) {
      await left.select(name);
      await left.press('ControlOrMeta+y');
      const look = page.getByRole('dialog', { name: `Quick look: ${name}` });
      await look.getByText(/ × /).waitFor();
      const picture = await look.getByRole('img').boundingBox();
      const measure = await look.getByText(/ × /).boundingBox();
      if (!picture || !measure) throw new Error('there is nothing to be seen');
      expect(picture.y + picture.height).toBeLessThanOrEqual(measure.y);
      expect(picture.width / picture.height).toBeCloseTo(4 / 3, 1);
      await page.keyboard.press('Escape');
      await rm(join(home, name));
    }
    await left.press('ControlOrMeta+r');
    await left.row('large.svg').waitFor({ state: 'detached' });
  });

  test('the keys went nowhere after a dialog out of a context menu, and on the settings: now they go on', async () => {
    const { portside } = open;
    const { left, page } = portside;
    await left.row('a.pdf').click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Properties' }).click();
    await portside.dialog('a.pdf').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('grid-left');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => left.row('b.pdf').getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'New folder' }).press('Enter');
    await portside.dialog('New folder').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('grid-left');

    await page.keyboard.press('ControlOrMeta+,');
    await expect.poll(() => focused(page)).toBe('settings-search');
    // What the search leaves, and that a key is waited for, was seen and not heard.
    const heard = (words: string) =>
      page.getByRole('status').getByText(words, { exact: true }).waitFor({ state: 'attached' });
    await page.keyboard.type('invert');
    await heard('1 setting');
    await page.getByRole('button', { name: /^Change the key of “Invert selection”/ }).press('Enter');
    await heard('Press the new key…');
    await page.keyboard.press('Escape');
    await page.getByRole('textbox', { name: 'Search the settings' }).fill('');
    await page.keyboard.press('ControlOrMeta+Shift+e');
    await expect.poll(() => focused(page)).toBe('grid-left');
  });

  test('a right click beside the rows offered to delete a file that was not selected: each place has a menu of its own, all of it in sight', async () => {
    const { portside } = open;
    const { left, page } = portside;
    const names = () => page.getByRole('menuitem').allInnerTexts();
    await left.select('a.pdf');
    await left.grid.click({ button: 'right', position: { x: 200, y: 300 } });
    await expect.poll(names).toContain('New folder…');
    expect(await names()).not.toContain('Delete');
    await portside.screenshot('menu-of-the-folder');
    await page.keyboard.press('Escape');
    expect(await left.row('a.pdf').getAttribute('aria-selected')).toBe('false');

    await left.grid.getByRole('columnheader', { name: 'Size' }).click({ button: 'right' });
    await expect.poll(names).toEqual(['Wider', 'Narrower', 'Usual width']);
    await portside.screenshot('menu-of-a-column');
    await page.keyboard.press('Escape');

    const size = page.viewportSize();
    await page.setViewportSize({ width: 1024, height: 700 });
    await left.row('one.txt').click({ button: 'right' });
    const items = page.getByRole('menuitem');
    await items.last().waitFor();
    const lowest = () =>
      items.evaluateAll((all) => Math.max(...all.map((item) => item.getBoundingClientRect().bottom)));
    await expect.poll(lowest).toBeLessThan(700);
    await portside.screenshot('menu-of-a-low-row');
    await page.keyboard.press('Escape');
    if (size) await page.setViewportSize(size);
  });

  test('twice as large the path had no room, buttons lay outside of their pane and two rows were left: now all of it is in reach', async () => {
    const { portside, home } = open;
    const { left, right, page } = portside;
    const deep = join(home, 'inbox', 'a folder with a long name', 'another one of them', 'and the last');
    await mkdir(deep, { recursive: true });
    await left.goTo(deep);
    const size = page.viewportSize();
    await page.setViewportSize({ width: 720, height: 450 });
    const rowsInSight = () =>
      right.grid.getByRole('row').evaluateAll((rows) => {
        const bottom = rows[0]?.closest('[role=grid]')?.parentElement?.getBoundingClientRect().bottom ?? 0;
        return rows.filter((row) => row.getBoundingClientRect().bottom <= bottom).length;
      });
    // With the headings.
    await expect.poll(rowsInSight).toBeGreaterThan(5);
    const outside = () =>
      page.getByRole('toolbar').evaluateAll((bars) =>
        bars.flatMap((bar) => {
          const { right: edge } = bar.getBoundingClientRect();
          return [...bar.querySelectorAll('button')].filter((one) => one.getBoundingClientRect().right > edge);
        }),
      );
    await expect.poll(async () => (await outside()).length).toBe(0);
    await portside.screenshot('twice-as-large');

    await right.region.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Disconnect' }).waitFor();
    await portside.screenshot('more');
    await page.getByRole('menuitem', { name: 'New folder' }).click();
    await portside.dialog('New folder').waitFor();
    await page.keyboard.press('Escape');
    await left.press('ControlOrMeta+l');
    const typed = left.region.getByRole('combobox');
    await expect.poll(() => typed.evaluate((field) => field.clientWidth)).toBeGreaterThan(200);
    await portside.screenshot('path-twice-as-large');
    await page.keyboard.press('Escape');

    await left.region.getByRole('button', { name: 'Folders above' }).click();
    await page.getByRole('menuitem', { name: 'inbox' }).click();
    await left.shows(join(home, 'inbox'));
    if (size) await page.setViewportSize(size);
    await portside.dock.getByText('No transfers yet').or(portside.dock.getByRole('treegrid')).first().waitFor();
    await left.goTo(home);
  });

  test('a frame drawn from the empty part of a row selects what it touches', async () => {
    const { portside } = open;
    const { left, page } = portside;
    await left.press('Escape');
    const from = await left.row('a.pdf').boundingBox();
    const to = await left.row('c.pdf').boundingBox();
    if (!from || !to) throw new Error('the rows are not in sight');
    await page.mouse.move(from.x + from.width - 60, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(to.x + to.width - 100, to.y + 10, { steps: 5 });
    await portside.screenshot('frame-from-a-row');
    await page.mouse.up();
    await page.getByText('3 items selected').waitFor();
    await left.press('Escape');
    await expect.poll(() => left.footer.innerText()).toMatch(/6 files, 1 folder, [\d.]+ MB$/);
  });

  testPaneKeys(() => open);
  testPaneNames(() => open);
  testPaneFocus(() => open);
  testPaneTabs(() => open);
});
