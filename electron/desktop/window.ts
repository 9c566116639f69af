import { join } from 'node:path';
import { BrowserWindow, type WebPreferences } from 'electron';
import { START_URL } from './app-protocol.ts';

/** The one set of preferences, for every window: an isolated, sandboxed page without Node, frames of others or webviews. */
const webPreferences: WebPreferences = Object.freeze({
  preload: join(import.meta.dirname, '../preload/preload.cjs'),
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  navigateOnDragDrop: false,
  spellcheck: false,
});

/** A window with Portside's page, shown once the page has something to show. */
export function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Portside',
    webPreferences,
  });
  window.once('ready-to-show', () => window.show());
  return window;
}

/** Resolves when the page has loaded. */
export async function loadPage(window: BrowserWindow): Promise<void> {
  await window.loadURL(START_URL);
}
