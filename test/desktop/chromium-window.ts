import { basename } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { contract, type EventName } from '../../shared/ipc/contract.ts';
import type { Desktop } from './desktop.ts';

/** Chromium knows no `app://` without Electron; this stands for it, with the answers of the app's own protocol. */
const ORIGIN = 'https://portside.invalid';

/** The bridge as the page sees it, over functions that reach the preload script's. */
const bridgeScript = `{
  const listeners = new Map();
  const request = window.portsideRequest;
  window.portsideHear = (event, payload) => {
    for (const listener of listeners.get(event) ?? []) listener(payload);
  };
  window.portside = {
    request: (name, input) => request(name, input),
    on(event, listener) {
      listeners.set(event, (listeners.get(event) ?? new Set()).add(listener));
      return () => listeners.get(event).delete(listener);
    },
    pathForFile: (file) => window.portsidePaths?.[file.name] ?? '',
  };
}`;

/** The window of a stand-in as a real page: what the built main process serves runs in Chromium, over the built preload script. */
export interface ChromiumWindow extends AsyncDisposable {
  readonly page: Page;
  /** Errors and warnings of the console, requests to anywhere else, and exceptions. */
  readonly complaints: string[];
  /** What the page has asked and was answered, in that order. */
  readonly answered: readonly { readonly name: string; readonly input: unknown }[];
  /** Tells the page where files of these paths are: Chromium keeps that to itself. */
  knowPaths(paths: readonly string[]): Promise<void>;
}

export async function showInChromium(desktop: Desktop, browser: Browser): Promise<ChromiumWindow> {
  const { bridge } = desktop;
  const context = await browser.newContext({
    viewport: { width: 1280, height: 820 },
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.route('**/*', async (route) => {
    const { href, origin } = new URL(route.request().url());
    if (origin !== ORIGIN) {
      complaints.push(`a request to ${href}`);
      await route.abort();
      return;
    }
    const response = await desktop.electron.protocol.fetch(`app://portside${href.slice(ORIGIN.length)}`);
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  });
  const answered: { name: string; input: unknown }[] = [];
  await page.exposeFunction('portsideRequest', async (name: string, input: unknown) => {
    const answer = await bridge.request(name, input);
    answered.push({ name, input });
    return answer;
  });
  await page.addInitScript({ content: bridgeScript });
  await page.goto(`${ORIGIN}/`);
  const stops = (Object.keys(contract.events) as EventName[]).map((event) =>
    bridge.on(event, (payload) => {
      const told = page.evaluate(`portsideHear(${JSON.stringify(event)}, ${JSON.stringify(payload)})`);
      told.catch((error: unknown) => {
        if (!page.isClosed()) complaints.push(String(error));
      });
    }),
  );
  return {
    page,
    complaints,
    answered,
    async knowPaths(paths) {
      const byName = Object.fromEntries(paths.map((path) => [basename(path), path]));
      await page.evaluate(`window.portsidePaths = ${JSON.stringify(byName)}`);
    },
    async [Symbol.asyncDispose]() {
      for (const stop of stops) stop();
      await context.close();
    },
  };
}
