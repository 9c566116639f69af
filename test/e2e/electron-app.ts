import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { type Complaints, listenForComplaints } from './complaints.ts';

const root = join(import.meta.dirname, '../..');
/** A clean end waits for connections to close; what takes longer hangs. */
const QUIT_WITHIN_MS = 15_000;

export interface ElectronAppOptions {
  readonly demo?: boolean;
  /** Stands in for the user's home on this machine. */
  readonly home?: string;
  /** A data folder of an earlier run; stays when the app ends. Absent: a new one, for this run alone. */
  readonly dataDirectory?: string;
}

/** The built Portside on real Electron, with a data folder of its own. */
export class ElectronApp implements AsyncDisposable {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly complaints: Complaints;
  readonly #data: string;
  readonly #keepsData: boolean;

  private constructor(electron: ElectronApplication, page: Page, data: { path: string; keep: boolean }) {
    this.electron = electron;
    this.page = page;
    this.complaints = listenForComplaints(page);
    this.#data = data.path;
    this.#keepsData = data.keep;
  }

  /** Resolves when the window shows its page. */
  static async start(binary: string, options: ElectronAppOptions = {}): Promise<ElectronApp> {
    const { demo = false, home } = options;
    const keep = options.dataDirectory !== undefined;
    const data = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'portside-data-')));
    let electron: ElectronApplication | undefined;
    try {
      electron = await _electron.launch({
        executablePath: binary,
        args: [...(isRootOnLinux() ? ['--no-sandbox'] : []), '--lang=en-US', root, ...(demo ? ['--demo'] : [])],
        env: {
          ...environment(),
          PORTSIDE_DATA: data,
          // No agent of the machine takes part in a test.
          SSH_AUTH_SOCK: '',
          ...(home === undefined ? {} : { HOME: home, USERPROFILE: home }),
        },
      });
      const page = await electron.firstWindow();
      await page.waitForLoadState();
      return new ElectronApp(electron, page, { path: data, keep });
    } catch (error) {
      electron?.process().kill('SIGKILL');
      if (!keep) await rm(data, { recursive: true, force: true });
      throw error;
    }
  }

  /** Quits whatever runs, as when the system goes down. What does not end by itself is ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    const process = this.electron.process();
    if (process.exitCode === null) {
      const ended = once(process, 'exit');
      const hanging = setTimeout(() => process.kill('SIGKILL'), QUIT_WITHIN_MS);
      this.electron
        .evaluate(({ app, powerMonitor }) => {
          powerMonitor.emit('shutdown');
          app.quit();
        })
        // The line to Electron breaks as it ends.
        .catch(() => {});
      await ended;
      clearTimeout(hanging);
    }
    if (!this.#keepsData) await rm(this.#data, { recursive: true, force: true });
  }
}

/** Chromium has no sandbox for root, as whom the real servers of the tests must run. */
function isRootOnLinux(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

function environment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
