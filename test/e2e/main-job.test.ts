import { createHash, randomBytes } from 'node:crypto';
import { chown, mkdir, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { startVsftpd } from '../servers/vsftpd.ts';
import { describeOnBothHosts } from './open-portside.ts';
import type { PortsidePage } from './pages/portside-page.ts';
import { placeFor, shareWindow } from './shared-window.ts';

interface Server extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly home: string;
  readonly remoteHome: string;
}

interface Line {
  readonly name: string;
  start(): Promise<Server>;
  readonly scheme: string;
  /** Answers what the line asks before it trusts the server. */
  trust(portside: PortsidePage): Promise<void>;
  readonly safety: RegExp;
}

const lines: Line[] = [
  {
    name: 'FTP (vsftpd)',
    start: () => startVsftpd(),
    scheme: 'ftp',
    trust: (portside) => portside.answer(/without encryption/, 'This time only'),
    safety: /FTP, not encrypted/,
  },
  {
    name: 'FTPS (vsftpd)',
    start: () => startVsftpd({ tls: 'explicit' }),
    scheme: 'ftpes',
    trust: (portside) => portside.answer(/certificate of .* cannot be trusted/, 'Trust from now on'),
    safety: /TLS.*certificate pinned/,
  },
  {
    name: 'SFTP (OpenSSH)',
    start: () => startOpenSsh(),
    scheme: 'sftp',
    trust: (portside) => portside.answer(/First time at/, 'Trust from now on'),
    safety: /SSH, key trusted by you/,
  },
];

const ALICE = 41_001;

describeOnBothHosts('the main job, in the window', () => {
  const window = shareWindow();

  test.each(lines)(
    '$name: connects, browses, copies both ways, asks before it overwrites, renames and deletes',
    async (line) => {
      await using server = await line.start();
      const open = await window();
      const { portside } = open;
      const here = await placeFor(open);
      const photo = randomBytes(3 * 1024 * 1024);
      await furnish(server, here, photo);
      await portside.left.press('ControlOrMeta+r');
      await portside.left.row('photo.jpg').waitFor();
      const { left, right } = portside;
      const remote = (path: string) => join(server.remoteHome, path);

      // Connect.
      await portside.quickConnect(`${line.scheme}://${server.user}@${server.host}:${server.port}`);
      await line.trust(portside);
      await portside.enterPassword(server.user, server.password);
      await right.shows(server.remoteHome);
      await portside.page.getByRole('button', { name: line.safety }).waitFor();
      await portside.screenshot(`main-${line.scheme}-connected`);

      // Browse: down, and up again.
      await right.open('docs');
      await right.shows(remote('docs'));
      await right.row('guide é.txt').waitFor();
      await right.press('Backspace');
      await right.shows(server.remoteHome);

      // A file each way, by F5.
      await left.select('photo.jpg');
      await left.press('F5');
      await portside.transfersDone(1);
      expect(digest(await readFile(join(server.home, 'photo.jpg')))).toBe(digest(photo));
      await right.row('photo.jpg').waitFor();
      await right.select('report.pdf');
      await right.press('F5');
      await portside.transfersDone(2);
      expect(await readFile(join(here, 'report.pdf'), 'utf8')).toBe('the report');

      // A folder each way, an empty one inside.
      await left.select('site');
      await left.press('F5');
      await left.row('site').waitFor();
      await expect.poll(() => tree(join(server.home, 'site')).catch(() => undefined)).toEqual(siteTree);
      await right.select('docs');
      await right.press('F5');
      await left.row('docs').waitFor();
      await expect.poll(() => tree(join(here, 'docs')).catch(() => undefined)).toEqual(docsTree);
      await portside.dock.getByRole('button', { name: 'Active 0' }).waitFor();

      // Overwrite: the question shows both, and each answer does what it says.
      await writeFile(join(here, 'report.pdf'), 'a newer report');
      await left.select('report.pdf');
      await left.press('F5');
      await portside.dialog(/“report.pdf” is there already/).waitFor();
      await portside.screenshot(`main-${line.scheme}-overwrite-question`);
      await portside.answer(/is there already/, 'Skip');
      await portside.transfer('report.pdf', 'Skipped').waitFor();
      expect(await readFile(join(server.home, 'report.pdf'), 'utf8')).toBe('the report');
      await left.press('F5');
      await portside.answer(/is there already/, 'Keep both');
      await right.row('report (2).pdf').waitFor();
      expect(await readFile(join(server.home, 'report (2).pdf'), 'utf8')).toBe('a newer report');
      await left.press('F5');
      await portside.answer(/is there already/, 'Overwrite');
      await expect.poll(() => readFile(join(server.home, 'report.pdf'), 'utf8')).toBe('a newer report');

      // New folder, rename, delete.
      await right.press('F7');
      await portside.dialog('New folder').getByLabel('Name').fill('fresh');
      await portside.answer('New folder', 'Create');
      await right.row('fresh').waitFor();
      await right.select('report (2).pdf');
      await right.press('F2');
      await portside.page.getByRole('textbox', { name: /New name for/ }).fill('minutes.pdf');
      await portside.page.keyboard.press('Enter');
      await right.row('minutes.pdf').waitFor();
      await right.select('docs', 'minutes.pdf');
      await right.press('Delete');
      await portside
        .dialog('Delete 2 items?')
        .getByText(/In all 3 files/)
        .waitFor();
      await portside.screenshot(`main-${line.scheme}-delete-question`);
      await portside.answer('Delete 2 items?', 'Delete');
      await right.row('docs').waitFor({ state: 'hidden' });
      expect((await readdir(server.home)).toSorted()).toEqual(['fresh', 'photo.jpg', 'report.pdf', 'site']);
      await portside.screenshot(`main-${line.scheme}-done`);
      await portside.disconnect();
    },
  );

  test('the date of a file travels with it, and no partial file stays behind', async () => {
    await using server = await startOpenSsh();
    const open = await window();
    const { portside } = open;
    const here = await placeFor(open);
    await writeFile(join(here, 'dated.txt'), 'dated');
    const then = new Date('2024-02-29T12:34:56Z');
    await utimes(join(here, 'dated.txt'), then, then);
    await portside.left.press('ControlOrMeta+r');
    await portside.connectSftp(server);
    await portside.left.select('dated.txt');
    await portside.left.press('F5');
    await portside.transfersDone(1);
    expect((await stat(join(server.home, 'dated.txt'))).mtimeMs).toBe(then.getTime());
    expect((await readdir(server.home)).filter((name) => name.includes('portside'))).toEqual([]);
    await portside.disconnect();
  });
});

const siteTree = ['css/', 'css/deep/', 'css/deep/main.css:2', 'empty/', 'index.html:13'];
const docsTree = ['guide é.txt:5', 'old/', 'old/notes.txt:3'];

async function furnish(server: Server, here: string, photo: Buffer): Promise<void> {
  await mkdir(join(server.home, 'docs/old'), { recursive: true });
  await writeFile(join(server.home, 'docs/guide é.txt'), 'guide');
  await writeFile(join(server.home, 'docs/old/notes.txt'), 'old');
  await writeFile(join(server.home, 'report.pdf'), 'the report');
  for (const path of ['docs', 'docs/old', 'docs/guide é.txt', 'docs/old/notes.txt', 'report.pdf']) {
    await chown(join(server.home, path), ALICE, ALICE);
  }
  await writeFile(join(here, 'photo.jpg'), photo);
  await mkdir(join(here, 'site/css/deep'), { recursive: true });
  await mkdir(join(here, 'site/empty'));
  await writeFile(join(here, 'site/index.html'), '<h1>Hello</h1>'.slice(0, 13));
  await writeFile(join(here, 'site/css/deep/main.css'), '{}');
}

function digest(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Every file with its length, every folder with a slash, sorted. */
async function tree(root: string): Promise<string[]> {
  const rows = await readdir(root, { recursive: true, withFileTypes: true });
  const lines = rows.map(async (row) => {
    const path = join(row.parentPath, row.name);
    const name = path.slice(root.length + 1);
    return row.isDirectory() ? `${name}/` : `${name}:${(await stat(path)).size}`;
  });
  return (await Promise.all(lines)).toSorted();
}
