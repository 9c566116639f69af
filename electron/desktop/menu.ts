import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { WindowCommand } from '../../shared/model/desktop.ts';
import type { DesktopTexts } from './texts/desktop-language.ts';

type Item = MenuItemConstructorOptions;

export interface MenuOptions {
  readonly texts: DesktopTexts;
  readonly platform: NodeJS.Platform;
  /** Offers the developer tools. */
  readonly development: boolean;
  readonly run: (command: WindowCommand) => void;
}

/**
 * The keys that the window itself listens to; the menu shows them, and leaves them to the window. macOS knows no such
 * thing: a key in its menu is taken from every text field, so there only keys with Command are named.
 */
const keys: Partial<Record<WindowCommand, string>> = {
  quickConnect: 'CmdOrCtrl+O',
  newFolder: 'F7',
  rename: 'F2',
  remove: 'Delete',
  copy: 'F5',
  refresh: 'CmdOrCtrl+R',
  goBack: 'Alt+Left',
  goForward: 'Alt+Right',
  goUp: 'Alt+Up',
  editPath: 'CmdOrCtrl+L',
  filter: 'CmdOrCtrl+F',
  showHidden: 'CmdOrCtrl+H',
  focusDock: 'CmdOrCtrl+J',
  cheatSheet: 'F1',
};

/** macOS hides the app with Command+H; the Finder shows hidden files by this one. */
const macKeys: Partial<Record<WindowCommand, string>> = { showHidden: 'CmdOrCtrl+Shift+.' };

export function installMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}

/** The menu bar as each system is used to it. */
function menuTemplate({ texts, platform, development, run }: MenuOptions): Item[] {
  const mac = platform === 'darwin';
  const separator: Item = { type: 'separator' };
  const command = (id: WindowCommand): Item => ({ id, label: texts[id], click: () => run(id), ...keyOf(id, mac) });
  const commands = (...ids: WindowCommand[]) => ids.map(command);

  const file: Item = {
    label: texts.file,
    submenu: [
      ...commands('quickConnect', 'disconnect'),
      separator,
      ...commands('newFolder', 'rename', 'remove'),
      separator,
      ...commands('copy', 'copyPath'),
      separator,
      mac ? { role: 'close', label: texts.closeWindow } : { role: 'quit', label: texts.quit },
    ],
  };
  const edit: Item = {
    label: texts.edit,
    submenu: [
      { role: 'undo', label: texts.undo },
      { role: 'redo', label: texts.redo },
      separator,
      { role: 'cut', label: texts.cut },
      { role: 'copy', label: texts.copyText },
      { role: 'paste', label: texts.paste },
      { role: 'delete', label: texts.deleteText },
      { role: 'selectAll', label: texts.selectAll },
    ],
  };
  const view: Item = {
    label: texts.view,
    submenu: [
      ...commands('refresh', 'filter', 'showHidden'),
      separator,
      ...commands('switchPane', 'focusDock'),
      separator,
      { role: 'resetZoom', label: texts.actualSize },
      { role: 'zoomIn', label: texts.zoomIn },
      { role: 'zoomOut', label: texts.zoomOut },
      separator,
      { role: 'togglefullscreen', label: texts.fullScreen },
      ...(development ? [separator, { role: 'toggleDevTools', label: texts.developerTools } satisfies Item] : []),
    ],
  };
  const go: Item = { label: texts.go, submenu: commands('goBack', 'goForward', 'goUp', 'editPath') };
  const about: Item = { role: 'about', label: texts.about };
  const help: Item = {
    role: 'help',
    label: texts.help,
    submenu: [...commands('cheatSheet'), ...(mac ? [] : [separator, about])],
  };
  if (!mac) return [file, edit, view, go, help];

  // With the items Electron would put there itself, in English.
  const appMenu: Item = {
    role: 'appMenu',
    submenu: [
      about,
      separator,
      { role: 'services', label: texts.services },
      separator,
      { role: 'hide', label: texts.hide },
      { role: 'hideOthers', label: texts.hideOthers },
      { role: 'unhide', label: texts.showAll },
      separator,
      { role: 'quit', label: texts.quit },
    ],
  };
  const windowMenu: Item = {
    role: 'windowMenu',
    label: texts.window,
    submenu: [
      { role: 'minimize', label: texts.minimize },
      { role: 'zoom', label: texts.zoom },
      separator,
      { role: 'front', label: texts.bringToFront },
    ],
  };
  return [appMenu, file, edit, view, go, windowMenu, help];
}

function keyOf(id: WindowCommand, mac: boolean): Pick<Item, 'accelerator' | 'registerAccelerator'> {
  const accelerator = (mac ? macKeys[id] : undefined) ?? keys[id];
  if (!accelerator) return {};
  if (!mac) return { accelerator, registerAccelerator: false };
  return accelerator.startsWith('CmdOrCtrl') ? { accelerator } : {};
}
