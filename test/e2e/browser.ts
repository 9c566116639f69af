import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/find-chromium.ts';
import { type Complaints, listenForComplaints } from './complaints.ts';

/** Chromium as root in a sandbox of its own, and quiet: it looks nothing up outside. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium was found; set PORTSIDE_CHROMIUM to its path.');
  // Scroll bars take room, and are seen, as they are where people work.
  return chromium.launch({ executablePath, args: flags, headless: true, ignoreDefaultArgs: ['--hide-scrollbars'] });
}

/** A window on Portside. Whatever the console complains about is kept, and fails the test that asks. */
export interface Window extends AsyncDisposable {
  readonly page: Page;
  readonly complaints: Complaints;
}

export interface WindowOptions {
  readonly width?: number;
  readonly height?: number;
  /** Of the browser (BCP 47); `en-XA` gets the pseudo-locale. */
  readonly locale?: string;
}

export async function openWindow(browser: Browser, link: string, options: WindowOptions = {}): Promise<Window> {
  const context = await browser.newContext({
    colorScheme: 'light',
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    locale: options.locale ?? 'en-US',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const complaints = listenForComplaints(page);
  await page.goto(link);
  return {
    page,
    complaints,
    async [Symbol.asyncDispose]() {
      await context.close();
    },
  };
}
