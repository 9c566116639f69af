import type { Locator, Page } from 'playwright-core';

/** The Transfers dock. */
export class TransfersPage {
  readonly page: Page;
  readonly dock: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dock = page.getByRole('region', { name: 'Transfers and log' });
  }

  get list(): Locator {
    return this.dock.getByRole('treegrid', { name: 'Transfers' });
  }

  get filter(): Locator {
    return this.dock.getByRole('textbox', { name: 'Filter by name' });
  }

  /** A row by the file's name, and by the state it is in. */
  row(name: string, state: string | RegExp = /./): Locator {
    const states = typeof state === 'string' ? `${state}$` : state.source;
    const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return this.list.getByRole('row', { name: new RegExp(`^${quoted}, (${states})`) });
  }

  button(name: string): Locator {
    return this.dock.getByRole('button', { name, exact: true });
  }

  /** Chooses one row, which then has the keys. */
  async choose(name: string): Promise<void> {
    await this.row(name)
      .first()
      .click({ position: { x: 90, y: 12 } });
    await this.hasFocus();
  }

  /** Drags rows ahead of another one; several are chosen first, and go together in the order that they have. */
  async drag(names: readonly string[], before: string): Promise<void> {
    const [first = '', ...others] = names;
    if (others.length > 0) await this.choose(first);
    for (const name of others) {
      await this.row(name).click({ modifiers: ['ControlOrMeta'], position: { x: 90, y: 12 } });
    }
    // All are in sight at once: a list that scrolls under the pointer would let another row be dragged.
    await this.row(first).scrollIntoViewIfNeeded();
    await this.row(first).dragTo(this.row(before));
  }

  /** Chooses from the context menu of the chosen rows. */
  async menu(command: string): Promise<void> {
    await this.page.keyboard.press('Shift+F10');
    const menu = this.page.getByRole('menu', { name: 'Transfers' });
    await menu.getByText(command, { exact: true }).click();
    await menu.waitFor({ state: 'hidden' });
  }

  /** Limits the speed by the menu. */
  async limit(direction: 'Total' | 'Downloads' | 'Uploads', rate: string): Promise<void> {
    await this.dock.getByRole('button', { name: /^(Speed limit|Limited to)/ }).click();
    const menu = this.page.getByRole('menu');
    await menu.getByRole('group', { name: direction }).getByRole('menuitemradio', { name: rate, exact: true }).click();
    await this.page.keyboard.press('Escape');
    await menu.waitFor({ state: 'hidden' });
  }

  /** The names of the rows from the top. */
  async names(): Promise<string[]> {
    const rows = await this.list.getByRole('row').evaluateAll((elements) =>
      elements.map((element) => ({
        top: element.getBoundingClientRect().top,
        name: element.getAttribute('aria-label')?.split(', ')[0] ?? '',
      })),
    );
    return rows.toSorted((a, b) => a.top - b.top).map(({ name }) => name);
  }

  /** Where the parts of a row stand: nothing may move them. */
  async columns(row: Locator): Promise<number[]> {
    return row
      .getByRole('gridcell')
      .evaluateAll((cells) => cells.map((cell) => Math.round(cell.getBoundingClientRect().left)));
  }

  /** Waits until the keys act on the list. */
  async hasFocus(): Promise<void> {
    await this.dock.locator('[role="treegrid"]:focus').waitFor({ state: 'attached' });
  }

  /** Answers the topmost question about a file that is there already. */
  async answerConflict(scope: string, answer: string): Promise<void> {
    const dialog = this.page.getByRole('alertdialog', { name: /is there already/ });
    await dialog.waitFor();
    const shown = await dialog.elementHandle();
    if (scope !== 'This file') {
      await dialog.getByRole('button', { name: 'Do this for' }).click();
      await this.page.getByRole('option', { name: scope, exact: true }).click();
    }
    const button = dialog.getByRole('button', { name: answer, exact: true });
    if (await button.isVisible()) await button.click();
    else {
      await dialog.getByRole('button', { name: 'More', exact: true }).click();
      await this.page.getByRole('menuitem', { name: answer, exact: true }).click();
    }
    await shown?.waitForElementState('hidden');
  }
}
