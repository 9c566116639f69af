import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { PanePage } from './pane-page.ts';

const screenshots = join(import.meta.dirname, '../../../test-results/screenshots');

type DragEventType = 'dragEnter' | 'dragOver' | 'drop' | 'dragCancel';

/** The window, as a person knows it: by the names of things. */
export class PortsidePage {
  readonly page: Page;
  readonly left: PanePage;
  readonly right: PanePage;
  readonly dock: Locator;

  constructor(page: Page) {
    this.page = page;
    this.left = new PanePage(page, 'Left');
    this.right = new PanePage(page, 'Right');
    this.dock = page.getByRole('region', { name: 'Transfers and log' });
  }

  /** The topmost dialog with this title. */
  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name }).or(this.page.getByRole('alertdialog', { name })).last();
  }

  /** Types an address into quick connect; what is missing is then asked in the connect dialog. */
  async quickConnect(address: string): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Server address' }).fill(address);
    await this.page.keyboard.press('Enter');
  }

  /** Connects to a test server over SFTP, trusting its key for this time; the right pane shows the home. */
  async connectSftp(server: { host: string; port: number; user: string; password: string; remoteHome: string }) {
    await this.quickConnect(`sftp://${server.user}@${server.host}:${server.port}`);
    await this.answer(/First time at/, 'This time only');
    await this.enterPassword(server.user, server.password);
    await this.right.shows(server.remoteHome);
  }

  /** Leaves the server that the right pane shows, and with it the only tab there. */
  async disconnect(): Promise<void> {
    await this.right.region.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await this.right.grid.waitFor({ state: 'detached' });
  }

  /** Types the password that a dialog asks for. */
  async enterPassword(user: string, password: string): Promise<void> {
    const dialog = this.dialog(`Password for ${user}`);
    await dialog.getByLabel('Password', { exact: true }).fill(password);
    // This very dialog: a wrong password is followed by another of the same name.
    const shown = await dialog.elementHandle();
    await this.page.keyboard.press('Enter');
    await shown?.waitForElementState('hidden');
  }

  /** Presses a button of a dialog and waits for the dialog to go. */
  async answer(dialog: string | RegExp, button: string): Promise<void> {
    const shown = this.dialog(dialog);
    await shown.getByRole('button', { name: button, exact: true }).click();
    await shown.waitFor({ state: 'hidden' });
  }

  /** Chooses an option of a labelled list. */
  async choose(within: Locator, label: string, option: string): Promise<void> {
    await within.getByRole('button', { name: label }).click();
    await this.page.getByRole('option', { name: option, exact: true }).click();
  }

  /** A row of the Transfers dock, by the file's name and the state it is in. */
  transfer(name: string, state: string): Locator {
    return this.dock.getByRole('row', { name: `${name}, ${state}`, exact: true });
  }

  /** Waits until every transfer has ended well. */
  async transfersDone(count: number): Promise<void> {
    await this.dock.getByRole('button', { name: `Finished ${count}` }).waitFor();
    await this.dock.getByRole('button', { name: 'Active 0' }).waitFor();
    await this.dock.getByRole('button', { name: 'Failed 0' }).waitFor();
  }

  /** Drops files of this machine onto an element as a file manager does. */
  async dropFromSystem(target: Locator, files: readonly string[]): Promise<void> {
    await this.#drag(target, files, ['dragEnter', 'dragOver', 'drop']);
  }

  /** Holds files of this machine over an element as a file manager does, until the drag is taken back. */
  async holdFromSystem(target: Locator, files: readonly string[]): Promise<AsyncDisposable> {
    await this.#drag(target, files, ['dragEnter', 'dragOver']);
    return { [Symbol.asyncDispose]: () => this.#drag(target, files, ['dragCancel']) };
  }

  async #drag(target: Locator, files: readonly string[], events: readonly DragEventType[]): Promise<void> {
    const box = await target.boundingBox();
    if (!box) throw new Error('the target is not visible');
    const at = { x: box.x + box.width / 2, y: box.y + box.height - Math.min(30, box.height / 2) };
    const session = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: [...files], dragOperationsMask: 1 };
    for (const type of events) await session.send('Input.dispatchDragEvent', { type, ...at, data });
    await session.detach();
  }

  /** A picture for people to look at, in `test-results/screenshots`; on CI, where nobody looks, none. */
  async screenshot(name: string): Promise<void> {
    // What has just been put on the page is painted two frames later.
    await this.page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
    if (process.env['CI']) return;
    const path = join(screenshots, `${name}.png`);
    await mkdir(dirname(path), { recursive: true });
    await this.page.screenshot({ path });
  }
}
