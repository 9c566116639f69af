import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import type * as Electron from 'electron';
import { electronEvent } from './event.ts';
import type { StandInWindow } from './window.ts';

type Part = Pick<
  Electron.App,
  | 'enableSandbox'
  | 'exit'
  | 'getLocale'
  | 'isPackaged'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setAsDefaultProtocolClient'
  | 'setPath'
  | 'whenReady'
>;

/** `app`: gets ready after the main module has run, and quits in Electron's order. */
export class StandInApplication extends EventEmitter implements Part {
  readonly windows = new Set<StandInWindow>();
  readonly paths = new Map<string, string>();
  readonly protocolClients: string[] = [];
  readonly isPackaged: boolean;
  readonly #isFirstInstance: boolean;
  readonly #locale: string;
  sandboxed = false;
  appUserModelId = '';
  isReady = false;
  /** The exit code, once the process would have ended. */
  exitCode: number | undefined;
  #quitting = false;

  constructor(options: { isPackaged: boolean; isFirstInstance: boolean; locale: string }) {
    super();
    this.isPackaged = options.isPackaged;
    this.#isFirstInstance = options.isFirstInstance;
    this.#locale = options.locale;
  }

  becomeReady(): void {
    this.isReady = true;
    this.emit('ready');
  }

  async whenReady(): Promise<void> {
    if (!this.isReady) await once(this, 'ready');
  }

  /** For what Electron refuses once it is ready. */
  assertNotReady(what: string): void {
    if (this.isReady) throw new Error(`${what} must be called before the app is ready`);
  }

  /** For what Electron refuses until it is ready. */
  assertReady(what: string): void {
    if (!this.isReady) throw new Error(`${what} cannot be used before the app is ready`);
  }

  /** Empty until the app is ready, as in Electron. */
  getLocale(): string {
    return this.isReady ? this.#locale : '';
  }

  enableSandbox(): void {
    this.assertNotReady('app.enableSandbox()');
    this.sandboxed = true;
  }

  setAppUserModelId(id: string): void {
    this.appUserModelId = id;
  }

  setPath(name: string, path: string): void {
    if (!existsSync(path)) throw new Error(`app.setPath(): ${path} does not exist`);
    this.paths.set(name, path);
  }

  setAsDefaultProtocolClient(protocol: string): boolean {
    this.protocolClients.push(protocol);
    return true;
  }

  requestSingleInstanceLock(): boolean {
    return this.#isFirstInstance;
  }

  /** `before-quit`, then every window is closed; either can stop it. */
  quit(): void {
    const beforeQuit = electronEvent({});
    this.emit('before-quit', beforeQuit);
    if (beforeQuit.defaultPrevented) return;
    this.#quitting = true;
    for (const window of this.windows) window.close();
    this.#quitting = false;
    if (this.windows.size === 0) this.exit(0);
  }

  exit(code = 0): void {
    if (this.exitCode !== undefined) return;
    this.exitCode = code;
    for (const window of this.windows) window.destroy();
    this.emit('quit', electronEvent({}), code);
  }

  windowClosed(window: StandInWindow): void {
    this.windows.delete(window);
    if (this.windows.size === 0 && !this.#quitting && this.exitCode === undefined) this.emit('window-all-closed');
  }
}
