import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { AppProcess } from '../e2e/app-process.ts';
import { launchBrowser, openWindow } from '../e2e/browser.ts';
import { seededRandom } from './seeded-random.ts';

/**
 * `npm run torture:window -- --seed 7 --steps 400 --locale de-DE`: random keys, clicks, drags, menus, odd text, sizes and themes in the
 * window, over the demo server. Tells after which steps the console complained, the window itself was scrolled or wider than it is, a
 * word was `undefined`, or the keys went nowhere; a picture of each is in `test-results/torture/`.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
    steps: { type: 'string', default: '400' },
    locale: { type: 'string', default: 'en-US' },
  },
});

/** An element that is gone by the time it is its turn is no fault of anybody's. */
const PATIENCE_MS = 800;
/** What is lost is looked after for some frames. */
const FRAMES_UNTIL_LOST = 24;

const keys =
  'ArrowDown ArrowUp Home End PageDown PageUp Enter Space Escape Escape Tab Shift+Tab Insert F2 F4 F5 F6 F7 Delete Backspace a f ? ' +
  'Alt+ArrowLeft Alt+ArrowRight Alt+Enter Shift+F2 Shift+F4 Shift+F5 Shift+F10 Shift+ArrowDown Control+ArrowDown Control+Space ' +
  'Control+a Control+b Control+c Control+d Control+f Control+g Control+h Control+j Control+k Control+l Control+o Control+r Control+t ' +
  'Control+v Control+w Control+x Control+y Control+z Control+, Control+PageDown Control+PageUp Control+Shift+c Control+Shift+e ' +
  'Control+Shift+f Control+Shift+l Control+Shift+m Control+Shift+s Control+Shift+t';
const words = [
  'x',
  'a/b',
  '..',
  ' lead',
  'trail ',
  'ü ß 😀',
  '*.txt',
  '/',
  '(',
  'CON',
  '0',
  '-1',
  '1e9',
  '\u202eevil',
  'w'.repeat(80),
];
const sizes = [
  [1920, 1080],
  [1440, 900],
  [1024, 700],
  [720, 450],
  [640, 400],
] as const;
const controls = ['button:not([disabled])', '[role=tab]', '[role^=menuitem]', '[role=option]', 'input[type=checkbox]']
  .map((selector) => `${selector}:visible`)
  .join(', ');

const random = seededRandom(Number(values.seed));
const pick = <T>(choices: readonly T[]): T => choices[Math.floor(random() * choices.length)] as T;

async function press(page: Page): Promise<string> {
  const key = pick(keys.split(' '));
  await page.keyboard.press(key);
  return `key ${key}`;
}

async function type(page: Page): Promise<string> {
  const text = pick(words);
  await page.keyboard.type(text);
  return `type ${JSON.stringify(text)}`;
}

async function click(page: Page): Promise<string> {
  const found = await page.locator(controls).all();
  if (found.length === 0) return 'no control';
  const control = pick(found);
  const name = await control.evaluate((element) => element.getAttribute('aria-label') ?? element.textContent, null, {
    timeout: PATIENCE_MS,
  });
  await control.click({ timeout: PATIENCE_MS, force: true });
  return `click ${name?.slice(0, 40)}`;
}

async function clickRow(page: Page): Promise<string> {
  const found = await page.locator('[role=row]:visible').all();
  if (found.length === 0) return 'no row';
  const how = pick(['plain', 'menu', 'twice', 'Control', 'Shift'] as const);
  const options = { timeout: PATIENCE_MS, force: true } as const;
  const row = pick(found);
  if (how === 'twice') await row.dblclick(options);
  else if (how === 'menu') await row.click({ ...options, button: 'right' });
  else await row.click({ ...options, modifiers: how === 'plain' ? [] : [how] });
  return `row ${how}`;
}

async function drag(page: Page): Promise<string> {
  const found = await page.locator('[role=row]:visible, [role=tab]:visible').all();
  if (found.length < 2) return 'no drag';
  const [from, to] = [await pick(found).boundingBox(), await pick(found).boundingBox()];
  if (!from || !to) return 'no drag';
  await page.mouse.move(from.x + 60, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 70, to.y + to.height / 2, { steps: 4 });
  if (random() < 0.2) await page.keyboard.press('Escape');
  await page.mouse.up();
  return 'drag';
}

async function resize(page: Page): Promise<string> {
  const [width, height] = pick(sizes);
  await page.setViewportSize({ width, height });
  return `size ${width}×${height}`;
}

async function recolour(page: Page): Promise<string> {
  await page.emulateMedia({ colorScheme: pick(['light', 'dark']), forcedColors: pick(['none', 'none', 'active']) });
  return 'colours';
}

async function reload(page: Page): Promise<string> {
  await page.reload();
  await page.locator('#root *').first().waitFor();
  return 'reload';
}

/** Each with how often it comes, of a hundred. */
const acts = [
  [50, press],
  [10, type],
  [20, click],
  [10, clickRow],
  [5, drag],
  [2, resize],
  [2, recolour],
  [1, reload],
] as const;

function next(): (page: Page) => Promise<string> {
  let at = random() * 100;
  for (const [share, act] of acts) {
    at -= share;
    if (at < 0) return act;
  }
  return press;
}

const frames = (count: number) => `new Promise((resolve) => {
  let left = ${count};
  const step = () => (left-- > 0 ? requestAnimationFrame(step) : resolve());
  step();
})`;

/** What is wrong with the window as it stands. */
async function faultsOf(page: Page, hadKeys: boolean, last: string): Promise<string[]> {
  const seen = (await page.evaluate(`(() => {
    const { scrollLeft, scrollTop, scrollWidth } = document.scrollingElement;
    return {
      empty: !document.querySelector('#root > *'),
      scrolled: scrollLeft + scrollTop > 0,
      wide: scrollWidth > innerWidth + 1,
      word: /\\b(undefined|NaN|\\[object)\\b.{0,40}/.exec(document.body.innerText)?.[0],
    };
  })()`)) as { empty: boolean; scrolled: boolean; wide: boolean; word?: string };
  const faults = [
    seen.empty && 'the window is empty',
    seen.scrolled && 'the window itself is scrolled',
    seen.wide && 'the window is wider than it is',
    seen.word !== undefined && `a word: ${seen.word}`,
    // A press of the mouse on what takes no focus leaves it on purpose.
    hadKeys && /^(?:key|click) /.test(last) && (await isNowhere(page)) && 'the keys go nowhere',
  ];
  return faults.filter((fault) => fault !== false);
}

async function hasKeys(page: Page): Promise<boolean> {
  return (await page.evaluate('document.activeElement !== document.body')) as boolean;
}

async function isNowhere(page: Page): Promise<boolean> {
  if (await hasKeys(page)) return false;
  await page.evaluate(frames(FRAMES_UNTIL_LOST));
  return !(await hasKeys(page));
}

const pictures = join(import.meta.dirname, '../../test-results/torture');
await mkdir(pictures, { recursive: true });
const home = await mkdtemp(join(tmpdir(), 'portside-home-'));
for (const folder of ['alpha', 'beta']) await mkdir(join(home, folder));
for (let number = 0; number < 40; number++)
  await writeFile(join(home, `file ${number}.txt`), `${number}`.repeat(number));
const browser = await launchBrowser();
let isSound = true;
try {
  await using app = await AppProcess.start({ home, demo: true });
  await using window = await openWindow(browser, app.link, { locale: values.locale });
  const { page, complaints } = window;
  await page.locator('[role=grid]').first().waitFor();
  console.log(`seed ${values.seed}`);
  const done: string[] = [];
  let heard = 0;
  for (let step = 0; step < Number(values.steps); step++) {
    const act = next();
    const hadKeys = await hasKeys(page);
    // What it was to be done to may be gone meanwhile.
    done.push(await act(page).catch(() => `${act.name}: not possible`));
    await page.evaluate(frames(2));
    const faults = [...complaints.slice(heard), ...(await faultsOf(page, hadKeys, done.at(-1) ?? ''))];
    heard = complaints.length;
    if (faults.length === 0) continue;
    isSound = false;
    console.log(`step ${step}: ${faults.join('; ')}\n  after: ${done.slice(-6).join(' | ')}`);
    await page.screenshot({ path: join(pictures, `${values.seed}-${step}.png`) });
    // As a person would: on from somewhere.
    await page
      .locator('[role=grid]')
      .first()
      .focus({ timeout: PATIENCE_MS })
      .catch(() => undefined);
  }
} finally {
  await browser.close();
  await rm(home, { recursive: true, force: true });
}
console.log(isSound ? 'nothing found' : 'pictures: test-results/torture');
process.exitCode = isSound ? 0 : 1;
