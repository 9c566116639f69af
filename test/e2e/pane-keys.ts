import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { OpenPortside } from './open-portside.ts';
import { hasFocus } from './ten-tasks/steps.ts';

/** The id of what the keys go to. */
export const focused = (page: Page) => page.evaluate('document.activeElement.id');

/** What the keys do in a pane and around it, in a window that other tests have furnished. */
export function testPaneKeys(opened: () => OpenPortside): void {
  test('rows are copied, cut and pasted by the keys of every file manager, and so is what was copied in one', async () => {
    const { portside, home } = opened();
    const { left, right, page } = portside;
    await left.goTo(join(home, 'inbox'));
    await right.select('css');
    await right.press('ControlOrMeta+c');
    await page.getByText('“css” copied.').waitFor();
    await left.press('ControlOrMeta+v');
    await left.row('css').waitFor();
    await left.select('css');
    await left.press('ControlOrMeta+x');
    await left.goTo(home);
    await left.press('ControlOrMeta+v');
    await left.row('css').waitFor();
    expect(await readdir(join(home, 'inbox'))).not.toContain('css');
    // The keys went nowhere with the notice that had them.
    await page.getByRole('button', { name: 'Undo', exact: true }).press('Enter');
    await left.row('css').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('grid-left');

    await right.grid.focus();
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.items.add(new File(['pasted'], 'pasted.txt'));
      document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    });
    await right.row('pasted.txt').waitFor();
  });

  test('rows were neither cut nor copied while text was still selected in the log', async () => {
    const { portside } = opened();
    const { left, dock, page } = portside;
    await dock.getByRole('tab', { name: 'Log' }).click();
    const isCut = () => left.row('one.txt').getAttribute('aria-description');
    const selectInLog = async () => {
      await dock
        .getByRole('log')
        .getByText('list /')
        .first()
        .dblclick({ position: { x: 8, y: 6 } });
      await expect.poll(() => page.evaluate('String(getSelection())')).toBe('list');
    };
    await left.row('one.txt').waitFor();
    await selectInLog();
    await left.row('one.txt').click();
    await page.keyboard.press('ControlOrMeta+x');
    await expect.poll(isCut).toBe('Cut');
    await page.keyboard.press('Escape');
    await expect.poll(isCut).toBeNull();
    await selectInLog();
    await left.press('Home');
    await expect.poll(() => page.evaluate('String(getSelection())')).toBe('');
    await dock.getByRole('tab', { name: 'Transfers' }).click();
    await left.grid.focus();
  });

  test('what another program had changed was not shown when the window was come back to', async () => {
    const { portside, home } = opened();
    const { left, page } = portside;
    await writeFile(join(home, 'made elsewhere.txt'), 'x');
    await page.evaluate("window.dispatchEvent(new Event('focus'))");
    await left.row('made elsewhere.txt').waitFor();
  });

  test('from the list to the tabs it took a press of Tab for every button: a bar is one stop, the arrows go along it', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    const label = () => page.evaluate('document.activeElement.getAttribute("aria-label")');
    await left.press('Shift+Tab');
    await expect.poll(label).toBe('New folder…');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(label).toBe('Order and columns');
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await expect.poll(label).not.toBe('New folder…');
    await page.keyboard.press('Shift+Tab');
    await expect.poll(label).toBe('New tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe('grid-left');
  });

  test('what is wrong with a new name is said below it, in the colours of the window, until it is typed on', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    await left.select('one.txt');
    await left.press('F2');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('a/b');
    await page.keyboard.press('Enter');
    const alert = page.getByText('A name cannot be empty, “.” or “..”, and cannot contain “/”.');
    await alert.waitFor();
    await portside.screenshot('rename-problem');
    await page.keyboard.type('x');
    await alert.waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
    await expect.poll(() => focused(page)).toBe('grid-left');
  });

  test('a new name that was taken was lost, and its failure had to be clicked away: it is said before, and the name can be mended', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    await left.select('one.txt');
    await left.press('F2');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type('inbox');
    await page.keyboard.press('Enter');
    const told = page.getByText('“inbox” is there already.');
    await told.waitFor();
    await portside.screenshot('name-taken');
    await page.keyboard.type('2');
    await told.waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await left.row('inbox2').waitFor();
    await left.press('ControlOrMeta+z');
    await left.row('one.txt').waitFor();
  });

  test('the same failure again took another part of the window, and none could be dismissed from the list by keyboard', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    const failures = page.getByRole('alert').getByText(/ was not renamed$/);
    const failToRename = async (name: string) => {
      await left.select(name);
      await left.press('F2');
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type('x'.repeat(300));
      await page.keyboard.press('Enter');
      await expect.poll(() => failures.allInnerTexts()).toContain(`“${name}” was not renamed`);
    };
    await failToRename('one.txt');
    const first = await failures.first().elementHandle();
    await failToRename('one.txt');
    await first?.waitForElementState('hidden');
    expect(await failures.count()).toBe(1);
    await failToRename('a.pdf');
    expect(await failures.count()).toBe(2);
    // What is selected goes first.
    await left.press('Escape');
    await expect.poll(() => left.row('a.pdf').getAttribute('aria-selected')).toBe('false');
    expect(await failures.count()).toBe(2);
    await left.press('Escape');
    await expect.poll(() => failures.count()).toBe(0);

    await failToRename('one.txt');
    await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Details' }).press('Escape');
    await expect.poll(() => failures.count()).toBe(0);
    await expect.poll(() => focused(page)).toBe('grid-left');
  });

  test('a folder that was deleted, or whose making was undone, was shown as an empty one in the tab that was in it', async () => {
    const { portside, home } = opened();
    const { left, page } = portside;
    await left.press('F7');
    await page.keyboard.type('short-lived');
    await page.keyboard.press('Enter');
    await left.row('short-lived').waitFor();
    await left.open('short-lived');
    await left.shows(join(home, 'short-lived'));
    await left.press('ControlOrMeta+z');
    await left.region.getByText('Not found', { exact: true }).waitFor();
    await left.goTo(home);

    await mkdir(join(home, 'deleted', 'below'), { recursive: true });
    await left.press('ControlOrMeta+r');
    await left.row('deleted').waitFor();
    await left.press('Alt+Insert');
    await left.goTo(join(home, 'deleted', 'below'));
    await left.press('Alt+PageUp');
    await left.shows(home);
    await left.select('deleted');
    await left.press('Shift+Delete');
    await portside.answer('Delete “deleted”?', 'Delete');
    await left.row('deleted').waitFor({ state: 'detached' });
    await left.press('Alt+PageDown');
    await left.region.getByText('Not found', { exact: true }).waitFor();
    await portside.screenshot('folder-deleted-elsewhere');
    await left.press('Alt+Delete');
    await left.shows(home);
  });

  test('Insert did nothing, which selects row after row in other file managers', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    const selected = () => left.grid.locator('[role="row"][aria-selected="true"]').count();
    await left.select('a.pdf');
    await left.press('Escape');
    await left.press('Insert');
    await left.press('Insert');
    await page.getByText('2 items selected').waitFor();
    expect(await left.row('b.pdf').getAttribute('aria-selected')).toBe('true');
    // The row that an arrow has selected was lost by the first Insert.
    await left.press('ArrowUp');
    await expect.poll(selected).toBe(1);
    await left.press('Insert');
    await left.press('Insert');
    await expect.poll(selected).toBe(2);
    // Among several it is taken out again.
    await left.press('ControlOrMeta+ArrowUp');
    await left.press('Insert');
    await expect.poll(selected).toBe(1);
  });

  test('the palette had no focus where a screen reader had moved it to the list', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    await left.region.getByRole('button', { name: 'Refresh' }).click();
    // As a screen reader does it: no event of a key or a mouse comes before.
    await left.press('ControlOrMeta+k');
    await page.keyboard.type('sites');
    const palette = portside.dialog('Command palette');
    await expect.poll(() => palette.locator('input').inputValue()).toBe('sites');
    await page.keyboard.press('Escape');
    await palette.waitFor({ state: 'hidden' });
  });

  test('the palette had no “Upload”, nothing for “chmod”, and for “permissions” the settings of transfers alone', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    const first = portside.dialog('Command palette').getByRole('menuitem').first();
    for (const [typed, name] of [
      ['upload', 'Upload'],
      ['permissions', 'Properties…'],
      ['chmod', 'Properties…'],
    ] as const) {
      await left.select('one.txt');
      await left.press('ControlOrMeta+k');
      await page.keyboard.type(typed);
      await expect.poll(() => first.innerText()).toContain(name);
      await page.keyboard.press('Escape');
      await expect.poll(() => focused(page)).toBe('grid-left');
    }
  });

  test('what the palette gave the keys to lost them to the list again', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    const run = async (command: string) => {
      await left.select('one.txt');
      await left.press('ControlOrMeta+k');
      await page.keyboard.type(command);
      await page.getByRole('menuitem', { name: command, exact: true }).waitFor();
      await page.keyboard.press('Enter');
    };
    await run('Go to transfers and log');
    await expect.poll(() => focused(page)).toBe('transfers-list');
    await run('Quick connect');
    await expect.poll(() => focused(page)).toBe('quick-connect');
    await run('Switch panes');
    await expect.poll(() => focused(page)).toBe('grid-right');
    await run('Rename');
    const field = left.region.getByRole('textbox', { name: 'New name for one.txt' });
    await hasFocus(portside, field);
    await field.press('Escape');
    await expect.poll(() => focused(page)).toBe('grid-left');
  });

  test('the keys went nowhere once the Save button of the editor had been pressed', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    await left.select('one.txt');
    await left.press('F4');
    const text = page.getByRole('textbox', { name: 'Text of one.txt' });
    await hasFocus(portside, text);
    await page.keyboard.type('x');
    await page.getByRole('button', { name: 'Save', exact: true }).press('Enter');
    await page.getByText(/^Saved at/).waitFor();
    await hasFocus(portside, text);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await text.waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('grid-left');
  });

  test('an address that names no server was complained about over the tabs, wherever one went', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    await left.press('ControlOrMeta+o');
    await page.keyboard.type('sftp://');
    await page.keyboard.press('Enter');
    const complaint = page.getByText(/^The address names no server/);
    await complaint.waitFor();
    await page.keyboard.press('Escape');
    await complaint.waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('grid-left');
    await page.getByRole('combobox', { name: 'Server address' }).fill('');
  });

  test('a filter could not be taken away by Escape once the keys were in the list', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    await left.press('ControlOrMeta+f');
    await page.keyboard.type('one');
    await page.keyboard.press('Enter');
    await left.press('ArrowDown');
    await page.keyboard.press('Escape');
    expect(await left.region.getByRole('searchbox').or(left.region.getByRole('textbox')).count()).toBe(1);
    await page.keyboard.press('Escape');
    await left.row('inbox').waitFor();
    await expect.poll(() => focused(page)).toBe('grid-left');
  });

  test('Down in the filter scrolled the rows by a part of one', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    await left.press('ControlOrMeta+f');
    await left.region.locator('input:focus').waitFor();
    await page.evaluate(
      `addEventListener('keydown', (key) => (window.portsideLeftToBrowser = !key.defaultPrevented), { once: true })`,
    );
    await page.keyboard.press('ArrowDown');
    expect(await page.evaluate('window.portsideLeftToBrowser')).toBe(false);
    await expect.poll(() => focused(page)).toBe('grid-left');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });
}
