import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import type { Locator, Page } from 'playwright-core';
import { createIntl } from 'react-intl';
import { expect, test } from 'vitest';
import { german } from '../../renderer/app/languages/german.ts';
import { pseudo } from '../../renderer/app/languages/pseudo.ts';
import type { MessageId, MessageValues } from '../../renderer/app/messages.ts';
import { type CommandId, commands } from '../../renderer/features/files/commands.ts';
import { describeInBrowser, type OpenPortside, openPortside } from './open-portside.ts';
import { cutOffWords, scrolledSideways, spokenWords } from './spoken-words.ts';

type Say = (id: MessageId, values?: MessageValues) => string;
/** Called at every view, once it stands there. */
type Visit = (view: string) => Promise<void>;

function sayer(locale: string, messages: Record<MessageId, string> | Record<MessageId, MessageFormatElement[]>): Say {
  const intl = createIntl({ locale, messages });
  return (id, values) => intl.formatMessage({ id }, values);
}

/** What the demo server and the local folder hold, and who is there. */
const data = [
  'Website',
  'blog',
  'css',
  'downloads',
  'Grüße & more',
  'images',
  'latest-post',
  'logs',
  'private (no access)',
  'uploads',
  'old-site',
  'demo',
  'marta',
  'jonas',
  'root',
  'nothing has this name',
  'Demo server',
  'what the demo server does',
  'This is the demo of Portside. Change what you like: it is gone when you close it.',
];

/**
 * What is the same in every language. Sizes, dates and spans of time come from the browser, and the labels of hidden
 * buttons from React Aria; both know no pseudo-locale and take English.
 */
const notWords = [
  // A file that is on its way while a view is read.
  '.portside-part',
  'PORTSIDE-PART',
  // A raw line of the demo server's log.
  /^s?ftp +(?:\(not logged in\) )?[\d.]+ (?:connect|login|download|upload|logout)\b/g,
  // Paths, files and patterns.
  /(?:\/[\w.~-]+)+\/?/g,
  /portside-home-\w+/g,
  ...tmpdir()
    .split('/')
    .filter(Boolean)
    .map((folder) => new RegExp(`\\b${folder.replaceAll(/\W/g, '\\$&')}\\b`, 'g')),
  /(?:[\w-]+|\*)\.(?:txt|md|jpg|html|css|js|gz|svg|log|tar|php|p12)\b/g,
  // Servers and accounts.
  /\b(?:\w+@)?127\.0\.0\.1(?::\d+(?: transfer #\d)?)?/g,
  /\bexample\.org\b/g,
  // Names of products, protocols, kinds of files, and a command.
  /\b(?:Portside|SFTP|FTPS?|SSH|TLS|JPG|HTML|UTF-8|SHA-\d+|MD5|CRC32|LF)\b/g,
  /\bdf -h\b|\{name\}/g,
  /(?<!\w)[d-]?(?:[r-][w-][xsS-]){2}[r-][w-][xtT-](?!\w)/g,
  /\b\d[\d.,]* (?:bytes?|[kMG]B)(?:\/s)?/g,
  /^[kMGT]B(?:\/s)?$/g,
  /(?:\w+day, )?\b[A-Z][a-z]{2,8} \d{1,2}, \d{4}(?:,| at) \d+:\d\d(?::\d\d)? [AP]M|\b\d+:\d\d:\d\d [AP]M/g,
  /\b\d+ (?:sec|min|hr)\b/g,
  /^Dismiss$/g,
];

/** What the main process says of real failures, where the window shows it. */
const failuresInGerman = {
  'transfer-failed': '/private (no access)“ wurde verweigert: keine Berechtigung.',
  denied: 'Bitten Sie den Besitzer der Datei oder den Administrator des Servers um das Recht dazu.',
  error: '/private (no access)“ wurde verweigert: keine Berechtigung.',
  unreachable: 'Auf 127.0.0.1, Port 1, nimmt nichts Verbindungen an.',
};

const small = { width: 1024, height: 700 } as const;
/** Views that have most to show, also looked at as in the window of a laptop at 200 % zoom. */
const twiceAsLarge = new Set([
  'context-menu',
  'keys',
  'properties',
  'conflict',
  'connect',
  'site',
  'site-advanced',
  'settings',
]);

describeInBrowser('the languages', () => {
  test('leave no word of the window that is in no catalogue', async () => {
    await using open = await openPortside({ locale: 'en-XA', demo: true });
    const { page } = open.portside;
    const unknown = new Map<string, string>();
    await walk(open, sayer('en-XA', pseudo), async (view) => {
      for (const { text, where } of await spokenWords(page)) {
        const rest = [...data.toSorted((one, other) => other.length - one.length), ...notWords].reduce<string>(
          (left, known) => left.replaceAll(known, ''),
          text,
        );
        if (/[A-Za-z]{2}/.test(rest)) unknown.set(text, `${view}: ${where}`);
      }
    });
    expect(Object.fromEntries(unknown)).toEqual({});
  });

  test('have room in a small window: German', async () => {
    await using open = await openPortside({ locale: 'de-DE', demo: true, ...small });
    const { portside } = open;
    const cut = new Map<string, string>();
    const sideways = new Map<string, string>();
    const failures = new Map<string, string>();
    await walk(open, sayer('de-DE', german), async (view) => {
      await portside.screenshot(`languages/de-${view}`);
      for (const text of await cutOffWords(portside.page)) cut.set(text, view);
      for (const text of await scrolledSideways(portside.page)) sideways.set(text, view);
      if (twiceAsLarge.has(view)) {
        await portside.page.setViewportSize({ width: 640, height: 400 });
        await portside.screenshot(`languages/de-${view}-twice-as-large`);
        for (const text of await scrolledSideways(portside.page)) sideways.set(text, `${view}, twice as large`);
        await portside.page.setViewportSize(small);
      }
      if (!(view in failuresInGerman)) return;
      failures.set(view, (await spokenWords(portside.page)).map(({ text }) => text).join('\n'));
    });
    expect(Object.fromEntries(cut)).toEqual({});
    expect(Object.fromEntries(sideways)).toEqual({});
    for (const [view, sentence] of Object.entries(failuresInGerman)) expect(failures.get(view)).toContain(sentence);
  });

  test('change at once when another is chosen in the settings, and stay after a restart of the window', async () => {
    await using open = await openPortside({ demo: true });
    const { page, left } = open.portside;
    await left.press('ControlOrMeta+,');
    const choose = async (label: RegExp, option: string) => {
      await page.getByRole('button', { name: label }).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };
    await choose(/Language$/, 'Deutsch');
    await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('de');
    await page.getByRole('button', { name: 'Dateien', exact: true }).click();
    await page.getByRole('columnheader', { name: 'Geändert' }).first().waitFor();
    expect(await page.getByText(/^\d\d\.\d\d\.\d{4}, \d\d:\d\d$/).count()).toBeGreaterThan(0);
    await page.reload();
    await page.getByRole('button', { name: 'Einstellungen', exact: true }).click();
    await choose(/Sprache$/, 'System');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await expect.poll(() => page.locator('html').getAttribute('lang')).toBe('en-US');
  });
});

/** Through the main views and dialogs, in any language. */
async function walk(open: OpenPortside, say: Say, visit: Visit): Promise<void> {
  const { page } = open.portside;
  const left = page.getByRole('region', { name: say('pane.left'), exact: true });
  const right = page.getByRole('region', { name: say('pane.right'), exact: true });
  const button = (id: MessageId, within: Page | Locator = page) =>
    within.getByRole('button', { name: say(id), exact: true }).first();
  const dialog = page.getByRole('dialog').or(page.getByRole('alertdialog')).last();
  const row = (pane: Locator, name: string) =>
    pane.getByRole('row').filter({ has: page.getByRole('gridcell', { name, exact: true }) });
  const press = async (pane: Locator, key: string) => {
    await pane.getByRole('grid').focus();
    await page.keyboard.press(key);
  };
  /** By the palette, as every command can be. */
  const run = async (pane: Locator, command: CommandId) => {
    await press(pane, 'ControlOrMeta+k');
    await dialog.getByRole('combobox').or(dialog.getByRole('textbox')).first().fill(say(commands[command].label));
    await page.keyboard.press('Enter');
  };
  const closeDialog = async () => {
    const shown = await dialog.elementHandle();
    await page.keyboard.press('Escape');
    await shown?.waitForElementState('hidden');
  };
  const visitDialog = async (view: string) => {
    await dialog.waitFor();
    await visit(view);
    await closeDialog();
  };

  await furnish(open.home);
  await row(right, 'README.txt').waitFor();
  await press(left, 'ControlOrMeta+r');
  await row(left, 'notes.txt').click();
  await visit('files');

  await press(left, 'ControlOrMeta+k');
  await visitDialog('palette');
  await press(left, '?');
  await visitDialog('keys');
  await press(left, 'Shift+F10');
  await page.getByRole('menu').waitFor();
  await visit('context-menu');
  await page.keyboard.press('Escape');
  await press(left, 'ControlOrMeta+f');
  await page.keyboard.type('nothing has this name');
  await visit('filter');
  await page.keyboard.press('Escape');

  for (const command of ['newFolder', 'newFile', 'newLink', 'select', 'search'] as const) {
    await run(left, command);
    await visitDialog(command);
  }
  await run(left, 'search');
  await dialog.waitFor();
  await page.keyboard.press('Enter');
  await left.getByText(say('found.any', { more: 0 }), { exact: true }).waitFor();
  await row(left, 'notes.txt').click();
  await visit('found');
  await button('found.close', left).click();
  await row(left, 'notes.txt').click();
  for (const command of ['copyFiltered', 'remove', 'properties'] as const) {
    await run(left, command);
    await visitDialog(command);
  }
  await row(right, 'README.txt').click();
  await run(right, 'properties');
  await visitDialog('properties-of-the-server');
  await run(right, 'sendCommand');
  await visitDialog('console');
  await run(right, 'edit');
  await dialog.waitFor();
  await visit('editor');
  await button('action.close', dialog).click();
  await dialog.waitFor({ state: 'hidden' });
  await run(right, 'quickLook');
  await visitDialog('quick-look');
  await row(left, 'notes.txt').click();
  await row(left, 'holiday.jpg').click({ modifiers: ['ControlOrMeta'] });
  await run(left, 'rename');
  await visitDialog('batch-rename');

  await press(left, 'F5');
  await page
    .getByRole('row', { name: say('transfers.row', { name: 'notes.txt', state: say('transfers.state.done') }) })
    .waitFor();
  await visit('transfers');
  await page.keyboard.press('ControlOrMeta+j');
  await page.keyboard.press('ControlOrMeta+f');
  await page.keyboard.type('nothing has this name');
  await button('filter.clear').waitFor();
  await visit('transfers-filter');
  await page.keyboard.press('Escape');
  await button('transfers.settings').click();
  await visitDialog('transfer-settings');
  await row(left, 'notes.txt').click();
  await press(left, 'F5');
  await visitDialog('conflict');
  await page.getByRole('tab', { name: say('dock.log') }).click();
  await visit('log');

  await row(right, 'private (no access)').click();
  await press(right, 'F5');
  await page.getByRole('tab', { name: say('dock.transfers') }).click();
  const failed = { name: 'private (no access)', state: say('transfers.state.failed') };
  await page.getByRole('row', { name: say('transfers.row', failed) }).waitFor();
  await visit('transfer-failed');

  await row(right, 'private (no access)').dblclick();
  await right.getByRole('alert').waitFor();
  await visit('denied');
  await button('error.details', right).click();
  await visitDialog('error');

  await button('connect.new').click();
  await dialog.waitFor();
  await dialog.getByRole('button', { name: say('connect.advanced') }).click();
  await visit('connect');
  await dialog.getByLabel(say('connect.host'), { exact: true }).fill('127.0.0.1');
  await dialog.getByLabel(say('connect.port'), { exact: true }).fill('1');
  await dialog.getByLabel(say('connect.user'), { exact: true }).fill('demo');
  await button('connect.connect', dialog).click();
  // The dialog is long, with its advanced fields open; the error comes into sight by itself.
  const isInSight = (alert: HTMLElement | SVGElement) => {
    const { left, top } = alert.getBoundingClientRect();
    return alert.contains(document.elementFromPoint(left + 5, top + 5));
  };
  await expect.poll(() => dialog.getByRole('alert').evaluate(isInSight)).toBe(true);
  await visitDialog('unreachable');

  await button('rail.sites').click();
  await visit('sites-empty');
  await button('site.new').click();
  await visit('site');
  await page.getByRole('tab', { name: say('site.page.advanced') }).click();
  await visit('site-advanced');
  await button('rail.settings').click();
  await page.getByRole('heading', { name: say('shell.settings') }).waitFor();
  await visit('settings');

  await button('rail.sessions').click();
  await visit('sessions-start');
  await button('watch.add').click();
  await visitDialog('watch');
  await button('watch.start.demo').click();
  await dialog.waitFor();
  await dialog.getByRole('button', { name: say('watch.dialog.watch'), exact: true }).click();
  await dialog.getByRole('button', { name: say('watch.found.done'), exact: true }).click();
  await page.getByRole('grid').getByRole('row').nth(1).waitFor();
  await visit('sessions');
  for (const id of ['watch.dock.log', 'watch.dock.alerts', 'watch.dock.rights'] as const) {
    await page
      .getByTestId('watch-dock')
      .getByRole('tab', { name: say(id) })
      .click();
    await visit(id);
  }
}

async function furnish(home: string): Promise<void> {
  await mkdir(join(home, 'Website'));
  await writeFile(join(home, 'notes.txt'), 'Remember the milk\n');
  await writeFile(join(home, 'holiday.jpg'), Buffer.alloc(2_345_678));
}
