import { join } from 'node:path';
import {
  BrowserWindow,
  dialog,
  type MessageBoxOptions,
  nativeTheme,
  type WebContents,
  type WebPreferences,
} from 'electron';
import type { EventName, EventPayload } from '../../shared/ipc/contract.ts';
import type { App } from '../app.ts';
import type { Logger } from '../log/logger.ts';
import { START_URL } from './app-protocol.ts';
import { assetPath } from './assets.ts';
import type { IpcHost } from './ipc-host.ts';
import type { WindowStateFile } from './window-state.ts';

/** The one set of preferences, for every window: an isolated, sandboxed page without Node, frames or webviews. */
const webPreferences: WebPreferences = Object.freeze({
  preload: join(import.meta.dirname, '../preload/preload.cjs'),
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
  spellcheck: false,
});

/** The page's own background, so that a window does not flash before the page is drawn. */
const background = { light: '#eef0f3', dark: '#121519' };
/** A page that crashes again this soon would do so for ever. */
const CRASHES_APART_MS = 30_000;

export interface MainWindowOptions {
  readonly portside: Pick<App, 'addWindow' | 'removeWindow'>;
  readonly ipc: IpcHost;
  readonly state: WindowStateFile;
  /** Asked when the user closes the window; false leaves it open. */
  readonly mayClose: () => boolean;
  readonly logger: Logger;
}

/** Portside's window: at most one, opened again after it was closed. */
export class MainWindow {
  readonly #options: MainWindowOptions;
  #window: BrowserWindow | undefined;
  #lastCrash = Number.NEGATIVE_INFINITY;

  constructor(options: MainWindowOptions) {
    this.#options = options;
  }

  /** Brings the window to the front, or opens it. Rejects where the page cannot be loaded. */
  async show(): Promise<void> {
    if (!this.#window) {
      await this.#open();
      return;
    }
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  get isFocused(): boolean {
    return this.#window?.isFocused() ?? false;
  }

  /** Does nothing while there is no window. */
  emit<N extends EventName>(event: N, payload: EventPayload<N>): void {
    if (this.#window) this.#options.ipc.callerOf(this.#window.webContents)?.emit(event, payload);
  }

  close(): void {
    this.#window?.close();
  }

  /** On the task bar or the dock. @param fraction 0 to 1; absent takes it away. */
  setProgress(fraction: number | undefined): void {
    this.#window?.setProgressBar(fraction ?? -1);
  }

  /** Asks in front of the window, or by itself where there is none. @returns the number of the button. */
  async ask(options: MessageBoxOptions): Promise<number> {
    if (!this.#window) return (await dialog.showMessageBox(options)).response;
    await this.show();
    return (await dialog.showMessageBox(this.#window, options)).response;
  }

  async #open(): Promise<void> {
    const { state, mayClose } = this.#options;
    const window = new BrowserWindow({
      ...state.placement(),
      minWidth: 720,
      minHeight: 480,
      show: false,
      title: 'Portside',
      icon: assetPath('icons/256x256.png'),
      backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
      webPreferences,
    });
    this.#window = window;
    if (state.wasMaximized()) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.on('close', (event) => {
      state.save(window);
      if (!mayClose()) event.preventDefault();
    });
    this.#connect(window, window.webContents);
    await window.loadURL(START_URL);
  }

  #connect(window: BrowserWindow, contents: WebContents): void {
    const { portside, ipc, logger } = this.#options;
    const caller = ipc.attach(contents);
    portside.addWindow(caller);
    window.on('closed', () => {
      ipc.detach(contents);
      portside.removeWindow(caller.id);
      this.#window = undefined;
    });
    contents.on('render-process-gone', (_event, { reason }) => {
      logger.error('the page of the window ended', new Error(reason));
      const soon = Date.now() - this.#lastCrash < CRASHES_APART_MS;
      this.#lastCrash = Date.now();
      if (reason === 'clean-exit' || soon) return;
      // What the lost page had begun has nobody left to tell.
      portside.removeWindow(caller.id);
      portside.addWindow(caller);
      window.loadURL(START_URL).catch((error: unknown) => logger.error('the page could not be loaded again', error));
    });
  }
}
