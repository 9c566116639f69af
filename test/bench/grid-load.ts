import { closeSync, ftruncateSync, futimesSync, mkdirSync, openSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/find-chromium.ts';
import { AppProcess } from '../e2e/app-process.ts';
import { openWindow } from '../e2e/browser.ts';
import type { PanePage } from '../e2e/pages/pane-page.ts';
import { PortsidePage } from '../e2e/pages/portside-page.ts';
import { startOpenSsh } from '../servers/open-ssh.ts';
import { machinePace, type Pace, stolenSeconds } from './machine-pace.ts';

/**
 * How the file grid moves and sorts with 100,000 files of a real folder, read from this computer's disk and over SFTP: the built
 * app in Chromium, its wheel, keys and scroll bar. `node test/bench/grid-load.ts [--files 100000]`.
 */
const { values } = parseArgs({ options: { files: { type: 'string', default: '100000' } } });
const files = Number(values.files);

const STEPS = 200;
const FRAME_MS = 16;
const SORTS = 7;
const SLOWEST_FRAME_MS = 50;
const SLOWEST_SORT_MS = 150;

/** Between the frames that Chromium shows, ms. */
interface Frames {
  readonly what: string;
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  /** Frames that the page itself held up for more than 50 ms (W3C, Long Animation Frames API); others the browser left out. */
  readonly long: number;
  readonly task: number;
  /** Just before, while the page had nothing to do. */
  readonly pace: Pace;
}

interface Sort {
  readonly what: string;
  readonly median: number;
  readonly worst: number;
  readonly task: number;
}

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time, microseconds. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/**
 * Does some work and tells the longest task of the page's main thread in processor time, ms: what the page itself needs, however
 * busy the machine is with other things.
 */
async function longestTask<T>(page: Page, work: () => Promise<T>): Promise<{ result: T; task: number }> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  const result = await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  const threads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const isOfPage = ({ pid, tid }: TraceEvent) => threads.some((thread) => thread.pid === pid && thread.tid === tid);
  const tasks = traceEvents.filter((event) => event.ph === 'X' && isOfPage(event)).map(({ tdur = 0 }) => tdur / 1_000);
  return { result, task: tenths(tasks.reduce((a, b) => Math.max(a, b), 0)) };
}

/** Files with names, sizes and dates that no order has in common. */
function fill(folder: string): void {
  mkdirSync(folder);
  for (let number = 0; number < files; number++) {
    const mixed = (number * 7_919) % files;
    const file = openSync(join(folder, `file ${mixed} of ${['a', 'B', 'c'][number % 3]}.${number % 5}`), 'w');
    ftruncateSync(file, (number * 104_729) % 10_000_000);
    const at = 1_600_000_000 + ((number * 15_485_863) % 100_000_000);
    futimesSync(file, at, at);
    closeSync(file);
  }
}

/** Counts frames while `work` goes on; once more with a trace, which takes time of its own, for the processor's. */
async function framesOf(page: Page, what: string, work: () => Promise<void>): Promise<Frames> {
  const pace = machinePace();
  const { between, long } = await timesBetweenFrames(page, work);
  const { task } = await longestTask(page, work);
  const sorted = between.toSorted((a, b) => a - b);
  const at = (share: number) => tenths(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
  return { what, count: sorted.length, p50: at(0.5), p99: at(0.99), worst: at(1), long, task, pace };
}

async function timesBetweenFrames(page: Page, work: () => Promise<void>): Promise<{ between: number[]; long: number }> {
  await page.evaluate(`{
    const frames = (window.portsideFrames = { times: [], id: 0, long: 0 });
    frames.observer = new PerformanceObserver((list) => (frames.long += list.getEntries().length));
    frames.observer.observe({ type: 'long-animation-frame' });
    const step = () => {
      frames.times.push(performance.now());
      frames.id = requestAnimationFrame(step);
    };
    frames.id = requestAnimationFrame(step);
  }`);
  await work();
  const { times, long } = (await page.evaluate(`{
    const { id, times, long, observer } = window.portsideFrames;
    cancelAnimationFrame(id);
    const more = observer.takeRecords().length;
    observer.disconnect();
    ({ times, long: long + more });
  }`)) as { times: number[]; long: number };
  return { between: times.slice(1).map((time, index) => time - (times[index] ?? time)), long };
}

/** From the click on a heading to the painted rows, with up to one frame of waiting. */
async function sortsOf(page: Page, pane: PanePage, what: string, heading: string): Promise<Sort> {
  const id = await pane.grid.getAttribute('id');
  const headings = `[...document.querySelectorAll('#${id} [role=columnheader] button')]`;
  const { result: times, task } = await longestTask(page, async () => {
    const times: number[] = [];
    for (let turn = 0; turn < SORTS; turn++) {
      const time = (await page.evaluate(`new Promise((resolve) => {
      const button = ${headings}.find(({ textContent }) => textContent === '${heading}');
      const started = performance.now();
      button.click();
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - started);
        port2.postMessage(undefined);
      });
    })`)) as number;
      times.push(time);
      await pause(100);
    }
    return times;
  });
  const sorted = times.toSorted((a, b) => a - b);
  return { what, median: tenths(sorted[SORTS >> 1] ?? 0), worst: tenths(sorted.at(-1) ?? 0), task };
}

const tenths = (number: number) => Math.round(number * 10) / 10;

/** How far down a grid is, 0 to 1. */
async function shareOf(page: Page, pane: PanePage): Promise<number> {
  const grid = `document.getElementById('${await pane.grid.getAttribute('id')}')`;
  return (await page.evaluate(`${grid}.scrollTop / (${grid}.scrollHeight - ${grid}.clientHeight)`)) as number;
}

function insist(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}

/** A measure of what holds frames up is worth something only where it sees that. */
async function insistOnSeeingLongFrames(page: Page): Promise<void> {
  const { long } = await timesBetweenFrames(page, async () => {
    await page.evaluate(`new Promise((resolve) => requestAnimationFrame(() => {
      const until = performance.now() + 2 * ${SLOWEST_FRAME_MS};
      while (performance.now() < until);
      requestAnimationFrame(() => requestAnimationFrame(resolve));
    }))`);
  });
  insist(long > 0, 'a frame that the page held up was not counted');
}

async function measure(page: Page, pane: PanePage, where: string): Promise<{ frames: Frames[]; sorts: Sort[] }> {
  const box = await pane.grid.boundingBox();
  if (!box) throw new Error('the grid is not visible');
  const frames = [
    await framesOf(page, `${where}: nothing moves`, () => pause(2_000)),
    await framesOf(page, `${where}: wheel`, async () => {
      await page.mouse.move(box.x + 100, box.y + 200);
      for (let step = 0; step < STEPS; step++) {
        await page.mouse.wheel(0, 600);
        await pause(FRAME_MS);
      }
    }),
  ];
  insist((await shareOf(page, pane)) > 0.01, 'the wheel did not move the grid');
  await pane.press('Home');
  frames.push(
    await framesOf(page, `${where}: Page Down`, async () => {
      for (let step = 0; step < STEPS; step++) {
        await page.keyboard.press('PageDown');
        await pause(FRAME_MS);
      }
    }),
  );
  insist((await shareOf(page, pane)) > 0.01, 'Page Down did not move the grid');
  await pane.press('Home');
  await pause(200);
  frames.push(
    await framesOf(page, `${where}: scroll bar, to the end and back`, async () => {
      const x = box.x + box.width - 6;
      const [top, bottom] = [box.y + 6, box.y + box.height - 6];
      await page.mouse.move(x, top);
      await page.mouse.down();
      for (let step = 1; step <= STEPS; step++) {
        await page.mouse.move(x, top + ((bottom - top) * step) / STEPS);
        await pause(FRAME_MS);
      }
      insist((await shareOf(page, pane)) > 0.9, 'the scroll bar did not move the grid');
      for (let step = STEPS; step >= 0; step -= 4) {
        await page.mouse.move(x, top + ((bottom - top) * step) / STEPS);
        await pause(FRAME_MS);
      }
      await page.mouse.up();
    }),
  );
  const sorts: Sort[] = [];
  for (const heading of ['Size', 'Modified', 'Name']) {
    sorts.push(await sortsOf(page, pane, `${where}: by ${heading.toLowerCase()}`, heading));
  }
  return { frames, sorts };
}

const executablePath = findChromium();
if (!executablePath) throw new Error('No Chromium was found; set PORTSIDE_CHROMIUM to its path.');
const loadBefore = loadavg()[0] ?? 0;
const stolenBefore = stolenSeconds() ?? 0;
await using server = await startOpenSsh();
const folder = join(server.home, 'many');
fill(folder);
await using app = await AppProcess.start({ home: server.home });
// Tests hide the scroll bars; here one is dragged.
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu'],
  ignoreDefaultArgs: ['--hide-scrollbars'],
});
try {
  await using window = await openWindow(browser, app.link);
  const portside = new PortsidePage(window.page);
  const { left, right, page } = portside;
  await left.shows(server.home);
  await insistOnSeeingLongFrames(page);
  const whole = `${files.toLocaleString('en-US')} files`;
  const frames: Frames[] = [];
  const sorts: Sort[] = [];
  const take = async (pane: PanePage, where: string) => {
    await pane.region.getByText(whole, { exact: false }).first().waitFor({ timeout: 120_000 });
    const measured = await measure(page, pane, where);
    frames.push(...measured.frames);
    sorts.push(...measured.sorts);
  };
  await left.goTo(folder);
  await take(left, 'this computer');
  await left.goTo('/');
  await portside.connectSftp(server);
  await right.goTo(`${server.remoteHome}/many`);
  await take(right, 'SFTP');

  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}, Chromium ${browser.version()}`;
  const load = [loadBefore, loadavg()[0] ?? 0].map(tenths);
  const stolen = tenths((stolenSeconds() ?? 0) - stolenBefore);
  console.log(
    `${machine}; ${files} files; load ${load.join(' before, ')} after; ${stolen} s of it stolen by other machines\n`,
  );
  console.log(
    '| frames, ms between them | count | p50 | p99 | worst | held up by the page | longest task, processor ms | at most | fixed work, median and slowest |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  );
  for (const { what, count, p50, p99, worst, long, task, pace } of frames) {
    const fixedWork = `${tenths(pace.median)} / ${tenths(pace.worst)}`;
    console.log(
      `| ${what} | ${count} | ${p50} | ${p99} | ${worst} | ${long} | ${task} | ${SLOWEST_FRAME_MS} | ${fixedWork} |`,
    );
  }
  console.log(
    '\n| sorting, ms from the click to the rows | median | worst | longest task, processor ms | at most |\n| --- | --- | --- | --- | --- |',
  );
  for (const { what, median, worst, task } of sorts) {
    console.log(`| ${what} | ${median} | ${worst} | ${task} | ${SLOWEST_SORT_MS} |`);
  }
  const results = join(import.meta.dirname, '../../test-results');
  await mkdir(results, { recursive: true });
  await writeFile(
    join(results, 'grid-load.json'),
    JSON.stringify({ machine, load, stolen, files, frames, sorts }, undefined, 2),
  );
} finally {
  await browser.close();
}
