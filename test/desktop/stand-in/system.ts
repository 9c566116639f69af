import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import type * as Electron from 'electron';
import type { StandInApplication } from './application.ts';

/** A picture known by its file; a file that is missing gives an empty one, as in Electron. */
export class StandInImage implements Pick<Electron.NativeImage, 'isEmpty'> {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  isEmpty(): boolean {
    return !existsSync(this.path);
  }
}

export class StandInMenu {
  readonly items: readonly Electron.MenuItemConstructorOptions[];

  constructor(items: readonly Electron.MenuItemConstructorOptions[]) {
    this.items = items;
  }

  /** The items of the submenu with this label. */
  submenu(label: string): readonly Electron.MenuItemConstructorOptions[] {
    const found = this.items.find((item) => item.label === label)?.submenu;
    if (!Array.isArray(found)) throw new Error(`there is no menu ${label}`);
    return found;
  }

  /** Chooses the item with this label, wherever it is. */
  choose(label: string): void {
    const all = this.items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? item.submenu : [])]);
    const click = all.find((item) => item.label === label)?.click as (() => void) | undefined;
    if (!click) throw new Error(`there is nothing to choose called ${label}`);
    click();
  }
}

type TrayPart = Pick<Electron.Tray, 'setToolTip' | 'setTitle'>;

export class StandInTray extends EventEmitter implements TrayPart {
  image: StandInImage;
  menu: StandInMenu | undefined;
  toolTip = '';
  title = '';

  constructor(image: StandInImage) {
    super();
    this.image = image;
  }

  setImage(image: StandInImage): void {
    this.image = image;
  }
  setTitle(title: string): void {
    this.title = title;
  }
  setToolTip(toolTip: string): void {
    this.toolTip = toolTip;
  }
  setContextMenu(menu: StandInMenu): void {
    this.menu = menu;
  }
}

type NotificationPart = Pick<Electron.Notification, 'show'>;

export class StandInNotification extends EventEmitter implements NotificationPart {
  readonly options: Electron.NotificationConstructorOptions;
  readonly #shown: StandInNotification[];

  constructor(shown: StandInNotification[], options: Electron.NotificationConstructorOptions) {
    super();
    this.#shown = shown;
    this.options = options;
  }

  show(): void {
    this.#shown.push(this);
  }
}

export class StandInTheme extends EventEmitter implements Pick<Electron.NativeTheme, 'shouldUseDarkColors'> {
  shouldUseDarkColors = false;
}

type PowerPart = Pick<Electron.PowerSaveBlocker, 'start' | 'stop' | 'isStarted'>;

export class StandInPowerSaveBlocker implements PowerPart {
  readonly #started = new Set<number>();
  #lastId = 0;

  get count(): number {
    return this.#started.size;
  }
  start(_type: Parameters<PowerPart['start']>[0]): number {
    this.#started.add(++this.#lastId);
    return this.#lastId;
  }
  stop(id: number): boolean {
    return this.#started.delete(id);
  }
  isStarted(id: number): boolean {
    return this.#started.has(id);
  }
}

type DialogPart = Pick<Electron.Dialog, 'showErrorBox'>;

/** `dialog`: a question waits until the test answers it. */
export class StandInDialog implements DialogPart {
  readonly errors: string[] = [];
  readonly questions: { options: Electron.MessageBoxOptions; answer(response: number): void }[] = [];
  readonly #app: StandInApplication;

  constructor(app: StandInApplication) {
    this.#app = app;
  }

  showErrorBox(title: string, content: string): void {
    this.errors.push(`${title}: ${content}`);
  }

  showMessageBox(
    ...args: [options: Electron.MessageBoxOptions] | [parent: unknown, options: Electron.MessageBoxOptions]
  ): Promise<Electron.MessageBoxReturnValue> {
    this.#app.assertReady('dialog');
    const options = args.length === 1 ? args[0] : args[1];
    return new Promise((resolve) => {
      const answer = (response: number) => resolve({ response, checkboxChecked: false });
      options.signal?.addEventListener('abort', () => answer(options.cancelId ?? 0));
      this.questions.push({ options, answer });
    });
  }
}

type ProtocolPart = Pick<Electron.Protocol, 'handle' | 'registerSchemesAsPrivileged'>;
type ProtocolHandler = Parameters<Electron.Protocol['handle']>[1];

export class StandInProtocol implements ProtocolPart {
  readonly schemes: Electron.CustomScheme[] = [];
  readonly #handlers = new Map<string, ProtocolHandler>();
  readonly #app: StandInApplication;

  constructor(app: StandInApplication) {
    this.#app = app;
  }

  registerSchemesAsPrivileged(schemes: Electron.CustomScheme[]): void {
    this.#app.assertNotReady('protocol.registerSchemesAsPrivileged()');
    this.schemes.push(...schemes);
  }

  handle(scheme: string, handler: ProtocolHandler): void {
    this.#app.assertReady('protocol.handle()');
    this.#handlers.set(scheme, handler);
  }

  /** What the page gets for an address, spelt exactly as given: nothing here is resolved on the way. */
  async fetch(url: string, method = 'GET'): Promise<Response> {
    const handler = this.#handlers.get(url.slice(0, url.indexOf(':')));
    if (!handler) throw new Error(`net::ERR_UNKNOWN_URL_SCHEME: ${url}`);
    return handler({ url, method } as Request);
  }
}

type ShellPart = Pick<Electron.Shell, 'openExternal' | 'trashItem'>;

export class StandInShell implements ShellPart {
  readonly opened: string[] = [];

  async openExternal(url: string): Promise<void> {
    this.opened.push(url);
  }

  /** Paths that the system's trash has taken; one that is not there it refuses, as the real one does. */
  readonly trashed: string[] = [];

  async trashItem(path: string): Promise<void> {
    if (!existsSync(path)) throw new Error('Failed to move item to trash');
    this.trashed.push(path);
  }
}

export class StandInScreen implements Pick<Electron.Screen, 'getAllDisplays'> {
  workAreas: Electron.Rectangle[] = [{ x: 0, y: 0, width: 1920, height: 1040 }];

  getAllDisplays(): Electron.Display[] {
    return this.workAreas.map((workArea) => ({ workArea }) as Electron.Display);
  }
}
