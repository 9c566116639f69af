import { chmod, chown, mkdir, readdir, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type DemoServer, startDemoServer } from '../../electron/demo-server/demo-server.ts';
import type { ListedRow } from '../../electron/demo-server/faults.ts';
import { reservePort } from '../servers/free-port.ts';
import { makeHostAuthority } from '../servers/host-authority.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { describeInBrowser, openPortside } from './open-portside.ts';
import type { PortsidePage } from './pages/portside-page.ts';
import { TransfersPage } from './pages/transfers-page.ts';
import { placeFor, shareWindow } from './shared-window.ts';
import { viewer, wide } from './viewer.ts';

/**
 * What goes wrong for people, each with the message it gets. After each the window must still work: the local pane
 * answers, and nothing stands where it should not.
 */
const ALICE = 41_001;
const MEBIBYTE = 1024 * 1024;

describeInBrowser('bad input, in the window', () => {
  const window = shareWindow(wide);

  describe('where no connection comes about', () => {
    test.each([
      { name: 'SFTP', scheme: 'sftp', start: () => startOpenSsh() },
      { name: 'FTPS', scheme: 'ftpes', start: () => startVsftpd({ tls: 'explicit' }) },
    ])(
      '$name: a wrong password is asked for again, then says that the login was refused',
      async ({ scheme, start }) => {
        await using server = await start();
        const { portside } = await window();
        await portside.quickConnect(`${scheme}://alice@${server.host}:${server.port}`);
        await portside.answer(/First time at|cannot be trusted/, 'This time only');
        await portside.enterPassword('alice', 'wrong');
        await portside.dialog('Password for alice').getByText('The server did not accept the last one.').waitFor();
        await portside.screenshot(`bad-${scheme}-password-rejected`);
        await portside.enterPassword('alice', 'wrong again');
        await portside.enterPassword('alice', 'and again');
        await expectError(portside, 'Login refused', /user name|password/i, `${scheme}-login-refused`);
        await staysUsable(portside);
      },
    );

    test('an address where nobody answers, or another protocol does, is told for what it is', async () => {
      await using ftp = await startVsftpd();
      await using ssh = await startOpenSsh();
      const { portside } = await window();
      await using closed = await reservePort();
      await portside.quickConnect(`sftp://alice@127.0.0.1:${closed.port}`);
      await expectError(portside, 'Server not reachable', /port/i, 'port-refused');
      await portside.quickConnect(`sftp://alice@${ftp.host}:${ftp.port}`);
      await expectError(portside, 'Answer not understood', /FTP/, 'sftp-on-ftp-port');
      await portside.quickConnect(`ftp://alice@${ssh.host}:${ssh.port}`);
      await expectError(portside, 'Answer not understood', /SFTP|SSH/, 'ftp-on-ssh-port');
      await portside.quickConnect('sftp://alice@no-such-host.invalid');
      await expectError(portside, 'Server not reachable', /no-such-host\.invalid/, 'unknown-host');
      await staysUsable(portside);
    });

    test('a host key that is refused ends the connection before a password is asked; a changed one warns, shows both fingerprints, and “no” is what Enter means', async () => {
      await using server = await startOpenSsh();
      const open = await window();
      const { portside } = open;
      const address = `sftp://alice@${server.host}:${server.port}`;
      await portside.quickConnect(address);
      await portside
        .dialog(/First time at/)
        .getByText(/SHA256:/)
        .waitFor();
      await portside.screenshot('bad-host-key-unknown');
      await portside.answer(/First time at/, 'Do not connect');
      await expectError(portside, 'Identity not accepted', /key/i, 'host-key-refused');
      expect(await server.log()).not.toMatch(/password for alice/i);

      await portside.quickConnect(address);
      await portside.answer(/First time at/, 'Trust from now on');
      await portside.enterPassword('alice', server.password);
      await portside.right.shows(server.remoteHome);
      await portside.disconnect();
      await server.restart({ hostKey: 'b' });
      await portside.quickConnect(address);
      const warning = portside.dialog(/has changed/);
      await warning.getByText('Fingerprint before').waitFor();
      await warning.getByText('Fingerprint now').waitFor();
      await viewer(open)('host-key-changed');
      await portside.page.keyboard.press('Enter');
      await expectError(portside, 'Identity not accepted', /key/i, 'host-key-changed-refused');
      expect(await server.log()).not.toMatch(/Accepted password.*Accepted password/s);
      await staysUsable(portside);
    });

    test('an expired certificate is shown as expired, and refusing it sends no password', async () => {
      await using server = await startVsftpd({ tls: 'explicit', certificate: 'expired' });
      const open = await window();
      const { portside } = open;
      await portside.quickConnect(`ftpes://alice@${server.host}:${server.port}`);
      await portside
        .dialog(/cannot be trusted/)
        .getByText(/It expired on/)
        .waitFor();
      await viewer(open)('certificate-expired');
      await portside.answer(/cannot be trusted/, 'Do not connect');
      await expectError(portside, 'Identity not accepted', /certificate/i, 'certificate-refused');
      expect(await server.log()).not.toContain('"PASS');
      await staysUsable(portside);
    });

    test('plain FTP on a server that demands TLS says so, before any password is sent', async () => {
      await using server = await startVsftpd({ tls: 'explicit', plainText: 'refused' });
      const open = await window();
      const { portside } = open;
      await portside.page.getByRole('button', { name: 'New connection…' }).first().click();
      const dialog = portside.dialog('Connect to a server');
      await dialog.getByRole('button', { name: /Protocol/ }).click();
      await portside.page.getByRole('option', { name: /FTP, not encrypted/ }).click();
      await dialog.getByLabel('Host').fill(server.host);
      await dialog.getByLabel('Port').fill(String(server.port));
      await dialog.getByLabel('User').fill('alice');
      await dialog.getByLabel('Password').fill(server.password);
      await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
      await portside.dialog(/without encryption/).waitFor();
      await viewer(open)('plain-text');
      await portside.answer(/without encryption/, 'This time only');
      await expectError(portside, /./, /TLS/, 'plain-on-tls-server');
      expect(await server.log()).not.toContain('PASS');
      await staysUsable(portside);
    });
  });

  test('a host certificate that has expired is told with the key; a good one asks nothing and names its authority', async () => {
    await using server = await startOpenSsh();
    await using authority = await makeHostAuthority();
    const [key = ''] = await server.hostKeys();
    const certificate = { key, names: server.host };
    await server.restart({ hostCertificates: [await authority.sign({ ...certificate, valid: '20200101:20200201' })] });
    await writeFile(join(authority.folder, 'known_hosts'), `@cert-authority * ${authority.publicKey}\n`);
    vi.stubEnv('PORTSIDE_SSH_FOLDER', authority.folder);
    onTestFinished(() => void vi.unstubAllEnvs());
    await using open = await openPortside(wide);
    const { portside } = open;
    const address = `sftp://alice@${server.host}:${server.port}`;
    await portside.quickConnect(address);
    const question = portside.dialog(/First time at/);
    await question.getByText(/The certificate of the server expired on/).waitFor();
    await viewer(open)('host-certificate-expired');
    await portside.answer(/First time at/, 'Do not connect');
    await expectError(portside, 'Identity not accepted', /it expired on 2020-02-01/, 'host-certificate-refused');

    await server.restart({ hostCertificates: [await authority.sign(certificate)] });
    await portside.quickConnect(address);
    await portside.enterPassword('alice', server.password);
    await portside.right.shows(server.remoteHome);
    await portside.page.getByRole('button', { name: 'SSH, host certificate of a known authority' }).click();
    await portside.page.getByText('Host certificate of CA').waitFor();
    await portside.screenshot('host-certificate');
  });

  test('a folder that may not be read says so, and leads back', async () => {
    await using server = await startOpenSsh();
    await mkdir(join(server.home, 'secret'));
    await chmod(join(server.home, 'secret'), 0o700);
    const { portside } = await window();
    await portside.connectSftp(server);
    await portside.right.open('secret');
    const message = portside.right.region.getByRole('alert');
    await message.getByText('Permission denied', { exact: true }).waitFor();
    await portside.screenshot('bad-unreadable-folder');
    await message.getByRole('button', { name: 'Up' }).click();
    await portside.right.shows(server.remoteHome);
    await portside.right.row('secret').waitFor();
    await staysUsable(portside);
    await portside.disconnect();
  });

  test.each([
    { name: 'SFTP', scheme: 'sftp', start: () => startOpenSsh({ homeTmpfsBytes: 2 * MEBIBYTE }) },
    { name: 'FTP', scheme: 'ftpes', start: () => startVsftpd({ tls: 'explicit', homeTmpfsBytes: 2 * MEBIBYTE }) },
  ])('$name: a full disk on the server fails the upload and keeps what has arrived', async ({ scheme, start }) => {
    await using server = await start();
    const open = await window();
    const { portside } = open;
    const place = await placeFor(open);
    await writeFile(join(place, 'big.bin'), Buffer.alloc(6 * MEBIBYTE, 'x'));
    await portside.left.press('ControlOrMeta+r');
    await portside.left.row('big.bin').waitFor();
    await portside.quickConnect(`${scheme}://alice@${server.host}:${server.port}`);
    await portside.answer(/First time at|cannot be trusted/, 'This time only');
    await portside.enterPassword('alice', server.password);
    await portside.right.shows(server.remoteHome);
    await portside.left.select('big.bin');
    await portside.left.press('F5');
    await portside
      .transfer('big.bin', 'Failed')
      .getByText(/full|space|quota/i)
      .waitFor();
    await portside.screenshot(`bad-${scheme}-disk-full`);
    expect(await readdir(server.home)).toEqual(['big.bin.portside-part']);
    await staysUsable(portside);
    await portside.disconnect();
  });

  test('a full disk of this computer fails the download, which keeps what has arrived under its partial name', async () => {
    await using server = await startOpenSsh();
    await writeFile(join(server.home, 'big.bin'), Buffer.alloc(6 * MEBIBYTE, 'x'));
    await using open = await openPortside({ homeTmpfsBytes: 2 * MEBIBYTE });
    const { portside, home, pathInside } = open;
    await portside.connectSftp(server);
    await portside.right.select('big.bin');
    await portside.right.press('F5');
    await portside
      .transfer('big.bin', 'Failed')
      .getByText(/full|space/i)
      .waitFor();
    expect(await readdir(pathInside(home))).toEqual(['big.bin.portside-part']);
    await staysUsable(portside);
  });

  test.each(['ftp', 'sftp'] as const)(
    '%s: a name with “../” is shown marked, and copying its folder writes nothing outside',
    async (protocol) => {
      await using server = await startDemoServer({
        content: 'empty',
        ftpTls: 'absent',
        faults: { rows: (_directory, rows) => withRows(rows, hostileRows) },
      });
      await mkdir(join(server.root, 'trap'));
      const open = await window();
      const { portside } = open;
      const place = await placeFor(open);
      await connectDemo(portside, server, protocol);
      await portside.right.grid.getByText('../../escape.txt').waitFor();
      await portside.screenshot(`bad-${protocol}-hostile-names`);
      await portside.right.select('trap');
      await portside.right.press('F5');
      await portside.dock.getByRole('button', { name: /^Failed [1-9]/ }).click();
      await portside.dock
        .getByRole('row', { name: /Failed$/ })
        .getByText(/would lead elsewhere/)
        .first()
        .waitFor();
      await portside.dock.getByRole('button', { name: 'Active 0' }).waitFor();
      await portside.screenshot(`bad-${protocol}-hostile-names-copied`);
      await portside.dock.getByRole('button', { name: /^All [1-9]/ }).click();
      expect(await readdir(join(place, 'trap'))).not.toContain('escape.txt');
      expect(await stat(join(place, '../escape.txt')).catch(() => 'nothing')).toBe('nothing');
      expect(await stat(join(place, 'escape.txt')).catch(() => 'nothing')).toBe('nothing');
      await staysUsable(portside);
      await portside.disconnect();
    },
  );

  test('FTP: a new folder with a line break in its name is refused, and no second command reaches the server', async () => {
    const commands: string[] = [];
    await using server = await startDemoServer({
      content: 'empty',
      ftpTls: 'absent',
      faults: {
        command: ({ command }) => {
          commands.push(command);
          return 'proceed';
        },
      },
    });
    const open = await window();
    const { portside } = open;
    const place = await placeFor(open);
    // On this computer a name may hold a line break; FTP cannot carry it.
    await writeFile(join(place, 'two\r\nDELE lines.txt'), 'x');
    await portside.left.press('ControlOrMeta+r');
    await connectDemo(portside, server, 'ftp');
    await portside.left.press('ControlOrMeta+a');
    await portside.left.press('F5');
    await portside.dock
      .getByRole('row', { name: /Failed$/ })
      .getByText(/line break/i)
      .waitFor();
    await portside.screenshot('bad-line-break-in-name');
    expect(commands).not.toContain('DELE');
    expect(await readdir(server.root)).toEqual([]);
    await staysUsable(portside);
    await portside.disconnect();
  });

  test.each([
    { name: 'SFTP', scheme: 'sftp', start: () => startOpenSsh() },
    { name: 'FTPS', scheme: 'ftpes', start: () => startVsftpd({ tls: 'explicit' }) },
  ])(
    '$name: a server killed in the middle of a transfer delays it; when it is back the file arrives whole and the pane reconnects',
    async ({ scheme, start }) => {
      await using server = await start();
      await writeFile(join(server.home, 'huge.bin'), '');
      await truncate(join(server.home, 'huge.bin'), 24 * MEBIBYTE);
      await chown(join(server.home, 'huge.bin'), ALICE, ALICE);
      const open = await window();
      const { portside } = open;
      const place = await placeFor(open);
      const transfers = new TransfersPage(portside.page);
      await portside.quickConnect(`${scheme}://alice@${server.host}:${server.port}`);
      await portside.answer(/First time at|cannot be trusted/, 'Trust from now on');
      await portside.enterPassword('alice', server.password);
      await portside.right.shows(server.remoteHome);
      // So that it is on its way when the server dies, however long that takes.
      await transfers.limit('Total', '500 kB/s');
      await portside.right.select('huge.bin');
      await portside.right.press('F5');
      await transfers
        .row('huge.bin', 'Active')
        .getByText(/[kM]B of/)
        .waitFor();
      await server.kill();
      // What has left the server before, megabytes of it, is read at once.
      await transfers.limit('Total', 'No limit');
      await portside
        .transfer('huge.bin', 'Queued')
        .getByText(/^Trying again .*(connection|closed|lost|reset|refused|reached)/i)
        .waitFor();
      await portside.screenshot(`bad-${scheme}-server-killed`);
      expect(await readdir(place)).toEqual(['huge.bin.portside-part']);
      await server.restart();
      await portside.right.press('ControlOrMeta+r');
      await portside.right.row('huge.bin').waitFor();
      await portside.transfer('huge.bin', 'Done').waitFor({ timeout: 60_000 });
      expect(await readdir(place)).toEqual(['huge.bin']);
      expect((await stat(join(place, 'huge.bin'))).size).toBe(24 * MEBIBYTE);
      await staysUsable(portside);
      await portside.disconnect();
    },
  );
});

async function connectDemo(portside: PortsidePage, server: DemoServer, protocol: 'ftp' | 'sftp'): Promise<void> {
  const { host, port } = server[protocol];
  await portside.quickConnect(`${protocol}://${server.user}@${host}:${port}`);
  await portside.answer(/First time at|without encryption/, 'This time only');
  await portside.enterPassword(server.user, server.password);
  await portside.right.shows('/');
}

/** The connect dialog names the cause; closing it leaves no trace. */
async function expectError(
  portside: PortsidePage,
  title: string | RegExp,
  words: RegExp,
  screenshot: string,
): Promise<void> {
  const dialog = portside.dialog('Connect to a server');
  const report = dialog.getByRole('alert');
  await report.getByText(title).first().waitFor();
  await portside.screenshot(`bad-${screenshot}`);
  expect(await report.innerText()).toMatch(words);
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

let answers = 0;

/** The window still answers: a folder made in the local pane appears there. */
async function staysUsable(portside: PortsidePage): Promise<void> {
  answers += 1;
  const name = `still works ${answers}`;
  await portside.left.press('F7');
  await portside.dialog('New folder').getByLabel('Name').fill(name);
  await portside.answer('New folder', 'Create');
  await portside.left.row(name).waitFor();
}

const hostileRows: ListedRow[] = ['../../escape.txt', '..', 'a/b', 'nul\0byte'].map((name) => ({
  name,
  type: 'file',
  size: 4,
  modifiedAt: Date.UTC(2026, 0, 1),
  permissions: 0o644,
}));

async function* withRows(rows: AsyncIterable<ListedRow>, more: ListedRow[]): AsyncIterable<ListedRow> {
  yield* rows;
  yield* more;
}
