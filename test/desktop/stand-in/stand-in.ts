import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { StandInApplication } from './application.ts';
import { StandInIpcMain, StandInIpcRenderer } from './ipc.ts';
import { type MainWorld, runPreload } from './page.ts';
import { StandInSafeStorage } from './safe-storage.ts';
import { StandInSession } from './session.ts';
import {
  StandInDialog,
  StandInImage,
  StandInMenu,
  StandInNotification,
  StandInPowerSaveBlocker,
  StandInProtocol,
  StandInScreen,
  StandInShell,
  StandInTheme,
  StandInTray,
} from './system.ts';
import type { StandInWebContents } from './web-contents.ts';
import { StandInWindow } from './window.ts';

export interface StandInOptions {
  readonly isPackaged?: boolean;
  /** Of the system. */
  readonly locale?: string;
  readonly isFirstInstance?: boolean;
}

/**
 * One Electron without its binary. Each part has the shape that electron.d.ts gives it, as far as Portside uses it, so
 * that a change there fails the type check; where Electron's default is to allow, so does the stand-in.
 */
export class StandIn {
  readonly app: StandInApplication;
  readonly session = new StandInSession();
  readonly ipcMain = new StandInIpcMain();
  readonly protocol: StandInProtocol;
  readonly dialog: StandInDialog;
  readonly safeStorage: StandInSafeStorage;
  readonly shell = new StandInShell();
  readonly screen = new StandInScreen();
  readonly nativeTheme = new StandInTheme();
  readonly powerMonitor = new EventEmitter();
  readonly powerSaveBlocker = new StandInPowerSaveBlocker();
  readonly notifications: StandInNotification[] = [];
  readonly trays: StandInTray[] = [];
  menu: StandInMenu | undefined;
  readonly #worlds = new Map<StandInWebContents, MainWorld>();

  constructor({ isPackaged = false, isFirstInstance = true, locale = 'en-US' }: StandInOptions = {}) {
    this.app = new StandInApplication({ isPackaged, isFirstInstance, locale });
    this.protocol = new StandInProtocol(this.app);
    this.dialog = new StandInDialog(this.app);
    this.safeStorage = new StandInSafeStorage(this.app);
  }

  /** Loads a page's document and runs its preload script. */
  async loadPage(contents: StandInWebContents, url: string, preferences: Electron.WebPreferences): Promise<void> {
    const response = await this.protocol.fetch(url);
    if (!response.ok) throw new Error(`net::ERR_FAILED (${response.status}) loading ${url}`);
    const origin = /^[a-z]+:\/\/[^/]*/.exec(url)?.[0] ?? 'null';
    contents.mainFrame = { parent: null, detached: false, origin, url };
    if (!preferences.preload) return;
    const ipcRenderer = new StandInIpcRenderer(this.ipcMain, contents);
    this.#worlds.set(contents, await runPreload(preferences.preload, ipcRenderer));
  }

  /** What a page's own scripts see. */
  mainWorld(contents: StandInWebContents): MainWorld {
    const world = this.#worlds.get(contents);
    if (!world) throw new Error('this page has not been loaded');
    return world;
  }

  /** What `import ... from 'electron'` gives to the main process. */
  moduleForMain() {
    const standIn = this;
    return {
      app: this.app,
      dialog: this.dialog,
      ipcMain: this.ipcMain,
      nativeTheme: this.nativeTheme,
      powerMonitor: this.powerMonitor,
      powerSaveBlocker: this.powerSaveBlocker,
      protocol: this.protocol,
      safeStorage: this.safeStorage,
      screen: this.screen,
      shell: this.shell,
      session: {
        get defaultSession() {
          standIn.app.assertReady('session.defaultSession');
          return standIn.session;
        },
      },
      nativeImage: { createFromPath: (path: string) => new StandInImage(path) },
      Menu: {
        buildFromTemplate: (items: Electron.MenuItemConstructorOptions[]) => new StandInMenu(items),
        setApplicationMenu: (menu: StandInMenu) => {
          standIn.menu = menu;
        },
      },
      Tray: class extends StandInTray {
        constructor(image: StandInImage) {
          super(image);
          standIn.trays.push(this);
        }
      },
      Notification: class extends StandInNotification {
        static isSupported(): boolean {
          return true;
        }
        constructor(options: Electron.NotificationConstructorOptions) {
          super(standIn.notifications, options);
        }
      },
      BrowserWindow: class extends StandInWindow {
        constructor(options: Electron.BrowserWindowConstructorOptions = {}) {
          super(standIn, options);
        }
      },
    } satisfies { [Name in keyof typeof Electron]?: unknown };
  }
}
