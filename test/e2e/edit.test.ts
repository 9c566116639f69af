import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { editorScript, put } from './edited-files.ts';
import { describeInBrowser } from './open-portside.ts';
import type { PortsidePage } from './pages/portside-page.ts';
import { shareWindow } from './shared-window.ts';
import { hasFocus } from './ten-tasks/steps.ts';

interface Server extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly home: string;
  readonly remoteHome: string;
}

const lines: readonly { name: string; start(): Promise<Server>; scheme: string; trust: RegExp }[] = [
  { name: 'FTP (vsftpd)', start: () => startVsftpd(), scheme: 'ftp', trust: /without encryption/ },
  { name: 'SFTP (OpenSSH)', start: () => startOpenSsh(), scheme: 'sftp', trust: /First time at/ },
];

const mod = 'ControlOrMeta';

async function connect(portside: PortsidePage, server: Server, line: (typeof lines)[number]): Promise<void> {
  await portside.quickConnect(`${line.scheme}://${server.user}@${server.host}:${server.port}`);
  await portside.answer(line.trust, 'This time only');
  await portside.enterPassword(server.user, server.password);
  await portside.right.shows(server.remoteHome);
}

/** The text in the editor, as its lines are shown. */
const textOf = async ({ page }: PortsidePage) =>
  (await page.locator('.cm-line').allInnerTexts()).map((line) => line.replace(/\n$/, ''));

/** The colours of selected letters, each part of the text for itself, and the one that letters have on that ground. */
const selectionColours = ({ page }: PortsidePage) =>
  page.locator('.cm-content').evaluate((content) => ({
    letters: getComputedStyle(content).color,
    selected: [...content.querySelectorAll('.cm-line, .cm-line span')].map(
      (part) => getComputedStyle(part, '::selection').color,
    ),
  }));

describeInBrowser('editing in place, in the window', () => {
  const window = shareWindow();

  /** Where Portside looks for the other program: a link, made by the tests that have one. */
  let program: string;
  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'portside-program-'));
    program = join(folder, 'editor');
    vi.stubEnv('PORTSIDE_EDITOR', program);
    return async () => {
      vi.unstubAllEnvs();
      await rm(folder, { recursive: true });
    };
  });

  describe('in one window', () => {
    test.each(lines)(
      '$name: a file is edited by keyboard alone, and its bytes, mode and link are on the server as they should be',
      async (line) => {
        await using server = await line.start();
        const script = await put(
          server,
          'deploy.sh',
          Buffer.from('#!/bin/sh\r\necho Gr\xfc\xdfe\r\n', 'latin1'),
          0o750,
        );
        await symlink('deploy.sh', join(server.home, 'current'));
        const { portside } = await window();
        const { right, page } = portside;
        await connect(portside, server, line);
        const before = await stat(script);

        await right.select('current');
        await right.press('F4');
        const editor = page.getByRole('dialog', { name: 'current' });
        await hasFocus(portside, editor.getByRole('textbox', { name: 'Text of current' }));
        await expect.poll(() => textOf(portside)).toEqual(['#!/bin/sh', 'echo Grüße', '']);
        // Selected text once was white on the pale ground of the selection.
        await page.keyboard.press(`${mod}+a`);
        for (const colorScheme of ['dark', 'light'] as const) {
          await page.emulateMedia({ colorScheme });
          const otherwise = async () => {
            const { selected, letters } = await selectionColours(portside);
            return selected.filter((colour) => colour !== letters);
          };
          await expect.poll(otherwise).toEqual([]);
          await portside.screenshot(`editor-selection-${colorScheme}`);
        }
        await page.keyboard.press(`${mod}+Home`);
        await editor.getByText('Western (Windows-1252)').waitFor();
        expect(await stat(script)).toMatchObject({ mtimeMs: before.mtimeMs, ino: before.ino });

        await page.keyboard.press(`${mod}+End`);
        await page.keyboard.type('echo done');
        await editor.getByText('Not saved', { exact: true }).waitFor();
        await portside.screenshot(`edit/${line.scheme}`);
        await page.keyboard.press(`${mod}+s`);
        await editor.getByText(/^Saved at/).waitFor();
        expect(await readFile(script)).toEqual(Buffer.from('#!/bin/sh\r\necho Gr\xfc\xdfe\r\necho done', 'latin1'));
        expect((await stat(script)).mode & 0o777).toBe(0o750);
        expect((await readdir(server.home)).filter((name) => name.includes('portside'))).toEqual([]);

        // A character that the encoding lacks is named, and nothing is written.
        await page.keyboard.type(' 日');
        await page.keyboard.press(`${mod}+s`);
        await editor.getByText('“日” (U+65E5) in line 3 cannot be written in this character set.').waitFor();
        expect((await readFile(script, 'latin1')).endsWith('echo done')).toBe(true);

        // Escape, then Tab, leaves the text; Escape then closes, and asks.
        await page.keyboard.press('Escape');
        await page.keyboard.press('Tab');
        await expect.poll(() => page.evaluate('document.activeElement?.closest(".cm-editor") === null')).toBe(true);
        await page.keyboard.press('Escape');
        await portside.dialog(/Save the changes/).waitFor();
        await page.keyboard.press('Escape');
        await portside.dialog(/Save the changes/).waitFor({ state: 'hidden' });
        await editor.getByRole('button', { name: 'Close' }).click();
        await portside.dialog(/Save the changes/).waitFor();
        await portside.screenshot('edit/unsaved');
        await portside.answer(/Save the changes/, 'Do not save');
        await editor.waitFor({ state: 'hidden' });
        await right.row('current').waitFor();
        await portside.disconnect();
      },
    );

    test.each(lines)(
      '$name: a newer version on the server is asked about, and no answer loses anything',
      async (line) => {
        await using server = await line.start();
        const path = await put(server, 'notes.txt', 'first\n');
        const { portside } = await window();
        const { right, page } = portside;
        await connect(portside, server, line);
        await right.select('notes.txt');
        await right.press('Shift+F10');
        await page.getByRole('menuitem', { name: 'Edit', exact: true }).click();
        const editor = page.getByRole('dialog', { name: 'notes.txt' });
        await hasFocus(portside, editor.getByRole('textbox', { name: 'Text of notes.txt' }));
        // As long as before, and perhaps within the same second: it is the bytes that tell.
        await put(server, 'notes.txt', 'other\n');
        await page.keyboard.type('mine ');
        await page.keyboard.press(`${mod}+s`);
        const question = portside.dialog('“notes.txt” was changed meanwhile');
        await question.getByRole('region', { name: 'As you opened it' }).waitFor();
        await question.getByRole('region', { name: 'On the server now' }).waitFor();
        await portside.screenshot('edit/changed-meanwhile');
        expect(await readFile(path, 'utf8')).toBe('other\n');

        await question.getByRole('button', { name: 'Save beside as “notes (mine).txt”' }).click();
        await page
          .getByRole('dialog', { name: 'notes (mine).txt' })
          .getByText(/^Saved at/)
          .waitFor();
        expect(await readFile(join(server.home, 'notes (mine).txt'), 'utf8')).toBe('mine first\n');
        expect(await readFile(path, 'utf8')).toBe('other\n');
        await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
        // Its row comes in above the one that is clicked next.
        await right.row('notes (mine).txt').waitFor();

        await right.select('notes.txt');
        await right.press('F4');
        await hasFocus(portside, editor.getByRole('textbox', { name: 'Text of notes.txt' }));
        await put(server, 'notes.txt', 'theirs\n');
        await page.keyboard.type('my ');
        await page.keyboard.press(`${mod}+s`);
        await question.getByRole('button', { name: 'Load theirs' }).click();
        await expect.poll(() => textOf(portside)).toEqual(['theirs', '']);
        await page.getByRole('textbox', { name: 'Text of notes.txt' }).focus();
        await page.keyboard.press(`${mod}+z`);
        await expect.poll(() => textOf(portside)).toEqual(['my other', '']);
        await put(server, 'notes.txt', 'once more\n');
        await page.keyboard.press(`${mod}+s`);
        await question.getByRole('button', { name: 'Overwrite' }).click();
        await editor.getByText(/^Saved at/).waitFor();
        expect(await readFile(path, 'utf8')).toBe('my other\n');

        // What was overwritten is among the earlier versions, and is only loaded until it is saved.
        await editor.getByRole('button', { name: 'Earlier versions' }).click();
        await page.getByRole('menuitem').first().click();
        await expect.poll(() => textOf(portside)).toEqual(['once more', '']);
        expect(await readFile(path, 'utf8')).toBe('my other\n');
        await page.keyboard.press(`${mod}+s`);
        await editor.getByText(/^Saved at/).waitFor();
        await expect.poll(() => readFile(path, 'utf8')).toBe('once more\n');
        await editor.getByRole('button', { name: 'Close' }).click();
        await portside.disconnect();
      },
    );

    test('the text stays while the line is gone, and is saved once it is back', async () => {
      await using server = await startOpenSsh();
      const path = await put(server, 'notes.txt', 'first\n');
      await using proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'sftp' });
      const { portside } = await window();
      const { right, page } = portside;
      const { user, password, remoteHome } = server;
      await portside.connectSftp({ host: '127.0.0.1', port: proxy.port, user, password, remoteHome });
      await right.select('notes.txt');
      await right.press('F4');
      const editor = page.getByRole('dialog', { name: 'notes.txt' });
      await hasFocus(portside, editor.getByRole('textbox', { name: 'Text of notes.txt' }));
      await page.keyboard.type('offline ');
      proxy.inject({ on: 'control', fault: { do: 'reset', after: 0 } });
      await page.keyboard.press(`${mod}+s`);
      await editor.getByText('Your text is still here.').waitFor();
      expect(await textOf(portside)).toEqual(['offline first', '']);
      expect(await readFile(path, 'utf8')).toBe('first\n');
      proxy.heal();
      await editor.getByRole('button', { name: 'Reconnect and save' }).click();
      await editor.getByText(/^Saved at/).waitFor();
      expect(await readFile(path, 'utf8')).toBe('offline first\n');
      await editor.getByRole('button', { name: 'Close' }).click();
      await portside.disconnect();
    });

    test('what was typed once the Save button had been pressed went nowhere where saving took a while', async () => {
      await using server = await startOpenSsh();
      const path = await put(server, 'notes.txt', 'milk\n');
      await using proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'sftp' });
      const { portside } = await window();
      const { right, page } = portside;
      const { user, password, remoteHome } = server;
      await portside.connectSftp({ host: '127.0.0.1', port: proxy.port, user, password, remoteHome });
      await right.select('notes.txt');
      await right.press('F4');
      const editor = page.getByRole('dialog', { name: 'notes.txt' });
      await hasFocus(portside, editor.getByRole('textbox', { name: 'Text of notes.txt' }));
      await page.keyboard.type('bread, ');
      proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'drip', bytes: 1, everyMs: 50 } });
      await editor.getByRole('button', { name: 'Save', exact: true }).press('Enter');
      // The button is switched off. Half a second after a dialog came up React Aria gives it the keys where nothing in it has them.
      await editor.focus();
      proxy.heal();
      await editor.getByText(/^Saved at/).waitFor();
      expect(await readFile(path, 'utf8')).toBe('bread, milk\n');
      await hasFocus(portside, editor.getByRole('textbox', { name: 'Text of notes.txt' }));
      await page.keyboard.type('butter, ');
      await expect.poll(() => textOf(portside)).toEqual(['bread, butter, milk', '']);
      await editor.getByRole('button', { name: 'Close' }).click();
      await portside.answer(/Save the changes/, 'Do not save');
      await portside.disconnect();
    });
  });

  test.each(lines)('$name: another program that saves by renaming edits a file of the server', async (line) => {
    await using server = await line.start();
    // A name of its own: what was said of another file stays for a while.
    const name = `${line.scheme}.html`;
    const path = await put(server, name, '<p>old</p>\n', 0o640);
    await using script = await editorScript('sed s/old/new/ "$1" > "$1.tmp" && mv "$1.tmp" "$1"');
    await symlink(script.path, program);
    onTestFinished(() => rm(program));
    const { portside } = await window();
    const { right, page } = portside;
    await connect(portside, server, line);
    await right.select(name);
    await right.press(`${mod}+e`);
    await expect.poll(() => readFile(path, 'utf8')).toBe('<p>new</p>\n');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    await page.getByText(`“${name}” was uploaded`).waitFor();

    // Saved by the program again, while somebody else has changed the server's.
    const copy = (await readFile(join(script.folder, 'opened'), 'utf8')).trim();
    expect((await stat(dirname(copy))).mode & 0o777).toBe(0o700);
    await put(server, name, '<p>theirs</p>\n', 0o640);
    await writeFile(copy, '<p>mine</p>\n');
    const question = portside.dialog(`“${name}” was changed meanwhile`);
    await question.waitFor();
    expect(await readFile(path, 'utf8')).toBe('<p>theirs</p>\n');
    await question.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('button', { name: '1 file in another program, 1 not uploaded' }).click();
    const list = page.getByRole('dialog', { name: 'Files in other programs' });
    await list.getByText('Changed on the server meanwhile').waitFor();
    await portside.screenshot('edit/external-list');
    await list.getByRole('button', { name: 'Decide' }).click();
    await question.getByRole('button', { name: 'Overwrite' }).click();
    await expect.poll(() => readFile(path, 'utf8')).toBe('<p>mine</p>\n');

    await page.getByRole('button', { name: '1 file in another program' }).click();
    await list.getByRole('button', { name: `Close “${name}”` }).click();
    await list.getByText('No file is open in another program.').waitFor();
    await expect.poll(() => stat(copy).catch(() => 'gone')).toBe('gone');
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'hidden' });
    await portside.disconnect();
  });

  test('without an editor it is said so', async () => {
    await using server = await startOpenSsh();
    await put(server, 'notes.txt', 'x');
    const { portside } = await window();
    await portside.connectSftp(server);
    await portside.right.select('notes.txt');
    await portside.right.menu('Edit in another program');
    await portside.page.getByText('“notes.txt” could not be opened in another program').waitFor();
    await portside.disconnect();
  });
});
