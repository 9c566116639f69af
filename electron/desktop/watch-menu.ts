import type { MenuItemConstructorOptions } from 'electron';
import type { LogLine, ServerSession } from '../../shared/model/monitor.ts';
import type { DesktopLanguage } from './texts/desktop-language.ts';
import type { TrayActions } from './tray.ts';
import type { WatchedServer, WatchedServers } from './watched-servers.ts';

type Words = Pick<DesktopLanguage, 'texts' | 'locale' | 'say'>;

/** More would not fit on a screen. */
const SESSIONS_IN_MENU = 20;
const PAUSE_MS = 60 * 60_000;

/** The tray's items for the watched servers: one submenu each, and the pause of their alerts. None where nothing is watched. */
export function watchMenu(
  { servers, alerts }: Pick<WatchedServers, 'servers' | 'alerts'>,
  actions: Pick<TrayActions, 'showSessions' | 'pauseAlerts'>,
  language: Words,
): MenuItemConstructorOptions[] {
  const { texts } = language;
  if (servers.length === 0) return [];
  const isPaused = servers.every(({ watch }) => (watch.snoozedUntil ?? 0) > Date.now());
  return [
    { type: 'separator' },
    ...alerts.slice(0, 3).map(({ reason, watchId }) => ({
      label: texts.alert(literal(language.say(reason))),
      click: () => actions.showSessions(watchId),
    })),
    ...servers.map((server) => ({
      label: texts.server(literal(language.say(server.watch.label)), server.sessions.length),
      submenu: serverMenu(server, actions, language),
    })),
    isPaused
      ? { label: texts.resumeAlerts, click: () => actions.pauseAlerts(0) }
      : { label: texts.pauseAlerts, click: () => actions.pauseAlerts(Date.now() + PAUSE_MS) },
  ];
}

function serverMenu(
  { watch, sessions, events }: WatchedServer,
  { showSessions }: Pick<TrayActions, 'showSessions'>,
  language: Words,
): MenuItemConstructorOptions[] {
  const { texts } = language;
  const rest = sessions.length - SESSIONS_IN_MENU;
  return [
    { label: texts.showSessions, click: () => showSessions(watch.id) },
    { type: 'separator' },
    ...sessions.slice(0, SESSIONS_IN_MENU).map((session) => ({
      id: session.identity,
      label: texts.disconnectSession(literal(nameOf(session, language)), session.status),
      enabled: watch.disconnects !== undefined && session.canDisconnect,
      click: () => showSessions(watch.id, session.identity),
    })),
    ...(rest > 0 ? [{ label: texts.moreSessions(rest), enabled: false }] : []),
    ...(sessions.length === 0 ? [{ label: texts.nobody, enabled: false }] : []),
    ...(events.length > 0 ? [{ type: 'separator' as const }] : []),
    ...events.map((event) => ({ label: literal(eventText(event, language)), enabled: false })),
  ];
}

function nameOf({ user, address }: ServerSession, { texts }: Words): string {
  return [user ?? texts.notLoggedIn, address].filter(Boolean).join(', ');
}

function eventText({ at, kind, user, address, file }: LogLine, { texts, locale }: Words): string {
  const time = new Date(at).toLocaleTimeString(locale);
  return [time, user ?? address, texts.event[kind], file].filter(Boolean).join('  ');
}

/** Names come from strangers: an ampersand would underline a letter, and a line may not break or go on for ever. */
function literal(text: string): string {
  const shown = text.replace(/[\0-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g, '�').replaceAll('&', '&&');
  return shown.length > 120 ? `${shown.slice(0, 119)}…` : shown;
}
