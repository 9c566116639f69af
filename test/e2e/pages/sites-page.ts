import type { Locator, Page } from 'playwright-core';

/** The saved sites, as a person knows them. */
export class SitesPage {
  readonly page: Page;
  readonly region: Locator;
  readonly tree: Locator;
  readonly editor: Locator;
  readonly search: Locator;

  constructor(page: Page) {
    this.page = page;
    this.region = page.getByRole('main', { name: 'Sites' });
    this.tree = this.region.getByRole('tree', { name: 'Sites and folders' });
    this.editor = this.region.getByRole('form', { name: 'Site' });
    this.search = this.region.getByRole('textbox', { name: 'Search sites' });
  }

  async show(): Promise<void> {
    const places = this.page.getByRole('navigation', { name: 'Places' });
    await places.getByRole('button', { name: 'Sites', exact: true }).click();
    await this.region.waitFor();
  }

  /** The row of a site or a folder, by its name. */
  row(name: string): Locator {
    return this.tree.getByRole('treeitem').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** What the rows are called, from top to bottom, each behind a dot for every folder around it. */
  async outline(): Promise<string[]> {
    return this.tree
      .getByRole('treeitem')
      .evaluateAll((rows) =>
        rows.map(
          (row) =>
            '.'.repeat(Number(row.getAttribute('aria-level')) - 1) + (row as HTMLElement).innerText.split('\n')[0],
        ),
      );
  }

  field(name: string): Locator {
    return this.editor.getByLabel(name, { exact: true });
  }

  /** Chooses from a list of the editor. */
  async choose(field: string, option: string): Promise<void> {
    await this.editor.getByRole('button', { name: field }).click();
    await this.page.getByRole('option', { name: option }).click();
  }

  async newSite(): Promise<void> {
    await this.region.getByRole('button', { name: 'New site', exact: true }).first().click();
    await this.editor.waitFor();
  }

  async newFolder(name: string): Promise<void> {
    await this.region.getByRole('button', { name: 'New folder', exact: true }).click();
    await this.page.getByRole('dialog', { name: 'New folder' }).getByLabel('Name').fill(name);
    await this.page.keyboard.press('Enter');
    await this.row(name).waitFor();
  }

  async save(): Promise<void> {
    await this.editor.getByRole('button', { name: 'Save', exact: true }).click();
  }

  /** Chooses a first master password in the dialog that asks for it. */
  async chooseMasterPassword(password: string): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: 'Choose a master password' });
    await dialog.getByLabel('New master password').fill(password);
    await dialog.getByLabel('The same again').fill(password);
    await dialog.getByRole('button', { name: 'Choose this one' }).click();
    await dialog.waitFor({ state: 'hidden' });
  }

  /** Answers the question for the master password; waits until this very question has gone. */
  async unlock(password: string): Promise<void> {
    const dialog = this.page.getByRole('dialog', { name: 'Unlock your saved passwords' });
    await dialog.getByLabel('Master password').fill(password);
    const shown = await dialog.elementHandle();
    await this.page.keyboard.press('Enter');
    await shown?.waitForElementState('hidden');
  }
}
