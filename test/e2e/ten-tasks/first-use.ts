import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { ftpVisit, placeDownload } from '../../contracts/monitor-visitors.ts';
import { TransfersPage } from '../pages/transfers-page.ts';
import { alice, type Desk, dated, MEBIBYTE } from './desk.ts';
import { firstUseFolder } from './record.ts';
import { hasFocus } from './steps.ts';

const mine = {
  'Website/index.html': '<h1>Ann and the sea</h1>\n',
  'Website/prices.html': '<h1>Prices from December on</h1>\n',
  'Website/css/style.css': 'h1 { color: teal }\n',
  'Website/harbour.jpg': 412_345,
  'Photos/boats.jpg': 2 * MEBIBYTE,
  'Photos/lighthouse.jpg': 3 * MEBIBYTE,
  'Photos/regatta.jpg': 2 * MEBIBYTE,
  'Invoices 2026/2026-11.pdf': 81_234,
  'backup.tar.gz': 456_789,
  'notes.txt': 'Paint the boat\n',
};

const theirs = {
  'public_html/index.html': '<h1>Ann and the sea</h1>\n',
  'public_html/prices.html': '<h1>Prices</h1>\n',
  'public_html/about.html': '<p>Since 1998.</p>\n',
  'logs/access.log': 12_345,
  'film.mp4': 24 * MEBIBYTE,
  'README.txt': 'Welcome, Alice.\n\nYour website is the folder public_html.\n',
};

/** What docs/first-use.md tells, step by step, with a picture of each. */
export async function firstUse(desk: Desk): Promise<void> {
  await furnish(desk);
  const { portside } = desk;
  const { left, right, page } = portside;
  const transfers = new TransfersPage(page);

  // Start.
  await left.press('ControlOrMeta+r');
  await left.row('notes.txt').waitFor();
  await page.getByRole('heading', { name: 'Connect to a server' }).waitFor();
  await picture(desk, 'start');

  // Connect: the first time the server's key is shown.
  await page.getByRole('button', { name: 'New connection…' }).first().click();
  const connect = portside.dialog('Connect to a server');
  await connect.getByLabel('Host').fill('127.0.0.1');
  await connect.getByLabel('Port').fill(String(desk.sftp.port));
  await connect.getByLabel('User', { exact: true }).fill(alice.name);
  await connect.getByLabel('Password').fill(alice.password);
  await picture(desk, 'connect', connect);
  await connect.getByRole('button', { name: 'Connect', exact: true }).click();
  await portside.dialog(/First time at/).waitFor();
  await picture(desk, 'host-key', portside.dialog(/First time at/));
  await portside.answer(/First time at/, 'Trust from now on');

  // Look around: which of two files is newer.
  await right.shows('/home/alice');
  await right.open('public_html');
  await right.shows('/home/alice/public_html');
  await left.open('Website');
  await left.shows(join(desk.home, 'Website'));
  await left.select('prices.html');
  await page
    .getByRole('region', { name: 'Status' })
    .getByText(/^·? ?Newer than in the other pane/)
    .waitFor();
  await picture(desk, 'look-around');

  // Upload, and the queue while it works.
  await transfers.limit('Total', '500 kB/s');
  await left.press('Backspace');
  await left.name('Photos').dragTo(right.grid, { targetPosition: { x: 250, y: 200 } });
  await transfers.button('Show what is in Photos').click();
  await transfers.row('boats.jpg', 'Active').getByText(/left$/).waitFor();
  await picture(desk, 'upload');
  await transfers.limit('Total', 'No limit');
  await transfers.row('Photos', 'Done').waitFor();

  // A conflict.
  await left.open('Website');
  await left.name('prices.html').dragTo(right.grid, { targetPosition: { x: 250, y: 200 } });
  const conflict = portside.dialog(/is there already/);
  await conflict.waitFor();
  await picture(desk, 'conflict', conflict);
  await portside.answer(/is there already/, 'Overwrite');
  await expect.poll(() => readFile(join(desk.remote, 'public_html/prices.html'), 'utf8')).toContain('December');

  // A line that breaks, and a download that goes on.
  await right.press('Backspace');
  await right.shows('/home/alice');
  await left.press('Backspace');
  desk.sftp.inject({ on: 'control', direction: 'to-client', fault: { do: 'reset', after: 8 * MEBIBYTE } });
  await right.name('film.mp4').dragTo(left.grid, { targetPosition: { x: 250, y: 300 } });
  await transfers
    .row('film.mp4')
    .getByText(/Trying again/)
    .waitFor();
  desk.sftp.inject({ on: 'control', fault: { do: 'reset', after: 0 } });
  await transfers
    .row('film.mp4')
    .getByText(/Trying again in [2-9] s/)
    .waitFor();
  await picture(desk, 'resume', portside.dock, 140);
  desk.sftp.heal();
  await transfers.row('film.mp4', 'Done').waitFor();
  const [here, there] = await Promise.all([desk.home, desk.remote].map((root) => readFile(join(root, 'film.mp4'))));
  expect(here?.equals(there ?? Buffer.alloc(0))).toBe(true);

  // Edit a file where it is.
  await right.select('README.txt');
  await right.press('F4');
  const editor = page.getByRole('dialog', { name: 'README.txt' });
  await hasFocus(portside, editor.getByRole('textbox', { name: 'Text of README.txt' }));
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.type('The prices are new.');
  await picture(desk, 'edit', editor, 320);
  await page.keyboard.press('ControlOrMeta+s');
  await editor.getByText(/^Saved at/).waitFor();
  await editor.getByRole('button', { name: 'Close' }).click();
  await editor.waitFor({ state: 'hidden' });

  // Who is on the server, and the end of one session.
  const sessions = await desk.watch();
  using visitor = await ftpVisit(desk.server)('127.0.0.11', { user: 'bob', password: 'bob-password' });
  await visitor.download();
  await sessions.row('bob', 'Downloading', 'big file.bin').waitFor();
  await sessions.openDock('Alerts');
  await sessions.dock
    .getByText(/without encryption/)
    .first()
    .waitFor();
  await page.mouse.move(5, 5);
  await picture(desk, 'sessions');
  await sessions.row('bob').getByRole('button', { name: 'Disconnect bob' }).click();
  const question = portside.dialog('Disconnect bob?');
  await question.getByText(/Would break off the download/).waitFor();
  await picture(desk, 'disconnect', question);
  await question.getByRole('button', { name: 'Disconnect 1 session' }).click();
  await question.getByText('Ended.').waitFor();
  await expect.poll(() => visitor.closed).toBe(true);
  await question.getByRole('button', { name: 'Close' }).click();
  await sessions.leaveTable();
}

async function furnish(desk: Desk): Promise<void> {
  await desk.put(mine);
  await desk.putRemote(theirs);
  await placeDownload(desk.server, 'bob');
  const paths = (root: string, files: object) => Object.keys(files).map((path) => join(root, path));
  await dated('2026-11-20T16:20:00', ...paths(desk.home, mine));
  await dated('2026-11-18T09:30:00', ...paths(desk.remote, theirs));
  const folders = ['Website/css', 'Website', 'Photos', 'Invoices 2026'].map((name) => join(desk.home, name));
  await dated('2026-11-20T16:20:00', ...folders);
}

/** Of the window, or of a part of it with a little around; of a high part its upper `mostHeight` pixels. */
async function picture({ portside: { page } }: Desk, name: string, part?: Locator, mostHeight = 900): Promise<void> {
  await mkdir(firstUseFolder, { recursive: true });
  const path = join(firstUseFolder, `${name}.png`);
  // What has just been put on the page is painted two frames later.
  await page.evaluate('new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))');
  const box = await part?.boundingBox();
  if (!box) {
    await page.screenshot({ path });
    return;
  }
  const around = 16;
  const x = Math.max(0, box.x - around);
  const y = Math.max(0, box.y - around);
  const width = Math.min(1440 - x, box.width + 2 * around);
  const height = Math.min(900 - y, mostHeight + around, box.height + 2 * around);
  await page.screenshot({ path, clip: { x, y, width, height } });
}
