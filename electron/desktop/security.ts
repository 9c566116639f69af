import { app, type Session, session, shell, type WebContents } from 'electron';
import type { Logger } from '../log/logger.ts';
import { APP_ORIGIN } from './app-protocol.ts';
import { isExternalLink } from './external-links.ts';

type PermissionRequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>;
type PermissionName = Parameters<PermissionRequestHandler>[1];

/** What a page may do beyond the web's plain abilities, each with its reason. Everything else is denied. */
const allowedPermissions: ReadonlyMap<PermissionName, string> = new Map([
  ['clipboard-sanitized-write', 'the user copies a path or the log; nothing is read back'],
]);

/** Closes what Portside does not need, for every page that could ever exist in it. */
export function lockDown(logger: Logger): void {
  denyPermissions(session.defaultSession);
  denyForeignRequests(session.defaultSession);
  app.on('web-contents-created', (_event, contents) => restrict(contents, logger));
}

function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, callback) =>
    callback(isOwnPage(contents) && allowedPermissions.has(permission)),
  );
  session.setPermissionCheckHandler(
    (contents, permission) => isOwnPage(contents) && allowedPermissions.has(permission),
  );
  // Serial, HID and USB devices: a file transfer client has no use for them.
  session.setDevicePermissionHandler(() => false);
  // Files reach the disk through the transfer engine, never through the page's own downloads.
  session.on('will-download', (event) => event.preventDefault());
  // Dictionaries would be fetched from a third party.
  session.setSpellCheckerEnabled(false);
}

/** Whatever leads out of the app: the network, and the disk past the app's own protocol. */
const foreignSchemes = /^(?:https?|wss?|ftp|file|filesystem):/i;

/** The page's content policy forbids these already; this holds even where a page came without it. */
function denyForeignRequests(session: Session): void {
  session.webRequest.onBeforeRequest(({ url }, callback) => callback({ cancel: foreignSchemes.test(url) }));
}

function restrict(contents: WebContents, logger: Logger): void {
  // The page is loaded once, by the window that shows it; nothing ever leads away from it.
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  // Portside has no frames.
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  // Portside has no webviews.
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // No second window; a link to Portside's own pages on the web opens in the browser.
  contents.setWindowOpenHandler(({ url }) => {
    if (isExternalLink(url)) {
      shell
        .openExternal(url)
        .catch((error: unknown) => logger.error('a link could not be opened in the browser', error));
    }
    return { action: 'deny' };
  });
}

function isOwnPage(contents: WebContents | null): boolean {
  return contents?.mainFrame.origin === APP_ORIGIN;
}
