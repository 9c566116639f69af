import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser, type OpenPortside, openPortside } from './open-portside.ts';
import { TransfersPage } from './pages/transfers-page.ts';
import { focused } from './pane-keys.ts';
import { inspector } from './viewer.ts';

const usual = { width: 1440, height: 900 };
const low = { width: 720, height: 450 };

/** What the window itself does around the files: its menus, its notices, its title; the tests share one. */
describeInBrowser('the window around the files', () => {
  let open: OpenPortside;

  beforeAll(async () => {
    open = await openPortside({ demo: true });
    const { portside, home } = open;
    await mkdir(join(home, 'inbox/letters'), { recursive: true });
    await mkdir(join(home, 'inbox/lists'));
    for (const name of ['one.txt', 'two.txt', 'three.txt', 'page.html']) await writeFile(join(home, name), name);
    await portside.left.press('ControlOrMeta+r');
    await portside.left.row('two.txt').waitFor();
    await portside.right.row('index.html').waitFor();
  });
  afterAll(() => open?.[Symbol.asyncDispose]());

  test('cut, copy and paste had keys alone: they stand in the menus, and rows that are cut are told as such', async () => {
    const { portside, home } = open;
    const { left, right, page } = portside;
    const item = (name: string) => page.getByRole('menuitem', { name, exact: true });
    const beside = { button: 'right', position: { x: 200, y: 300 } } as const;
    await left.grid.click(beside);
    const paste = page.getByRole('menuitem', { name: /^Paste/ });
    await expect.poll(() => paste.getAttribute('aria-disabled')).toBe('true');
    await paste.getByText('Nothing cut or copied here').waitFor();
    await portside.screenshot('nothing-to-paste');
    await page.keyboard.press('Escape');

    await left.select('one.txt', 'two.txt');
    await left.row('two.txt').click({ button: 'right' });
    await portside.screenshot('menu-with-cut');
    await item('Cut').click();
    const isCut = (name: string) => left.row(name).getAttribute('aria-description');
    await expect.poll(() => isCut('one.txt')).toBe('Cut');
    expect(await isCut('three.txt')).toBeNull();
    await portside.screenshot('rows-that-are-cut');
    await inspector(open)('rows that are cut');
    await expect.poll(() => focused(page)).toBe('grid-left');
    await page.keyboard.press('Escape');
    await expect.poll(() => isCut('one.txt')).toBeNull();
    await page.getByText('2 items are not cut any more').waitFor();
    expect(await left.row('one.txt').getAttribute('aria-selected')).toBe('true');

    await left.row('two.txt').click({ button: 'right' });
    await item('Cut').click();
    await left.open('inbox');
    await left.shows(join(home, 'inbox'));
    await left.grid.click(beside);
    await item('Paste').click();
    await left.row('two.txt').waitFor();
    expect((await readdir(join(home, 'inbox'))).sort()).toEqual(['letters', 'lists', 'one.txt', 'two.txt']);
    expect(await isCut('two.txt')).toBeNull();

    // By the palette, and then by the system's own key: it is the same clipboard.
    await page.context().grantPermissions(['clipboard-read']);
    await left.select('two.txt');
    await left.press('ControlOrMeta+k');
    await page.keyboard.type('copy');
    await item('Copy').click();
    await page.getByText('“two.txt” copied.').waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(join(home, 'inbox/two.txt'));
    await right.press('ControlOrMeta+v');
    await right.row('two.txt').waitFor();
    await left.goTo(home);
  });

  test('a key that the user has taken away from copying copied on', async () => {
    const { portside } = open;
    const { left, page } = portside;
    await left.press('ControlOrMeta+,');
    await page.getByRole('button', { name: 'Take the key away from “Cut”' }).click();
    await left.page.keyboard.press('ControlOrMeta+Shift+e');
    await left.select('three.txt');
    await left.press('ControlOrMeta+x');
    await left.press('ControlOrMeta+c');
    await page.getByText('“three.txt” copied.').waitFor();
    expect(await page.getByText('“three.txt” cut.').count()).toBe(0);
    expect(await page.locator('[data-cut]').count()).toBe(0);
  });

  test('a key that was taken over was lost to both commands when one of them was reset', async () => {
    const { portside } = open;
    const { left, page } = portside;
    await left.press('ControlOrMeta+,');
    const key = (command: string, keys: string) =>
      page.getByRole('button', { name: `Change the key of “${command}”: ${keys}`, exact: true });
    await key('Rename', 'F2').click();
    await page.keyboard.press('F5');
    await page.getByRole('button', { name: 'Use it here instead' }).click();
    await key('Rename', 'F5').waitFor();
    await key('Copy to the other pane', 'None').waitFor();
    await page.getByRole('button', { name: 'Reset “Rename”' }).click();
    await key('Rename', 'F2').waitFor();
    await key('Copy to the other pane', 'F5').waitFor();
    await key('Copy to the other pane', 'F5').scrollIntoViewIfNeeded();
    await portside.screenshot('key-given-back');
    expect(await page.getByRole('button', { name: 'Reset “Copy to the other pane”' }).count()).toBe(0);

    await key('Quick look', 'Ctrl+Y').click();
    await page.keyboard.press('F6');
    await page.getByRole('button', { name: 'Use it here instead' }).click();
    await key('Move to the other pane', 'None').waitFor();
    await page.getByRole('button', { name: 'Reset all settings…' }).click();
    await portside.answer('Reset all settings?', 'Reset');
    await key('Move to the other pane', 'F6').waitFor();
    await key('Quick look', 'Ctrl+Y').waitFor();
    await key('Cut', 'Ctrl+X').waitFor();
    await page.keyboard.press('ControlOrMeta+Shift+e');
  });

  test('kind and owner were cut off in a pane of 660 pixels: what is drawn can be read, and the rest asked for', async () => {
    const { portside } = open;
    const { left, page } = portside;
    const headings = () => left.grid.getByRole('columnheader').allInnerTexts();
    const cutOff = () =>
      page
        .locator('[role="columnheader"] button span, [role="gridcell"]')
        .evaluateAll((cells) =>
          cells.filter((cell) => cell.scrollWidth > cell.clientWidth).map((cell) => cell.textContent),
        );
    await page.setViewportSize({ width: 1366, height: 768 });
    await expect.poll(headings).toEqual(['Name', 'Size', 'Modified', 'Kind', 'Permissions']);
    await expect.poll(cutOff).toEqual([]);
    await portside.screenshot('columns-of-1366');
    await left.region.getByRole('button', { name: 'Order and columns' }).click();
    const owner = page.getByRole('menuitemcheckbox', { name: /Owner/ });
    expect(await owner.getAttribute('aria-checked')).toBe('false');
    await owner.getByText('no room in this pane').waitFor();
    expect(await page.getByRole('menuitemradio', { name: 'Owner', exact: true }).count()).toBe(1);
    await portside.screenshot('column-without-room');
    await owner.click();
    await page.keyboard.press('Escape');
    await expect.poll(headings).toContain('Owner');
    await left.grid.getByRole('columnheader', { name: 'Owner' }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Usual width' }).click();
    await expect.poll(headings).not.toContain('Owner');

    // All of a text that is cut off is told by the pointer.
    const kind = left.grid.getByRole('columnheader', { name: 'Kind' });
    await kind.getByRole('button').focus();
    for (let press = 0; press < 4; press++) await page.keyboard.press('Alt+ArrowLeft');
    const cell = left.row('page.html').locator('[data-column="kind"]');
    await cell.hover();
    await expect.poll(() => cell.getAttribute('title')).toBe('HTML source');
    await kind.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Usual width' }).click();
    await left.row('three.txt').hover();
    await cell.hover();
    await expect.poll(() => cell.getAttribute('title')).toBeNull();
    await page.setViewportSize(usual);
  });

  test('every ticked column can be seen, made wider by keyboard and by its edge, and put elsewhere', async () => {
    const { portside } = open;
    const { left, page } = portside;
    const headings = () => left.grid.getByRole('columnheader').allInnerTexts();
    const widthOf = (name: string) =>
      left.grid.getByRole('columnheader', { name }).evaluate((heading) => heading.clientWidth);
    await expect.poll(headings).toEqual(['Name', 'Size', 'Modified', 'Kind', 'Permissions']);
    await left.grid.getByRole('columnheader', { name: 'Permissions' }).scrollIntoViewIfNeeded();
    await left.grid.getByRole('columnheader', { name: 'Name' }).scrollIntoViewIfNeeded();

    const before = await widthOf('Kind');
    await left.grid.getByRole('columnheader', { name: 'Kind' }).getByRole('button').focus();
    await page.keyboard.press('Alt+ArrowRight');
    await expect.poll(() => widthOf('Kind')).toBe(before + 20);
    await page.keyboard.press('Alt+ArrowLeft');
    await expect.poll(() => widthOf('Kind')).toBe(before);

    const size = await widthOf('Size');
    const box = await left.grid.getByRole('columnheader', { name: 'Size' }).boundingBox();
    await page.mouse.move(box?.x ?? 0, (box?.y ?? 0) + 12);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) - 30, (box?.y ?? 0) + 12, { steps: 3 });
    await page.mouse.up();
    await expect.poll(() => widthOf('Size')).toBe(size + 30);
    await left.grid.getByRole('columnheader', { name: 'Size' }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Wider' }).click();
    await page.getByRole('menuitem', { name: 'Usual width' }).click();
    await expect.poll(() => widthOf('Size')).toBeLessThan(size + 30);

    await left.grid
      .getByRole('columnheader', { name: 'Size' })
      .dragTo(left.grid.getByRole('columnheader', { name: 'Modified' }));
    await expect.poll(headings).toEqual(['Name', 'Modified', 'Size', 'Kind', 'Permissions']);
  });

  test('what a path could go on with lay over the buttons of the dialog', async () => {
    const { portside, home } = open;
    const { left, page } = portside;
    for (const size of [usual, low]) {
      await page.setViewportSize(size);
      await left.select('three.txt');
      await left.press('ControlOrMeta+Shift+c');
      const dialog = portside.dialog('Copy 1 item to a folder');
      const folder = page.getByRole('combobox', { name: 'Folder' });
      await dialog.getByRole('button', { name: /Place/ }).press('ArrowDown');
      await page.getByRole('option', { name: 'Local' }).press('Enter');
      await folder.fill(join(home, 'inbox/l'));
      await page.getByRole('option', { name: 'letters' }).waitFor();
      await portside.screenshot(`path-suggestions-${size.width}`);
      for (const button of await dialog.getByRole('button').all()) {
        expect(await isCovered(button)).toBe(false);
      }
      expect(await isCovered(page.getByRole('option', { name: 'letters' }))).toBe(false);
      // Where they were, the buttons stay.
      const before = await dialog.getByRole('button', { name: 'Copy', exact: true }).boundingBox();
      await page.keyboard.type('i');
      await page.getByRole('option', { name: 'letters' }).waitFor({ state: 'detached' });
      await page.getByRole('option', { name: 'lists' }).click();
      await expect.poll(() => folder.inputValue()).toBe(join(home, 'inbox/lists/'));
      expect(await dialog.getByRole('button', { name: 'Copy', exact: true }).boundingBox()).toEqual(before);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'hidden' });
    }
    await page.setViewportSize(usual);
  });

  test('notices lay over the transfers and their buttons: now nothing that can be used is below one', async () => {
    const { portside } = open;
    const { left, page } = portside;
    const notices = page.locator('[role="status"] > [data-tone], [role="alert"] > [data-tone]');
    for (const size of [usual, low]) {
      await page.setViewportSize(size);
      await left.select('three.txt');
      await left.press('F2');
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(`three.${size.width}`);
      await page.keyboard.press('Enter');
      await page.getByText(`“three.txt” is now “three.${size.width}”`).waitFor();
      await portside.screenshot(`notice-${size.width}`);
      expect(await usableBelow(notices)).toEqual([]);
      await page.getByRole('button', { name: 'Undo', exact: true }).click();
      await left.row('three.txt').waitFor();

      await left.press('ControlOrMeta+o');
      await page.keyboard.press('Escape');
      await left.select('three.txt');
      await left.press('F2');
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type('x'.repeat(300));
      await page.keyboard.press('Enter');
      const failure = page.getByRole('region', { name: 'Notices' });
      await failure.getByText('“three.txt” was not renamed').waitFor();
      await portside.screenshot(`failure-${size.width}`);
      expect(await usableBelow(notices)).toEqual([]);
      await failure.getByRole('button', { name: 'Dismiss' }).click();
      await failure.getByText('“three.txt” was not renamed').waitFor({ state: 'detached' });
      await page.keyboard.press('Escape');
    }
    await page.setViewportSize(usual);
  });

  test('the dock stayed open in a window that became low: it folds, and opens by its button, its edge and keys alone', async () => {
    const { portside } = open;
    const { page, dock } = portside;
    const unfold = dock.getByRole('button', { name: 'Open the dock' });
    const fold = dock.getByRole('button', { name: 'Fold the dock' });
    const edge = page.getByRole('separator', { name: 'Resize the dock' });
    await fold.waitFor();
    await page.setViewportSize(low);
    await unfold.waitFor();
    await portside.screenshot('dock-in-a-low-window');
    await page.setViewportSize(usual);
    await fold.waitFor();

    await fold.click();
    await unfold.waitFor();
    const box = await edge.boundingBox();
    if (!box) throw new Error('the edge is not in sight');
    await page.mouse.move(box.x + 200, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + 200, box.y - 250, { steps: 5 });
    await page.mouse.up();
    await fold.click();
    await unfold.waitFor();
    await edge.focus();
    await expect
      .poll(async () => {
        await page.keyboard.press('ArrowUp');
        return fold.count();
      })
      .toBe(1);
    await fold.click();
    await unfold.click();
    await fold.waitFor();
  });

  test('the keys went nowhere where the dock folded in a window that became low', async () => {
    const { portside } = open;
    const { left, page, dock } = portside;
    await left.press('ControlOrMeta+j');
    await expect.poll(() => focused(page)).toBe('transfers-list');
    await page.setViewportSize(low);
    await dock.getByRole('button', { name: 'Open the dock' }).waitFor();
    const tab = dock.getByRole('tab', { selected: true });
    expect(await tab.evaluate((element) => element === document.activeElement)).toBe(true);
    await page.setViewportSize(usual);
    await dock.getByRole('button', { name: 'Fold the dock' }).waitFor();
    await left.grid.focus();
  });

  test('the title of the window named no server: it says what is in front, and how much is under way', async () => {
    const { portside, home } = open;
    const { left, right, page } = portside;
    const title = () => page.title();
    await left.grid.focus();
    await expect.poll(title).toBe(`${home} – Portside`);
    await right.grid.focus();
    const [server] = (await right.region.getByRole('tab', { selected: true }).innerText()).split(' · ').slice(1);
    await expect.poll(title).toBe(`${server?.trim()} – Portside`);
    await page.keyboard.press('ControlOrMeta+,');
    await expect.poll(title).toBe('Settings – Portside');
    await page.keyboard.press('ControlOrMeta+Shift+e');

    const transfers = new TransfersPage(page);
    await transfers.limit('Total', '100 kB/s');
    await writeFile(join(home, 'large.bin'), Buffer.alloc(3_000_000));
    await left.press('ControlOrMeta+r');
    await left.select('large.bin');
    await left.press('F5');
    await expect.poll(title).toBe(`${home} (1 transfer) – Portside`);
    await transfers.limit('Total', 'No limit');
    await expect.poll(title).toBe(`${home} – Portside`);
  });
});

/** Whether something else lies over the middle of it. */
async function isCovered(element: Locator): Promise<boolean> {
  return element.evaluate((own) => {
    const { left, top, width, height } = own.getBoundingClientRect();
    const hit = document.elementFromPoint(left + width / 2, top + height / 2);
    return hit === null || !(own.contains(hit) || hit.contains(own));
  });
}

/** What can be used and lies below something else. */
async function usableBelow(element: Locator): Promise<string[]> {
  return element.evaluate((own) => {
    const { left, top, width, height } = own.getBoundingClientRect();
    const below = new Set<Element>();
    for (let across = 1; across < 20; across++) {
      for (let down = 1; down < 6; down++) {
        for (const hit of document.elementsFromPoint(left + (width * across) / 20, top + (height * down) / 6)) {
          if (hit.matches('button, input, [role="row"], [role="tab"]') && !own.contains(hit)) below.add(hit);
        }
      }
    }
    return [...below].map((hit) => hit.outerHTML);
  });
}
