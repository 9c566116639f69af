import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desktop } from './desktop.ts';
import type { PermissionName } from './stand-in/session.ts';

/** Every permission that electron.d.ts names: a new one fails the type check until it stands here. */
const permissions: Record<PermissionName, 'granted' | 'denied'> = {
  'clipboard-sanitized-write': 'granted',
  ar: 'denied',
  'automatic-fullscreen': 'denied',
  'background-fetch': 'denied',
  'background-sync': 'denied',
  'captured-surface-control': 'denied',
  'clipboard-read': 'denied',
  'deprecated-sync-clipboard-read': 'denied',
  'display-capture': 'denied',
  fileSystem: 'denied',
  fullscreen: 'denied',
  geolocation: 'denied',
  'geolocation-approximate': 'denied',
  'hand-tracking': 'denied',
  hid: 'denied',
  'idle-detection': 'denied',
  keyboardLock: 'denied',
  'local-fonts': 'denied',
  'local-network': 'denied',
  'local-network-access': 'denied',
  'loopback-network': 'denied',
  media: 'denied',
  mediaKeySystem: 'denied',
  midi: 'denied',
  midiSysex: 'denied',
  nfc: 'denied',
  notifications: 'denied',
  openExternal: 'denied',
  'payment-handler': 'denied',
  'periodic-background-sync': 'denied',
  'persistent-storage': 'denied',
  pointerLock: 'denied',
  'screen-wake-lock': 'denied',
  sensors: 'denied',
  serial: 'denied',
  'smart-card': 'denied',
  'speaker-selection': 'denied',
  'storage-access': 'denied',
  'system-wake-lock': 'denied',
  'top-level-storage-access': 'denied',
  unknown: 'denied',
  usb: 'denied',
  vr: 'denied',
  'web-app-installation': 'denied',
  'web-printing': 'denied',
  'window-management': 'denied',
};

/** Where a page could be led: none of these is a page of Portside's. */
const foreignAddresses = [
  'https://example.org/',
  'http://127.0.0.1:8080/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'blob:app://portside/0f3a',
  'about:blank',
  'app://portside.example.org/',
  'app://portside@example.org/',
  'app://other/',
  'https://portside/',
  // Portside's own page, loaded anew, would lose what the window holds.
  'app://portside/',
];

const manual = 'https://www.openssh.com/manual.html';
/** Close to a link that may be opened, and not it. */
const lookAlikes = [
  'http://www.openssh.com/manual.html',
  'https://www.openssh.com.example.org/manual.html',
  'https://www.openssh.com@example.org/manual.html',
  'https://user@www.openssh.com/manual.html',
  'https://www.openssh.com:444/manual.html',
  'https://openssh.com/manual.html',
  'https://www.οpenssh.com/manual.html',
  'https://www.openssh.com/manual.html?next=https://example.org',
  'https://www.openssh.com/manual.html#x',
  'https://www.openssh.com/manual.html/../../',
  'https://www.openssh.com/',
  ' https://www.openssh.com/manual.html',
  'HTTPS://WWW.OPENSSH.COM/manual.html',
  'javascript:location="https://www.openssh.com/manual.html"',
  'file:///https://www.openssh.com/manual.html',
  '',
];

describe('the window', () => {
  let desktop: Desktop;
  beforeAll(async () => {
    desktop = await Desktop.start();
  });
  afterAll(() => desktop[Symbol.asyncDispose]());

  it('is made with exactly these preferences, which nobody can change', () => {
    const { webPreferences } = desktop.window.options;
    expect(webPreferences).toEqual({
      preload: join(import.meta.dirname, '../../out/preload/preload.cjs'),
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
    expect(Object.isFrozen(webPreferences)).toBe(true);
  });

  it('has every process of the app sandboxed', () => {
    expect(desktop.electron.app.sandboxed).toBe(true);
  });

  it.each(Object.entries(permissions) as [PermissionName, string][])('%s: %s', async (permission, expected) => {
    const { session } = desktop.electron;
    const { webContents } = desktop.window;
    const granted = expected === 'granted';
    expect(await session.requestPermission(webContents, permission)).toBe(granted);
    expect(session.checkPermission(webContents, permission)).toBe(granted);
  });

  it('grants nothing that does not exist yet', async () => {
    const invented = 'read-minds' as PermissionName;
    expect(await desktop.electron.session.requestPermission(desktop.window.webContents, invented)).toBe(false);
    expect(desktop.electron.session.checkPermission(desktop.window.webContents, invented)).toBe(false);
  });

  it('grants nothing to a page of others, or to none', async () => {
    const { session, app } = desktop.electron;
    const foreign = { ...desktop.window.webContents.mainFrame, origin: 'https://example.org' };
    const page = Object.create(desktop.window.webContents, { mainFrame: { value: foreign } });
    expect(await session.requestPermission(page, 'clipboard-sanitized-write')).toBe(false);
    expect(session.checkPermission(page, 'clipboard-sanitized-write')).toBe(false);
    expect(session.checkPermission(null, 'clipboard-sanitized-write')).toBe(false);
    expect(app.windows.size).toBe(1);
  });

  it.each(['hid', 'serial', 'usb'] as const)('gives no %s device to a page', (deviceType) => {
    const details = { deviceType, origin: 'app://portside', device: {} } as Parameters<
      Desktop['electron']['session']['checkDevice']
    >[0];
    expect(desktop.electron.session.checkDevice(details)).toBe(false);
  });

  it.each(foreignAddresses)('stays where it is when the page would go to %s', (address) => {
    const { webContents } = desktop.window;
    expect(webContents.navigate(address)).toBe('stays');
    expect(webContents.redirect(address)).toBe('stays');
    expect(webContents.navigateFrame(address)).toBe('stays');
    expect(webContents.openWindow(address)).toBe('deny');
    expect(desktop.electron.shell.opened).toEqual([]);
  });

  it('attaches no webview', () => {
    expect(desktop.window.webContents.attachWebview()).toBe('refused');
  });

  it('opens a listed link in the browser, and never in a window', () => {
    const { shell } = desktop.electron;
    expect(desktop.window.webContents.openWindow(manual)).toBe('deny');
    expect(shell.opened.splice(0)).toEqual([manual]);
  });

  it.each(lookAlikes)('opens no look-alike: %s', (address) => {
    expect(desktop.window.webContents.openWindow(address)).toBe('deny');
    expect(desktop.electron.shell.opened).toEqual([]);
  });

  it.each(['http://example.org/', 'https://example.org/x', 'ws://example.org/', 'wss://a/b', 'file:///etc/passwd'])(
    'lets no request of the page reach %s',
    async (address) => {
      expect(await desktop.electron.session.fetch(address)).toBe('cancelled');
    },
  );

  it.each([
    'app://portside/assets/index.js',
    'data:image/png;base64,',
    'blob:app://portside/1',
    'devtools://devtools/x',
  ])('lets the page reach %s', async (address) => {
    expect(await desktop.electron.session.fetch(address)).toBe('sent');
  });

  it('lets the page download nothing by itself', () => {
    expect(desktop.electron.session.download()).toBe('prevented');
  });

  it('fetches no dictionaries', () => {
    expect(desktop.electron.session.spellChecker).toBe(false);
  });

  it('holds other contents to the same rules, should there ever be any', () => {
    const { webContents } = desktop.window;
    const other = new (webContents.constructor as new (session: unknown) => typeof webContents)(webContents.session);
    desktop.electron.app.emit('web-contents-created', {}, other);
    expect(other.navigate('https://example.org/')).toBe('stays');
    expect(other.openWindow('https://example.org/')).toBe('deny');
    expect(other.attachWebview()).toBe('refused');
  });
});
