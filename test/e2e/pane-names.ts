import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { OpenPortside } from './open-portside.ts';
import { focused } from './pane-keys.ts';

/** The name that is edited in place, and drags from one tab to the other, in a window that other tests have furnished. */
export function testPaneNames(opened: () => OpenPortside): void {
  test('who left a name by a click in the other pane had the keys in the first one still: Delete took what was there', async () => {
    const { portside } = opened();
    const { left, right, page } = portside;
    await left.select('one.txt');
    await left.press('F2');
    await page.keyboard.type('uno');
    await right.row('README.txt').click();
    await left.row('uno.txt').waitFor();
    expect(await focused(page)).toBe('grid-right');
    await left.select('uno.txt');
    await left.press('F2');
    await page.keyboard.type('one');
    await page.keyboard.press('Enter');
    await left.row('one.txt').waitFor();
    await expect.poll(() => focused(page)).toBe('grid-left');
  });

  test('what was typed as a path or a name was gone for who fetched the rest of it from another window', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    // A window that is left tells its element so, which stays the active one.
    const leaveWindow = () =>
      page.evaluate("document.activeElement.dispatchEvent(new FocusEvent('focusout', { bubbles: true }))");
    await left.press('ControlOrMeta+l');
    await page.keyboard.type('/nowh');
    await leaveWindow();
    await page.keyboard.type('ere');
    const path = left.region.getByRole('combobox', { name: 'Left path' });
    expect(await path.inputValue()).toBe('/nowhere');
    await page.keyboard.press('Escape');
    await left.select('one.txt');
    await left.press('F2');
    await page.keyboard.type('tw');
    await leaveWindow();
    await page.keyboard.type('o');
    await page.keyboard.press('Enter');
    await left.row('two.txt').waitFor();
    await left.press('ControlOrMeta+z');
    await left.row('one.txt').waitFor();
  });

  test('a double click on a word of the name that is edited opened the folder', async () => {
    const { portside, home } = opened();
    const { left, page } = portside;
    await left.select('inbox');
    await left.press('F2');
    const field = left.grid.getByRole('textbox');
    await field.dblclick();
    await page.keyboard.type('post');
    await page.keyboard.press('Enter');
    await left.row('post').waitFor();
    await left.shows(home);
    await left.press('ControlOrMeta+z');
    await left.row('inbox').waitFor();
  });

  test('what was typed as a new name was lost when its row was scrolled out of sight', async () => {
    const { portside, home } = opened();
    const { left, page } = portside;
    await mkdir(join(home, 'many'));
    for (let number = 100; number < 300; number++) await writeFile(join(home, 'many', `${number}.txt`), '');
    await left.goTo(join(home, 'many'));
    await left.select('100.txt');
    await left.press('F2');
    await page.keyboard.type('first');
    await left.grid.evaluate((grid) => grid.scrollTo(0, 4000));
    await left.row('250.txt').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await readdir(join(home, 'many'))).sort().at(-1)).toBe('first.txt');
    await left.goTo(home);
  });

  test('a list that was scrolled away from its focus jumped back to it when the focused row was deleted elsewhere', async () => {
    const { portside, home } = opened();
    const { left, page } = portside;
    await left.goTo(join(home, 'many'));
    await left.press('Home');
    await left.select('110.txt');
    await left.grid.evaluate((grid) => grid.scrollTo(0, 3000));
    await left.row('215.txt').waitFor();
    await rm(join(home, 'many', '110.txt'));
    await page.evaluate("window.dispatchEvent(new Event('focus'))");
    await left.region.getByText(/199 files/).waitFor();
    // The row in its place has the focus, and the next key goes on from there.
    expect(await left.grid.evaluate((grid) => grid.scrollTop)).toBe(3000);
    await left.press('ArrowUp');
    await left.row('109.txt').and(page.locator('[aria-selected=true]')).waitFor();
    // The last row goes, and what was seen of its place stays seen.
    await left.press('End');
    await left.row('first.txt').waitFor();
    await rm(join(home, 'many', 'first.txt'));
    await page.evaluate("window.dispatchEvent(new Event('focus'))");
    await left.region.getByText(/198 files/).waitFor();
    expect(await left.row('299.txt').isVisible()).toBe(true);
    await left.goTo(home);
  });

  test('a name that was cut off was told of the row that came into its place', async () => {
    const { portside, home } = opened();
    const { left, page } = portside;
    const named = (number: number) => `${number} name of a file.txt`;
    await mkdir(join(home, 'long names'));
    for (let number = 100; number < 300; number++) await writeFile(join(home, 'long names', named(number)), '');
    await left.goTo(join(home, 'long names'));
    await page.setViewportSize({ width: 1024, height: 700 });
    const heading = left.grid.getByRole('columnheader', { name: 'Modified' });
    await heading.getByRole('button').focus();
    for (let press = 0; press < 6; press++) await page.keyboard.press('Alt+ArrowRight');
    const told = () =>
      left.grid
        .locator('[data-handle][title]')
        .evaluateAll((names) => names.map((name) => [name.getAttribute('title'), name.textContent]));
    await left.name(named(100)).hover();
    await expect.poll(told).toEqual([[named(100), named(100)]]);
    // The pointer rests, and below it is the element that it was at.
    await left.press('End');
    await left.row(named(299)).waitFor();
    expect((await told()).filter(([title, name]) => title !== name)).toEqual([]);
    await heading.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Usual width' }).click();
    await page.setViewportSize({ width: 1440, height: 900 });
    await left.goTo(home);
  });

  test('after a drag onto another tab of the same pane, files from the system were taken for the rows of that drag', async () => {
    const { portside, home } = opened();
    const { left, page } = portside;
    await left.press('Alt+Insert');
    await left.goTo(join(home, 'inbox'));
    const tabs = left.region.getByRole('tab');
    await tabs.first().click();
    await left.shows(home);
    // The drag rests on the tab until that comes to the front, and its own row is gone.
    await left.name('one.txt').hover();
    await page.mouse.down();
    for (const x of [30, 31, 32]) await tabs.nth(1).hover({ position: { x, y: 8 } });
    await left.shows(join(home, 'inbox'));
    for (const y of [150, 151, 152]) await left.grid.hover({ position: { x: 60, y } });
    await page.mouse.up();
    await left.row('one.txt').waitFor();
    await page.mouse.move(300, 300);

    const outside = join(home, 'outside');
    await mkdir(outside);
    await writeFile(join(outside, 'dropped.txt'), 'x');
    await portside.dropFromSystem(left.grid, [join(outside, 'dropped.txt')]);
    await left.row('dropped.txt').waitFor();
    await left.select('one.txt');
    await left.press('ControlOrMeta+z');
    await left.row('one.txt').waitFor({ state: 'detached' });
    await left.press('Alt+Delete');
    await left.row('one.txt').waitFor();
  });
}
