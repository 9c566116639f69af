import { expect, test } from 'vitest';
import type { OpenPortside } from './open-portside.ts';
import { focused } from './pane-keys.ts';

/** Where the keys are once what had them is gone, in a window that other tests have furnished. */
export function testPaneFocus(opened: () => OpenPortside): void {
  test('the key that leads to the files took the keys away from them where they were shown already', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    await left.grid.focus();
    for (const [key, place] of [
      ['ControlOrMeta+Shift+e', 'grid-left'],
      ['ControlOrMeta+,', 'settings-search'],
      ['ControlOrMeta+,', 'settings-search'],
      ['ControlOrMeta+Shift+e', 'grid-left'],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => focused(page)).toBe(place);
    }
  });

  test('the keys went nowhere with a button that had no room any more', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    const size = page.viewportSize();
    if (!size) throw new Error('The window has no size.');
    await left.grid.focus();
    await left.region.getByRole('button', { name: 'New folder…' }).focus();
    await page.setViewportSize({ width: 640, height: 400 });
    await left.region.getByRole('button', { name: 'More' }).waitFor();
    await expect.poll(() => focused(page)).toBe('grid-left');
    await page.setViewportSize(size);
    await left.region.getByRole('button', { name: 'New folder…' }).waitFor();
  });

  test('the keys went nowhere when a new site was given up', async () => {
    const { portside } = opened();
    const { left, page } = portside;
    await left.press('ControlOrMeta+Shift+s');
    await page.getByRole('region', { name: 'Saved sites' }).getByRole('button', { name: 'New site' }).click();
    // Soon after a page came into sight it takes a focus that is lost: this is later.
    await page.evaluate(`new Promise((resolve) => {
      let frames = 30;
      const step = () => (--frames > 0 ? requestAnimationFrame(step) : resolve());
      step();
    })`);
    await page.getByRole('form').getByRole('button', { name: 'Cancel' }).press('Enter');
    await expect.poll(() => focused(page)).toBe('sites-tree');
    await page.keyboard.press('ControlOrMeta+Shift+e');
    await expect.poll(() => focused(page)).toBe('grid-left');
  });
}
