import { chown, mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startVsftpd } from '../servers/vsftpd.ts';
import { describeInBrowser, openPortside } from './open-portside.ts';

describeInBrowser('duplicates that the server cannot make by itself', () => {
  test('could not be taken back; changed since, they stay', async () => {
    await using server = await startVsftpd();
    const { uid, gid } = await stat(server.home);
    const put = async (path: string, content: string) => {
      await writeFile(join(server.home, path), content);
      await chown(join(server.home, path), uid, gid);
    };
    await mkdir(join(server.home, 'site'));
    await chown(join(server.home, 'site'), uid, gid);
    await put('site/index.html', '<h1>');
    await put('notes.txt', 'notes');
    await using open = await openPortside();
    const { portside } = open;
    const { right, page } = portside;
    await portside.quickConnect(`ftp://${server.user}@${server.host}:${server.port}`);
    await portside.answer(/without encryption/, 'This time only');
    await portside.enterPassword(server.user, server.password);
    await right.shows(server.remoteHome);
    const names = async () => (await readdir(server.home)).toSorted();

    await right.select('notes.txt', 'site');
    await right.press('ControlOrMeta+d');
    await portside.transfersDone(3);
    await page.getByText('2 items duplicated').waitFor();
    await portside.screenshot('duplicated');
    expect(await names()).toEqual(['notes (2).txt', 'notes.txt', 'site', 'site (2)']);
    await right.press('ControlOrMeta+z');
    await page.getByText('Undone: 2 copies are gone again').waitFor();
    expect(await names()).toEqual(['notes.txt', 'site']);

    await right.row('site (2)').waitFor({ state: 'detached' });
    await right.select('site');
    await right.press('ControlOrMeta+d');
    await page.getByText('Copied to “site (2)”').waitFor();
    await put('site (2)/late.html', 'late');
    await right.press('ControlOrMeta+z');
    await page.getByText('Not undone: “site (2)” was changed since').waitFor();
    expect((await readdir(join(server.home, 'site (2)'))).toSorted()).toEqual(['index.html', 'late.html']);
  });
});
