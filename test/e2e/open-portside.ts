import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { findChromium } from '../../scripts/find-chromium.ts';
import { describeWithServers } from '../servers/describe-with-servers.ts';
import { AppProcess, type AppProcessOptions } from './app-process.ts';
import { launchBrowser, openWindow, type Window, type WindowOptions } from './browser.ts';
import { PortsidePage } from './pages/portside-page.ts';

/** A running Portside with one window on it, and an empty folder of this computer as the home. */
export interface OpenPortside extends AsyncDisposable {
  readonly portside: PortsidePage;
  readonly app: AppProcess;
  readonly window: Window;
  /** The folder that the left pane shows. */
  readonly home: string;
  /** What the browser's console may say without failing the test. */
  forgive(complaint: RegExp): void;
}

let browser: Browser;

/** Starts the app and opens a window. On disposal any complaint of the browser's console fails the test. */
export async function openPortside(options: AppProcessOptions & WindowOptions = {}): Promise<OpenPortside> {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'portside-home-')));
  const app = await AppProcess.start({ ...options, home });
  const window = await openWindow(browser, app.link, options);
  const portside = new PortsidePage(window.page);
  await portside.left.shows(home);
  const forgiven: RegExp[] = [];
  return {
    portside,
    app,
    window,
    home,
    forgive: (complaint) => forgiven.push(complaint),
    async [Symbol.asyncDispose]() {
      await portside.screenshot(`at-the-end/${expect.getState().currentTestName?.replace(/[^\w]+/g, '-')}`);
      const complaints = window.complaints.filter((text) => !forgiven.some((pattern) => pattern.test(text)));
      await window[Symbol.asyncDispose]();
      await app[Symbol.asyncDispose]();
      await rm(home, { recursive: true, force: true });
      expect(complaints, 'the browser’s console').toEqual([]);
    },
  };
}

/** A `describe` of browser tests on real servers; skipped aloud without Chromium, failed on CI. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (!findChromium() && !process.env['CI']) {
    console.warn(`skipped: ${name}: no Chromium was found`);
    describe.skip(`${name} (skipped: no Chromium was found)`, tests);
    return;
  }
  describeWithServers(name, () => {
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    afterAll(() => browser?.close());
    tests();
  });
}
