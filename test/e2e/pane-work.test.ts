import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, type OpenPortside, openPortside } from './open-portside.ts';
import { pdfFile } from './pdf-file.ts';

/** What is done in one pane, on a server and on this computer; the tests share one window. */
describeInBrowser('work in a pane, in the window', () => {
  let open: OpenPortside;

  beforeAll(async () => {
    open = await openPortside({ demo: true });
    const { portside, home } = open;
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
    await left.row('inbox').dragTo(bookmarks);

    // A drag that rests on the button opens the menu.
    await right.row('index.html').hover();
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
    await left.press('ControlOrMeta+r');
    await left.row('d.pdf').waitFor();
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
    await page.keyboard.press('Escape');
  });
});
