import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { OpenPortside } from './open-portside.ts';

/** What a view is looked at in: wide, where every test of views begins, and narrow. */
export const wide = { width: 1920, height: 1080 } as const;
const narrow = { width: 1024, height: 700 } as const;

type Shown = Pick<OpenPortside, 'portside'>;

const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What the width can change; names, roles and states are the same in all of them. */
const rulesOfRoom = ['scrollable-region-focusable', 'target-size'];

const rulesOfColours = ['color-contrast', 'link-in-text-block'];

/** Colours do not glide from one to the other while they are looked at. */
const still = `{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, ::before, ::after { transition: none !important }');
  document.adoptedStyleSheets.push(sheet);
}`;

/** What comes into sight by and by is there. Movement is reduced: nothing goes on for ever. */
const settled = 'Promise.allSettled(document.getAnimations().map(({ finished }) => finished))';

/** One run of axe over what is shown now, which must find nothing; for views whose pictures are taken elsewhere. */
export function inspector({ portside: { page } }: Shown) {
  return async (view: string): Promise<void> => passes(page, view, { type: 'tag', values: everyRule });
}

/**
 * Takes pictures of a view for people to look at, light and dark, wide and narrow, and runs axe, which must find nothing of
 * WCAG 2.2 A and AA: every rule in light and wide, elsewhere those that can tell another thing there. The window is the same one
 * in all of them, as it is when people make it smaller. On CI, where nobody looks, there is the first picture alone.
 */
export function viewer({ portside }: Shown) {
  const { page } = portside;
  /** @param part what is scrolled to in each of them. */
  return async (view: string, part?: Locator): Promise<void> => {
    const forTheEye = async (picture: string) => {
      if (!process.env['CI']) await portside.screenshot(`views/${view}-${picture}`);
    };
    await page.evaluate(settled);
    await portside.screenshot(`views/${view}-light-${wide.width}`);
    await passes(page, view, { type: 'tag', values: everyRule });
    await page.emulateMedia({ colorScheme: 'dark' });
    await forTheEye(`dark-${wide.width}`);
    await passes(page, view, { type: 'rule', values: rulesOfColours });
    await page.setViewportSize(narrow);
    await part?.scrollIntoViewIfNeeded();
    await forTheEye(`dark-${narrow.width}`);
    await page.emulateMedia({ colorScheme: 'light' });
    // Waits until the window has found its new shape, also where nobody looks: the path folds its parts a frame later.
    await portside.screenshot(`views/${view}-light-${narrow.width}`);
    await passes(page, view, { type: 'rule', values: rulesOfRoom });
    await page.setViewportSize(wide);
  };
}

async function passes(page: Page, view: string, rules: axe.RunOnly): Promise<void> {
  const found = await violations(page, rules);
  expect(found.map((violation) => `${view}: ${violation}`)).toEqual([]);
}

/**
 * What axe finds on the page, each as its rule and the elements. Axe is put into a page once and stays there: the package for
 * Playwright does that for every look, twice, which takes a second each time.
 */
async function violations(page: Page, runOnly: axe.RunOnly): Promise<string[]> {
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(`${axe.source};${still}`);
  return page.evaluate(
    async (options) => {
      const { axe: here } = globalThis as unknown as { axe: typeof axe };
      const { violations } = await here.run(options);
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    },
    { runOnly, resultTypes: ['violations'] } satisfies axe.RunOptions,
  );
}
