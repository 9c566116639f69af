import type { Page } from 'playwright-core';
import { AppProcess, type AppProcessOptions } from './app-process.ts';
import { launchBrowser, openWindow, type WindowOptions } from './browser.ts';
import type { Complaints } from './complaints.ts';
import { ElectronApp } from './electron-app.ts';

/** A running Portside with one window on it. */
interface LoadedApp extends AsyncDisposable {
  readonly page: Page;
  readonly complaints: Complaints;
  /** A path of this machine as Portside sees it, its own disks included. */
  pathInside(path: string): string;
  /** Ends Portside and leaves its window. */
  stopHost(): Promise<void>;
}

export type LoadOptions = AppProcessOptions & WindowOptions;

/** One way to run Portside. The page objects and the tests do not know which. */
export interface AppLoader extends AsyncDisposable {
  load(options: LoadOptions): Promise<LoadedApp>;
}

/** The loopback host, in the system's Chromium. */
export async function createBrowserLoader(): Promise<AppLoader> {
  const browser = await launchBrowser();
  return {
    async load(options) {
      const app = await AppProcess.start(options);
      const window = await openWindow(browser, app.link, options);
      return {
        page: window.page,
        complaints: window.complaints,
        pathInside: (path) => app.pathInside(path),
        stopHost: () => app[Symbol.asyncDispose](),
        async [Symbol.asyncDispose]() {
          await window[Symbol.asyncDispose]();
          await app[Symbol.asyncDispose]();
        },
      };
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}

/** The desktop host, on real Electron. Its home is a folder of this machine: it has no disks of its own. */
export function createElectronLoader(binary: string): AppLoader {
  return {
    async load({ width = 1440, height = 900, ...options }) {
      if (options.homeTmpfsBytes !== undefined) throw new Error('Electron gets no disk of its own here.');
      const app = await ElectronApp.start(binary, options);
      await app.page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await app.electron.evaluate(
        ({ BrowserWindow }, [width, height]) => BrowserWindow.getAllWindows()[0]?.setContentSize(width, height),
        [width, height] as const,
      );
      return {
        page: app.page,
        complaints: app.complaints,
        pathInside: (path) => path,
        stopHost: () => Promise.reject(new Error('The window of the desktop goes with its host.')),
        [Symbol.asyncDispose]: () => app[Symbol.asyncDispose](),
      };
    },
    async [Symbol.asyncDispose]() {},
  };
}
