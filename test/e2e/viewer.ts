import { AxeBuilder } from '@axe-core/playwright';
import { expect } from 'vitest';
import type { OpenPortside } from './open-portside.ts';

/** Light and dark, wide and narrow. */
export const viewSettings = [
  { colorScheme: 'light', width: 1440, height: 900 },
  { colorScheme: 'dark', width: 1440, height: 900 },
  { colorScheme: 'light', width: 1024, height: 700 },
] as const;

/** Takes the picture of a view for people to look at, and runs axe, which must find nothing of WCAG 2.2 A and AA. */
export function viewer({ portside }: OpenPortside, setting: (typeof viewSettings)[number]) {
  return async (view: string): Promise<void> => {
    await portside.screenshot(`views/${view}-${setting.colorScheme}-${setting.width}`);
    const { violations } = await new AxeBuilder({ page: portside.page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    const found = violations.map(({ id, nodes }) => `${view}: ${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
    expect(found).toEqual([]);
  };
}
