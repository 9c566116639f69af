import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { editorScript, put } from './edited-files.ts';
import { describeInBrowser, openPortside } from './open-portside.ts';
import { pdfFile } from './pdf-file.ts';
import { viewer, wide } from './viewer.ts';

const mod = 'ControlOrMeta';
const png = await readFile(join(import.meta.dirname, '../../assets/drag.png'));

afterEach(() => vi.unstubAllEnvs());

describeInBrowser('every view of the editor', () => {
  test('what stands there when a save fails, or somebody else was faster', async () => {
    await using server = await startOpenSsh();
    await using proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'sftp' });
    await put(server, 'notes.txt', 'Remember the milk\n');
    await mkdir(join(server.home, 'published'));
    await writeFile(join(server.home, 'published/rules.txt'), 'Nobody but root writes here.\n');
    await using open = await openPortside(wide);
    const { portside } = open;
    const { right, page } = portside;
    const look = viewer(open);
    const { user, password, remoteHome } = server;
    await portside.connectSftp({ host: proxy.host, port: proxy.port, user, password, remoteHome });
    const editor = (name: string) => page.getByRole('dialog', { name, exact: true });
    const edit = async (name: string) => {
      await right.select(name);
      await right.press('F4');
      await editor(name).getByRole('textbox', { name: 'Text of' }).waitFor();
    };

    await right.open('published');
    await right.shows(`${remoteHome}/published`);
    await edit('rules.txt');
    await page.keyboard.type('Not even this. ');
    await page.keyboard.press(`${mod}+s`);
    await editor('rules.txt').getByText('“rules.txt” was not saved').waitFor();
    await look('editor-save-denied');
    await editor('rules.txt').getByRole('button', { name: 'Close' }).click();
    await portside.dialog(/Save the changes/).waitFor();
    await look('editor-unsaved');
    await portside.answer(/Save the changes/, 'Do not save');
    await right.press('Backspace');
    await right.shows(remoteHome);

    await edit('notes.txt');
    await put(server, 'notes.txt', 'Remember the butter\n');
    await page.keyboard.type('Mine: ');
    await page.keyboard.press(`${mod}+s`);
    const changed = portside.dialog('“notes.txt” was changed meanwhile');
    await changed.waitFor();
    await look('editor-changed-meanwhile');
    await changed.getByRole('button', { name: 'Overwrite' }).click();
    await editor('notes.txt')
      .getByText(/^Saved at/)
      .waitFor();
    await editor('notes.txt').getByRole('button', { name: 'Earlier versions' }).click();
    await page.getByRole('menuitem', { name: /bytes$/ }).waitFor();
    await look('editor-versions');
    await page.getByRole('menuitem').first().click();
    await page.getByText(/^The version of/).waitFor();
    await look('editor-earlier-version');

    await rm(join(server.home, 'notes.txt'));
    await page.keyboard.press(`${mod}+s`);
    const gone = portside.dialog('“notes.txt” is gone');
    await gone.waitFor();
    await look('editor-gone');
    await gone.getByRole('button', { name: 'Save again' }).click();
    await editor('notes.txt')
      .getByText(/^Saved at/)
      .waitFor();

    await page.keyboard.type('More: ');
    await editor('notes.txt').getByRole('button', { name: 'Read again as' }).click();
    await page.getByRole('menuitemradio', { name: 'Western (ISO 8859-1)' }).click();
    await portside.dialog('Give up your changes to “notes.txt”?').waitFor();
    await look('editor-read-again');
    await portside.answer('Give up your changes to “notes.txt”?', 'Cancel');

    proxy.inject({ on: 'control', fault: { do: 'reset', after: 0 } });
    await editor('notes.txt').getByRole('button', { name: 'Save', exact: true }).click();
    await editor('notes.txt').getByText('Your text is still here.').waitFor();
    await look('editor-line-lost');
    proxy.heal();
    await editor('notes.txt').getByRole('button', { name: 'Reconnect and save' }).click();
    await editor('notes.txt')
      .getByText(/^Saved at/)
      .waitFor();
  });

  test('the files that other programs edit, and what became of them', async () => {
    await using server = await startOpenSsh();
    await put(server, 'index.html', '<h1>Harbour café</h1>\n');
    await put(server, 'menu.txt', 'Soup\n');
    await mkdir(join(server.home, 'published'));
    await writeFile(join(server.home, 'published/rules.txt'), 'Nobody but root writes here.\n');
    await using script = await editorScript('');
    vi.stubEnv('PORTSIDE_EDITOR', script.path);
    await using open = await openPortside(wide);
    const { portside } = open;
    const { right, page } = portside;
    const look = viewer(open);
    await portside.connectSftp(server);
    /** @returns where the other program finds its copy. */
    const editElsewhere = async (name: string): Promise<string> => {
      await right.select(name);
      await right.press(`${mod}+e`);
      const opened = async () => (await readFile(join(script.folder, 'opened'), 'utf8').catch(() => '')).trim();
      await expect.poll(async () => basename(await opened())).toBe(name);
      return opened();
    };

    await right.press(`${mod}+k`);
    await page.keyboard.type('Files in other programs');
    await page.keyboard.press('Enter');
    const list = portside.dialog('Files in other programs');
    await list.getByText('No file is open in another program.').waitFor();
    await look('external-edits-none');
    await page.keyboard.press('Escape');

    await editElsewhere('index.html');
    const menu = await editElsewhere('menu.txt');
    await put(server, 'menu.txt', 'Fish\n');
    await writeFile(menu, 'Salad\n');
    await portside.dialog('“menu.txt” was changed meanwhile').waitFor();
    await look('external-edit-changed-meanwhile');
    await portside.answer('“menu.txt” was changed meanwhile', 'Later');
    await right.open('published');
    await right.shows(`${server.remoteHome}/published`);
    await writeFile(await editElsewhere('rules.txt'), 'Everybody writes here.\n');
    await page.getByText('“rules.txt” was saved in the other program and could not be uploaded').waitFor();
    await look('external-edit-failed');

    await page.getByRole('button', { name: '3 files in other programs, 2 not uploaded' }).click();
    await list.getByText('Changed on the server meanwhile').waitFor();
    await list.getByText(/^Not uploaded/).waitFor();
    await look('external-edits');
    await list.getByRole('button', { name: 'Close “rules.txt”' }).click();
    await portside.dialog('Close “rules.txt” without uploading?').waitFor();
    await look('external-edit-discard');
  });

  test('the editor and quick look', async () => {
    await using server = await startOpenSsh();
    await put(server, 'a-picture.png', png);
    await put(server, 'b-style.css', '/* all */\nbody {\n  color: #c00;\n  margin: 0 auto;\n}\n');
    await put(
      server,
      'c-drawing.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><script>alert(1)</script><rect width="40" height="30" fill="teal"/></svg>',
    );
    await put(server, 'c-torn.png', png.subarray(0, 30));
    await put(server, 'd-data.bin', Buffer.from([0, 1, 2, 250, 251, 65, 66]));
    await put(server, 'd-plan.pdf', pdfFile(['Secret'], { protectedBy: 'password' }));
    await put(server, 'd-torn.pdf', pdfFile(['Torn']).subarray(0, 200));
    await put(server, 'e-mixed.txt', 'one\r\ntwo\r\nthree\n');
    await symlink('nowhere.txt', join(server.home, 'f-link.txt'));
    spawnSync('mkfifo', [join(server.home, 'g-pipe')]);
    await using open = await openPortside(wide);
    const { portside } = open;
    const { right, page } = portside;
    const look = viewer(open);
    await portside.connectSftp(server);

    await right.select('a-picture.png');
    await right.press(`${mod}+y`);
    await page
      .getByRole('dialog', { name: 'Quick look: a-picture.png' })
      .getByRole('img', { name: 'Picture of a-picture.png' })
      .waitFor();
    await page.getByText('64 × 64').waitFor();
    await look('look-image');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: 'Quick look: b-style.css' }).getByText('margin: 0 auto;').waitFor();
    await look('look-text');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('img', { name: 'Picture of c-drawing.svg' }).waitFor();
    await page.getByText('40 × 30').waitFor();
    await page.keyboard.press('ArrowRight');
    await page.getByText('This picture is damaged').waitFor();
    await look('look-picture-damaged');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('region', { name: 'First bytes' }).getByText('.....AB').waitFor();
    await look('look-bytes');
    await page.keyboard.press('Escape');
    await expect.poll(() => right.row('d-data.bin').getAttribute('aria-selected')).toBe('true');

    await right.press('F4');
    await page
      .getByRole('dialog', { name: 'd-data.bin' })
      .getByText(/is not a text/)
      .waitFor();
    await look('editor-refused');
    // The other ways to it were words once; now they are buttons.
    const refused = page.getByRole('dialog', { name: 'd-data.bin' }).getByRole('alert');
    await refused.getByRole('button', { name: 'Edit in another program' }).waitFor();
    await refused.getByRole('button', { name: 'Quick look' }).click();
    await page.getByRole('region', { name: 'First bytes' }).waitFor();
    await page.keyboard.press('ArrowRight');
    const locked = page.getByRole('alert').filter({ hasText: 'This PDF is protected by a password.' });
    await locked.waitFor();
    await look('look-pdf-protected');
    await page.keyboard.press('ArrowRight');
    await page.getByText('This PDF is damaged').waitFor();
    await look('look-pdf-damaged');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('dialog', { name: 'Quick look: f-link.txt' }).getByRole('alert').waitFor();
    await look('look-link-to-nowhere');
    await page.keyboard.press('ArrowRight');
    await page.getByText('There is nothing to look into here').waitFor();
    await look('look-no-file');
    for (const _step of ['f', 'e', 'd', 'd']) await page.keyboard.press('ArrowLeft');
    await locked.getByRole('button', { name: 'Download' }).click();
    await portside.left.row('d-plan.pdf').waitFor();

    await right.select('b-style.css');
    await right.press('F4');
    const editor = page.getByRole('dialog', { name: 'b-style.css' });
    await editor.getByRole('textbox', { name: /Text of/ }).waitFor();
    // Its language has been loaded when its words have colours.
    await editor.locator('.cm-line span').first().waitFor();
    await look('editor');
    await page.keyboard.press(`${mod}+f`);
    await page.keyboard.type('margin');
    await editor.getByRole('button', { name: 'Replace all' }).waitFor();
    await look('editor-find');
    await page.keyboard.press('Escape');
    await editor.getByRole('button', { name: 'Go to line' }).click();
    await editor.getByLabel('Go to line:').waitFor();
    await look('editor-go-to-line');
    await page.keyboard.press('Escape');
    await editor.getByRole('button', { name: 'Earlier versions' }).click();
    await page.getByRole('menuitem', { name: /^None yet/ }).waitFor();
    await look('editor-versions-none');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'hidden' });
    await editor.getByRole('button', { name: /^Line ends/ }).click();
    await look('editor-line-ends');
    await page.getByRole('menuitemradio', { name: 'CRLF (Windows)' }).click();
    await page.keyboard.press(`${mod}+s`);
    await editor.getByText(/^Saved at/).waitFor();
    expect(await readFile(join(server.home, 'b-style.css'), 'utf8')).toBe(
      '/* all */\r\nbody {\r\n  color: #c00;\r\n  margin: 0 auto;\r\n}\r\n',
    );
    await editor.getByRole('button', { name: 'Close' }).click();
    await editor.waitFor({ state: 'hidden' });

    await right.select('e-mixed.txt');
    await right.press('F4');
    await page.getByText(/mixes line ends: 1 × LF, 2 × CRLF, 0 × CR\. Saving makes all of them CRLF/).waitFor();
    await look('editor-mixed');
    await page.getByRole('dialog', { name: 'e-mixed.txt' }).getByRole('button', { name: 'Close' }).click();
  });
});
