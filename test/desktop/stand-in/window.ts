import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { electronEvent } from './event.ts';
import type { StandIn } from './stand-in.ts';
import { StandInWebContents } from './web-contents.ts';

type Part = Pick<
  Electron.BrowserWindow,
  | 'close'
  | 'destroy'
  | 'focus'
  | 'getNormalBounds'
  | 'isDestroyed'
  | 'isFocused'
  | 'isFullScreen'
  | 'isMaximized'
  | 'isMinimized'
  | 'loadURL'
  | 'maximize'
  | 'restore'
  | 'setProgressBar'
  | 'show'
>;

/** `BrowserWindow`, bound to one stand-in: remembers how it was made and what was done to it. */
export class StandInWindow extends EventEmitter implements Part {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents: StandInWebContents;
  readonly #standIn: StandIn;
  visible = false;
  focused = false;
  maximized = false;
  minimized = false;
  fullScreen: boolean;
  bounds: Electron.Rectangle;
  progress = -1;
  #destroyed = false;

  constructor(standIn: StandIn, options: Electron.BrowserWindowConstructorOptions) {
    super();
    standIn.app.assertReady('BrowserWindow');
    this.#standIn = standIn;
    this.options = options;
    this.fullScreen = options.fullscreen ?? false;
    this.bounds = { x: options.x ?? 0, y: options.y ?? 0, width: options.width ?? 800, height: options.height ?? 600 };
    this.webContents = new StandInWebContents(standIn.session);
    standIn.app.windows.add(this);
    standIn.app.emit('web-contents-created', electronEvent({}), this.webContents);
  }

  async loadURL(url: string): Promise<void> {
    await this.#standIn.loadPage(this.webContents, url, this.options.webPreferences ?? {});
    this.emit('ready-to-show');
  }

  show(): void {
    this.visible = true;
    this.focus();
  }

  focus(): void {
    for (const window of this.#standIn.app.windows) window.focused = false;
    this.focused = true;
  }

  restore(): void {
    this.minimized = false;
  }

  maximize(): void {
    this.maximized = true;
  }

  isFocused(): boolean {
    return this.focused;
  }
  isMinimized(): boolean {
    return this.minimized;
  }
  isMaximized(): boolean {
    return this.maximized;
  }
  isFullScreen(): boolean {
    return this.fullScreen;
  }
  isDestroyed(): boolean {
    return this.#destroyed;
  }
  getNormalBounds(): Electron.Rectangle {
    return this.bounds;
  }
  setProgressBar(progress: number): void {
    this.progress = progress;
  }

  close(): void {
    const event = electronEvent({});
    this.emit('close', event);
    if (!event.defaultPrevented) this.destroy();
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.webContents.destroy();
    this.emit('closed');
    this.#standIn.app.windowClosed(this);
  }
}
