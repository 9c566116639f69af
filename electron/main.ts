import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import type { Settings } from '../shared/model/settings.ts';
import { createApp } from './app.ts';
import { dataDirectory } from './data-directory.ts';
import { DATA_FOLDER_IN_USE, DataFolderInUse, lockDataFolder } from './data-lock.ts';
import { unfinished, watchActivity } from './desktop/activity.ts';
import { registerAppScheme, serveRenderer } from './desktop/app-protocol.ts';
import { Closing } from './desktop/closing.ts';
import { claimOwnScheme, DeepLinks } from './desktop/deep-links.ts';
import { DragOut } from './desktop/drag-out.ts';
import { chooseEditor } from './desktop/editor-dialog.ts';
import { IpcHost } from './desktop/ipc-host.ts';
import { MenuBar } from './desktop/menu.ts';
import { Notifications } from './desktop/notifications.ts';
import { restWhileAsleep, Wakefulness } from './desktop/power.ts';
import { Quit } from './desktop/quit.ts';
import { createDesktopRequests } from './desktop/requests.ts';
import { openSystemVault } from './desktop/secret-vault.ts';
import { lockDown } from './desktop/security.ts';
import { SessionQuestions } from './desktop/session-questions.ts';
import { DesktopLanguage } from './desktop/texts/desktop-language.ts';
import { desktopTrash } from './desktop/trash.ts';
import { PortsideTray } from './desktop/tray.ts';
import { UnsavedText } from './desktop/unsaved-text.ts';
import { WatchedServers } from './desktop/watched-servers.ts';
import { MainWindow } from './desktop/window.ts';
import { WindowStateFile } from './desktop/window-state.ts';
import { consoleLogger } from './log/logger.ts';
import { keepYoungObjectsFew } from './memory.ts';
import { version } from './version.ts';

const logger = consoleLogger;
const data = dataDirectory();
const links = new DeepLinks();

// Before Electron is ready: what it reads only once.
app.enableSandbox();
registerAppScheme();
app.setAppUserModelId('app.portside.desktop');
mkdirSync(join(data, 'electron'), { recursive: true });
app.setPath('userData', join(data, 'electron'));
links.listen();

// Not awaited at the top level: Electron gets ready only after this module has run to its end.
if (app.requestSingleInstanceLock()) app.whenReady().then(boot).catch(giveUp);
else app.quit();

async function boot(): Promise<void> {
  lockDown(logger);
  const lock = await lockDataFolder(data, 'desktop');
  serveRenderer(join(import.meta.dirname, '../renderer'));
  claimOwnScheme();

  const language = new DesktopLanguage(app.getLocale());
  const ipc = new IpcHost();
  const sessionQuestions = new SessionQuestions();
  const dragOut = new DragOut();
  const unsavedText = new UnsavedText({ language, ask: (question) => window.ask(question), logger });
  keepYoungObjectsFew();
  const portside = await createApp(
    {
      kind: 'desktop',
      version,
      dataDirectory: data,
      logger,
      systemVault: await openSystemVault(logger),
      trash: desktopTrash(process.platform),
      chooseEditor: () => chooseEditor(language.texts),
      desktop: (services) => createDesktopRequests({ links, sessionQuestions, dragOut, unsavedText, ipc }, services),
    },
    { openDemo: process.argv.includes('--demo') },
  );
  ipc.serve(portside.dispatch);

  const settings = await portside.dispatch('settings.get', undefined, language);
  if (settings.ok) language.choose((settings.value as Settings).language);

  const quit = new Quit({
    language,
    mayLoseText: (signal) => unsavedText.mayBeLost(signal),
    unfinished: () => unfinished(portside.transfers.snapshot().totals),
    ask: (question) => window.ask(question),
    stop: async () => {
      await portside[Symbol.asyncDispose]();
      await dragOut[Symbol.asyncDispose]();
      await lock[Symbol.asyncDispose]();
    },
    logger,
  });
  const closing = await Closing.open({
    language,
    file: join(data, 'closing.json'),
    isWatching: () => watched.isWatching,
    ask: (question) => window.ask(question),
    closeWindow: () => window.close(),
    quit: () => app.quit(),
    logger,
  });
  const window = new MainWindow({
    portside,
    ipc,
    state: new WindowStateFile(join(data, 'window.json'), logger),
    mayClose: () => {
      if (quit.isStopped) return true;
      // Where Portside goes on, the page alone is lost; where it ends, the end asks.
      const goesOn = process.platform === 'darwin' || closing.goesOn;
      return goesOn ? unsavedText.mayClose(() => window.close()) : closing.mayClose();
    },
    logger,
  });
  const show = () => {
    window.show().catch((error: unknown) => logger.error('the window could not be shown', error));
  };

  const menuBar = new MenuBar({
    language,
    platform: process.platform,
    development: !app.isPackaged,
    run: (command) => window.emit('desktop.command', { command }),
  });
  menuBar.show();
  if (settings.ok) menuBar.choose(settings.value as Settings);
  language.onChange(() => menuBar.show());
  const watched = new WatchedServers({
    onChange: () => tray.showWatched(watched),
    onAlerts: (alerts) => notifications.alerts(alerts),
  });
  const tray = new PortsideTray(
    {
      show,
      quit: () => app.quit(),
      showSessions: (watchId, identity) => {
        sessionQuestions.put({
          ...(watchId === undefined ? {} : { watchId }),
          ...(identity === undefined ? {} : { identity }),
        });
        window.emit('desktop.sessionQuestionWaiting', {});
        show();
      },
      pauseAlerts: (until) => void portside.dispatch('monitor.alerts.snooze', { until }, watched),
    },
    language,
  );
  const notifications = new Notifications({ language, isWatched: () => window.isFocused, show });
  const wakefulness = new Wakefulness();
  restWhileAsleep(portside.transfers);
  portside.addWindow(
    watchActivity({
      onTotals: (totals) => {
        const working = totals.queued + totals.active > 0;
        tray.update(totals);
        wakefulness.update({ working });
        window.setProgress(working ? totals.bytesDone / Math.max(1, totals.bytesDone + totals.bytesLeft) : undefined);
      },
      onRunEnded: (summary) => notifications.runEnded(summary),
      onQuestion: () => notifications.question(),
    }),
  );

  portside.addWindow(watched);
  portside.addWindow(language);
  portside.addWindow(menuBar);

  app.on('second-instance', show);
  app.on('activate', show);
  // macOS keeps an app without a window; elsewhere the window asks before it closes.
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin' && !closing.goesOn) app.quit();
  });
  await window.show();
  links.onArrival((count) => {
    window.emit('desktop.linksWaiting', { count });
    show();
  });
}

function giveUp(error: unknown): void {
  const isInUse = error instanceof DataFolderInUse;
  if (isInUse) logger.info(error.message);
  else logger.error('Portside could not start', error);
  // In development the terminal says it, and the start script goes on in the browser.
  const { texts, say } = new DesktopLanguage(app.getLocale());
  if (app.isPackaged)
    dialog.showErrorBox(texts.cannotStart, say(error instanceof Error ? error.message : String(error)));
  app.exit(isInUse ? DATA_FOLDER_IN_USE : 1);
}
