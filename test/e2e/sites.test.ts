import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { describeInBrowser, openPortside } from './open-portside.ts';
import type { PortsidePage } from './pages/portside-page.ts';
import { SitesPage } from './pages/sites-page.ts';
import { shareWindow } from './shared-window.ts';

const MASTER = 'a harbour full of small boats';

describeInBrowser('saved sites', () => {
  /** Nothing is saved in it: each test takes away what it has saved. */
  const window = shareWindow();

  test('are kept behind a master password, found again after a restart, and arranged', async () => {
    await using server = await startOpenSsh();
    const home = await mkdtemp(join(tmpdir(), 'portside-home-'));
    const dataDirectory = await mkdtemp(join(tmpdir(), 'portside-sites-'));
    onTestFinished(() => rm(dataDirectory, { recursive: true }));
    {
      await using open = await openPortside({ dataDirectory, home });
      const { portside } = open;
      const sites = new SitesPage(portside.page);
      await sites.show();
      await sites.newSite();
      await sites.field('Host').fill(server.host);
      await sites.field('Port').fill(String(server.port));
      await sites.field('User').fill(server.user);
      await sites.field('Password').fill(server.password);
      await sites.field('Name').fill('Shop');
      await sites.editor.getByRole('radio', { name: 'Teal' }).check({ force: true });
      await sites.save();
      await sites.chooseMasterPassword(MASTER);
      await sites.row('Shop').waitFor();
      await sites.editor.getByText('Saved, protected by the master password.', { exact: true }).waitFor();
      expect(await sites.field('Password').inputValue()).toBe('');
    }
    const kept = await readdir(dataDirectory, { recursive: true, withFileTypes: true });
    const files = kept.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBeGreaterThan(0);
    for (const file of files) expect(await readFile(file, 'utf8'), file).not.toContain(server.password);

    await mkdir(home, { recursive: true });
    await using open = await openPortside({ dataDirectory, home });
    const { portside } = open;
    const { page } = portside;
    const sites = new SitesPage(page);

    // The start page offers it; a wrong master password is said to be wrong.
    const offered = page.getByRole('region', { name: 'Sites and recent servers' });
    await offered.getByRole('button', { name: /^Shop/ }).click();
    await portside.answer(/First time at/, 'Trust from now on');
    await sites.unlock('not the one');
    await page.getByText('That was not the master password.').waitFor();
    await sites.unlock(MASTER);
    await portside.right.shows(server.remoteHome);
    await portside.right.region.getByRole('tab', { name: 'Shop' }).waitFor();

    // Edit, duplicate, folder, drag, search, delete.
    await sites.show();
    await sites.row('Shop').click();
    await sites.field('Notes').fill('Ask Marta first');
    await sites.save();
    await sites.editor.getByText('Not saved yet').waitFor({ state: 'hidden' });
    await sites.tree.press('ControlOrMeta+d');
    await sites.row('Shop copy').waitFor();
    await sites.editor.getByText('Saved, protected by the master password.', { exact: true }).waitFor();
    await sites.tree.click({ position: { x: 100, y: 400 } });
    await sites.newFolder('Clients');
    await sites.row('Shop copy').dragTo(sites.row('Clients'));
    await expect.poll(() => sites.outline()).toEqual(['Clients', '.Shop copy', 'Shop']);

    await sites.search.fill('marta copy');
    await expect.poll(() => sites.outline()).toEqual(['Clients', '.Shop copy']);
    await sites.region.getByText('1 site found').waitFor();
    await sites.search.fill('');

    await sites.row('Clients').click();
    await sites.tree.press('Delete');
    const dialog = portside.dialog('Delete 1 site and 1 folder?');
    await dialog.getByText('The saved password goes too.').waitFor();
    await dialog.getByText('Shop copy').waitFor();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect.poll(() => sites.outline()).toEqual(['Shop']);
  });

  test('are made, arranged, connected to and left unsaved by keyboard alone', async () => {
    await using server = await startOpenSsh();
    const { portside } = await window();
    const { page } = portside;
    const { keyboard } = page;
    const sites = new SitesPage(page);
    await page.keyboard.press('ControlOrMeta+Shift+S');
    await sites.tree.waitFor();
    await expect.poll(() => focusedName(page)).toBe('Sites and folders');
    await keyboard.press('F7');
    await keyboard.type('Work');
    await keyboard.press('Enter');
    await sites.row('Work').waitFor();

    for (const name of ['One', 'Two']) {
      await sites.region.getByRole('button', { name: 'New site', exact: true }).first().focus();
      await keyboard.press('Enter');
      await expect.poll(() => focusedName(page)).toBe('Host');
      await keyboard.type(server.host);
      await keyboard.press('Tab');
      await keyboard.press('ControlOrMeta+a');
      await keyboard.type(String(server.port));
      await keyboard.press('Tab');
      await keyboard.type(server.user);
      await sites.field('Name').focus();
      await keyboard.type(name);
      await keyboard.press('Enter');
      await sites.row(name).waitFor();
    }
    await expect.poll(() => sites.outline()).toEqual(['Work', '.One', '.Two']);

    await sites.tree.focus();
    await keyboard.press('t');
    await keyboard.press('Alt+ArrowUp');
    await expect.poll(() => sites.outline()).toEqual(['Work', '.Two', '.One']);
    await keyboard.press('ControlOrMeta+x');
    await keyboard.press('Escape');
    await keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Move to…' }).press('Enter');
    await portside.dialog('Move 1 item').waitFor();
    await keyboard.press('Enter');
    await portside.dialog('Move 1 item').getByRole('button', { name: 'Move', exact: true }).press('Enter');
    await expect.poll(() => sites.outline()).toEqual(['Work', '.One', 'Two']);

    // What was typed is asked about before it would be lost.
    await expect.poll(() => focusedName(page)).toBe('Sites and folders');
    await keyboard.press('ArrowUp');
    await expect.poll(() => sites.row('One').getAttribute('aria-selected')).toBe('true');
    await keyboard.press('F2');
    await expect.poll(() => focusedName(page)).toBe('Name');
    await keyboard.press('ControlOrMeta+a');
    await keyboard.type('Uno');
    await sites.tree.focus();
    await keyboard.press('End');
    await portside.dialog('Save the changes to “One”?').waitFor();
    await keyboard.press('Enter');
    await sites.row('Uno').waitFor();

    await expect.poll(() => focusedName(page)).toBe('Sites and folders');
    await keyboard.press('Home');
    await keyboard.press('ArrowRight');
    await keyboard.press('Enter');
    await portside.answer(/First time at/, 'This time only');
    await portside.enterPassword(server.user, server.password);
    await expect.poll(() => focusedName(page)).toBe('New master password');
    await keyboard.type(MASTER);
    await keyboard.press('Tab');
    await keyboard.type(MASTER);
    await keyboard.press('Enter');
    await portside.right.shows(server.remoteHome);
    await portside.disconnect();
    await takeAway(portside);
  });

  test('Test connection says how the line is protected, where it leads, or what is wrong', async () => {
    await using server = await startVsftpd({ tls: 'explicit' });
    const { portside } = await window();
    const sites = new SitesPage(portside.page);
    await sites.show();
    await sites.newSite();
    await sites.choose('Protocol', 'FTP with TLS required');
    await sites.editor.getByRole('button', { name: 'Test connection' }).click();
    await sites.editor.getByText('Which server?').waitFor();
    await sites.field('Host').fill(server.host);
    await sites.field('Port').fill(String(server.port));
    await sites.field('User').fill(server.user);
    await sites.editor.getByRole('button', { name: 'Test connection' }).click();
    await portside.answer(/cannot be trusted/, 'Trust from now on');
    await portside.enterPassword(server.user, server.password);
    const result = sites.editor.getByRole('status', { name: 'The connection works' });
    await result.getByText(/TLS.*certificate pinned/).waitFor();
    await result.getByText(server.remoteHome, { exact: true }).waitFor();
    await result.getByText(/take FTP commands/).waitFor();
    await portside.screenshot('sites-test-works');
    expect(await sites.outline()).toEqual([]);

    await sites.field('Port').fill('1');
    await sites.editor.getByRole('button', { name: 'Test connection' }).click();
    await sites.editor.getByRole('alert').getByText('Server not reachable').waitFor();
    await sites.editor.getByRole('button', { name: 'Cancel', exact: true }).click();
    await sites.editor.waitFor({ state: 'hidden' });
  });

  test('a connection is saved as a site on the way, with the password that is asked for', async () => {
    await using server = await startOpenSsh();
    const { portside } = await window();
    const { page } = portside;
    const sites = new SitesPage(page);
    await page.getByRole('button', { name: 'New connection…' }).first().click();
    const dialog = portside.dialog('Connect to a server');
    await dialog.getByLabel('Host').fill(server.host);
    await dialog.getByLabel('Port').fill(String(server.port));
    await dialog.getByLabel('User').fill(server.user);
    await dialog.getByText('Save as site').click();
    await dialog.getByLabel('Name').fill('Backup');
    await dialog.getByRole('button', { name: 'Save and connect' }).click();
    await portside.answer(/First time at/, 'Trust from now on');
    const question = portside.dialog(`Password for ${server.user}`);
    await question.getByLabel('Password', { exact: true }).fill(server.password);
    expect(await question.getByRole('checkbox', { name: 'Save this password' }).isChecked()).toBe(true);
    await page.keyboard.press('Enter');
    await sites.chooseMasterPassword(MASTER);
    await portside.right.shows(server.remoteHome);
    await sites.show();
    await sites.row('Backup').click();
    await sites.editor.getByText('Saved, protected by the master password.', { exact: true }).waitFor();

    // Found by a part of its name in quick connect.
    const quick = page.getByRole('combobox', { name: 'Server address' });
    await quick.fill('back');
    await page.getByRole('option', { name: /^Backup/ }).waitFor();
    await quick.press('ArrowDown');
    await quick.press('Enter');
    await expect.poll(() => portside.right.region.getByRole('tab', { name: 'Backup' }).count()).toBe(2);
    await portside.disconnect();
    await takeAway(portside);
  });

  test('the vault can be locked, opened, given another master password and emptied', async () => {
    const { portside } = await window();
    const { page } = portside;
    const sites = new SitesPage(page);
    await sites.show();
    await sites.newSite();
    await sites.field('Host').fill('example.org');
    await sites.field('User').fill('ann');
    await sites.field('Password').fill('s3cret');
    await sites.save();
    await sites.chooseMasterPassword(MASTER);
    await sites.row('example.org').waitFor();
    await sites.region.getByRole('button', { name: 'Saved passwords' }).click();
    const vault = portside.dialog('Saved passwords');
    await vault.getByText('Unlocked. 1 password is saved.').waitFor();

    await vault.getByRole('button', { name: 'Change the master password' }).click();
    await vault.getByLabel('Current master password').fill('wrong one');
    await vault.getByLabel('New master password').fill('another long sentence');
    await vault.getByLabel('The same again').fill('another long sentence');
    await vault.getByRole('button', { name: 'Change the master password' }).last().click();
    await vault.getByRole('alert').waitFor();
    await vault.getByLabel('Current master password').fill(MASTER);
    await vault.getByRole('button', { name: 'Change the master password' }).last().click();
    await vault.getByLabel('Current master password').waitFor({ state: 'hidden' });

    await vault.getByRole('button', { name: 'Lock now' }).click();
    await vault.getByText('Locked.').waitFor();
    await vault.getByLabel('Master password', { exact: true }).fill('another long sentence');
    await page.keyboard.press('Enter');
    await vault.getByText('Unlocked.').waitFor();

    await vault.getByRole('button', { name: 'Throw all saved passwords away…' }).click();
    await vault.getByRole('button', { name: 'Throw them away' }).click();
    await vault.getByText('No master password was chosen yet.').waitFor();
    await vault.getByRole('button', { name: 'Close' }).click();
    await sites.editor
      .getByText('Saved, protected by the master password.', { exact: true })
      .waitFor({ state: 'hidden' });
  });
});

/** Removes every site and folder, and the master password with what it keeps. */
async function takeAway(portside: PortsidePage): Promise<void> {
  const sites = new SitesPage(portside.page);
  await sites.show();
  await sites.tree.press('Home');
  await sites.tree.press('Shift+End');
  await sites.tree.press('Delete');
  await portside.answer(/^Delete /, 'Delete');
  await expect.poll(() => sites.outline()).toEqual([]);
  await sites.region.getByRole('button', { name: 'Saved passwords' }).click();
  const vault = portside.dialog('Saved passwords');
  await vault.getByRole('button', { name: 'Throw all saved passwords away…' }).click();
  await vault.getByRole('button', { name: 'Throw them away' }).click();
  await vault.getByText('No master password was chosen yet.').waitFor();
  await portside.answer('Saved passwords', 'Close');
}

function focusedName(page: SitesPage['page']): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const label = element && 'labels' in element ? (element as HTMLInputElement).labels?.[0]?.textContent : undefined;
    return element?.getAttribute('aria-label') ?? label ?? '';
  });
}
