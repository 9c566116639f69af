import type { Locator, Page } from 'playwright-core';

/** The Sessions page, as a person knows it. */
export class SessionsPage {
  readonly page: Page;
  readonly region: Locator;
  readonly dock: Locator;

  constructor(page: Page) {
    this.page = page;
    this.region = page.getByRole('main', { name: 'Sessions' });
    this.dock = page.getByRole('region', { name: 'About this server' });
  }

  async show(): Promise<void> {
    await this.page
      .getByRole('navigation', { name: 'Places' })
      .getByRole('button', { name: /^Sessions/ })
      .click();
    await this.region.waitFor();
  }

  get grid(): Locator {
    return this.region.getByRole('grid', { name: /^Sessions on/ });
  }

  /** Rows that hold all of these words. */
  row(...words: (string | RegExp)[]): Locator {
    return words.reduce((rows, hasText) => rows.filter({ hasText }), this.grid.getByRole('row'));
  }

  /** The users of the rows from top to bottom. */
  async users(): Promise<string[]> {
    return this.grid.locator('[data-column="user"]').allInnerTexts();
  }

  tab(name: string | RegExp): Locator {
    return this.region.getByRole('tablist', { name: 'Watched servers' }).getByRole('tab', { name });
  }

  /** Chooses a place in the dialog and begins to watch; answers the dialog that says what was found. */
  async watch(place: string | RegExp): Promise<Locator> {
    await this.region.getByRole('button', { name: 'Watch a server…' }).first().click();
    const dialog = this.page.getByRole('dialog', { name: 'Watch a server' });
    await dialog.getByRole('button', { name: /Where/ }).click();
    await this.page.getByRole('option', { name: place }).click();
    await dialog.getByRole('button', { name: 'Watch', exact: true }).click();
    const found = this.page.getByRole('dialog', { name: /^Watching/ });
    await found.waitFor();
    return found;
  }

  async openDock(tab: 'Server log' | 'Alerts' | 'Missing rights'): Promise<void> {
    await this.dock.getByRole('tab', { name: tab }).click();
  }

  /** Takes the pointer and the focus off the table, so that it may move. */
  async leaveTable(): Promise<void> {
    await this.region.getByRole('textbox', { name: 'Filter sessions' }).focus();
    await this.page.mouse.move(5, 5);
  }
}
