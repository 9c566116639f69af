import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { buildIfStale } from '../../scripts/source-stamp.ts';
import { launchBrowser, openWindow } from '../e2e/browser.ts';
import type { MeasuredRow } from './report.ts';

const start = join(import.meta.dirname, '../../scripts/start.ts');
const FILE = 'the-first-row.txt';

/**
 * From `npm start` (built, in the browser) to the first listing in a window. Warm is a start after another; before a cold one the
 * system forgets what it has read from the disk, where this account may ask for that.
 */
export async function measureStart(runs: number): Promise<MeasuredRow> {
  await buildIfStale();
  const browser = await launchBrowser();
  const home = await mkdtemp(join(tmpdir(), 'portside-bench-home-'));
  try {
    await writeFile(join(home, FILE), '');
    const cold: number[] = [];
    const warm: number[] = [];
    for (let run = 0; run < runs; run++) {
      if (await forgetFiles()) cold.push(await startOnce(browser, home));
      else await startOnce(browser, home);
      warm.push(await startOnce(browser, home));
    }
    return {
      ...{ group: 'start', title: '`npm start` to the first listing' },
      bar: 'under 5 s cold, under 1.5 s warm',
      contestants: [
        { name: 'Portside, warm', seconds: warm },
        ...(cold.length > 0 ? [{ name: 'Portside, cold', seconds: cold }] : []),
      ],
    };
  } finally {
    await browser.close();
    await rm(home, { recursive: true, force: true });
  }
}

/** @returns whether it was done: root of a Linux alone may. */
async function forgetFiles(): Promise<boolean> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  return writeFile('/proc/sys/vm/drop_caches', '3').then(
    () => true,
    // A container may have its own root, who may not.
    () => false,
  );
}

/** Seconds until the home folder of this machine is shown. */
async function startOnce(browser: Browser, home: string): Promise<number> {
  const data = await mkdtemp(join(tmpdir(), 'portside-bench-data-'));
  const began = performance.now();
  const app = spawn(process.execPath, [start, '--browser'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, PORTSIDE_DATA: data, HOME: home, SSH_AUTH_SOCK: '', DISPLAY: '', WAYLAND_DISPLAY: '' },
  });
  const ended = once(app, 'exit');
  try {
    const link = await Promise.race([
      linkIn(createInterface({ input: app.stdout })),
      ended.then(([code]) => Promise.reject(new Error(`Portside ended with ${code}.`))),
    ]);
    await using window = await openWindow(browser, link);
    await window.page.getByText(FILE).first().waitFor();
    return (performance.now() - began) / 1000;
  } finally {
    app.kill('SIGTERM');
    await ended;
    await rm(data, { recursive: true, force: true });
  }
}

async function linkIn(lines: AsyncIterable<string>): Promise<string> {
  for await (const line of lines) {
    const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line);
    if (found) return found[0];
  }
  throw new Error('Portside printed no link.');
}
