import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { describeInBrowser, type OpenPortside, openPortside } from './open-portside.ts';
import { TransfersPage } from './pages/transfers-page.ts';

describeInBrowser('drag and drop, in the window', () => {
  let open: OpenPortside;
  beforeAll(async () => {
    open = await openPortside();
  });
  afterAll(() => open?.[Symbol.asyncDispose]());

  test('rows dragged to the other pane are copied there, onto a folder row into that folder; with Shift, or F6, they are moved', async () => {
    await using server = await startOpenSsh();
    const { portside, home } = open;
    const { left, right, page } = portside;
    const transfers = new TransfersPage(page);
    await writeFile(join(home, 'one.txt'), 'one');
    await mkdir(join(home, 'inbox'));
    await writeFile(join(server.home, 'two.txt'), 'two');
    await mkdir(join(server.home, 'album'));
    await writeFile(join(server.home, 'album/cover.jpg'), 'cover');
    const uid = server.accounts[0]?.uid ?? 0;
    for (const name of ['album', 'album/cover.jpg']) await chown(join(server.home, name), uid, uid);
    await left.press('ControlOrMeta+r');
    await portside.connectSftp(server);
    await left.name('one.txt').dragTo(right.grid, { targetPosition: { x: 200, y: 200 } });
    await right.row('one.txt').waitFor();
    expect(await readFile(join(server.home, 'one.txt'), 'utf8')).toBe('one');
    // A drag that is given up leaves no folder marked as its target.
    await left.name('one.txt').hover();
    await page.mouse.down();
    for (const x of [40, 42, 44]) await right.row('album').hover({ position: { x, y: 8 } });
    await right.region.locator('[data-drop]').waitFor();
    await page.keyboard.press('Escape');
    await page.mouse.move(5, 300);
    await right.region.locator('[data-drop]').waitFor({ state: 'detached' });
    await page.mouse.up();
    expect(await readdir(join(server.home, 'album'))).toEqual(['cover.jpg']);
    await right.name('two.txt').dragTo(left.row('inbox'));
    await expect.poll(() => readFile(join(home, 'inbox/two.txt'), 'utf8').catch(() => '')).toBe('two');
    expect(await readdir(server.home)).toContain('two.txt');

    // With Shift they are moved: gone from the server when they are here.
    await right.name('album').hover();
    await page.mouse.down();
    await left.grid.hover({ position: { x: 200, y: 180 } });
    await page.keyboard.down('Shift');
    await left.grid.hover({ position: { x: 200, y: 200 } });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await transfers.row('album', 'Moved').waitFor();
    expect(await readFile(join(home, 'album/cover.jpg'), 'utf8')).toBe('cover');
    await right.row('album').waitFor({ state: 'detached' });
    expect(await readdir(server.home)).toEqual(['one.txt', 'two.txt']);

    // The same by keyboard, and the way back, of which undo says that it is not its own.
    await left.select('album');
    await left.press('F6');
    await right.row('album').waitFor();
    await left.row('album').waitFor({ state: 'detached' });
    expect(await readFile(join(server.home, 'album/cover.jpg'), 'utf8')).toBe('cover');
    expect(await readdir(home)).toEqual(['inbox', 'one.txt']);
    await portside.screenshot('moved-across');
    await left.press('ControlOrMeta+z');
    await page.getByText('cannot be undone here').waitFor();
    await portside.disconnect();
  });

  test('files and folders dropped from the operating system are uploaded whole, with the overwrite question', async () => {
    await using server = await startOpenSsh();
    const { portside } = open;
    const outside = await mkdtemp(join(tmpdir(), 'portside-outside-'));
    try {
      const movie = randomBytes(5 * 1024 * 1024);
      await writeFile(join(outside, 'movie.mp4'), movie);
      await mkdir(join(outside, 'album/raw'), { recursive: true });
      await writeFile(join(outside, 'album/cover.jpg'), 'cover');
      await writeFile(join(outside, 'album/raw/empty.dat'), '');
      await portside.connectSftp(server);
      await portside.dropFromSystem(portside.right.grid, [join(outside, 'movie.mp4'), join(outside, 'album')]);
      await portside.right.row('movie.mp4').waitFor();
      await portside.right.row('album').waitFor();
      await expect.poll(() => readFile(join(server.home, 'album/cover.jpg'), 'utf8').catch(() => '')).toBe('cover');
      await expect.poll(() => readFile(join(server.home, 'album/raw/empty.dat'), 'utf8').catch(() => '?')).toBe('');
      expect((await readFile(join(server.home, 'movie.mp4'))).equals(movie)).toBe(true);
      await portside.screenshot('drop-from-system');

      await portside.dropFromSystem(portside.right.grid, [join(outside, 'movie.mp4')]);
      await portside.answer(/“movie.mp4” is there already/, 'Keep both');
      await portside.right.row('movie (2).mp4').waitFor();
      expect((await readFile(join(server.home, 'movie (2).mp4'))).equals(movie)).toBe(true);
    } finally {
      await rm(outside, { recursive: true });
    }
  });
});
