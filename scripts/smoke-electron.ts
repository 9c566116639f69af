// What only Electron's own binary can prove, one check after the other. Where the binary is missing it says so and ends well.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { ElectronApp } from '../test/e2e/electron-app.ts';
import { PortsidePage } from '../test/e2e/pages/portside-page.ts';
import { serversAvailable } from '../test/servers/availability.ts';
import { startVsftpd } from '../test/servers/vsftpd.ts';
import { findElectron } from './find-electron.ts';
import { buildIfStale } from './source-stamp.ts';

const root = join(import.meta.dirname, '..');
const WITHIN_MS = 30_000;

type Outcome = 'passed' | `skipped: ${string}`;
type Check = (app: ElectronApp) => Promise<Outcome>;

const checks: Record<string, Check> = {
  'the window opens on app://, isolated and sandboxed': async ({ page }) => {
    assert.equal(page.url(), 'app://portside/');
    assert.equal(await page.title(), 'Portside');
    assert.deepEqual(
      await page.evaluate('[typeof require, typeof process, typeof module]'),
      Array(3).fill('undefined'),
    );
    return 'passed';
  },

  'the bridge answers, and has three members': async ({ page }) => {
    assert.deepEqual(await page.evaluate('Object.keys(portside).sort()'), ['on', 'pathForFile', 'request']);
    const info = await request<{ host: string }>(page, 'app.info');
    assert.equal(info.host, 'desktop');
    return 'passed';
  },

  'the page runs no inline script and reaches nothing outside': async ({ page }) => {
    await page.evaluate(`{
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.head.append(script);
    }`);
    assert.equal(await page.evaluate('window.injected'), undefined);
    assert.equal(
      await page.evaluate(`fetch('https://example.org/').then(() => 'reached', () => 'refused')`),
      'refused',
    );
    assert.equal(await page.evaluate('window.open("https://example.org/")'), null);
    return 'passed';
  },

  'the tray takes its icon': async ({ electron }) => {
    const trayIcon = join(root, 'assets/tray', process.platform === 'darwin' ? 'trayTemplate.png' : 'tray-dark.png');
    const made = await electron.evaluate(({ nativeImage, Tray }, path) => {
      const image = nativeImage.createFromPath(path);
      const tray = new Tray(image);
      const made = !image.isEmpty() && !tray.isDestroyed();
      tray.destroy();
      return made;
    }, trayIcon);
    assert.equal(made, true);
    return 'passed';
  },

  "the system's certificate authorities are read and admitted": async ({ electron }) => {
    const [read, admitted] = await electron.evaluate(async () => {
      const { getCACertificates, setDefaultCACertificates } = process.getBuiltinModule('node:tls');
      const ofTheSystem = getCACertificates('system');
      setDefaultCACertificates([...getCACertificates('default'), ...ofTheSystem]);
      return [ofTheSystem.length, getCACertificates('default').length];
    });
    assert.ok(read > 0 && admitted >= read, `${read} read, ${admitted} in force`);
    return 'passed';
  },

  'safeStorage keeps a secret': async ({ electron }) => {
    const vault = await electron.evaluate(async ({ safeStorage }) => {
      if (!(await safeStorage.isAsyncEncryptionAvailable())) return 'none';
      if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return 'basic_text';
      const kept = await safeStorage.encryptStringAsync('a secret');
      return kept.includes('a secret') ? 'clear text' : (await safeStorage.decryptStringAsync(kept)).result;
    });
    if (vault === 'none' || vault === 'basic_text') return `skipped: this machine has no vault (${vault})`;
    assert.equal(vault, 'a secret');
    return 'passed';
  },

  'the window lists the demo server, by the page objects of the browser tests': async ({ page }) => {
    const portside = new PortsidePage(page);
    await page.getByRole('button', { name: 'Try SFTP' }).click();
    await portside.right.shows('/');
    await portside.right.row('README.txt').waitFor();
    await portside.screenshot('electron');
    return 'passed';
  },

  "FTPS resumes the TLS session under Electron's BoringSSL, as vsftpd demands": async ({ page }) => {
    const available = await serversAvailable();
    if (!available.ok) return `skipped: ${available.reason}`;
    for (const tlsVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      await using server = await startVsftpd({ tls: 'explicit', sessionReuse: 'required', tlsVersion });
      await page.evaluate(`window.trusting = portside.on('prompts.changed', ({ prompts }) => {
        for (const { id } of prompts) portside.request('prompts.answer', { id, answer: { kind: 'trust', remember: false } });
      })`);
      const { id } = await request<{ id: string }>(page, 'connections.open', {
        operationId: `connect ${tlsVersion}`,
        target: { protocol: 'ftp', encryption: 'explicit', host: server.host, port: server.port, user: server.user },
        password: server.password,
      });
      await page.evaluate('window.trusting()');
      // Two listings: two data connections, each of which must resume the session of the control connection.
      for (const operationId of [`first ${tlsVersion}`, `second ${tlsVersion}`]) {
        await request(page, 'files.list', { operationId, place: { fs: id, path: '/' } });
      }
      await request(page, 'connections.close', { id });
    }
    return 'passed';
  },

  'a file on a server is brought here and handed to the system as a drag': async ({ electron, page }) => {
    const { id } = await request<{ id: string }>(page, 'connections.openDemo', {
      operationId: 'drag',
      protocol: 'sftp',
    });
    const places = [{ fs: id, path: '/README.txt' }];
    const { dragId } = await request<{ dragId: string }>(page, 'desktop.prepareDrag', { operationId: 'copy', places });
    // Without a hand on a mouse the system would wait for the drop for ever, so the last step is only listened to.
    await electron.evaluate(({ webContents }) => {
      const [contents] = webContents.getAllWebContents();
      const dragged = globalThis as { dragged?: { file: string; hasIcon: boolean } };
      if (!contents) return;
      contents.startDrag = ({ file, icon }) => {
        dragged.dragged = { file, hasIcon: typeof icon !== 'string' && !icon.isEmpty() };
      };
    });
    await request(page, 'desktop.startDrag', { dragId });
    const dragged = await electron.evaluate(
      () => (globalThis as { dragged?: { file: string; hasIcon: boolean } }).dragged,
    );
    assert.equal(dragged?.hasIcon, true);
    assert.equal(basename(dragged.file), 'README.txt');
    assert.ok((await stat(dragged.file)).size > 0);
    return 'passed';
  },
};

async function request<Answer>(page: Page, name: string, input?: unknown): Promise<Answer> {
  const call = `portside.request(${JSON.stringify(name)}, ${JSON.stringify(input)})`;
  const result = (await page.evaluate(call)) as { ok: true; value: Answer } | { ok: false; error: { message: string } };
  assert.ok(result.ok, `${name}: ${result.ok || result.error.message}`);
  return result.value;
}

async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing happened within ${WITHIN_MS / 1_000} s`)), WITHIN_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

async function run(binary: string): Promise<number> {
  await buildIfStale();
  let failed = 0;
  const report = async (name: string, check: () => Promise<Outcome>) => {
    try {
      console.log(`${await within(check())}: ${name}`);
    } catch (error) {
      failed++;
      console.log(`failed: ${name}\n  ${error instanceof Error ? error.message : error}`);
    }
  };
  await using app = await ElectronApp.start(binary);
  for (const [name, check] of Object.entries(checks)) await report(name, () => check(app));
  await report('it quits cleanly', async () => {
    const process = app.electron.process();
    const ended = process.exitCode === null ? once(process, 'exit') : undefined;
    await app.electron.evaluate(({ app }) => app.quit());
    await ended;
    assert.equal(process.exitCode, 0);
    return 'passed';
  });
  return failed;
}

const binary = findElectron();
if (binary) {
  const failed = await run(binary);
  console.log(failed === 0 ? 'Electron: all is well.' : `Electron: ${failed} failed.`);
  process.exitCode = failed === 0 ? 0 : 1;
} else {
  console.log("skipped: Electron's binary is not installed");
}
