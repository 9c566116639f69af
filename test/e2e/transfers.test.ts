import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { describeInBrowser, type OpenPortside, openPortside } from './open-portside.ts';
import { TransfersPage } from './pages/transfers-page.ts';
import { announcements } from './spoken-words.ts';
import { viewer, wide } from './viewer.ts';

const MEBIBYTE = 1024 * 1024;
const ALICE = 41_001;

describeInBrowser('the transfer queue, in the window', () => {
  test('pauses and resumes one and all, orders by keyboard and by drag, runs again, shows in a pane', async () => {
    await using server = await startOpenSsh();
    await using open = await openPortside();
    const { portside, home } = open;
    const { left, right, page } = portside;
    const transfers = new TransfersPage(page);
    const movie = randomBytes(6 * MEBIBYTE);
    await put(open, { 'a-movie.mp4': movie, 'b.txt': 'b', 'c.txt': 'c', 'd.txt': 'd' });
    await portside.connectSftp(server);
    await transfers.limit('Total', '100 kB/s');

    // One: it stands still, keeps what arrived, and goes on.
    await left.select('a-movie.mp4');
    await left.press('F5');
    await transfers
      .row('a-movie.mp4', 'Active')
      .getByText(/[kM]B of/)
      .waitFor();
    const arrived = async () => (await stat(join(server.home, 'a-movie.mp4.portside-part'))).size;
    await expect.poll(arrived).toBeGreaterThan(0);
    await transfers.button('Pause a-movie.mp4').click();
    await transfers.row('a-movie.mp4', 'Paused').waitFor();
    await transfers.button('Resume a-movie.mp4').click();
    await transfers.row('a-movie.mp4', 'Active').waitFor();

    // All: nothing begins that is put into the queue now.
    await transfers.button('Pause all').click();
    await transfers.dock.getByText('The queue is paused.').waitFor();
    await left.select('b.txt', 'c.txt', 'd.txt');
    await left.press('F5');
    await transfers.row('d.txt', 'Queued').waitFor();
    expect(await readdir(server.home)).toEqual(['a-movie.mp4.portside-part']);

    // Order, by keyboard and by drag; priority by the context menu.
    await transfers.choose('d.txt');
    await page.keyboard.press('Alt+Home');
    await expect.poll(() => transfers.names()).toEqual(['d.txt', 'a-movie.mp4', 'b.txt', 'c.txt']);
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => transfers.names()).toEqual(['a-movie.mp4', 'd.txt', 'b.txt', 'c.txt']);
    await transfers.drag(['c.txt'], 'b.txt');
    await expect.poll(() => transfers.names()).toEqual(['a-movie.mp4', 'd.txt', 'c.txt', 'b.txt']);
    await transfers.drag(['b.txt', 'c.txt'], 'd.txt');
    await expect.poll(() => transfers.names()).toEqual(['a-movie.mp4', 'c.txt', 'b.txt', 'd.txt']);
    await transfers.choose('b.txt');
    await transfers.menu('High priority');
    await transfers.row('b.txt', 'Queued').getByRole('img', { name: 'High priority' }).waitFor();
    await expect.poll(async () => (await transfers.names())[0]).toBe('b.txt');

    await transfers.limit('Total', 'No limit');
    await transfers.dock.getByRole('button', { name: 'Resume all' }).first().click();
    await portside.transfersDone(4);
    expect(await readdir(server.home)).toEqual(['a-movie.mp4', 'b.txt', 'c.txt', 'd.txt']);
    expect((await readFile(join(server.home, 'a-movie.mp4'))).equals(movie)).toBe(true);
    await page.getByRole('status').getByText('4 transfers done.').waitFor();

    // After: shown in a pane, and run again.
    await right.press('F7');
    await portside.dialog('New folder').getByLabel('Name').fill('elsewhere');
    await portside.answer('New folder', 'Create');
    await right.open('elsewhere');
    await right.shows(join(server.remoteHome, 'elsewhere'));
    await transfers.choose('c.txt');
    await page.keyboard.press('Enter');
    await right.shows(server.remoteHome);
    await expect.poll(() => right.row('c.txt').getAttribute('aria-selected')).toBe('true');
    await rm(join(server.home, 'c.txt'));
    await writeFile(join(home, 'c.txt'), 'once more');
    await transfers.choose('c.txt');
    await transfers.menu('Run again');
    await expect.poll(() => readFile(join(server.home, 'c.txt'), 'utf8').catch(() => '')).toBe('once more');
  });

  test('a second file sent alone was sent in silence, for those who hear the window: the same words are said again', async () => {
    await using server = await startOpenSsh();
    await using open = await openPortside();
    const { portside } = open;
    const { left, page } = portside;
    await put(open, { 'a.txt': 'a', 'b.txt': 'b' });
    await portside.connectSftp(server);
    const announced = await announcements(page);
    await left.select('a.txt');
    await left.press('F5');
    await portside.transfersDone(1);
    const ends = async () => (await announced()).filter((words) => words === '1 transfer done.');
    await expect.poll(ends).toHaveLength(1);
    await left.select('b.txt');
    await left.press('F5');
    await portside.transfersDone(2);
    await expect.poll(ends).toHaveLength(2);
  });

  test('each answer to a conflict does what it says, for as many files as it says', async () => {
    await using server = await startOpenSsh();
    await using open = await openPortside();
    const { portside, home } = open;
    const { left, page } = portside;
    const transfers = new TransfersPage(page);
    const there = { old: new Date('2020-01-01T00:00:00Z'), now: new Date('2024-01-01T00:00:00Z') };
    /** Three files on both sides: newer here, older here of another size, and the same. */
    async function both(): Promise<void> {
      await put(open, { 'newer.txt': 'NEWER', 'older.txt': 'OLDER HERE', 'same.txt': 'same!' });
      for (const name of ['newer.txt', 'older.txt', 'same.txt']) {
        await writeFile(join(server.home, name), 'there');
        await chown(join(server.home, name), ALICE, ALICE);
        await utimes(join(server.home, name), there.now, there.now);
        await utimes(join(home, name), there.old, there.old);
      }
      const later = new Date('2025-01-01T00:00:00Z');
      await utimes(join(home, 'newer.txt'), later, later);
    }
    const remote = async () =>
      Promise.all(['newer.txt', 'older.txt', 'same.txt'].map((name) => readFile(join(server.home, name), 'utf8')));
    async function copyAll(): Promise<void> {
      await both();
      await left.select('newer.txt', 'older.txt', 'same.txt');
      await left.press('F5');
      await portside.dialog(/is there already/).waitFor();
    }
    await both();
    await portside.connectSftp(server);

    await copyAll();
    await transfers.answerConflict('All of these transfers', 'Overwrite if newer');
    await expect.poll(remote).toEqual(['NEWER', 'there', 'there']);
    await copyAll();
    await transfers.answerConflict('All of these transfers', 'Overwrite if the size differs');
    await expect.poll(remote).toEqual(['there', 'OLDER HERE', 'there']);
    await copyAll();
    await transfers.answerConflict('This folder', 'Overwrite if newer or the size differs');
    await expect.poll(remote).toEqual(['NEWER', 'OLDER HERE', 'there']);
    await copyAll();
    await transfers.answerConflict('All of these transfers', 'Keep both');
    await expect
      .poll(async () => (await readdir(server.home)).toSorted())
      .toEqual(['newer (2).txt', 'newer.txt', 'older (2).txt', 'older.txt', 'same (2).txt', 'same.txt']);
    expect(await remote()).toEqual(['there', 'there', 'there']);

    // This file alone: the others ask for themselves.
    await copyAll();
    await transfers.answerConflict('This file', 'Skip');
    await transfers.answerConflict('This file', 'Skip');
    await transfers.answerConflict('This file', 'Overwrite');
    await expect.poll(async () => (await remote()).filter((text) => text === 'there').length).toBe(2);

    // What is there is the beginning of what is sent.
    await put(open, { 'log.txt': 'first line, second line' });
    await writeFile(join(server.home, 'log.txt'), 'first line');
    await chown(join(server.home, 'log.txt'), ALICE, ALICE);
    await left.select('log.txt');
    await left.press('F5');
    await transfers.answerConflict('This file', 'Resume: append what is missing');
    await expect.poll(() => readFile(join(server.home, 'log.txt'), 'utf8')).toBe('first line, second line');

    // Always: the settings know it from now on, and nobody asks again.
    await copyAll();
    await transfers.answerConflict('Always, from now on', 'Overwrite');
    await expect.poll(remote).toEqual(['NEWER', 'OLDER HERE', 'same!']);
    await both();
    await left.select('same.txt');
    await left.press('F5');
    await expect.poll(remote).toEqual(['there', 'there', 'same!']);
    await transfers.button('Transfer settings').click();
    await portside
      .dialog('Transfer settings')
      .getByRole('button', { name: /Overwrite When a file|When a file.*Overwrite/ })
      .waitFor();
  });

  test('after a restart settings and history are there, and what was unfinished waits for Resume and arrives whole', async () => {
    await using server = await startOpenSsh();
    const dataDirectory = await mkdtemp(join(tmpdir(), 'portside-queue-'));
    const home = await mkdtemp(join(tmpdir(), 'portside-home-'));
    const movie = randomBytes(12 * MEBIBYTE);
    try {
      {
        await using open = await openPortside({ dataDirectory, home });
        const { portside } = open;
        const transfers = new TransfersPage(portside.page);
        await put(open, { 'small.txt': 'small', 'movie.mp4': movie });
        await portside.connectSftp(server);
        await transfers.button('Transfer settings').click();
        const settings = portside.dialog('Transfer settings');
        await settings.getByLabel('On an SFTP server').fill('3');
        await settings.getByRole('group', { name: 'Speed limits' }).getByRole('textbox', { name: 'Total' }).fill('300');
        await portside.answer('Transfer settings', 'Save');
        await portside.left.select('small.txt');
        await portside.left.press('F5');
        await transfers.row('small.txt', 'Done').waitFor();
        await portside.left.select('movie.mp4');
        await portside.left.press('F5');
        await transfers
          .row('movie.mp4', 'Active')
          .getByText(/[kM]B of/)
          .waitFor();
      }
      await mkdir(home, { recursive: true });
      await writeFile(join(home, 'movie.mp4'), movie);
      await using open = await openPortside({ ...wide, dataDirectory, home });
      const { portside } = open;
      const transfers = new TransfersPage(portside.page);
      await transfers.row('small.txt', 'Done').waitFor();
      await transfers.dock.getByText('1 transfer of last time is waiting.').waitFor();
      await viewer(open)('queue-waiting');
      await transfers.button('Transfer settings').click();
      const settings = portside.dialog('Transfer settings');
      await expect.poll(() => settings.getByLabel('On an SFTP server').inputValue()).toBe('3');
      await settings.getByRole('group', { name: 'Speed limits' }).getByRole('textbox', { name: 'Total' }).fill('');
      await portside.answer('Transfer settings', 'Save');
      await transfers.button('Resume').click();
      await portside.answer(/First time at/, 'This time only');
      await portside.enterPassword(server.user, server.password);
      await transfers.row('movie.mp4', 'Done').waitFor();
      expect((await readFile(join(server.home, 'movie.mp4'))).equals(movie)).toBe(true);
      expect((await readdir(server.home)).toSorted()).toEqual(['movie.mp4', 'small.txt']);
    } finally {
      await rm(dataDirectory, { recursive: true, force: true });
      await rm(home, { recursive: true, force: true });
    }
  });

  test('works by keyboard alone: to the list, into a folder, pause, resume, cancel and take off the list', async () => {
    await using server = await startOpenSsh();
    await using open = await openPortside();
    const { portside, home } = open;
    const { left, page } = portside;
    const transfers = new TransfersPage(page);
    await mkdir(join(home, 'album'));
    await put(open, { 'album/one.raw': randomBytes(6 * MEBIBYTE), 'album/two.raw': randomBytes(6 * MEBIBYTE) });
    await portside.connectSftp(server);
    await transfers.limit('Uploads', '100 kB/s');
    await left.select('album');
    await left.press('F5');
    await transfers.dock.getByText(/of 3 items/).waitFor();
    await page.keyboard.press('ControlOrMeta+j');
    await transfers.hasFocus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await transfers.row('two.raw').waitFor();
    await page.keyboard.press(' ');
    await transfers.row('one.raw', 'Paused').waitFor();
    await transfers.row('two.raw', 'Paused').waitFor();
    await transfers.row('album', 'Paused').waitFor();
    await page.keyboard.press(' ');
    await transfers.row('one.raw', /Active|Queued/).waitFor();
    const last = (await transfers.names()).at(-1) ?? '';
    await page.keyboard.press('End');
    await page.keyboard.press('Delete');
    await transfers.row(last, 'Cancelled').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('Delete');
    await transfers.row(last === 'one.raw' ? 'two.raw' : 'one.raw', 'Cancelled').waitFor();
    // Delete stops what runs and takes off what has ended: the folder says which of the two it is.
    await transfers.row('album', 'Cancelled').waitFor();
    await page.keyboard.press('Delete');
    await transfers.dock.getByText('No transfers yet').waitFor();
    expect((await readdir(server.home, { recursive: true })).filter((name) => name.endsWith('.raw'))).toEqual([]);
  });

  describe('in one window', () => {
    let open: OpenPortside;
    beforeAll(async () => {
      open = await openPortside();
    });
    afterAll(() => open?.[Symbol.asyncDispose]());

    test('a refused file says why, and arrives by Retry once the server allows it', async () => {
      await using server = await startOpenSsh();
      const { portside } = open;
      const { left, right, page } = portside;
      const transfers = new TransfersPage(page);
      await put(open, { 'page.html': '<p>', 'other.html': '<p>' });
      await mkdir(join(server.home, 'locked'));
      await portside.connectSftp(server);
      await right.open('locked');
      await right.shows(join(server.remoteHome, 'locked'));
      await left.select('page.html');
      await left.press('F5');
      await transfers
        .row('page.html', 'Failed')
        .getByText(/denied|refused|not allow/i)
        .waitFor();
      const notice = page.getByRole('alert').filter({ hasText: '1 transfer failed.' });
      await notice.getByRole('button', { name: 'Show' }).click();
      await transfers.dock.getByRole('button', { name: 'Failed 1', pressed: true }).waitFor();
      await notice.waitFor({ state: 'hidden' });
      await transfers.hasFocus();

      await chown(join(server.home, 'locked'), ALICE, ALICE);
      // The button goes with its row: the focus stays in the list.
      await transfers.button('Retry page.html').focus();
      await page.keyboard.press('Enter');
      await expect.poll(() => readFile(join(server.home, 'locked/page.html'), 'utf8').catch(() => '')).toBe('<p>');
      await transfers.dock.getByText('Nothing here').waitFor();
      await transfers.hasFocus();
      await transfers.dock.getByRole('button', { name: 'Failed 0' }).waitFor();
      await portside.disconnect();
    });

    test('a copy with a filter leaves out what it names', async () => {
      await using server = await startOpenSsh();
      const { portside, home } = open;
      await mkdir(join(home, 'site/cache'), { recursive: true });
      await put(open, {
        'site/index.html': 'x',
        'site/draft.tmp': 'x',
        'site/cache/page.tmp': 'x',
        'site/cache/a.css': 'x',
      });
      await portside.connectSftp(server);
      await portside.left.select('site');
      await portside.left.menu('Copy with filter…');
      await portside.dialog('Copy with filter').getByLabel('Leave out', { exact: true }).fill('*.tmp');
      await portside.answer('Copy with filter', 'Copy');
      await expect
        .poll(async () => (await readdir(join(server.home, 'site'), { recursive: true }).catch(() => [])).toSorted())
        .toEqual(['cache', 'cache/a.css', 'index.html']);
      await portside.disconnect();
    });

    test('its settings and the saved passwords are found in the settings', async () => {
      const { portside } = open;
      const { page } = portside;
      await page.getByRole('button', { name: 'Settings', exact: true }).click();
      const search = page.getByRole('textbox', { name: 'Search the settings' });
      await search.fill('speed limits');
      await page.getByRole('button', { name: 'Transfer settings…' }).click();
      await portside.answer('Transfer settings', 'Cancel');
      await search.fill('password');
      await page.getByRole('button', { name: 'Saved passwords…' }).click();
      await portside.answer('Saved passwords', 'Close');
    });
  });
});

/** Writes files of this computer and shows them in the left pane. */
async function put({ home, portside }: OpenPortside, files: Record<string, string | Buffer>): Promise<void> {
  for (const [name, content] of Object.entries(files)) await writeFile(join(home, name), content);
  await portside.left.press('ControlOrMeta+r');
  const [last] = Object.keys(files).toSorted().toReversed();
  await portside.left.row((last ?? '').split('/')[0] ?? '').waitFor();
}
