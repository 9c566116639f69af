import { test } from 'vitest';
import { accounts, inside } from '../contracts/monitor-source.suite.ts';
import { ftpVisit } from '../contracts/monitor-visitors.ts';
import { startOpenSshBeside } from '../servers/open-ssh.ts';
import { startPureFtpd } from '../servers/pure-ftpd.ts';
import type { RealServer, ServerOptions } from '../servers/real-server.ts';
import { describeInBrowser, openPortside } from './open-portside.ts';
import { SessionsPage } from './pages/sessions-page.ts';
import { viewer, wide } from './viewer.ts';

describeInBrowser('every view of the Sessions page', () => {
  test('the demo server and its visitors', async () => {
    await using open = await openPortside({ ...wide, demo: true });
    const { portside } = open;
    const { page } = portside;
    const look = viewer(open);
    const sessions = new SessionsPage(page);
    await sessions.show();
    await sessions.region.getByRole('heading', { name: 'Who is on your server?' }).waitFor();
    await look('sessions-start');

    await sessions.region.getByRole('button', { name: 'Watch a server…' }).first().click();
    await portside.dialog('Watch a server').waitFor();
    await look('sessions-watch');
    // The demo server has no shell that could tell who is there.
    const watch = portside.dialog('Watch a server');
    await watch.getByRole('button', { name: /Where/ }).click();
    await page.getByRole('option', { name: /^demo@/ }).click();
    await watch.getByRole('button', { name: 'Watch', exact: true }).click();
    await watch.getByRole('alert').waitFor();
    await look('sessions-watch-failed');
    await page.keyboard.press('Escape');

    const found = await sessions.watch(/^Demo server/);
    await look('sessions-found');
    await found.getByRole('button', { name: 'Show the sessions' }).click();
    await sessions.row('marta', /Downloading|Uploading/).waitFor();
    await sessions.row('demo', 'This is me').waitFor();
    await look('sessions-live');

    await sessions.row('jonas').click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    await look('sessions-context-menu');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'hidden' });

    await sessions.region.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Process ID' }).waitFor();
    await look('sessions-columns');
    await page.keyboard.press('Escape');

    await sessions.region.getByRole('button', { name: 'Group' }).click();
    await page.getByRole('menuitemradio', { name: 'By address' }).click();
    await sessions.grid.getByRole('button', { name: 'Disconnect all of 127.0.0.21' }).waitFor();
    await look('sessions-grouped');

    await sessions.openDock('Alerts');
    await sessions.dock.getByText('Login without encryption').first().waitFor();
    await look('sessions-alerts');
    await sessions.openDock('Missing rights');
    await look('sessions-nothing-missing');
    await sessions.openDock('Server log');
    await sessions.dock.getByText('Raw lines').click();
    await look('sessions-raw-log');
    await sessions.dock.getByRole('textbox').fill('no line says so');
    await sessions.dock.getByText('No line matches the filter.').waitFor();
    await look('sessions-log-without-match');

    await sessions.region.getByRole('textbox', { name: 'Filter sessions' }).fill('nobody is called so');
    await sessions.region.getByText('No session contains “nobody is called so”').waitFor();
    await look('sessions-no-match');
    await page.keyboard.press('Escape');

    await sessions.grid.getByRole('button', { name: 'Disconnect marta' }).click();
    const question = portside.dialog('Disconnect marta?');
    await question.waitFor();
    await look('sessions-disconnect');
    await question.getByRole('button', { name: 'Disconnect 1 session' }).click();
    await question.getByText('Ended.').waitFor();
    await look('sessions-disconnected');
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    await look('sessions-ended-row');
  });

  test('few rights, nobody there, no answer', async () => {
    await using server = (await startPureFtpd({ accounts })) as unknown as RealServer<ServerOptions>;
    const port = await startOpenSshBeside(server);
    await using open = await openPortside(wide);
    const { portside } = open;
    const look = viewer(open);
    const sessions = new SessionsPage(portside.page);
    const user = 'watch';
    const remoteHome = `/home/${user}`;
    await portside.connectSftp({ host: '127.0.0.1', port, user, password: 'watch-password', remoteHome });
    await sessions.show();
    await inside(server, holdProcessList(remoteHome));
    const begun = await sessions.watch(/^watch@127/);
    await begun.getByRole('button', { name: 'Show the sessions' }).click();
    await sessions.tab(/Pure-FTPd/).click();
    await sessions.region.getByText('Asking who is connected…').waitFor();
    await look('sessions-starting');
    // The first answer is broken off, and from then on the account may run nothing.
    await inside(server, `echo 'echo Not for you. >&2; exit 1' > ${remoteHome}/.bashrc; pkill -u ${user} -x sh`);
    await sessions.region.getByText(/did not run the commands/).waitFor();
    await look('sessions-refused');
    await inside(server, `rm ${remoteHome}/.bashrc`);
    await sessions.region.getByRole('button', { name: 'Try again' }).click();
    await sessions.region.getByText('This account sees nobody').waitFor();
    await sessions.tab(/OpenSSH/).click();
    await sessions.region.getByRole('button', { name: 'Try again' }).click();
    await sessions.row(user).waitFor();
    const found = await sessions.watch(/^watch@127/);
    await look('sessions-found-with-few-rights');
    await found.getByRole('button', { name: 'Show the sessions' }).click();
    await sessions.tab(/Pure-FTPd/).click();
    await sessions.openDock('Missing rights');
    await sessions.dock
      .getByText(/NOPASSWD/)
      .first()
      .waitFor();
    await look('sessions-few-rights');
    await sessions.openDock('Server log');
    await sessions.dock.getByText(/^No log of this server can be read/).waitFor();
    await look('sessions-no-log');
    await sessions.openDock('Alerts');
    await sessions.dock.getByText('Nothing stands out').waitFor();
    await look('sessions-no-alerts');
    // Its own session may be ended by anybody, but one that was stopped does not hear of it.
    using _visitor = await ftpVisit(server)('127.0.0.11', { user, password: 'watch-password' });
    await sessions.grid.getByRole('button', { name: `Disconnect ${user}` }).waitFor();
    await inside(server, `pkill -STOP -u ${user} -f '^pure-ftpd'`);
    await sessions.grid.getByRole('button', { name: `Disconnect ${user}` }).click();
    const question = portside.dialog(`Disconnect ${user}?`);
    await question.getByRole('button', { name: 'Disconnect 1 session' }).click();
    await question.getByText('Disconnecting, and looking whether it is gone…').waitFor();
    await question.getByText('Still there.').waitFor();
    await look('sessions-still-there');
    await question.getByRole('button', { name: 'Force it' }).click();
    await question.getByText('Ended.').waitFor();
    await portside.page.keyboard.press('Escape');
    await question.waitFor({ state: 'hidden' });
    await sessions.tab(/OpenSSH/).click();
    await sessions.row('watch').waitFor();
    await inside(server, 'kill -KILL $(pgrep sshd)');
    await sessions.region.getByText(/Next attempt in \d+/).waitFor();
    await look('sessions-stale');
    await sessions.tab(/Pure-FTPd/).click();
    await sessions.region.getByText('Server not reachable').waitFor();
    await look('sessions-stale-empty');
  });
});

/** For an account whose home this is, the list of processes does not come: what Portside asks for first is a shorter one. */
function holdProcessList(home: string): string {
  return `
mkdir ${home}/bin
mkfifo ${home}/bin/never
echo 'PATH=$HOME/bin:$PATH' > ${home}/.bashrc
cat > ${home}/bin/ps <<'end'
#!/bin/sh
case "$*" in *pid=*) cat "$HOME/bin/never";; esac
PATH=\${PATH#*:} exec ps "$@"
end
chmod 755 ${home}/bin/ps
chown -R --reference=${home} ${home}/bin ${home}/.bashrc`;
}
