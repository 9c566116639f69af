import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { describeInBrowser, type OpenPortside, openPortside } from './open-portside.ts';
import { inspector } from './viewer.ts';

const bits = async (path: string) => (await lstat(path)).mode & 0o7777;

describeInBrowser('what a file is and may be, in the window', () => {
  let open: OpenPortside;
  beforeAll(async () => {
    open = await openPortside();
  });
  afterAll(() => open?.[Symbol.asyncDispose]());

  test('permissions of a tree by mouse, a date, a checksum, a new file and a link, on OpenSSH', async () => {
    await using server = await startOpenSsh();
    const { portside } = open;
    const { right, page } = portside;
    const { uid, gid } = await stat(server.home);
    const at = (name: string) => join(server.home, name);
    await mkdir(at('site/css'), { recursive: true });
    await writeFile(at('site/index.html'), '<h1>Hello</h1>');
    await writeFile(at('site/css/style.css'), 'h1 {}');
    await chmod(at('site/index.html'), 0o600);
    await chmod(at('site/css/style.css'), 0o664);
    for (const name of ['site', 'site/css', 'site/index.html', 'site/css/style.css']) await chown(at(name), uid, gid);

    await portside.quickConnect(`sftp://${server.user}@${server.host}:${server.port}`);
    await portside.answer(/First time at/, 'This time only');
    await portside.enterPassword(server.user, server.password);
    await right.shows(server.remoteHome);

    await right.select('site');
    await right.menu('Properties');
    const properties = page.getByRole('dialog', { name: 'site' });
    await properties.getByText(/2 files \(19 bytes\) and 2 folders/).waitFor();
    await properties.getByText('Also everything inside the folders').click();
    await properties.getByRole('group', { name: 'Files inside' }).getByLabel('Octal').fill('640');
    await properties.getByRole('group', { name: 'Folders inside' }).getByLabel('Octal').fill('750');
    await portside.screenshot('properties-tree');
    await properties.getByRole('button', { name: 'Apply' }).click();
    await properties.waitFor({ state: 'hidden' });
    expect(await bits(at('site'))).toBe(0o750);
    expect(await bits(at('site/css'))).toBe(0o750);
    expect(await bits(at('site/index.html'))).toBe(0o640);
    expect(await bits(at('site/css/style.css'))).toBe(0o640);

    // A private folder below stays so where only the files are changed.
    await chmod(at('site/css'), 0o700);
    await right.press('Alt+Enter');
    await properties.getByText('Also everything inside the folders').click();
    await properties.getByRole('group', { name: 'Files inside' }).getByLabel('Octal').fill('644');
    await properties.getByRole('button', { name: 'Apply' }).click();
    await properties.waitFor({ state: 'hidden' });
    expect(await bits(at('site'))).toBe(0o750);
    expect(await bits(at('site/css'))).toBe(0o700);
    expect(await bits(at('site/css/style.css'))).toBe(0o644);
    await chmod(at('site/index.html'), 0o640);

    await right.open('site');
    await right.shows(`${server.remoteHome}/site`);
    await right.select('index.html');
    await right.press('Alt+Enter');
    const file = page.getByRole('dialog', { name: 'index.html' });
    await file.getByRole('button', { name: 'Compute' }).click();
    await file.getByText(createHash('sha256').update('<h1>Hello</h1>').digest('hex')).waitFor();
    // One box by hand: everybody else may read.
    await file
      .getByText('Others: Read')
      .or(file.getByRole('checkbox', { name: 'Others: Read' }))
      .first()
      .check({ force: true });
    await expect.poll(() => file.getByLabel('Octal').inputValue()).toBe('644');
    await file.getByLabel('Modified').fill('2/29/2020, 12:34:56 PM');
    await portside.screenshot('properties-file');
    await file.getByRole('button', { name: 'Apply' }).click();
    await file.waitFor({ state: 'hidden' });
    expect(await bits(at('site/index.html'))).toBe(0o644);
    expect((await stat(at('site/index.html'))).mtime).toEqual(new Date('2020-02-29T12:34:56'));

    await right.press('Shift+F4');
    await page.getByRole('dialog', { name: 'New file' }).getByLabel('Name').fill('robots.txt');
    await page.keyboard.press('Enter');
    await right.row('robots.txt').waitFor();
    expect(await readFile(at('site/robots.txt'), 'utf8')).toBe('');

    await right.select('css');
    await right.menu('New link');
    const link = page.getByRole('dialog', { name: 'New link' });
    expect(await link.getByLabel('Link target').inputValue()).toBe('css');
    await link.getByLabel('Name').fill('styles');
    await link.getByRole('button', { name: 'Create' }).click();
    await right.row('styles').waitFor();
    expect(await readlink(at('site/styles'))).toBe('css');

    await right.menu('Send a command');
    const shell = page.getByRole('dialog', { name: 'Shell commands' });
    await shell.getByLabel('Command', { exact: true }).fill('echo $((6 * 7)); exit 3');
    await page.keyboard.press('Enter');
    await shell.getByText('42', { exact: true }).waitFor();
    await shell.getByText('ended with 3').waitFor();
    await inspector(open)('send-command');
    await shell.getByRole('button', { name: 'Close' }).click();
    await portside.disconnect();
  });

  test('an FTP command and its reply, and why some are not sent, on vsftpd', async () => {
    await using server = await startVsftpd();
    const { portside } = open;
    const { right, page } = portside;
    await portside.quickConnect(`ftp://${server.user}@${server.host}:${server.port}`);
    await portside.answer(/without encryption/, 'This time only');
    await portside.enterPassword(server.user, server.password);
    await right.shows(server.remoteHome);

    await right.menu('Send a command');
    const console = page.getByRole('dialog', { name: 'FTP commands' });
    const send = async (line: string) => {
      await console.getByLabel('Command', { exact: true }).fill(line);
      await page.keyboard.press('Enter');
    };
    await send('SYST');
    await console.getByText('215 UNIX Type: L8').waitFor();
    await send('MKD by hand');
    await console.getByText(/257 .*created/).waitFor();
    await send('LIST');
    await expect.poll(() => console.locator('[data-by="portside"]').count()).toBeGreaterThan(0);
    await portside.screenshot('ftp-commands');
    await console.getByLabel('Command', { exact: true }).press('ArrowUp');
    expect(await console.getByLabel('Command', { exact: true }).inputValue()).toBe('LIST');
    await console.getByRole('button', { name: 'Close' }).click();
    expect(await readdir(server.home)).toContain('by hand');
  });

  test('deleting on this computer goes to the trash, or for good on request', async () => {
    const { portside, home } = open;
    const { left, page } = portside;
    await writeFile(join(home, 'draft.txt'), 'keep me');
    await writeFile(join(home, 'noise.txt'), 'x');
    await left.press('ControlOrMeta+r');
    await left.row('draft.txt').waitFor();
    await left.select('draft.txt');
    await left.press('Delete');
    const question = page.getByRole('alertdialog');
    await question.getByText('Move “draft.txt” to the trash?').waitFor();
    await portside.screenshot('trash');
    await question.getByRole('button', { name: 'Move to trash' }).click();
    await left.row('draft.txt').waitFor({ state: 'detached' });
    const trashed = join(home, '.local/share/Trash/files/draft.txt');
    expect(await readFile(trashed, 'utf8')).toBe('keep me');

    // Undo brings it back, as the question said; a second time it stays there.
    await left.press('ControlOrMeta+z');
    await left.row('draft.txt').waitFor();
    expect(await readFile(join(home, 'draft.txt'), 'utf8')).toBe('keep me');
    expect(await readdir(join(home, '.local/share/Trash/info'))).toEqual([]);
    await left.select('draft.txt');
    await left.press('Delete');
    await question.getByText(/Undo \(.*Z\) puts it back\./).waitFor();
    await question.getByRole('button', { name: 'Move to trash' }).click();
    await left.row('draft.txt').waitFor({ state: 'detached' });

    await left.select('noise.txt');
    await left.press('Shift+Delete');
    await question.getByText('Delete “noise.txt”?').waitFor();
    await question.getByText('This cannot be undone.', { exact: false }).waitFor();
    await question.getByRole('button', { name: 'Delete', exact: true }).click();
    await left.row('noise.txt').waitFor({ state: 'detached' });
    expect(await readdir(join(home, '.local/share/Trash/files'))).toEqual(['draft.txt']);
  });
});
