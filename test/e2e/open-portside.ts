import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { findChromium } from '../../scripts/find-chromium.ts';
import { findElectron } from '../../scripts/find-electron.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { type AppLoader, createBrowserLoader, createElectronLoader, type LoadOptions } from './app-loader.ts';
import { PortsidePage } from './pages/portside-page.ts';

/** A running Portside with one window on it, and an empty folder of this computer as the home. */
export interface OpenPortside extends AsyncDisposable {
  readonly portside: PortsidePage;
  /** The folder that the left pane shows. */
  readonly home: string;
  /** A path of this machine as Portside sees it, its own disks included. */
  pathInside(path: string): string;
  /** Ends Portside and leaves its window. */
  stopHost(): Promise<void>;
  /** What the browser's console may say without failing the test. */
  forgive(complaint: RegExp): void;
}

/** Set before the tests of a `describe` run. */
let loader: AppLoader;

/** Starts the app and opens a window. On disposal any complaint of the browser's console fails the test. */
export async function openPortside(options: LoadOptions = {}): Promise<OpenPortside> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'portside-home-')));
  const app = await loader.load({ ...options, home });
  const portside = new PortsidePage(app.page);
  // The page objects know the English names of things.
  if (options.locale === undefined) await portside.left.shows(home);
  const forgiven: RegExp[] = [];
  return {
    portside,
    home,
    pathInside: (path) => app.pathInside(path),
    stopHost: () => app.stopHost(),
    forgive: (complaint) => forgiven.push(complaint),
    async [Symbol.asyncDispose]() {
      await portside.screenshot(`at-the-end/${expect.getState().currentTestName?.replace(/[^\w]+/g, '-')}`);
      const complaints = app.complaints.filter((text) => !forgiven.some((pattern) => pattern.test(text)));
      await app[Symbol.asyncDispose]();
      await rm(home, { recursive: true, force: true });
      expect(complaints, 'the browser’s console').toEqual([]);
    },
  };
}

/** A `describe` of browser tests on real servers; skipped aloud without Chromium, failed on CI. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (!findChromium() && !process.env['CI']) {
    skip(name, 'no Chromium was found', tests);
    return;
  }
  describeWith(createBrowserLoader, name, tests);
}

/** The same tests in the browser and on real Electron; skipped aloud where Electron cannot run. */
export function describeOnBothHosts(name: string, tests: () => void): void {
  describeInBrowser(name, tests);
  const binary = findElectron();
  const onElectron = `${name}, on Electron`;
  if (!binary) skip(onElectron, "Electron's binary is not installed", tests);
  else if (!hasDisplay()) skip(onElectron, 'there is no display for Electron', tests);
  else describeWith(async () => createElectronLoader(binary), onElectron, tests);
}

function describeWith(createLoader: () => Promise<AppLoader>, name: string, tests: () => void): void {
  describeWithServers(name, () => {
    beforeAll(async () => {
      loader = await createLoader();
    });
    afterAll(() => loader?.[Symbol.asyncDispose]());
    tests();
  });
}

function skip(name: string, reason: string, tests: () => void): void {
  console.warn(`skipped: ${reason}: ${name}`);
  describe.skip(`${name} (skipped: ${reason})`, tests);
}

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}
