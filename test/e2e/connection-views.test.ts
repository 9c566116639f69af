import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WebSocketRoute } from 'playwright-core';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startDemoServer } from '../../electron/demo-server/demo-server.ts';
import type { ListedRow } from '../../electron/demo-server/faults.ts';
import { oneTimeCode, startOpenSsh } from '../servers/open-ssh.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { describeInBrowser, openPortside } from './open-portside.ts';
import { SitesPage } from './pages/sites-page.ts';
import { viewer, wide } from './viewer.ts';

describeInBrowser('every view of connecting', () => {
  test('the start page, the connect dialog and what a connection asks', async () => {
    await using server = await startDemoServer({ content: 'empty', faults: { rows: withGarbage } });
    await using open = await openPortside(wide);
    const { portside } = open;
    const { page } = portside;
    const look = viewer(open);
    await page.getByRole('heading', { name: 'Connect to a server' }).waitFor();
    await look('start');

    await page.getByRole('button', { name: 'New connection…' }).first().click();
    await portside.dialog('Connect to a server').waitFor();
    await look('connect');
    await page.keyboard.press('Escape');

    await portside.quickConnect(`sftp://demo@127.0.0.1:${server.sftp.port}`);
    await portside.dialog(/First time at/).waitFor();
    await look('host-key');
    await portside.answer(/First time at/, 'This time only');
    await portside.dialog('Password for demo').waitFor();
    await look('password');
    await portside.answer('Password for demo', 'Cancel');
    await portside.answer('Connect to a server', 'Cancel');

    await portside.quickConnect(`ftpes://demo@127.0.0.1:${server.ftp.port}`);
    await portside.dialog(/cannot be trusted/).waitFor();
    await look('certificate');
    await portside.answer(/cannot be trusted/, 'Do not connect');
    await portside.dialog('Connect to a server').getByRole('alert').waitFor();
    await look('connect-failed');
    await page.keyboard.press('Escape');

    // Typed with a space too much, and with a port that there is not.
    await portside.quickConnect('sftp://demo@har bour');
    await page
      .getByRole('search')
      .or(page.getByRole('form', { name: 'Quick connect' }))
      .getByRole('alert')
      .waitFor();
    await look('quick-connect-problem');
    await page.getByRole('button', { name: 'New connection…' }).first().click();
    const connect = portside.dialog('Connect to a server');
    await connect.getByLabel('Host').fill('har bour');
    await connect.getByLabel('Port').fill('70000');
    await connect.getByRole('button', { name: 'Connect', exact: true }).click();
    await connect.getByText('Who logs in?').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement?.labels?.[0]?.textContent')).toBe('Host');
    await look('connect-problems');
    await page.keyboard.press('Escape');

    await portside.quickConnect(`ftpes://demo@127.0.0.1:${server.ftp.port}`);
    await portside.answer(/cannot be trusted/, 'This time only');
    await portside.enterPassword('demo', 'wrong');
    await portside.dialog('Password for demo').getByText('The server did not accept the last one.').waitFor();
    await look('password-rejected');
    await portside.enterPassword('demo', server.password);
    const { right } = portside;
    await right.shows('/');
    await right.region.getByText('2 lines of the listing were not understood').waitFor();
    await look('unparsed');
    await right.region.getByRole('button', { name: 'Show', exact: true }).click();
    await portside.dialog('2 lines of the listing not understood').waitFor();
    await look('unparsed-lines');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /certificate accepted once/ }).click();
    await page.getByRole('dialog', { name: 'Security of the line' }).waitFor();
    await look('security');
    await page.keyboard.press('Escape');
    await right.grid.getByText(/^Minutes of the harbour/).click();
    await right.press('F5');
    await portside.dialog(/cannot be saved under this name/).waitFor();
    await look('name-question');
    await page.keyboard.press('Escape');
  });

  test('what is asked beside a password, a server without a site, and a certificate that is another one than before', async () => {
    await using server = await startOpenSsh({
      logins: ['publickey', 'keyboard-interactive'],
      codes: 'after-password',
    });
    await using ftp = await startVsftpd({ tls: 'explicit', certificate: 'self-signed' });
    const folder = await emptyFolder();
    // A folder where a file should be: there it is, and nobody can read it.
    await mkdir(join(folder, 'known_hosts'));
    vi.stubEnv('PORTSIDE_SSH_FOLDER', folder);
    await using open = await openPortside(wide);
    const { portside } = open;
    const { page, right } = portside;
    const look = viewer(open);
    await page.getByRole('button', { name: 'New connection…' }).first().click();
    const connect = portside.dialog('Connect to a server');
    await connect.getByLabel('Host').fill(server.host);
    await connect.getByLabel('Port').fill(String(server.port));
    await connect.getByLabel('User', { exact: true }).fill(server.user);
    await connect.getByLabel('Private key file').fill(server.clientKeys.encrypted.path);
    await connect.getByRole('button', { name: 'Connect', exact: true }).click();
    await portside
      .dialog(/First time at/)
      .getByText(/known_hosts/)
      .waitFor();
    await look('host-key-unread');
    await portside.answer(/First time at/, 'This time only');
    const locked = portside.dialog('Passphrase for the key');
    await locked.getByLabel('Passphrase').fill('not this');
    await page.keyboard.press('Enter');
    // Once nothing told the second question from the first.
    await locked.getByText('That was not the passphrase of this key.').waitFor();
    await look('passphrase-wrong');
    await portside.answer('Passphrase for the key', 'Cancel');
    await portside.answer('Connect to a server', 'Cancel');

    await portside.quickConnect(`sftp://${server.user}@${server.host}:${server.port}`);
    await portside.enterPassword(server.user, server.password);
    const question = portside.dialog(`${server.host} asks`);
    await question.waitFor();
    await look('one-time-code');
    await question.getByRole('textbox').fill(oneTimeCode(0));
    await page.keyboard.press('Enter');
    await right.shows(server.remoteHome);
    const sites = new SitesPage(page);
    await sites.show();
    await sites.row(`${server.user}@${server.host}`).click();
    await sites.region.getByRole('button', { name: 'Save as site…' }).waitFor();
    await look('sites-recent');
    await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Files' }).click();
    await right.region.getByRole('button', { name: 'Disconnect' }).click();
    await right.grid.waitFor({ state: 'detached' });

    const address = `ftpes://${ftp.user}@${ftp.host}:${ftp.port}`;
    await portside.quickConnect(address);
    await portside.answer(/cannot be trusted/, 'Trust from now on');
    await portside.enterPassword(ftp.user, ftp.password);
    await right.shows(ftp.remoteHome);
    await right.region.getByRole('button', { name: 'Disconnect' }).click();
    await right.grid.waitFor({ state: 'detached' });
    await ftp.restart({ certificate: 'expired' });
    await portside.quickConnect(address);
    const warning = portside.dialog(/has changed/);
    await warning.getByText('Fingerprint before').waitFor();
    await look('certificate-changed');
    await page.keyboard.press('Enter');
    await connect.getByText('Identity not accepted').waitFor();
    expect(await ftp.log()).not.toMatch(/"PASS.*"PASS/s);
  });

  test('a demo server that is on its way, and one that cannot start', async () => {
    const folder = await emptyFolder();
    await mkdir(join(folder, 'home'));
    // Nowhere to put its sample site.
    vi.stubEnv('TMPDIR', join(folder, 'gone'));
    const places = { home: join(folder, 'home'), dataDirectory: join(folder, 'data') };
    await using open = await openPortside({ ...wide, ...places });
    vi.unstubAllEnvs();
    const { portside } = open;
    const { page } = portside;
    const look = viewer(open);
    const { promise, resolve: goOn } = Promise.withResolvers<void>();
    await page.routeWebSocket(/\/ipc$/, (line) => {
      const host = line.connectToServer();
      line.onMessage((frame) => {
        if (String(frame).includes('"connections.openDemo"')) void promise.then(() => host.send(frame));
        else host.send(frame);
      });
    });
    await page.reload();
    await page.getByRole('button', { name: 'Try SFTP' }).click();
    await page.getByText('Starting the demo server…').waitFor();
    await look('demo-starting');
    goOn();
    await portside.right.region.getByRole('alert').getByText('The demo server could not be started.').waitFor();
    await look('demo-failed');
  });

  test('a window that does not reach Portside says so, and begins by itself once it does', async () => {
    await using open = await openPortside(wide);
    const { portside, home } = open;
    const { page } = portside;
    const look = viewer(open);
    const attempts: { readonly line: WebSocketRoute; go(): void }[] = [];
    await page.routeWebSocket(/\/ipc$/, async (line) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      attempts.push({ line, go: resolve });
      await promise;
    });
    await page.reload();
    await page.getByText('Portside is starting.').waitFor({ state: 'attached' });
    await expect.poll(() => attempts.length).toBe(1);
    await look('starting');
    await attempts[0]?.line.close();
    attempts[0]?.go();
    await page.getByText('Portside does not answer').waitFor();
    await look('start-failed');
    await expect.poll(() => attempts.length).toBe(2);
    attempts[1]?.line.connectToServer();
    attempts[1]?.go();
    await portside.left.shows(home);
  });
});

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'portside-views-'));
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
  return folder;
}

const garbage = [
  '<<< 17 blocks on volume LXK-7 >>>',
  '<<< label missing, skipped: the catalogue of this volume was written by another version of the archive >>>',
];

/** What the server puts between its rows: a name that no disk here can hold, and one that goes on over two lines. */
async function* withGarbage(_directory: string, rows: AsyncIterable<ListedRow>): AsyncIterable<ListedRow> {
  const facts = { type: 'file', size: 48_213, modifiedAt: Date.UTC(2026, 2, 14, 9, 30), permissions: 0o644 } as const;
  yield* rows;
  yield { ...facts, name: 'harbour-plan.pdf' };
  yield { ...facts, name: `${'Minutes of the harbour meeting, '.repeat(10)}.pdf` };
  yield { ...facts, name: ['prices.xls', ...garbage].join('\r\n') };
}
