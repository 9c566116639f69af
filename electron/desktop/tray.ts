import { Menu, type MenuItemConstructorOptions, nativeImage, nativeTheme, Tray } from 'electron';
import type { SessionIdentity } from '../../shared/model/monitor.ts';
import type { TransferTotals } from '../../shared/model/transfer.ts';
import { assetPath } from './assets.ts';
import type { DesktopLanguage } from './texts/desktop-language.ts';
import { watchMenu } from './watch-menu.ts';
import type { WatchedServers } from './watched-servers.ts';

export interface TrayActions {
  readonly show: () => void;
  readonly quit: () => void;
  /** Opens the window at a watched server; with a session, at the question whether to end it. */
  readonly showSessions: (watchId: string | undefined, identity?: SessionIdentity) => void;
  /** @param until ms since 1970; 0 ends the pause. */
  readonly pauseAlerts: (until: number) => void;
}

/** The icon beside the clock: says what runs and who is on the watched servers, opens the window, quits. */
export class PortsideTray {
  readonly #tray: Tray;
  readonly #actions: TrayActions;
  readonly #language: DesktopLanguage;
  #underWay = 0;
  #watched: Pick<WatchedServers, 'servers' | 'alerts'> = { servers: [], alerts: [] };
  #shown = '';

  constructor(actions: TrayActions, language: DesktopLanguage) {
    this.#actions = actions;
    this.#language = language;
    this.#tray = new Tray(trayImage('calm'));
    this.#tray.on('click', actions.show);
    nativeTheme.on('updated', () => this.#draw());
    language.onChange(() => this.#say());
    this.#say();
  }

  update({ queued, active, asking }: TransferTotals): void {
    this.#underWay = queued + active + asking;
    this.#say();
  }

  showWatched(watched: Pick<WatchedServers, 'servers' | 'alerts'>): void {
    this.#watched = { servers: watched.servers, alerts: watched.alerts };
    this.#say();
  }

  /** Linux shows a menu as it was when it was set, so every change that can be seen sets a new one. */
  #say(): void {
    const { texts } = this.#language;
    const { servers, alerts } = this.#watched;
    const transfers = this.#underWay === 0 ? texts.idle : texts.underWay(this.#underWay);
    const sessions = servers.reduce((sum, server) => sum + server.sessions.length, 0);
    const watching = servers.length === 0 ? [] : [texts.watching(sessions, alerts.length)];
    const template: MenuItemConstructorOptions[] = [
      { label: transfers, enabled: false },
      ...watchMenu(this.#watched, this.#actions, this.#language),
      { type: 'separator' },
      { label: texts.showWindow, click: this.#actions.show },
      { label: texts.quit, click: this.#actions.quit },
    ];
    const shown = JSON.stringify([template, watching]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#tray.setToolTip(`Portside: ${[...watching, transfers].join('; ')}`);
    this.#tray.setContextMenu(Menu.buildFromTemplate(template));
    if (process.platform === 'darwin') this.#tray.setTitle(servers.length === 0 ? '' : String(sessions));
    this.#draw();
  }

  #draw(): void {
    this.#tray.setImage(trayImage(this.#watched.alerts.length > 0 ? 'alert' : 'calm'));
  }
}

/** macOS colours a template image itself; elsewhere the dark theme gets the light drawing. An alert has one colour everywhere. */
function trayImage(mood: 'calm' | 'alert') {
  const calm =
    process.platform === 'darwin' ? 'trayTemplate' : nativeTheme.shouldUseDarkColors ? 'tray-light' : 'tray-dark';
  return nativeImage.createFromPath(assetPath(`tray/${mood === 'alert' ? 'tray-alert' : calm}.png`));
}
