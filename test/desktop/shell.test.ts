import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Desktop } from './desktop.ts';
import type { StandInMenu } from './stand-in/system.ts';

function menuOf(desktop: Desktop): StandInMenu {
  if (!desktop.electron.menu) throw new Error('there is no menu bar');
  return desktop.electron.menu;
}

const labels = (items: readonly { label?: string; role?: string; type?: string }[]) =>
  items.map((item) => item.label ?? item.role ?? item.type);

describe('the menu bar', () => {
  it('is laid out as on Windows and Linux, with keys that are shown and left to the window', async () => {
    await using desktop = await Desktop.start({ platform: 'linux' });
    const menu = menuOf(desktop);
    expect(labels(menu.items)).toEqual(['&File', '&Edit', '&View', '&Go', '&Help']);
    expect(labels(menu.submenu('&File')).at(-1)).toBe('Quit Portside');
    expect(labels(menu.submenu('&Help'))).toEqual(['Keyboard Shortcuts', 'separator', 'About Portside']);
    const withKeys = menu.items.flatMap((item) => (Array.isArray(item.submenu) ? item.submenu : []));
    const keys = withKeys.filter((item) => item.accelerator);
    expect(keys.length).toBeGreaterThan(8);
    expect(keys.filter((item) => item.registerAccelerator !== false)).toEqual([]);
  });

  it('is laid out as on macOS, and takes no key from a text field', async () => {
    await using desktop = await Desktop.start({ platform: 'darwin' });
    const menu = menuOf(desktop);
    expect(labels(menu.items)).toEqual(['appMenu', '&File', '&Edit', '&View', '&Go', '&Window', '&Help']);
    expect(labels(menu.submenu('&File')).at(-1)).toBe('Close Window');
    const accelerators = menu.items
      .flatMap((item) => (Array.isArray(item.submenu) ? item.submenu : []))
      .flatMap((item) => item.accelerator ?? []);
    expect(accelerators.filter((keys) => !keys.startsWith('CmdOrCtrl+'))).toEqual([]);
    // Command+H is the system's: it hides the app.
    expect(accelerators).not.toContain('CmdOrCtrl+H');
    expect(accelerators).toContain('CmdOrCtrl+Shift+.');
  });

  it.each([
    { platform: 'linux', before: 'F2', after: 'F9' },
    { platform: 'darwin', before: undefined, after: undefined },
  ] as const)('shows the keys that the user has chosen, at once ($platform)', async ({ platform, before, after }) => {
    await using desktop = await Desktop.start({ platform });
    const keyOf = (label: string) =>
      menuOf(desktop)
        .submenu('&File')
        .find((item) => item.label === label)?.accelerator;
    expect(keyOf('Rename…')).toBe(before);
    const shortcuts = {
      rename: [{ key: 'F9' }],
      // What another command has taken over is not its key any more: on a Mac the menu bar would go on taking it.
      duplicate: [],
      newFolder: [{ key: 'd', primary: true as const }],
      newFile: [{ key: 'ä', primary: true as const }],
    };
    await desktop.request('settings.set', { shortcuts });
    expect(keyOf('Rename…')).toBe(after);
    expect(keyOf('Duplicate')).toBeUndefined();
    expect(keyOf('New Folder…')).toBe('CmdOrCtrl+D');
    expect(keyOf('New File…')).toBeUndefined();
    await desktop.request('settings.set', { shortcuts: {} });
    expect(keyOf('Duplicate')).toBe('CmdOrCtrl+D');
  });

  it('sends what was chosen to the window', async () => {
    await using desktop = await Desktop.start();
    const commands = desktop.listen('desktop.command');
    menuOf(desktop).choose('New Folder…');
    menuOf(desktop).choose('Quick Connect');
    expect(commands).toEqual([{ command: 'newFolder' }, { command: 'quickConnect' }]);
  });

  it.each([
    { isPackaged: false, offered: true },
    { isPackaged: true, offered: false },
  ])('offers developer tools: $offered (packaged: $isPackaged)', async ({ isPackaged, offered }) => {
    await using desktop = await Desktop.start({ isPackaged });
    const roles = menuOf(desktop)
      .submenu('&View')
      .map((item) => item.role);
    expect(roles.includes('toggleDevTools')).toBe(offered);
  });
});

describe('the tray', () => {
  it('shows the window and quits', async () => {
    await using desktop = await Desktop.start();
    const [tray] = desktop.electron.trays;
    desktop.window.minimized = true;
    desktop.window.focused = false;
    tray?.menu?.choose('Show Portside');
    expect(desktop.window).toMatchObject({ minimized: false, focused: true });
    tray?.menu?.choose('Quit Portside');
    await expect.poll(() => desktop.electron.app.exitCode).toBe(0);
  });

  it.each([
    { platform: 'linux', dark: false, drawing: 'tray-dark.png' },
    { platform: 'linux', dark: true, drawing: 'tray-light.png' },
    { platform: 'darwin', dark: true, drawing: 'trayTemplate.png' },
  ] as const)('stands out: $drawing on $platform (dark: $dark)', async ({ platform, dark, drawing }) => {
    await using desktop = await Desktop.start({ platform });
    desktop.electron.nativeTheme.shouldUseDarkColors = dark;
    desktop.electron.nativeTheme.emit('updated');
    const [tray] = desktop.electron.trays;
    expect(tray?.image.path).toMatch(new RegExp(`${drawing}$`));
    expect(tray?.image.isEmpty()).toBe(false);
  });
});

describe('a second start', () => {
  it('ends at once, without a window', async () => {
    await using desktop = await Desktop.start({ isFirstInstance: false });
    expect(desktop.electron.app.exitCode).toBe(0);
    expect(desktop.electron.app.windows.size).toBe(0);
  });

  it('brings the window of the first to the front', async () => {
    await using desktop = await Desktop.start();
    desktop.window.minimized = true;
    desktop.window.focused = false;
    desktop.electron.app.emit('second-instance', {}, ['portside'], '/', null);
    expect(desktop.window).toMatchObject({ minimized: false, focused: true });
  });
});

describe('links from other programs', () => {
  const open = (desktop: Desktop, link: string) =>
    desktop.electron.app.emit('second-instance', {}, ['portside', link], '/', null);

  it('wait for the window when Portside is started with one, and connect nowhere by themselves', async () => {
    await using desktop = await Desktop.start({ arguments: ['sftp://ann:secret@files.example.org:2222/site'] });
    expect(await desktop.request('desktop.takeLink')).toEqual({
      target: {
        protocol: 'sftp',
        encryption: 'auto',
        host: 'files.example.org',
        port: 2222,
        user: 'ann',
        initialPath: '/site',
      },
      password: 'secret',
    });
    expect(await desktop.request('connections.list')).toEqual([]);
    expect(await desktop.request('transcript.snapshot')).toEqual([]);
    expect(await desktop.request('desktop.takeLink')).toBeUndefined();
  });

  it('bring the window to the front, which is told of them', async () => {
    await using desktop = await Desktop.start();
    const waiting = desktop.listen('desktop.linksWaiting');
    desktop.window.focused = false;
    open(desktop, 'ftps://example.org/');
    expect(waiting).toEqual([{ count: 1 }]);
    expect(desktop.window.focused).toBe(true);
    expect(await desktop.request('desktop.takeLink')).toMatchObject({
      target: { protocol: 'ftp', encryption: 'implicit', host: 'example.org', port: 990 },
    });
  });

  it('come on macOS as an event, also before Portside is ready', async () => {
    await using desktop = await Desktop.start({
      platform: 'darwin',
      // Listeners of the main process come first: it is loaded before Electron gets ready.
      prepare: ({ app }) => app.once('ready', () => app.emit('open-url', { preventDefault() {} }, 'ftp://example.org')),
    });
    expect(await desktop.request('desktop.takeLink')).toMatchObject({ target: { host: 'example.org', port: 21 } });
  });

  it.each([
    ['portside:sftp://bob@example.org/', 'bob'],
    ['portside://ftp://bob@example.org/', 'bob'],
    ['SFTP://bob@example.org', 'bob'],
  ])('are understood as %s', async (link, user) => {
    await using desktop = await Desktop.start({ arguments: [link] });
    expect(await desktop.request('desktop.takeLink')).toMatchObject({ target: { user, host: 'example.org' } });
  });

  it.each([
    'https://example.org/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'portside:https://example.org',
    'portside:portside:sftp://example.org',
    'sftp:example.org',
    'sftp://',
    'sftp://exa mple.org/',
    'sftp://example.org/\r\nDELE x',
    'sftp://example.org:99999/',
    `sftp://example.org/${'a'.repeat(3_000)}`,
    '--gpu-launcher=sftp://example.org/',
    'example.org',
  ])('are left alone where they lead to no server: %j', async (link) => {
    await using desktop = await Desktop.start();
    const waiting = desktop.listen('desktop.linksWaiting');
    open(desktop, link);
    expect(waiting).toEqual([]);
    expect(await desktop.request('desktop.takeLink')).toBeUndefined();
  });

  it('are handed out one by one in the order they came, and cannot pile up without end', async () => {
    await using desktop = await Desktop.start();
    for (let i = 0; i < 100; i++) open(desktop, `sftp://host${i}.example.org/`);
    const hosts: string[] = [];
    for (;;) {
      const link = await desktop.request('desktop.takeLink');
      if (!link) break;
      hosts.push(link.target.host);
    }
    expect(hosts).toEqual(Array.from({ length: 10 }, (_, i) => `host${i}.example.org`));
  });

  it('lead to Portside by its own scheme once it is installed, and take no other from anyone', async () => {
    await using desktop = await Desktop.start({ isPackaged: true });
    expect(desktop.electron.app.protocolClients).toEqual(['portside']);
    await using notInstalled = await Desktop.start({ isPackaged: false });
    expect(notInstalled.electron.app.protocolClients).toEqual([]);
  });
});

describe('the place of the window', () => {
  let dataDirectory: string;
  beforeEach(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'portside-window-'));
  });
  afterEach(() => rm(dataDirectory, { recursive: true, force: true }));

  const bounds = { x: 200, y: 120, width: 900, height: 640 };

  it('is kept from one start to the next', async () => {
    {
      await using desktop = await Desktop.start({ dataDirectory });
      desktop.window.bounds = bounds;
      desktop.window.maximized = true;
    }
    await using desktop = await Desktop.start({ dataDirectory });
    expect(desktop.window.options).toMatchObject(bounds);
    expect(desktop.window.maximized).toBe(true);
  });

  it.each([
    ['to the right', { ...bounds, x: 4_000 }],
    ['above', { ...bounds, y: -500 }],
    ['all but a sliver', { ...bounds, x: -850 }],
  ])('is forgotten where its screen is gone: %s', async (_where, lost) => {
    const state = { bounds: lost, maximized: false, fullScreen: false };
    await writeFile(join(dataDirectory, 'window.json'), JSON.stringify(state));
    await using desktop = await Desktop.start({ dataDirectory });
    expect(desktop.window.options).toMatchObject({ width: 1280, height: 820 });
    expect(desktop.window.options.x).toBeUndefined();
  });

  it.each(['', 'null', '{"bounds":{}}', '{"bounds":{"x":"1"}}'])(
    'is forgotten where it cannot be read: %j',
    async (text) => {
      await writeFile(join(dataDirectory, 'window.json'), text);
      await using desktop = await Desktop.start({ dataDirectory });
      expect(desktop.window.options).toMatchObject({ width: 1280, height: 820 });
    },
  );

  it("is kept beside the data, and Electron's own files in a folder of theirs", async () => {
    const desktop = await Desktop.start({ dataDirectory });
    expect(desktop.electron.app.paths.get('userData')).toBe(join(dataDirectory, 'electron'));
    await desktop[Symbol.asyncDispose]();
    expect(JSON.parse(await readFile(join(dataDirectory, 'window.json'), 'utf8'))).toHaveProperty('bounds');
  });
});

describe('a page that crashes', () => {
  it('is loaded again, once', async () => {
    await using desktop = await Desktop.start();
    const before = desktop.bridge;
    desktop.window.webContents.crash('crashed');
    await expect.poll(() => desktop.bridge !== before).toBe(true);
    expect(await desktop.request('app.info')).toMatchObject({ host: 'desktop' });

    const after = desktop.bridge;
    desktop.window.webContents.crash('crashed');
    await desktop.request('app.info');
    expect(desktop.bridge).toBe(after);
  });
});

describe('the language of menus, tray and questions', () => {
  it('is the system’s', async () => {
    await using desktop = await Desktop.start({ platform: 'linux', locale: 'de-AT' });
    expect(labels(menuOf(desktop).items)).toEqual(['&Datei', '&Bearbeiten', '&Ansicht', '&Gehe zu', '&Hilfe']);
    expect(labels(menuOf(desktop).submenu('&Bearbeiten'))).toContain('Einfügen');
    expect(desktop.electron.trays[0]?.toolTip).toBe('Portside: Keine Übertragungen');
  });

  it.each(['linux', 'darwin'] as const)('changes at once when it is chosen in the settings (%s)', async (platform) => {
    await using desktop = await Desktop.start({ platform });
    await desktop.request('settings.set', { language: 'de' });
    expect(labels(menuOf(desktop).items)).toContain('&Bearbeiten');
    expect(menuWords(desktop).filter((word) => /\b(?:the|Copy|Paste|Window|Folder|Show)\b/.test(word))).toEqual([]);
    expect(desktop.electron.trays[0]?.menu?.items.map((item) => item.label)).toContain('Portside beenden');
    await desktop.request('settings.set', { language: 'system' });
    expect(labels(menuOf(desktop).items)).toContain('&Edit');
    expect(desktop.electron.trays[0]?.toolTip).toBe('Portside: No transfers');
  });

  it('is the chosen one again after a restart', async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'portside-language-'));
    try {
      {
        await using desktop = await Desktop.start({ dataDirectory });
        await desktop.request('settings.set', { language: 'de' });
      }
      await using desktop = await Desktop.start({ dataDirectory, platform: 'linux' });
      expect(labels(menuOf(desktop).items)).toContain('&Datei');
    } finally {
      await rm(dataDirectory, { recursive: true, force: true });
    }
  });
});

/** Every word of the menu bar; an item without a label gets Electron's English one, so its role counts as a word. */
function menuWords(desktop: Desktop): string[] {
  return menuOf(desktop)
    .items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? item.submenu : [])])
    .filter(({ type, role }) => type !== 'separator' && role !== 'appMenu')
    .map(({ label, role }) => label ?? `the ${role}`);
}
