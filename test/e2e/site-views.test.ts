import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { test } from 'vitest';
import { startDemoServer } from '../../electron/demo-server/demo-server.ts';
import { describeInBrowser, openPortside } from './open-portside.ts';
import { SitesPage } from './pages/sites-page.ts';
import { viewer, wide } from './viewer.ts';

const MASTER = 'a harbour full of small boats';

describeInBrowser('every view of the sites', () => {
  // So many views, each looked at by axe, take their time on a busy machine: hence the time limit below.
  test('is looked at', async () => {
    await using open = await openPortside(wide);
    const { portside } = open;
    const { page } = portside;
    const look = viewer(open);
    const sites = new SitesPage(page);
    await sites.show();
    await sites.region.getByRole('heading', { name: 'No sites yet' }).waitFor();
    await look('sites-empty');

    await sites.region.getByRole('button', { name: 'Saved passwords' }).click();
    await portside.dialog('Saved passwords').getByText('No master password was chosen yet.').waitFor();
    await look('vault-not-set-up');
    await page.keyboard.press('Escape');
    await sites.newSite();
    await sites.field('Port').fill('70000');
    await sites.save();
    await sites.editor.getByText('Who logs in?').waitFor();
    await look('sites-editor-problems');
    await sites.editor.getByRole('button', { name: 'Cancel' }).click();

    await sites.newFolder('Clients');
    await sites.newFolder('Harbour café');
    const servers = [
      ['Shop', 'shop.example.org', 'teal'],
      ['Shop, staging', 'staging.shop.example.org', 'orange'],
      ['Press archive', 'archive.example.net', 'red'],
    ] as const;
    for (const [name, host, colour] of servers) {
      await sites.newSite();
      await sites.field('Host').fill(host);
      await sites.field('User').fill('marta');
      await sites.field('Name').fill(name);
      await sites.editor.locator(`[data-colour="${colour}"]`).last().click();
      await sites.save();
      await sites.row(name).waitFor();
    }
    await sites.tree.press('Home');
    await look('sites-folder');
    await sites.tree.press('F2');
    await portside.dialog('Rename the folder').waitFor();
    await look('sites-rename-folder');
    await page.keyboard.press('Escape');
    await sites.tree.press('ControlOrMeta+a');
    await sites.region.getByText('5 selected').waitFor();
    await look('sites-several');
    await sites.row('Shop').first().click();
    await sites.row('Press archive').click({ modifiers: ['ControlOrMeta'] });
    await sites.region.getByRole('button', { name: 'Move to…' }).click();
    await portside.dialog('Move 2 items').waitFor();
    await look('sites-move');
    await page.keyboard.press('Escape');
    await sites.row('Shop').first().click();
    await sites.editor.waitFor();
    await look('sites-editor');

    await sites.field('Password').fill('s3cret');
    await sites.save();
    await portside.dialog('Choose a master password').getByLabel('New master password').fill('sommer2026');
    await look('vault-set-up');
    await sites.chooseMasterPassword(MASTER);
    await sites.editor.getByText('Saved, protected by the master password.', { exact: true }).waitFor();
    await sites.field('Notes').fill('Ask Marta before uploading on Fridays.');
    await look('sites-editor-changed');
    await sites.row('Press archive').click();
    await portside.dialog(/Save the changes/).waitFor();
    await look('sites-unsaved');
    await portside.answer(/Save the changes/, 'Save');

    await sites.editor.getByRole('tab', { name: 'Advanced' }).click();
    await sites.editor.getByRole('button', { name: 'Add a jump host' }).click();
    await sites.editor.getByText('Allow outdated algorithms').click();
    await look('sites-advanced-sftp');
    await sites.editor.getByRole('tab', { name: 'Connection' }).click();
    await sites.choose('Protocol', 'FTP with TLS required');
    await sites.editor.getByRole('tab', { name: 'Advanced' }).click();
    await sites.choose('Transfer as', 'ASCII for everything');
    await look('sites-advanced-ftp');
    await sites.editor.getByRole('button', { name: 'Revert' }).click();

    await sites.row('Shop').first().click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    await look('sites-context-menu');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
    await sites.tree.press('Delete');
    await portside.dialog(/^Delete/).waitFor();
    await look('sites-delete');
    await page.keyboard.press('Escape');

    await sites.region.getByRole('button', { name: 'Saved passwords' }).click();
    const vault = portside.dialog('Saved passwords');
    await vault.getByRole('button', { name: 'Change the master password' }).click();
    await vault.getByLabel('Current master password').fill('not this');
    await vault.getByLabel('New master password').fill(MASTER);
    await vault.getByLabel('The same again').fill(MASTER);
    await page.keyboard.press('Enter');
    await vault.getByText('That was not the master password.').first().waitFor();
    await look('vault-change');
    await vault.getByRole('button', { name: 'Change the master password' }).first().click();
    await vault.getByRole('button', { name: 'Throw all saved passwords away…' }).click();
    await look('vault');
    await vault.getByRole('button', { name: 'Lock now' }).click();
    await page.keyboard.press('Escape');

    await sites.search.fill('shop');
    await sites.region.getByText('2 sites found').waitFor();
    await look('sites-search');
    await sites.search.fill('no site is called so');
    await sites.region.getByRole('button', { name: 'Clear the filter' }).last().waitFor();
    await look('sites-search-nothing');
    await sites.search.fill('');

    await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Files' }).click();
    await look('start-with-sites');
    await page.getByRole('button', { name: 'New connection…' }).first().click();
    const connect = portside.dialog('Connect to a server');
    await connect.getByRole('button', { name: 'Advanced' }).click();
    await connect.getByText('Save as site').click();
    await look('connect-advanced');
    await page.keyboard.press('Escape');

    const quick = page.getByRole('combobox', { name: 'Server address' });
    await quick.fill('ar');
    await page.getByRole('option', { name: /^Press archive/ }).waitFor();
    await look('quick-connect-sites');
  }, 240_000);

  test('a site on its way, one that is not reached, and the passwords while they are locked', async () => {
    await using server = await startDemoServer({ content: 'empty' });
    await using silent = await startSilentServer();
    await using open = await openPortside(wide);
    const { portside } = open;
    const { page } = portside;
    const look = viewer(open);
    const sites = new SitesPage(page);
    await sites.show();
    await sites.newSite();
    await sites.field('Host').fill('127.0.0.1');
    await sites.field('Port').fill(String(server.sftp.port));
    await sites.field('User').fill(server.user);
    await sites.field('Name').fill('Harbour café');
    await sites.save();
    await sites.row('Harbour café').dblclick();
    await portside.answer(/First time at/, 'Trust from now on');
    await portside.dialog('Password for demo').getByText('Save this password').waitFor();
    await look('password-to-save');
    await portside.answer('Password for demo', 'Cancel');
    await sites.field('Password').fill(server.password);
    await sites.save();
    await sites.chooseMasterPassword(MASTER);
    await sites.editor.getByRole('button', { name: 'Test connection' }).click();
    await sites.editor.getByRole('status', { name: 'The connection works' }).waitFor();
    await look('sites-test-works');

    await sites.field('Port').fill(String(silent.port));
    await sites.editor.getByRole('button', { name: 'Test connection' }).click();
    await sites.editor.getByText('Trying to connect…').waitFor();
    await look('sites-test-running');
    await sites.editor.getByRole('button', { name: 'Stop the test' }).click();
    await sites.save();
    await sites.row('Harbour café').dblclick();
    const connecting = portside.dialog('Connecting to Harbour café');
    await connecting.waitFor();
    await look('site-connecting');
    await connecting.getByRole('button', { name: 'Cancel' }).click();
    await connecting.waitFor({ state: 'hidden' });

    await silent.close();
    await sites.editor.getByRole('button', { name: 'Test connection' }).click();
    await sites.editor.getByRole('alert').waitFor();
    await look('sites-test-failed');
    await sites.row('Harbour café').dblclick();
    await portside.dialog('Harbour café could not be opened').waitFor();
    await look('site-not-reached');
    await portside.answer('Harbour café could not be opened', 'Cancel');

    await sites.field('Port').fill(String(server.sftp.port));
    await sites.save();
    await sites.region.getByRole('button', { name: 'Saved passwords' }).click();
    const vault = portside.dialog('Saved passwords');
    await vault.getByRole('button', { name: 'Lock now' }).click();
    await vault.getByLabel('Master password').fill('not this');
    await vault.getByRole('button', { name: 'Unlock' }).click();
    await vault.getByRole('alert').waitFor();
    await look('vault-wrong-password');
    await page.keyboard.press('Escape');
    await sites.row('Harbour café').dblclick();
    await portside.dialog('Unlock your saved passwords').waitFor();
    await look('vault-locked');
    await sites.unlock('not this');
    await portside.dialog('Unlock your saved passwords').getByText('That was not the master password.').waitFor();
    await look('vault-still-locked');
  });
});

/** Takes connections and never says a word. */
async function startSilentServer(): Promise<{ readonly port: number; close(): Promise<void> } & AsyncDisposable> {
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => {})));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return { port: (server.address() as AddressInfo).port, close, [Symbol.asyncDispose]: close };
}
