import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { describeInBrowser, type OpenPortside, openPortside } from './open-portside.ts';
import { viewer, wide } from './viewer.ts';

describeInBrowser('the log, and a server that goes away', () => {
  let open: OpenPortside;
  beforeAll(async () => {
    open = await openPortside(wide);
  });
  afterAll(() => open?.[Symbol.asyncDispose]());

  test('shows what was said, filtered and paused, and gives it away as lines or as a report', async () => {
    await using server = await startOpenSsh();
    const { portside } = open;
    const { page, dock } = portside;
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await portside.connectSftp(server);
    await dock.getByRole('tab', { name: 'Log' }).click();
    const log = dock.getByRole('log', { name: 'Protocol log' });
    await log.getByText('logged in', { exact: true }).waitFor();
    expect(await log.innerText()).toMatch(/\d\d:\d\d:\d\d\.\d{3}/);
    expect(await log.innerText()).not.toContain(server.password);

    await dock.getByRole('textbox', { name: 'Filter the log' }).fill('host key');
    await log.getByText('logged in', { exact: true }).waitFor({ state: 'hidden' });
    await log.getByText(/^host key SHA256/).waitFor();
    await dock.getByRole('textbox', { name: 'Filter the log' }).fill('');
    await dock.getByRole('button', { name: /^Kinds of lines/ }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Note' }).click();
    await page.keyboard.press('Escape');
    await log.getByText('logged in', { exact: true }).waitFor({ state: 'hidden' });
    await dock.getByRole('button', { name: /^Kinds of lines/ }).click();
    await page.getByRole('menuitemcheckbox', { name: 'Note' }).click();
    await page.keyboard.press('Escape');
    await dock.getByRole('button', { name: /^Connections/ }).click();
    await page.getByRole('menuitemcheckbox', { name: new RegExp(`^${server.user}@`) }).waitFor();
    await page.keyboard.press('Escape');

    await log.getByText('logged in', { exact: true }).click();
    await page.keyboard.press('Shift+ArrowUp');
    await dock.getByText(/^2 of \d+ lines selected/).waitFor();
    await page.keyboard.press('ControlOrMeta+c');
    await expect.poll(clipboard).toMatch(/^\S+Z \S+ #1 [<>*!] .*\n\S+Z \S+ #1 < logged in$/);
    await page.keyboard.press('ControlOrMeta+a');
    await dock.getByRole('button', { name: 'Copy' }).click();
    await page.getByRole('menuitem', { name: 'Copy as report' }).click();
    await dock.getByRole('button', { name: 'Copied' }).waitFor();
    const report = await clipboard();
    expect(report).toMatch(/^Portside \S+, linux, loopback, /);
    expect(report).toContain('logged in');
    expect(report).not.toContain(server.password);

    await log.click({ position: { x: 300, y: 10 } });
    await dock.getByRole('button', { name: 'Pause: new lines wait' }).click();
    await portside.right.press('ControlOrMeta+r');
    await dock.getByText(/new lines? waits?/).waitFor();
    await dock.getByRole('button', { name: 'Continue: show new lines' }).click();
    await dock.getByText(/new lines? waits?/).waitFor({ state: 'hidden' });
    await portside.disconnect();
  });

  test('says that nobody answers, when it is tried again, and can be stopped', async () => {
    await using server = await startOpenSsh();
    const { portside } = open;
    const { right, page } = portside;
    const look = viewer(open);
    await portside.connectSftp(server);
    await portside.dock.getByRole('tab', { name: 'Log' }).click();
    // When and where it was said once was too faint on the ground of a selected line.
    await portside.dock.getByRole('log').getByText('logged in', { exact: true }).last().click();
    await look('log');
    await server.kill();
    await right.press('ControlOrMeta+r');
    const message = right.region.getByRole('alert');
    await message.getByRole('button', { name: 'Try now' }).waitFor();
    await message.getByText(/^(Trying again in \d+ s|Connecting again…)$/).waitFor();
    await page.getByText(/^Not connected · /).waitFor();
    await look('reconnecting');
    await message.getByRole('button', { name: 'Stop' }).click();
    await message.getByRole('button', { name: 'Reconnect' }).waitFor();
    await page.getByText('Not connected', { exact: true }).waitFor();
    await look('lost');
    await portside.disconnect();
  });

  test('comes back with the folder that was shown, at the press of a button and by itself', async () => {
    await using server = await startOpenSsh();
    await mkdir(join(server.home, 'deep'));
    const { portside } = open;
    const { right } = portside;
    await portside.connectSftp(server);
    await right.open('deep');
    await right.shows(`${server.remoteHome}/deep`);
    const message = right.region.getByRole('alert');
    const empty = right.region.getByText('This folder is empty');

    await server.kill();
    await right.press('ControlOrMeta+r');
    await message.getByRole('button', { name: 'Stop' }).click();
    await server.restart();
    await message.getByRole('button', { name: 'Reconnect' }).click();
    await empty.waitFor();

    await server.kill();
    await right.press('ControlOrMeta+r');
    await message.getByRole('button', { name: 'Try now' }).waitFor();
    await server.restart();
    // Nobody touches anything.
    await empty.waitFor({ timeout: 60_000 });
    await right.shows(`${server.remoteHome}/deep`);
  });
});
