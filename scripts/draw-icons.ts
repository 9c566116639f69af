// Draws every icon of Portside from assets/icon.svg. Run after changing the drawing; the results are kept in assets/.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from './find-chromium.ts';
import { encodeIcns, encodeIco } from './icon-files.ts';

const assets = join(import.meta.dirname, '../assets');
const source = await readFile(join(assets, 'icon.svg'), 'utf8');

/** How the one drawing is shown. */
interface Look {
  readonly viewBox: string;
  readonly style: string;
}

const full: Look = { viewBox: '0 0 512 512', style: '' };
/** macOS leaves a tenth free around the shape (Human Interface Guidelines, app icons). */
const withMargin: Look = { viewBox: '-62 -62 636 636', style: '' };
const silhouette = (colour: string): Look => ({
  viewBox: full.viewBox,
  style: `#background { display: none } #mark path { fill: ${colour} }`,
});

const executablePath = findChromium();
if (!executablePath) throw new Error('drawing needs Chromium; set PORTSIDE_CHROMIUM to its path');
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox'],
});
const page = await browser.newPage();

await mkdir(join(assets, 'icons'), { recursive: true });
await mkdir(join(assets, 'tray'), { recursive: true });

const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
for (const size of linuxSizes) await save(`icons/${size}x${size}.png`, await draw(page, full, size));
await save('drag.png', await draw(page, full, 64));

const ico = [];
for (const size of [16, 24, 32, 48, 64, 128, 256]) ico.push({ size, png: await draw(page, full, size) });
await save('icon.ico', encodeIco(ico));

const icns = new Map<number, Buffer>();
for (const size of [16, 32, 64, 128, 256, 512, 1024]) icns.set(size, await draw(page, withMargin, size));
await save('icon.icns', encodeIcns(icns));

const trayDrawings = {
  trayTemplate: '#000000',
  'tray-dark': '#1b2733',
  'tray-light': '#ffffff',
  'tray-alert': '#e0452f',
};
for (const [name, colour] of Object.entries(trayDrawings)) {
  await save(`tray/${name}.png`, await draw(page, silhouette(colour), 16));
  await save(`tray/${name}@2x.png`, await draw(page, silhouette(colour), 32));
}

await browser.close();

async function draw(page: Page, { viewBox, style }: Look, size: number): Promise<Buffer> {
  const svg = source
    .replace(/viewBox="[^"]*"/, `viewBox="${viewBox}" width="${size}" height="${size}"`)
    .replace('<defs>', `<style>${style}</style><defs>`);
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<!doctype html><body style="margin:0">${svg}</body>`);
  return await page.screenshot({ omitBackground: true });
}

async function save(name: string, content: Buffer): Promise<void> {
  await writeFile(join(assets, name), content);
}
