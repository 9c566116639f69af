import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { ftpVisit } from '../../contracts/monitor-visitors.ts';
import type { Hands } from '../pages/action.ts';
import type { PortsidePage } from '../pages/portside-page.ts';
import { SessionsPage } from '../pages/sessions-page.ts';
import { SitesPage } from '../pages/sites-page.ts';
import { TransfersPage } from '../pages/transfers-page.ts';
import { type Desk, dated, isSelected, MEBIBYTE } from './desk.ts';
import { hasFocus, pressUntil, switchPane, typeAhead } from './steps.ts';

const bob = { user: 'bob', password: 'bob-password' };

/** What a person sets out to do. Everything begins on the page of files, with the keys in the left pane. */
export interface Task {
  readonly name: string;
  /** What is done, and where it ends, for whoever reads the table. */
  readonly about: string;
  /** Puts things as they are before; `folder` is this run's own, on both sides. What is `around` ends with the run. */
  prepare(desk: Desk, folder: string, around: DisposableStack): Promise<void>;
  readonly by: Readonly<Record<Hands, (at: PortsidePage) => Promise<void>>>;
  /** Fails where it was not done. */
  check(desk: Desk, folder: string): Promise<void>;
}

const textOf = (path: string) => readFile(path, 'utf8').catch(() => 'not there');
const bits = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);
const inThePane = { targetPosition: { x: 250, y: 200 } };

/** What vsftpd was told, a command a line, for each process that was told anything: of several sessions its log is one. */
async function commandsOfEachSession(server: Desk['server']): Promise<string[]> {
  const told = (await server.log()).matchAll(/\[pid (\d+)\] \[\w+\] FTP command: Client "[^"]*", "(.*)"$/gm);
  const sessions = Map.groupBy(told, ([, process]) => process);
  return [...sessions.values()].map((commands) => commands.map(([, , command]) => command).join('\n'));
}

export const tasks: readonly Task[] = [
  {
    name: 'Upload a folder',
    about: 'A website of folders and files on this computer goes to an FTP server.',
    async prepare(desk, folder) {
      await desk.put({
        [`${folder}/website/index.html`]: '<h1>Hello</h1>',
        [`${folder}/website/css/style.css`]: 'h1 {}',
      });
      await desk.putRemote({ [`${folder}/`]: '' });
      await desk.lay(folder, 'FTP');
    },
    by: {
      mouse: (at) => at.left.name('website').dragTo(at.right.grid, inThePane),
      async keyboard(at) {
        await typeAhead(at, 'left', 'web', 'website');
        await at.page.keyboard.press('F5');
      },
    },
    async check(desk, folder) {
      await new TransfersPage(desk.portside.page).row('website', 'Done').waitFor();
      expect(await textOf(join(desk.remote, folder, 'website/index.html'))).toBe('<h1>Hello</h1>');
      expect(await textOf(join(desk.remote, folder, 'website/css/style.css'))).toBe('h1 {}');
    },
  },
  {
    name: 'Resolve a conflict',
    about: 'A file goes to a server that has an older one of the same name; the question is answered with Overwrite.',
    async prepare(desk, folder) {
      await desk.put({ [`${folder}/prices.html`]: 'new prices' });
      await desk.putRemote({ [`${folder}/prices.html`]: 'old prices' });
      await dated('2026-03-01T12:00:00Z', join(desk.remote, folder, 'prices.html'));
      await desk.lay(folder, 'SFTP');
    },
    by: {
      async mouse(at) {
        await at.left.name('prices.html').dragTo(at.right.grid, inThePane);
        await at
          .dialog(/is there already/)
          .getByRole('button', { name: 'Overwrite', exact: true })
          .click();
      },
      async keyboard(at) {
        await typeAhead(at, 'left', 'pri', 'prices.html');
        await at.page.keyboard.press('F5');
        const question = at.dialog(/is there already/);
        await hasFocus(at, question.getByRole('button', { name: 'Skip' }));
        await pressUntil(at, 'ArrowLeft', question.getByRole('button', { name: 'Overwrite', exact: true }));
        await at.page.keyboard.press('Enter');
      },
    },
    check: (desk, folder) => expect.poll(() => textOf(join(desk.remote, folder, 'prices.html'))).toBe('new prices'),
  },
  {
    name: 'Resume a broken download',
    about:
      'The line to an FTP server broke in the middle, and the server was away since. It would be asked again by itself in a while; ' +
      'it is asked now, and the download goes on where it was.',
    async prepare(desk, folder) {
      await desk.put({ [`${folder}/readme.txt`]: 'x' });
      await desk.putRemote({ [`${folder}/film.mp4`]: 24 * MEBIBYTE });
      await desk.lay(folder, 'FTP');
      const transfers = new TransfersPage(desk.portside.page);
      desk.ftp.inject({ on: 'data', direction: 'to-client', fault: { do: 'reset', after: 3 * MEBIBYTE } });
      await desk.portside.right.select('film.mp4');
      await desk.portside.right.press('F5');
      await transfers
        .row('film.mp4')
        .getByText(/Trying again/)
        .waitFor();
      desk.ftp.inject({ on: 'control', fault: { do: 'reset', after: 0 } });
      // It waits longer after each attempt; now it waits long enough for a hand.
      await transfers
        .row('film.mp4')
        .getByText(/Trying again in (9|\d\d) s/)
        .waitFor();
      desk.ftp.heal();
      await desk.takeUp();
    },
    by: {
      mouse: (at) => at.dock.getByRole('button', { name: 'Retry film.mp4' }).click(),
      async keyboard(at) {
        await at.page.keyboard.press('ControlOrMeta+j');
        await pressUntil(at, 'Tab', at.dock.getByRole('button', { name: 'Retry film.mp4' }));
        await at.page.keyboard.press('Enter');
      },
    },
    async check(desk, folder) {
      const [here, there] = [desk.home, desk.remote].map((root) => join(root, folder, 'film.mp4'));
      await new TransfersPage(desk.portside.page).row('film.mp4', 'Done').waitFor();
      expect((await readFile(here ?? '')).equals(await readFile(there ?? ''))).toBe(true);
      const resumed = new RegExp(`^REST [1-9]\\d+\\nRETR [^\\n]*${folder}/film.mp4$`, 'm');
      const told = () => commandsOfEachSession(desk.server);
      await expect.poll(told).toContainEqual(expect.stringMatching(resumed));
    },
  },
  {
    name: 'Find a file by name',
    about: 'Somewhere in a tree on an SFTP server; in the end the pane shows the folder with the file selected.',
    async prepare(desk, folder) {
      await desk.put({ [`${folder}/readme.txt`]: 'x' });
      await desk.putRemote({
        [`${folder}/clients/2026/autumn/minutes of the board.txt`]: 'x',
        [`${folder}/clients/2025/letter.txt`]: 'x',
        [`${folder}/index.html`]: 'x',
      });
      await desk.lay(folder, 'SFTP');
    },
    by: {
      async mouse(at) {
        await at.right.row('clients').click({ button: 'right' });
        await at.page.getByRole('menuitem', { name: 'Search in this folder' }).click();
        const search = at.dialog('Search');
        await hasFocus(at, search.getByLabel('Name', { exact: true }));
        await at.page.keyboard.type('minutes');
        await search.getByRole('button', { name: 'Search', exact: true }).click();
        await at.right.row('minutes of the board.txt').dblclick();
      },
      async keyboard(at) {
        await switchPane(at);
        await at.page.keyboard.press('ControlOrMeta+Shift+f');
        const search = at.dialog('Search');
        await hasFocus(at, search.getByLabel('Name', { exact: true }));
        await at.page.keyboard.type('minutes');
        await at.page.keyboard.press('Enter');
        await at.right.region.getByText('1 item found in').waitFor();
        await hasFocus(at, at.right.grid);
        await at.page.keyboard.press('ArrowDown');
        await isSelected(at.right, 'minutes of the board.txt');
        await at.page.keyboard.press('Enter');
      },
    },
    async check(desk, folder) {
      await desk.portside.right.shows(`/home/alice/${folder}/clients/2026/autumn`);
      await isSelected(desk.portside.right, 'minutes of the board.txt');
    },
  },
  {
    name: 'Change permissions of a tree',
    about: 'Every folder in a tree on an SFTP server becomes 750, every file 640.',
    async prepare(desk, folder) {
      await desk.put({ [`${folder}/readme.txt`]: 'x' });
      await desk.putRemote({ [`${folder}/shared/plan.txt`]: 'x', [`${folder}/shared/drafts/one.txt`]: 'x' });
      await desk.lay(folder, 'SFTP');
    },
    by: {
      async mouse(at) {
        await at.right.row('shared').click({ button: 'right' });
        await at.page.getByRole('menuitem', { name: 'Properties' }).click();
        const properties = at.dialog('shared');
        await properties.getByText('Also everything inside the folders').click();
        for (const [what, mode] of [
          ['Files inside', '640'],
          ['Folders inside', '750'],
        ] as const) {
          await properties.getByRole('group', { name: what }).getByLabel('Octal').dblclick();
          await at.page.keyboard.type(mode);
        }
        await properties.getByRole('button', { name: 'Apply' }).click();
      },
      async keyboard(at) {
        await switchPane(at);
        await typeAhead(at, 'right', 'sha', 'shared');
        await at.page.keyboard.press('Alt+Enter');
        const properties = at.dialog('shared');
        await pressUntil(at, 'Tab', properties.getByRole('checkbox', { name: /everything inside/ }));
        await at.page.keyboard.press(' ');
        for (const [what, mode] of [
          ['Files inside', '640'],
          ['Folders inside', '750'],
        ] as const) {
          await pressUntil(at, 'Tab', properties.getByRole('group', { name: what }).getByLabel('Octal'));
          await at.page.keyboard.type(mode);
        }
        await at.page.keyboard.press('Enter');
      },
    },
    async check(desk, folder) {
      await desk.portside.dialog('shared').waitFor({ state: 'hidden' });
      const root = join(desk.remote, folder, 'shared');
      const found = ['', 'plan.txt', 'drafts', 'drafts/one.txt'].map((path) => bits(join(root, path)));
      expect(await Promise.all(found)).toEqual(['750', '640', '750', '640']);
    },
  },
  {
    name: 'Edit a remote file',
    about: 'A word is written into a text on an SFTP server and saved there; the editor is closed again.',
    async prepare(desk, folder) {
      await desk.put({ [`${folder}/readme.txt`]: 'x' });
      await desk.putRemote({ [`${folder}/notes.txt`]: 'milk\n' });
      await desk.lay(folder, 'SFTP');
    },
    by: {
      async mouse(at) {
        await at.right.row('notes.txt').click({ button: 'right' });
        await at.page.getByRole('menuitem', { name: 'Edit', exact: true }).click();
        const editor = at.dialog('notes.txt');
        await hasFocus(at, editor.getByRole('textbox', { name: 'Text of notes.txt' }));
        await at.page.keyboard.type('bread, ');
        await editor.getByRole('button', { name: 'Save' }).click();
        await editor.getByText(/^Saved at/).waitFor();
        await editor.getByRole('button', { name: 'Close' }).click();
      },
      async keyboard(at) {
        await switchPane(at);
        await typeAhead(at, 'right', 'not', 'notes.txt');
        await at.page.keyboard.press('F4');
        const editor = at.dialog('notes.txt');
        await hasFocus(at, editor.getByRole('textbox', { name: 'Text of notes.txt' }));
        await at.page.keyboard.type('bread, ');
        await at.page.keyboard.press('ControlOrMeta+s');
        await editor.getByText(/^Saved at/).waitFor();
        for (const key of ['Escape', 'Escape']) await at.page.keyboard.press(key);
      },
    },
    async check(desk, folder) {
      await desk.portside.dialog('notes.txt').waitFor({ state: 'hidden' });
      expect(await textOf(join(desk.remote, folder, 'notes.txt'))).toBe('bread, milk\n');
    },
  },
  {
    name: 'Compare two dates',
    about:
      'Of a file here and the one of the same name on an SFTP server: the status line says which is newer, with both dates.',
    async prepare(desk, folder) {
      const index = `${folder}/index.html`;
      await desk.put({ [index]: 'newer', [`${folder}/about.html`]: 'x' });
      await desk.putRemote({ [index]: 'older' });
      await dated('2026-11-20T09:30:00', join(desk.home, index));
      await dated('2026-11-18T18:05:00', join(desk.remote, index));
      await desk.lay(folder, 'SFTP');
    },
    by: {
      mouse: (at) => at.left.row('index.html').click(),
      keyboard: (at) => typeAhead(at, 'left', 'ind', 'index.html'),
    },
    check: (desk) =>
      desk.portside.page
        .getByRole('region', { name: 'Status' })
        .getByText('Newer than in the other pane: Nov 20, 2026, 9:30:00 AM, there Nov 18, 2026, 6:05:00 PM.')
        .waitFor(),
  },
  {
    name: 'Add a site',
    about: 'With host, user and password; the master password was chosen before (the desktop needs none).',
    async prepare(desk, folder) {
      await desk.put({ [`${folder}/readme.txt`]: 'x' });
      await desk.putRemote({ [`${folder}/`]: '' });
      await desk.lay(folder, 'SFTP');
    },
    by: {
      async mouse(at) {
        const sites = new SitesPage(at.page);
        await sites.show();
        await sites.newSite();
        await hasFocus(at, sites.field('Host'));
        await at.page.keyboard.type('mouse.example.org');
        await sites.field('User').click();
        await at.page.keyboard.type('ann');
        await sites.field('Password').click();
        await at.page.keyboard.type('s3cret');
        await sites.save();
      },
      async keyboard(at) {
        const sites = new SitesPage(at.page);
        await at.page.keyboard.press('ControlOrMeta+Shift+s');
        await hasFocus(at, sites.tree);
        await at.page.keyboard.press('Insert');
        await hasFocus(at, sites.field('Host'));
        await at.page.keyboard.type('keyboard.example.org');
        await pressUntil(at, 'Tab', sites.field('User'));
        await at.page.keyboard.type('ann');
        await pressUntil(at, 'Tab', sites.field('Password'));
        await at.page.keyboard.type('s3cret');
        await at.page.keyboard.press('Enter');
      },
    },
    async check(desk, folder) {
      const sites = new SitesPage(desk.portside.page);
      await sites.row(`${folder.split(' ').at(-1)}.example.org`).waitFor();
      await sites.editor.getByText('Saved, protected by the master password.', { exact: true }).waitFor();
    },
  },
  {
    name: 'End a server session',
    about: 'Of somebody who is logged in to a watched vsftpd; in the end the server says that the session is gone.',
    async prepare(desk, folder, around) {
      await desk.put({ [`${folder}/readme.txt`]: 'x' });
      await desk.putRemote({ [`${folder}/`]: '' });
      const sessions = await desk.watch();
      // An earlier session of the same name fades away.
      await sessions.row('bob').waitFor({ state: 'hidden' });
      around.use(await ftpVisit(desk.server)('127.0.0.11', bob));
      await sessions.row('bob', '127.0.0.11').waitFor();
      await desk.lay(folder, 'SFTP');
    },
    by: {
      async mouse(at) {
        const sessions = new SessionsPage(at.page);
        await sessions.show();
        await sessions.row('bob').getByRole('button', { name: 'Disconnect bob' }).click();
        const question = at.dialog('Disconnect bob?');
        await question.getByRole('button', { name: 'Disconnect 1 session' }).click();
        await question.getByText('Ended.').waitFor();
        await question.getByRole('button', { name: 'Close' }).click();
      },
      async keyboard(at) {
        const sessions = new SessionsPage(at.page);
        await at.page.keyboard.press('ControlOrMeta+Shift+l');

        await hasFocus(at, sessions.grid);
        for (const key of ['Home', 'Delete']) await at.page.keyboard.press(key);
        const question = at.dialog('Disconnect bob?');
        await hasFocus(at, question.getByRole('button', { name: 'Cancel' }));
        await pressUntil(at, 'Tab', question.getByRole('button', { name: 'Disconnect 1 session' }));
        await at.page.keyboard.press('Enter');
        await question.getByText('Ended.').waitFor();
        await hasFocus(at, question.getByRole('button', { name: 'Close' }));
        await at.page.keyboard.press('Enter');
      },
    },
    async check(desk) {
      const { portside } = desk;
      await portside.dialog('Disconnect bob?').waitFor({ state: 'hidden' });
      const sessions = new SessionsPage(portside.page);
      await sessions.row('bob').getByRole('button', { name: 'Disconnect bob' }).waitFor({ state: 'hidden' });
      await sessions.leaveTable();
    },
  },
  {
    name: 'Read why a transfer failed',
    about: "The reason stands in the transfer's row from the start; this shows it whole, with the server's own words.",
    async prepare(desk, folder) {
      await desk.put({ [`${folder}/report.pdf`]: 'x' });
      await mkdir(join(desk.remote, folder));
      await desk.lay(folder, 'SFTP');
      await desk.portside.left.select('report.pdf');
      await desk.portside.left.press('F5');
      await new TransfersPage(desk.portside.page).row('report.pdf', 'Failed').waitFor();
      const notice = desk.portside.page.getByRole('alert').filter({ hasText: '1 transfer failed.' });
      await notice.getByRole('button', { name: 'Dismiss' }).click();
      await desk.takeUp();
    },
    by: {
      mouse: (at) => at.dock.getByRole('button', { name: 'Details' }).click(),
      async keyboard(at) {
        await at.page.keyboard.press('ControlOrMeta+j');
        await hasFocus(at, new TransfersPage(at.page).list);
        await at.page.keyboard.press('Alt+Enter');
      },
    },
    async check(desk) {
      const details = desk.portside.dialog('“report.pdf” was not transferred');
      await details
        .getByText(/Permission denied/)
        .first()
        .waitFor();
      await details.getByRole('button', { name: 'Close' }).click();
      await details.waitFor({ state: 'hidden' });
    },
  },
];
