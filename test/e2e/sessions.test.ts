import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accounts, inside } from '../contracts/monitor-source.suite.ts';
import { ftpVisit, placeDownload } from '../contracts/monitor-visitors.ts';
import { startOpenSshBeside } from '../servers/open-ssh.ts';
import { startProftpd } from '../servers/proftpd.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { RealServer, ServerOptions } from '../servers/real-server.ts';
import { describeInBrowser, type OpenPortside, openPortside } from './open-portside.ts';
import { SessionsPage } from './pages/sessions-page.ts';
import { viewer, wide } from './viewer.ts';

const alice = { user: 'alice', password: 'alice-password' };
const bob = { user: 'bob', password: 'bob-password' };

type Watched = RealServer<ServerOptions>;

/** A server is looked at every two seconds, and after a disconnect until the session is gone. */
const soon = { timeout: 20_000 };

/** Connects over SSH beside the FTP server: as root with its key, or as another account with its password. */
async function connect({ portside }: OpenPortside, server: Watched, user: string): Promise<void> {
  const port = await startOpenSshBeside(server);
  await portside.page.getByRole('button', { name: 'New connection…' }).first().click();
  const dialog = portside.dialog('Connect to a server');
  await dialog.getByLabel('Host').fill('127.0.0.1');
  await dialog.getByLabel('Port').fill(String(port));
  await dialog.getByLabel('User', { exact: true }).fill(user);
  const password = accounts.find(({ name }) => name === user)?.password;
  if (password === undefined) {
    await dialog.getByLabel('Private key file').fill(server.credentials.clientKeys.ed25519.path);
  } else await dialog.getByLabel('Password').fill(password);
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await portside.answer(/First time at/, 'This time only');
  await portside.right.grid.waitFor();
}

/** Connects so, and shows the sessions of all that was found there. */
async function watch(open: OpenPortside, server: Watched, user: string): Promise<SessionsPage> {
  const sessions = new SessionsPage(open.portside.page);
  await connect(open, server, user);
  await sessions.show();
  const found = await sessions.watch(new RegExp(`^${user}@127`));
  await found.getByRole('button', { name: 'Show the sessions' }).click();
  return sessions;
}

/** As if the user had allowed notifications and looked elsewhere. @returns what was told since. */
async function recordNotifications(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const told: string[] = [];
    class Recorder {
      static permission = 'granted';
      constructor(title: string, { body }: NotificationOptions) {
        told.push(`${title}: ${body}`);
      }
    }
    Object.assign(window, { Notification: Recorder, told });
    document.hasFocus = () => false;
  });
  return () => page.evaluate(() => (window as unknown as { told: string[] }).told);
}

describeInBrowser('the Sessions page, on a real server', () => {
  test('a session appears, an alert fires, one click ends it, and it is gone from the server', async () => {
    await using server = (await startProftpd({ accounts })) as unknown as Watched;
    await placeDownload(server, 'alice');
    await using open = await openPortside(wide);
    const { page } = open.portside;
    const sessions = new SessionsPage(page);
    await connect(open, server, 'root');
    await sessions.show();
    const found = await sessions.watch(/^root@127/);
    await found.getByRole('heading', { name: /ProFTPD/ }).waitFor();
    await found.getByRole('button', { name: 'Show the sessions' }).click();
    await sessions.tab(/OpenSSH/).click();
    await sessions.row('root', 'This is me').waitFor();
    await sessions.tab(/ProFTPD/).click();
    await sessions.region.getByText('Nobody is connected').waitFor();
    await viewer(open)('sessions-empty');
    await expect.poll(() => page.title()).toMatch(/^\(1\) root@127\.0\.0\.1:\d+ – Portside$/);

    const calls = await recordNotifications(page);
    using visitor = await ftpVisit(server)('127.0.0.11', alice);
    await visitor.download();
    const row = sessions.row('alice', '127.0.0.11', 'Downloading', 'big file.bin');
    await row.waitFor();
    await sessions.openDock('Alerts');
    await sessions.dock.getByText(/alice (?:is )?logged in from 127\.0\.0\.11, an address that was not seen/).waitFor();
    await expect.poll(() => page.title(), soon).toMatch(/^⚠ \(2\) root@127\.0\.0\.1:\d+ – Portside$/);
    await expect
      .poll(calls)
      .toContainEqual(expect.stringMatching(/^New address: alice (?:is )?logged in from 127\.0\.0\.11/));
    await sessions.leaveTable();

    await row.getByRole('button', { name: 'Disconnect alice' }).click();
    const question = open.portside.dialog('Disconnect alice?');
    await question.getByText(/from 127\.0\.0\.11.*, since/).waitFor();
    await question.getByText(/Would break off the download of .*big file\.bin/).waitFor();
    expect(visitor.closed).toBe(false);
    const titles = () => inside(server, 'ps -e -o args=');
    expect(await titles()).toContain('proftpd: alice');
    await question.getByRole('button', { name: 'Disconnect 1 session' }).click();
    await question.getByText('Ended.').waitFor();
    await expect.poll(() => visitor.closed, soon).toBe(true);
    expect(await titles()).not.toContain('proftpd: alice');
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    await sessions.leaveTable();
    await sessions.region.getByText('Nobody is connected').waitFor();

    // Known from now on: the same user from the same address calls nobody any more.
    await sessions.dock
      .getByRole('listitem')
      .filter({ hasText: 'New address' })
      .getByRole('button', { name: 'This is fine' })
      .click();
    await sessions.dock.getByText('New address').waitFor({ state: 'hidden' });
    using _again = await ftpVisit(server)('127.0.0.11', alice);
    await sessions.row('alice', 'Idle').waitFor();
    using _other = await ftpVisit(server)('127.0.0.12', alice);
    await sessions.dock.getByText(/127\.0\.0\.12, an address/).waitFor();
    expect(await sessions.dock.getByText(/127\.0\.0\.11, an address/).count()).toBe(0);
  });

  test('all of a user go at once; what does not move keeps its place under the pointer', async () => {
    await using server = (await startProftpd({ accounts })) as unknown as Watched;
    await using open = await openPortside();
    const sessions = await watch(open, server, 'root');
    await sessions.tab(/ProFTPD/).click();
    using first = await ftpVisit(server)('127.0.0.11', alice);
    await sessions.row('127.0.0.11').waitFor();
    await sessions.row('127.0.0.11').hover();
    using second = await ftpVisit(server)('127.0.0.12', alice);
    using third = await ftpVisit(server)('127.0.0.13', bob);
    await sessions.region.getByRole('button', { name: '2 changes wait' }).waitFor();
    expect(await sessions.users()).toEqual(['alice']);
    await sessions.leaveTable();
    await sessions.row('bob').waitFor();
    expect(await sessions.users()).toHaveLength(3);

    // By keyboard: the two newest.
    await sessions.grid.focus();
    for (const key of ['Home', 'Shift+ArrowDown', 'Delete']) await open.portside.page.keyboard.press(key);
    await open.portside.dialog('Disconnect 2 sessions?').getByText('from 127.0.0.13').waitFor();
    await open.portside.answer('Disconnect 2 sessions?', 'Cancel');
    expect([first.closed, second.closed, third.closed]).toEqual([false, false, false]);

    await sessions.region.getByRole('button', { name: 'Group' }).click();
    await open.portside.page.getByRole('menuitemradio', { name: 'By user' }).click();
    await sessions.grid.getByRole('button', { name: 'Disconnect all of alice' }).click();
    const question = open.portside.dialog('Disconnect all of alice (2 sessions)?');
    await question.getByRole('button', { name: 'Disconnect 2 sessions' }).click();
    await expect.poll(() => question.getByText('Ended.').count(), soon).toBe(2);
    await expect.poll(() => [first.closed, second.closed, third.closed], soon).toEqual([true, true, false]);

    // The grouping is remembered; the files are still where they were.
    await open.portside.page.keyboard.press('Escape');
    await open.portside.page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Files' }).click();
    await open.portside.right.grid.waitFor();
    await sessions.show();
    await sessions.region.getByRole('button', { name: 'Group' }).getByText('By user').waitFor();
  });

  test('without the rights, the page says which line of sudoers would help', async () => {
    await using server = (await startPureFtpd({ accounts })) as unknown as Watched;
    await using open = await openPortside();
    const sessions = await watch(open, server, 'watch');
    await sessions.tab(/Pure-FTPd/).click();
    await sessions.openDock('Missing rights');
    await sessions.dock.getByText(/^watch ALL=\(root\) NOPASSWD: .*pure-ftpwho -s -n$/).waitFor();
    await open.portside.screenshot('sessions-missing-rights');
  });

  test('a server that does not answer any more is marked, with the time of the next attempt', async () => {
    await using server = (await startProftpd({ accounts })) as unknown as Watched;
    await using open = await openPortside();
    const sessions = await watch(open, server, 'root');
    await sessions.tab(/ProFTPD/).click();
    using _visitor = await ftpVisit(server)('127.0.0.11', alice);
    await sessions.row('alice').waitFor();
    await inside(server, 'kill -KILL $(pgrep sshd)');
    await sessions.region.getByText(/No answer since .*: these rows are old\./).waitFor();
    await sessions.region.getByText(/Next attempt in \d+/).waitFor();
    await sessions.row('alice').waitFor();
    await sessions
      .tab(/no answer/)
      .first()
      .waitFor();
    await open.portside.screenshot('sessions-stale');
  });
});
