import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppProcess } from '../test/e2e/app-process.ts';
import { launchBrowser, openWindow } from '../test/e2e/browser.ts';
import { PortsidePage } from '../test/e2e/pages/portside-page.ts';
import { SessionsPage } from '../test/e2e/pages/sessions-page.ts';
import { buildIfStale } from './source-stamp.ts';

/** Makes the README's pictures of files and sessions anew, of the demo server: `node scripts/readme-pictures.ts`. */
const images = join(import.meta.dirname, '../docs/images');
const at = (picture: string) => join(images, `${picture}.png`);

const scratch = await mkdtemp(join(tmpdir(), 'portside-pictures-'));
const home = join(scratch, 'ann');
for (const folder of ['Invoices 2026', 'Photos', 'Website']) await mkdir(join(home, folder), { recursive: true });
const files = { 'backup.tar.gz': 456_789, 'holiday.jpg': 2_345_678, 'index.html': 5_321, 'notes.txt': 1_812 };
for (const [name, size] of Object.entries(files)) await writeFile(join(home, name), Buffer.alloc(size));

await buildIfStale();
const browser = await launchBrowser();
try {
  await using app = await AppProcess.start({ demo: true, home });
  await using window = await openWindow(browser, app.link);
  const { page } = window;
  const portside = new PortsidePage(page);
  const { left, right } = portside;
  await right.row('blog').waitFor();
  await left.goTo(home);
  await left.select('holiday.jpg', 'notes.txt');
  await left.press('F5');
  await portside.transfersDone(2);
  await right.select('images');
  await page.getByText('2 transfers done.').first().waitFor({ state: 'hidden' });
  await page.screenshot({ path: at('files-light') });

  const sessions = new SessionsPage(page);
  await sessions.show();
  const found = await sessions.watch(/^Demo server/);
  await found.getByRole('button', { name: 'Show the sessions' }).click();
  await sessions.row('marta', /Downloading|Uploading/).waitFor();
  await sessions.row('jonas', /Downloading|Uploading/).waitFor();
  await sessions.row('marta', /[1-9][\d.]* kB\/s/).waitFor();
  await sessions.openDock('Server log');
  await page.screenshot({ path: at('sessions-light') });
} finally {
  await browser.close();
  await rm(scratch, { recursive: true, force: true });
}
