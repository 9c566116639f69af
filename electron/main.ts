import { join } from 'node:path';
import { app } from 'electron';
import { createApp } from './app.ts';
import { dataDirectory } from './data-directory.ts';
import { registerAppScheme, serveRenderer } from './desktop/app-protocol.ts';
import { IpcHost } from './desktop/ipc-host.ts';
import { lockDown } from './desktop/security.ts';
import { loadPage, openWindow } from './desktop/window.ts';
import { consoleLogger } from './log/logger.ts';
import { version } from './version.ts';

const logger = consoleLogger;

app.enableSandbox();
registerAppScheme();
// Not awaited here: Electron gets ready only after this module has run to its end.
app.whenReady().then(boot).catch(giveUp);

async function boot(): Promise<void> {
  lockDown(logger);
  serveRenderer(join(import.meta.dirname, '../renderer'));
  const portside = await createApp(
    { kind: 'desktop', version, dataDirectory: dataDirectory(), logger },
    { openDemo: process.argv.includes('--demo') },
  );
  const ipc = new IpcHost();
  ipc.serve(portside.dispatch);
  const window = openWindow();
  const { webContents } = window;
  const caller = ipc.attach(webContents);
  portside.addWindow(caller);
  window.on('closed', () => {
    ipc.detach(webContents);
    portside.removeWindow(caller.id);
  });
  await loadPage(window);
}

function giveUp(error: unknown): void {
  logger.error('Portside could not start', error);
  app.exit(1);
}
