import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { EventName, EventPayload } from '../../shared/ipc/contract.ts';
import type { Caller } from '../../shared/ipc/dispatch.ts';
import type { WindowCommand } from '../../shared/model/desktop.ts';
import type { Settings } from '../../shared/model/settings.ts';
import { type ChosenKeys, menuKeyOf } from './menu-keys.ts';
import type { DesktopLanguage, DesktopTexts } from './texts/desktop-language.ts';

type Item = MenuItemConstructorOptions;

export interface MenuBarOptions {
  readonly language: Pick<DesktopLanguage, 'texts'>;
  readonly platform: NodeJS.Platform;
  /** Offers the developer tools. */
  readonly development: boolean;
  readonly run: (command: WindowCommand) => void;
}

/** The menu bar. It listens to the settings as a window does, for the keys that the user has chosen. */
export class MenuBar implements Caller {
  readonly id = 'menu-bar';
  readonly #options: MenuBarOptions;
  #chosen: ChosenKeys = {};

  constructor(options: MenuBarOptions) {
    this.#options = options;
  }

  /** Says everything anew. */
  show(): void {
    const { language, ...options } = this.#options;
    const template = menuTemplate({ ...options, texts: language.texts, chosen: this.#chosen });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  }

  choose({ shortcuts }: Pick<Settings, 'shortcuts'>): void {
    if (JSON.stringify(shortcuts) === JSON.stringify(this.#chosen)) return;
    this.#chosen = shortcuts;
    this.show();
  }

  emit<N extends EventName>(event: N, payload: EventPayload<N>): void {
    if (event === 'settings.changed') this.choose(payload as EventPayload<'settings.changed'>);
  }
}

interface MenuContent extends Omit<MenuBarOptions, 'language'> {
  readonly texts: DesktopTexts;
  readonly chosen: ChosenKeys;
}

/** The menu bar as each system is used to it. */
function menuTemplate({ texts, platform, development, run, chosen }: MenuContent): Item[] {
  const mac = platform === 'darwin';
  const separator: Item = { type: 'separator' };
  const command = (id: WindowCommand): Item => ({
    id,
    label: texts.commands[id],
    click: () => run(id),
    ...acceleratorOf(menuKeyOf(id, chosen, mac), mac),
  });
  const commands = (...ids: WindowCommand[]) => ids.map(command);

  const file: Item = {
    label: texts.file,
    submenu: [
      ...commands('quickConnect', 'sites', 'sendCommand', 'disconnect'),
      separator,
      ...commands('newTab', 'closeTab', 'reopenTab'),
      separator,
      ...commands('newFolder', 'newFile', 'newLink'),
      separator,
      ...commands('edit', 'editExternally', 'quickLook', 'properties', 'folderSizes'),
      separator,
      ...commands('copy', 'copyTo', 'copyFiltered', 'copyToBookmark', 'move', 'moveTo', 'duplicate', 'rename', 'undo'),
      separator,
      ...commands('remove', 'removeForGood'),
      separator,
      ...(mac ? [] : [...commands('settings'), separator]),
      // Command+W is for the tab; the window is closed as in every program with tabs.
      mac
        ? { role: 'close', label: texts.closeWindow, accelerator: 'CmdOrCtrl+Shift+W' }
        : { role: 'quit', label: texts.quit },
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
      separator,
      ...commands('copyPath', 'copyUrl'),
      separator,
      ...commands('invertSelection', 'select', 'search'),
    ],
  };
  const view: Item = {
    label: texts.view,
    submenu: [
      ...commands('refresh', 'filter', 'showHidden'),
      separator,
      ...commands('compare', 'together'),
      separator,
      ...commands('nextTab', 'previousTab', 'switchPane', 'focusDock', 'externalEdits', 'palette'),
      separator,
      { role: 'resetZoom', label: texts.actualSize },
      { role: 'zoomIn', label: texts.zoomIn },
      { role: 'zoomOut', label: texts.zoomOut },
      separator,
      { role: 'togglefullscreen', label: texts.fullScreen },
      ...(development ? [separator, { role: 'toggleDevTools', label: texts.developerTools } satisfies Item] : []),
    ],
  };
  const go: Item = {
    label: texts.go,
    submenu: [...commands('goBack', 'goForward', 'goUp', 'editPath'), separator, ...commands('bookmark')],
  };
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
      ...commands('settings'),
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

/**
 * The window itself listens to these keys; the menu shows them, and leaves them to the window. macOS knows no such thing: a key in
 * its menu is taken from every text field, so there only keys with Command are named.
 */
function acceleratorOf(key: string | undefined, mac: boolean): Pick<Item, 'accelerator' | 'registerAccelerator'> {
  if (key === undefined || (mac && !key.startsWith('Primary'))) return {};
  const accelerator = key.replace('Primary', 'CmdOrCtrl');
  return mac ? { accelerator } : { accelerator, registerAccelerator: false };
}
