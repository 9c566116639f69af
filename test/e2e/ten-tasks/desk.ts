import { randomBytes } from 'node:crypto';
import { chown, mkdir, mkdtemp, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { accounts } from '../../contracts/monitor-source.suite.ts';
import { type FaultyProxy, startFaultyProxy } from '../../servers/faulty-proxy.ts';
import { startOpenSshBeside } from '../../servers/open-ssh.ts';
import type { RealServer, ServerOptions } from '../../servers/real-server.ts';
import { startVsftpd } from '../../servers/vsftpd.ts';
import { type OpenPortside, openPortside } from '../open-portside.ts';
import type { PanePage } from '../pages/pane-page.ts';
import type { PortsidePage } from '../pages/portside-page.ts';
import { SessionsPage } from '../pages/sessions-page.ts';
import { SitesPage } from '../pages/sites-page.ts';
import { TransfersPage } from '../pages/transfers-page.ts';

export const MEBIBYTE = 1024 * 1024;
const MASTER = 'a harbour full of small boats';

export const [alice] = accounts;

/** Files by path, those that end in `/` are folders. A number stands for so many random bytes. */
type Files = Readonly<Record<string, string | number>>;

/**
 * One Portside, and one machine with a real vsftpd and a real OpenSSH server on it, for everything in the file. Both lines pass
 * through a proxy, on which they can break.
 */
export class Desk implements AsyncDisposable {
  readonly open: OpenPortside;
  readonly server: RealServer<ServerOptions>;
  readonly ftp: FaultyProxy;
  readonly sftp: FaultyProxy;

  private constructor(
    open: OpenPortside,
    server: RealServer<ServerOptions>,
    lines: { ftp: FaultyProxy; sftp: FaultyProxy },
  ) {
    this.open = open;
    this.server = server;
    this.ftp = lines.ftp;
    this.sftp = lines.sftp;
  }

  static async set(): Promise<Desk> {
    const home = await homeOfAnn();
    const starting = startVsftpd({ accounts });
    const server = (await starting) as unknown as RealServer<ServerOptions>;
    const { host, port } = server;
    const ftp = await startFaultyProxy({ host, port, carries: 'ftp' });
    const sftp = await startFaultyProxy({ host, port: await startOpenSshBeside(server), carries: 'sftp' });
    return new Desk(await openPortside({ home }), server, { ftp, sftp });
  }

  get portside(): PortsidePage {
    return this.open.portside;
  }

  get home(): string {
    return this.open.home;
  }

  /** Alice's home, as the test sees it. */
  get remote(): string {
    return this.server.homeOf(alice.name);
  }

  async put(files: Files): Promise<void> {
    await write(this.home, files);
  }

  /** As alice would have put them there. */
  async putRemote(files: Files): Promise<void> {
    for (const path of await write(this.remote, files)) await chown(path, alice.uid, alice.uid);
  }

  /** Shows the two folders, both of one name, side by side, the server's over that line. The left pane has the keys. */
  async lay(folder: string, line: 'SFTP' | 'FTP'): Promise<void> {
    const { left, right, page } = this.portside;
    await page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: 'Files', exact: true }).click();
    await right.region.waitFor();
    await this.#tab(line);
    await right.goTo(`${line === 'FTP' ? '' : `/home/${alice.name}`}/${folder}`);
    await left.goTo(join(this.home, folder));
    await this.#clearTransfers();
    await this.takeUp();
  }

  /** Gives the keys to the left pane, as a click into its empty half does: nothing is selected. */
  async takeUp(): Promise<void> {
    const { grid } = this.portside.left;
    await grid.click({ position: { x: 200, y: 300 } });
    await expect.poll(() => grid.locator('[aria-selected="true"]').count()).toBe(0);
  }

  async #clearTransfers(): Promise<void> {
    const transfers = new TransfersPage(this.portside.page);
    if ((await transfers.list.getByRole('row').count()) === 0) return;
    await transfers.list.focus();
    for (const key of ['ControlOrMeta+a', 'Delete']) await this.portside.page.keyboard.press(key);
    await transfers.dock.getByText('No transfers yet').waitFor();
  }

  async #tab(line: 'SFTP' | 'FTP'): Promise<void> {
    const { portside } = this;
    const port = line === 'FTP' ? this.ftp.port : this.sftp.port;
    const tab = portside.right.region.getByRole('tab', { name: `${alice.name}@127.0.0.1:${port}` });
    if ((await tab.count()) > 0) {
      await tab.click();
      return;
    }
    await portside.quickConnect(`${line.toLowerCase()}://${alice.name}@127.0.0.1:${port}`);
    const trust = portside.dialog(/without encryption|First time at/);
    await trust.or(portside.dialog(`Password for ${alice.name}`)).waitFor();
    if (await trust.isVisible()) await portside.answer(/without encryption|First time at/, 'This time only');
    await portside.enterPassword(alice.name, alice.password);
    await portside.right.shows(line === 'FTP' ? '/' : `/home/${alice.name}`);
  }

  /** Watches the server as root, over SSH with a key; not again where it is watched. */
  async watch(): Promise<SessionsPage> {
    const { portside } = this;
    const { page } = portside;
    const sessions = new SessionsPage(page);
    await sessions.show();
    if ((await sessions.tab(/vsftpd/).count()) === 0) {
      await page.getByRole('button', { name: 'New connection…' }).first().click();
      const dialog = portside.dialog('Connect to a server');
      await dialog.getByLabel('Host').fill('127.0.0.1');
      await dialog.getByLabel('Port').fill(String(this.sftp.port));
      await dialog.getByLabel('User', { exact: true }).fill('root');
      await dialog.getByLabel('Private key file').fill(this.server.credentials.clientKeys.ed25519.path);
      await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
      const trust = portside.dialog(/First time at/);
      await trust.or(portside.right.region.getByRole('tab', { name: / root@/ })).waitFor();
      if (await trust.isVisible()) await portside.answer(/First time at/, 'This time only');
      await portside.right.region.getByRole('tab', { name: / root@/ }).waitFor();
      await sessions.show();
      const found = await sessions.watch(/^root@127/);
      await found.getByRole('button', { name: 'Show the sessions' }).click();
    }
    await sessions.tab(/vsftpd/).click();
    return sessions;
  }

  /** Chooses a master password, as the first saved password wants it here. The desktop has the system's own vault. */
  async chooseMasterPassword(): Promise<void> {
    const sites = new SitesPage(this.portside.page);
    await sites.show();
    await sites.newSite();
    await sites.field('Host').fill('old.example.org');
    await sites.field('User').fill('ann');
    await sites.field('Password').fill('s3cret');
    await sites.save();
    await sites.chooseMasterPassword(MASTER);
    await sites.row('old.example.org').waitFor();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.open[Symbol.asyncDispose]();
    await Promise.all([this.ftp.close(), this.sftp.close()]);
    await this.server[Symbol.asyncDispose]();
  }
}

/** A home that looks well in a picture; under another name where somebody is there already. */
async function homeOfAnn(): Promise<string> {
  const home = join(tmpdir(), 'ann');
  try {
    await mkdir(home);
    return home;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return mkdtemp(`${home}-`);
  }
}

/** @returns what was made, folders first. */
async function write(root: string, files: Files): Promise<string[]> {
  const made = new Set<string>();
  for (const [path, content] of Object.entries(files)) {
    const place = join(root, path);
    const folder = path.endsWith('/') ? place.slice(0, -1) : dirname(place);
    for (let at = folder; at !== root; at = dirname(at)) made.add(at);
    await mkdir(folder, { recursive: true });
    if (path.endsWith('/')) continue;
    await writeFile(place, typeof content === 'number' ? randomBytes(content) : content);
    made.add(place);
  }
  return [...made].toSorted();
}

export async function dated(date: string, ...paths: string[]): Promise<void> {
  for (const path of paths) await utimes(path, new Date(date), new Date(date));
}

/** Waits until a row is selected: what follows is about it. */
export async function isSelected(pane: PanePage, name: string): Promise<void> {
  await expect.poll(() => pane.row(name).getAttribute('aria-selected')).toBe('true');
}
