import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'vitest';
import type { OpenPortside } from './open-portside.ts';

/** Wide and narrow; every view is looked at in light and in dark. */
export const viewSettings = [
  { width: 1920, height: 1080 },
  { width: 1024, height: 700 },
] as const;

type ViewSetting = (typeof viewSettings)[number];

const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What the width can change; names, roles and states are the same in all of them. */
const rulesOfRoom = ['scrollable-region-focusable', 'target-size'];

const rulesOfColours = ['color-contrast', 'link-in-text-block'];

/** Colours glide from one scheme to the other; what turns for ever is not waited for. */
const coloursHaveChanged =
  'Promise.all(document.getAnimations().filter((one) => one instanceof CSSTransition).map((one) => one.finished.catch(() => {})))';

/**
 * Takes pictures of a view for people to look at, light and dark, and runs axe, which must find nothing of WCAG 2.2 A and AA:
 * every rule in light and wide, elsewhere those that can tell another thing there.
 */
export function viewer({ portside }: OpenPortside, { width }: ViewSetting) {
  const isWide = width === viewSettings[0].width;
  return async (view: string): Promise<void> => {
    const { page } = portside;
    const passes = async (axe: AxeBuilder): Promise<void> => {
      const { violations } = await axe.analyze();
      const found = violations.map(({ id, nodes }) => `${view}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
      expect(found).toEqual([]);
    };
    await portside.screenshot(`views/${view}-light-${width}`);
    const axe = new AxeBuilder({ page });
    await passes(isWide ? axe.withTags(everyRule) : axe.withRules(rulesOfRoom));
    // Dark and narrow is for the eye alone.
    if (!isWide && process.env['CI']) return;
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.evaluate(coloursHaveChanged);
    await portside.screenshot(`views/${view}-dark-${width}`);
    if (isWide) await passes(new AxeBuilder({ page }).withRules(rulesOfColours));
    await page.emulateMedia({ colorScheme: 'light' });
  };
}
