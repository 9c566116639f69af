import type { Locator, Page } from 'playwright-core';

/** One side of the Files page. */
export class PanePage {
  readonly page: Page;
  readonly region: Locator;

  constructor(page: Page, side: 'Left' | 'Right') {
    this.page = page;
    this.region = page.getByRole('region', { name: `${side} pane` });
  }

  get grid(): Locator {
    return this.region.getByRole('grid');
  }

  get footer(): Locator {
    return this.region.getByRole('status').last();
  }

  row(name: string): Locator {
    return this.grid.getByRole('row').filter({ has: this.page.getByRole('gridcell', { name, exact: true }) });
  }

  /** What a row is dragged by: elsewhere on a row that is not selected, a frame begins. */
  name(name: string): Locator {
    return this.row(name).getByText(name, { exact: true });
  }

  /** Waits until the pane shows this directory and has read it. */
  async shows(path: string): Promise<void> {
    await this.region.getByRole('grid', { name: `Files in ${path}, ` }).waitFor();
    await this.region.getByText('Reading the folder…').waitFor({ state: 'hidden' });
  }

  async select(...names: string[]): Promise<void> {
    for (const [index, name] of names.entries()) {
      await this.row(name).click(index === 0 ? {} : { modifiers: ['ControlOrMeta'] });
    }
  }

  /** Chooses from the context menu of what is selected. */
  async menu(command: string): Promise<void> {
    await this.press('Shift+F10');
    await this.page.getByRole('menuitem', { name: command }).click();
  }

  /** Opens a folder by double click. */
  async open(name: string): Promise<void> {
    await this.row(name).dblclick();
  }

  /** Goes to a path by typing it, as Ctrl+L does. */
  async goTo(path: string): Promise<void> {
    await this.grid.focus();
    await this.page.keyboard.press('ControlOrMeta+l');
    await this.region.getByRole('combobox').or(this.region.getByRole('textbox')).first().fill(path);
    await this.page.keyboard.press('Enter');
    await this.shows(path);
  }

  async press(key: string): Promise<void> {
    await this.grid.focus();
    await this.page.keyboard.press(key);
  }
}
