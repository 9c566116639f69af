import { expect, test } from 'vitest';
import { startDemoServer } from '../../electron/demo-server/demo-server.ts';
import type { Faults, ListedRow } from '../../electron/demo-server/faults.ts';
import { startFaultyProxy } from '../servers/faulty-proxy.ts';
import { describeInBrowser, openPortside } from './open-portside.ts';
import { SessionsPage } from './pages/sessions-page.ts';
import { viewer, wide } from './viewer.ts';

describeInBrowser('every view that waits for a server', () => {
  test('a listing and a transfer that take their time', async () => {
    let rest = Promise.withResolvers<void>();
    await using line = await openBehindProxy({ rows: (...of) => withPhotos(...of, () => rest.promise) });
    const { open, proxy, server, stall } = line;
    const { portside } = open;
    const { right, page } = portside;
    const look = viewer(open);

    stall();
    await portside.quickConnect(`sftp://${server.user}@127.0.0.1:${proxy.port}`);
    const connecting = portside.dialog('Connect to a server').getByText('Connecting to 127.0.0.1…');
    await connecting.waitFor();
    await look('connecting');
    // The button that had the focus is switched off; the keys are still the dialog's.
    await page.keyboard.press('Escape');
    await connecting.waitFor({ state: 'hidden' });
    proxy.heal();

    await line.connect();
    await right.row('README.txt').waitFor();
    const searchUntilHeldUp = async (name: string) => {
      await right.press('ControlOrMeta+Shift+f');
      await portside.dialog('Search').getByLabel('Name', { exact: true }).fill(name);
      await page.keyboard.press('Enter');
      await right.region.getByText(/found\. .*\/images$/).waitFor();
    };
    await searchUntilHeldUp('*.html');
    await right.row('index.html').waitFor();
    proxy.inject({ on: 'control', fault: { do: 'reset', after: 0 } });
    await right.region.getByRole('alert').first().waitFor();
    await look('search-line-lost');
    proxy.heal();
    await page.keyboard.press('Escape');
    await right.row('README.txt').waitFor();
    await searchUntilHeldUp('nobody.*');
    proxy.inject({ on: 'control', fault: { do: 'reset', after: 0 } });
    await right.region.getByRole('alert').first().waitFor();
    await look('search-failed');
    proxy.heal();
    await page.keyboard.press('Escape');
    await right.row('README.txt').waitFor();
    await right.select('images');
    await right.menu('Calculate folder sizes');
    await right.region.getByText('Calculating sizes…').waitFor();
    await look('sizes-counting');
    await page.keyboard.press('Escape');
    // The session that counted may be the one that lists next.
    rest.resolve();
    rest = Promise.withResolvers();
    await right.open('images');
    await right.row('photo-110.jpg').waitFor();
    await look('listing-arrives');
    await right.region.getByRole('button', { name: 'Stop' }).click();
    await right.region.getByText('Reading was stopped; there may be more.').waitFor();
    await look('listing-stopped');
    rest.resolve();
    await right.press('Backspace');
    await right.row('downloads').waitFor();
    await right.open('downloads');
    await right.shows('/downloads');
    await right.select('harbour-archive-2026.tar');
    const slowTo = (bytes: number) =>
      proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'drip', bytes, everyMs: 100 } });
    slowTo(20_000);
    await right.press('F5');
    await portside.dock.getByText(/left$/).first().waitFor();
    await look('transferring');
    // So that it is still on its way, however long the pictures take.
    proxy.heal();
    slowTo(3_000);
    await right.region.getByRole('button', { name: 'Disconnect' }).click();
    await portside.dialog(/^Disconnect from/).waitFor();
    await look('disconnect-while-transferring');
    await portside.answer(/^Disconnect from/, 'Stay connected');
    await page
      .getByRole('region', { name: 'Status' })
      .getByRole('button', { name: /^Download speed/ })
      .click();
    const speed = portside.dialog('Speed of the last minute');
    await speed.getByRole('row', { name: /^Download speed .*B\/s .*B\/s$/ }).waitFor();
    // The last column stood beyond the edge.
    expect(await speed.evaluate((box) => box.scrollWidth <= box.clientWidth)).toBe(true);
    await look('speed');
    await page.keyboard.press('Escape');
    await portside.dock.getByRole('button', { name: /^Cancel harbour/ }).click();
    await portside.dock.getByRole('row', { name: /Cancelled$/ }).waitFor();
  });

  // Many views, on a busy machine: hence the time limit below.
  test('what is asked of a server that has fallen silent', async () => {
    await using line = await openBehindProxy();
    const { open, server, stall } = line;
    const { portside } = open;
    const { right, page } = portside;
    const look = viewer(open);
    await line.connect();
    await right.row('README.txt').waitFor();
    stall();
    const sessions = new SessionsPage(page);
    await sessions.show();
    await sessions.region.getByRole('button', { name: 'Watch a server…' }).first().click();
    const watch = portside.dialog('Watch a server');
    await watch.getByRole('button', { name: /Where/ }).getByText(`${server.user}@127.0.0.1`).waitFor();
    await watch.getByRole('button', { name: 'Watch', exact: true }).click();
    await watch.getByText('Looking for servers…').waitFor();
    await look('sessions-looking');
    await watch.getByRole('button', { name: 'Cancel' }).click();
    await watch.getByText('Looking for servers…').waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Files' }).click();

    await right.select('README.txt');
    await right.press('ControlOrMeta+y');
    await page.getByText('Reading “README.txt”').waitFor();
    await look('look-loading');
    await page.keyboard.press('Escape');
    await right.press('F4');
    await page.getByText('Opening “README.txt”…').waitFor();
    await look('editor-loading');
    await portside.dialog('README.txt').getByRole('button', { name: 'Close' }).click();
    await right.press('Alt+Enter');
    await portside.dialog('README.txt').getByRole('button', { name: 'Compute' }).click();
    await page.getByText('Computing…').waitFor();
    await look('checksum-computing', page.getByText('Computing…'));
    await portside.dialog('README.txt').getByLabel('Octal').fill('600');
    await portside.dialog('README.txt').getByRole('button', { name: 'Apply' }).click();
    await page.getByText('Changing…').waitFor();
    await look('properties-changing');
    // The first ends the work, the second closes.
    await page.keyboard.press('Escape');
    await page.getByText('Changing…').waitFor({ state: 'hidden' });
    await page.keyboard.press('Escape');
    await portside.dialog('README.txt').waitFor({ state: 'hidden' });
    await right.menu('Send a command');
    await page.keyboard.type('df -h');
    await page.keyboard.press('Enter');
    await page.getByRole('log').getByText('> df -h').waitFor();
    await look('console-waiting');
    await page.keyboard.press('Escape');
    await right.press('F7');
    await page.keyboard.type('plans');
    await page.keyboard.press('Enter');
    await page.getByText('Creating…').waitFor();
    await look('new-folder-waiting');
    await page.keyboard.press('Escape');
    await right.select('blog');
    await right.press('Delete');
    const removing = portside.dialog('Delete “blog”?');
    await removing.getByText('Counting what lies inside…').waitFor();
    await look('delete-counting');
    await removing.getByRole('button', { name: 'Delete', exact: true }).click();
    await removing.getByRole('progressbar').waitFor();
    await look('deleting');
    await removing.getByRole('button', { name: 'Stop' }).click();
    await removing.getByText(/^Stopped\./).waitFor();
    await look('delete-stopped');
    await page.keyboard.press('Escape');

    await right.select('README.txt', 'index.html');
    await right.name('README.txt').dragTo(right.row('uploads'));
    await page.getByText('Moving 2 items').waitFor();
    await look('moving');
    // A server that never answers was waited for, here and where many are renamed.
    await page.getByRole('region', { name: 'Status' }).getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped: 0 of 2 items moved to /uploads').waitFor();
    await right.press('F2');
    const renaming = portside.dialog('Rename 2 items');
    await renaming.getByLabel('Replace by').fill('{n}-old');
    await page.keyboard.press('Enter');
    await renaming.getByText('0 of 2 renamed').waitFor();
    await look('batch-renaming');
    await renaming.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Stopped: 0 of 2 items renamed').waitFor();
    await right.press('ControlOrMeta+Shift+f');
    await page.keyboard.press('Enter');
    await right.region.getByText(/^Searching \//).waitFor();
    await look('searching');
    await right.press('Escape');
    await right.region.getByText('Stopped', { exact: true }).waitFor();
    await look('search-stopped');
    await right.press('Escape');
    await right.press('Backspace');
    await right.region.getByText('Reading the folder…').waitFor();
    await look('loading');
    await right.region.getByRole('button', { name: 'Stop' }).click();
    await right.region.getByText('Stopped', { exact: true }).waitFor();
    await look('loading-stopped');

    await open.stopHost();
    await page.getByText(/^Portside itself has stopped/).waitFor();
    open.forgive(/WebSocket/);
    await look('host-stopped');
  }, 240_000);
});

/** Portside, a demo server, and between them a line that falls silent when it is told to. */
async function openBehindProxy(faults: Partial<Faults> = {}) {
  await using started = new AsyncDisposableStack();
  const server = started.use(await startDemoServer({ faults }));
  const proxy = started.use(await startFaultyProxy({ host: '127.0.0.1', port: server.sftp.port, carries: 'sftp' }));
  const open = started.use(await openPortside(wide));
  const { user, password } = server;
  const account = { host: '127.0.0.1', port: proxy.port, user, password, remoteHome: '/' };
  const running = started.move();
  return {
    ...{ open, proxy, server },
    connect: () => open.portside.connectSftp(account),
    stall: () => proxy.inject({ on: 'control', direction: 'to-client', fault: { do: 'stall', after: 0 } }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** A folder of which much comes at once, and the end only later. */
async function* withPhotos(
  directory: string,
  rows: AsyncIterable<ListedRow>,
  rest: () => Promise<void>,
): AsyncIterable<ListedRow> {
  yield* rows;
  if (!directory.endsWith('/images')) return;
  const facts = {
    type: 'file',
    size: 2_345_678,
    modifiedAt: Date.UTC(2026, 2, 14, 9, 30),
    permissions: 0o644,
  } as const;
  for (let number = 100; number < 400; number++) yield { ...facts, name: `photo-${number}.jpg` };
  await rest();
}
