import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type BrowserWindow, type BrowserWindowConstructorOptions, type Rectangle, screen } from 'electron';
import { z } from 'zod';
import type { Logger } from '../log/logger.ts';

const WindowState = z.object({
  bounds: z.object({ x: z.int(), y: z.int(), width: z.int().positive(), height: z.int().positive() }),
  maximized: z.boolean(),
  fullScreen: z.boolean(),
});
type WindowState = z.infer<typeof WindowState>;

const usual = { width: 1280, height: 820 };
/** This much of the title bar must be on a screen for the window to be found and moved. */
const GRASP = { width: 100, height: 30 };

/** Where the window was when it was last closed. */
export class WindowStateFile {
  readonly #file: string;
  readonly #logger: Logger;

  constructor(file: string, logger: Logger) {
    this.#file = file;
    this.#logger = logger;
  }

  /** Size and place for a new window; the usual ones where the last are unknown or on a screen that is gone. */
  placement(): Pick<BrowserWindowConstructorOptions, 'x' | 'y' | 'width' | 'height' | 'fullscreen'> {
    const state = this.#read();
    if (!state || !isOnScreen(state.bounds)) return usual;
    return { ...state.bounds, ...(state.fullScreen ? { fullscreen: true } : {}) };
  }

  wasMaximized(): boolean {
    return this.#read()?.maximized ?? false;
  }

  /** Losing it costs the user a drag of the mouse, so a failure goes to the log and no further. */
  save(window: BrowserWindow): void {
    const state: WindowState = {
      bounds: window.getNormalBounds(),
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
    };
    try {
      mkdirSync(dirname(this.#file), { recursive: true });
      writeFileSync(`${this.#file}.new`, JSON.stringify(state));
      renameSync(`${this.#file}.new`, this.#file);
    } catch (error) {
      this.#logger.error('the place of the window could not be kept', error);
    }
  }

  #read(): WindowState | undefined {
    try {
      return WindowState.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      // Missing on the first start; a broken one is as good as none.
      return undefined;
    }
  }
}

function isOnScreen(bounds: Rectangle): boolean {
  return screen.getAllDisplays().some(({ workArea }) => {
    const width = Math.min(bounds.x + bounds.width, workArea.x + workArea.width) - Math.max(bounds.x, workArea.x);
    const top = bounds.y >= workArea.y && bounds.y + GRASP.height <= workArea.y + workArea.height;
    return width >= GRASP.width && top;
  });
}
