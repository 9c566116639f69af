import { Menu, nativeImage, nativeTheme, Tray } from 'electron';
import type { TransferTotals } from '../../shared/model/transfer.ts';
import { assetPath } from './assets.ts';
import { texts } from './texts.ts';

export interface TrayActions {
  readonly show: () => void;
  readonly quit: () => void;
}

/** The icon beside the clock: says what runs, opens the window, quits. */
export class PortsideTray {
  readonly #tray: Tray;
  readonly #actions: TrayActions;
  #status = '';

  constructor(actions: TrayActions) {
    this.#actions = actions;
    this.#tray = new Tray(trayImage());
    this.#tray.on('click', actions.show);
    nativeTheme.on('updated', () => this.#tray.setImage(trayImage()));
    this.#say(texts.idle);
  }

  update({ queued, active, asking }: TransferTotals): void {
    const count = queued + active + asking;
    this.#say(count === 0 ? texts.idle : texts.underWay(count));
  }

  /** Linux shows a menu as it was when it was set, so every change sets a new one. */
  #say(status: string): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#tray.setToolTip(`Portside: ${status}`);
    this.#tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: status, enabled: false },
        { type: 'separator' },
        { label: texts.showWindow, click: this.#actions.show },
        { label: texts.quit, click: this.#actions.quit },
      ]),
    );
  }
}

/** macOS colours a template image itself; elsewhere the dark theme gets the light drawing. */
function trayImage() {
  const drawing =
    process.platform === 'darwin' ? 'trayTemplate' : nativeTheme.shouldUseDarkColors ? 'tray-light' : 'tray-dark';
  return nativeImage.createFromPath(assetPath(`tray/${drawing}.png`));
}
