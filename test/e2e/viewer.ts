import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'vitest';
import type { OpenPortside } from './open-portside.ts';

/** Light and dark, wide and narrow. */
export const viewSettings = [
  { colorScheme: 'light', width: 1440, height: 900 },
  { colorScheme: 'dark', width: 1440, height: 900 },
  { colorScheme: 'light', width: 1024, height: 700 },
] as const;

type ViewSetting = Pick<(typeof viewSettings)[number], 'colorScheme' | 'width'> | { colorScheme: 'dark'; width: 1920 };

const everyRule = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What a colour scheme or a width can change; names, roles and states are the same in all of them. */
function rulesOf({ colorScheme, width }: ViewSetting): string[] | undefined {
  if (colorScheme === 'light' && width === 1440) return undefined;
  return colorScheme === 'dark'
    ? ['color-contrast', 'link-in-text-block']
    : ['scrollable-region-focusable', 'target-size'];
}

/**
 * Takes the picture of a view for people to look at, and runs axe, which must find nothing of WCAG 2.2 A and AA: every rule in
 * light and wide, elsewhere those that can tell another thing there.
 */
export function viewer({ portside }: OpenPortside, setting: ViewSetting) {
  const rules = rulesOf(setting);
  return async (view: string): Promise<void> => {
    await portside.screenshot(`views/${view}-${setting.colorScheme}-${setting.width}`);
    if (setting.colorScheme === 'dark' && setting.width === 1440) await pictureOfNarrow(portside, view);
    const axe = new AxeBuilder({ page: portside.page });
    const { violations } = await (rules ? axe.withRules(rules) : axe.withTags(everyRule)).analyze();
    const found = violations.map(({ id, nodes }) => `${view}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    expect(found).toEqual([]);
  };
}

/** Dark and narrow is for the eye alone: contrast and room are measured in the other settings. */
async function pictureOfNarrow(portside: OpenPortside['portside'], view: string): Promise<void> {
  const { page } = portside;
  const usual = page.viewportSize();
  await page.setViewportSize({ width: 1024, height: 700 });
  await portside.screenshot(`views/${view}-dark-1024`);
  if (usual) await page.setViewportSize(usual);
}
