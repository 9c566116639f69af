import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { describeInBrowser, openPortside } from './open-portside.ts';
import type { PortsidePage } from './pages/portside-page.ts';
import { pdfFile } from './pdf-file.ts';
import { inspector, viewer, wide } from './viewer.ts';

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
const png = await readFile(join(import.meta.dirname, '../../assets/drag.png'));

/** Puts a file into the account's home as its owner would have. */
async function put(server: Server, name: string, content: string | Buffer, mode = 0o644): Promise<string> {
  const path = join(server.home, name);
  await writeFile(path, content);
  const { uid, gid } = await stat(server.home);
  await chown(path, uid, gid);
  await chmod(path, mode);
  return path;
}

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

/** A script that stands for an editor: it does to the file what `body` says, with `$1` its path. */
async function editorScript(body: string): Promise<{ path: string; folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), 'portside-script-'));
  const path = join(folder, 'editor');
  await writeFile(path, `#!/bin/sh\necho "$1" > ${folder}/opened\n${body}\n`);
  await chmod(path, 0o755);
  return { path, folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

afterEach(() => vi.unstubAllEnvs());

describeInBrowser('editing in place, in the window', () => {
  test.each(lines)(
    '$name: a file is edited by keyboard alone, and its bytes, mode and link are on the server as they should be',
    async (line) => {
      await using server = await line.start();
      const script = await put(server, 'deploy.sh', Buffer.from('#!/bin/sh\r\necho Gr\xfc\xdfe\r\n', 'latin1'), 0o750);
      await symlink('deploy.sh', join(server.home, 'current'));
      await using open = await openPortside();
      const { portside } = open;
      const { right, page } = portside;
      await connect(portside, server, line);
      const before = await stat(script);

      await right.select('current');
      await right.press('F4');
      const editor = page.getByRole('dialog', { name: 'current' });
      await editor.getByRole('textbox', { name: 'Text of current' }).waitFor();
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
    },
  );

  test.each(lines)(
    '$name: a newer version on the server is asked about, and no answer loses anything',
    async (line) => {
      await using server = await line.start();
      const path = await put(server, 'notes.txt', 'first\n');
      await using open = await openPortside();
      const { portside } = open;
      const { right, page } = portside;
      await connect(portside, server, line);
      await right.select('notes.txt');
      await right.press('Shift+F10');
      await page.getByRole('menuitem', { name: 'Edit', exact: true }).click();
      const editor = page.getByRole('dialog', { name: 'notes.txt' });
      await editor.getByRole('textbox', { name: 'Text of notes.txt' }).waitFor();
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

      await right.select('notes.txt');
      await right.press('F4');
      await editor.getByRole('textbox', { name: 'Text of notes.txt' }).waitFor();
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
    },
  );

  test('the text stays while the line is gone, and is saved once it is back', async () => {
    await using server = await startOpenSsh();
    const path = await put(server, 'notes.txt', 'first\n');
    await using proxy = await startFaultyProxy({ host: server.host, port: server.port, carries: 'sftp' });
    await using open = await openPortside();
    const { portside } = open;
    const { right, page } = portside;
    const { user, password, remoteHome } = server;
    await portside.connectSftp({ host: '127.0.0.1', port: proxy.port, user, password, remoteHome });
    await right.select('notes.txt');
    await right.press('F4');
    const editor = page.getByRole('dialog', { name: 'notes.txt' });
    await editor.getByRole('textbox', { name: 'Text of notes.txt' }).waitFor();
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
  });

  test.each(lines)('$name: another program that saves by renaming edits a file of the server', async (line) => {
    await using server = await line.start();
    const path = await put(server, 'page.html', '<p>old</p>\n', 0o640);
    await using script = await editorScript('sed s/old/new/ "$1" > "$1.tmp" && mv "$1.tmp" "$1"');
    vi.stubEnv('PORTSIDE_EDITOR', script.path);
    await using open = await openPortside();
    const { portside } = open;
    const { right, page } = portside;
    await connect(portside, server, line);
    await right.select('page.html');
    await right.press(`${mod}+e`);
    await expect.poll(() => readFile(path, 'utf8')).toBe('<p>new</p>\n');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
    await page.getByText('“page.html” was uploaded').waitFor();

    // Saved by the program again, while somebody else has changed the server's.
    const copy = (await readFile(join(script.folder, 'opened'), 'utf8')).trim();
    expect((await stat(dirname(copy))).mode & 0o777).toBe(0o700);
    await put(server, 'page.html', '<p>theirs</p>\n', 0o640);
    await writeFile(copy, '<p>mine</p>\n');
    const question = portside.dialog('“page.html” was changed meanwhile');
    await question.waitFor();
    expect(await readFile(path, 'utf8')).toBe('<p>theirs</p>\n');
    await question.getByRole('button', { name: 'Later' }).click();
    await page.getByRole('button', { name: '1 file in another program, 1 not uploaded' }).click();
    const list = page.getByRole('dialog', { name: 'Files in other programs' });
    await list.getByText('Changed on the server meanwhile').waitFor();
    await portside.screenshot('edit/external-list');
    await inspector(open)('external-edits');
    await list.getByRole('button', { name: 'Decide' }).click();
    await question.getByRole('button', { name: 'Overwrite' }).click();
    await expect.poll(() => readFile(path, 'utf8')).toBe('<p>mine</p>\n');

    await page.getByRole('button', { name: '1 file in another program' }).click();
    await list.getByRole('button', { name: 'Close “page.html”' }).click();
    await list.getByText('No file is open in another program.').waitFor();
    await expect.poll(() => stat(copy).catch(() => 'gone')).toBe('gone');
  });

  test('without an editor it is said so', async () => {
    await using server = await startOpenSsh();
    await put(server, 'notes.txt', 'x');
    vi.stubEnv('PORTSIDE_EDITOR', '/no/such/editor');
    await using open = await openPortside();
    const { portside } = open;
    await portside.connectSftp(server);
    await portside.right.select('notes.txt');
    await portside.right.menu('Edit in another program');
    await portside.page.getByText('“notes.txt” could not be opened in another program').waitFor();
  });

  test('every view of the editor and of quick look', async () => {
    await using server = await startOpenSsh();
    await put(server, 'a-picture.png', png);
    await put(server, 'b-style.css', '/* all */\nbody {\n  color: #c00;\n  margin: 0 auto;\n}\n');
    await put(
      server,
      'c-drawing.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><script>alert(1)</script><rect width="40" height="30" fill="teal"/></svg>',
    );
    await put(server, 'd-data.bin', Buffer.from([0, 1, 2, 250, 251, 65, 66]));
    await put(server, 'd-plan.pdf', pdfFile(['Secret'], { protectedBy: 'password' }));
    await put(server, 'e-mixed.txt', 'one\r\ntwo\r\nthree\n');
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
