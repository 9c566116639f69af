import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import type { OpenPortside } from './open-portside.ts';
import { focused } from './pane-keys.ts';

/** The tabs of both panes, in a window that other tests have furnished; they leave it without a connection. */
export function testPaneTabs(opened: () => OpenPortside): void {
  test('tabs are named by folder and server, kept in sight, moved, closed by key with the keys never lost, and end with Disconnect', async () => {
    const { portside, home } = opened();
    const { left, right, page } = portside;
    const tabs = left.region.getByRole('tab');
    const chosen = left.region.getByRole('tab', { selected: true });
    const titles = async () => (await tabs.allInnerTexts()).map((title) => title.trim());
    expect(await titles()).toEqual([`${basename(home)} · Local`]);
    await left.open('inbox');
    await left.shows(join(home, 'inbox'));
    for (let opened = 1; opened < 8; opened++) {
      await left.press('Alt+Insert');
      await expect.poll(() => tabs.count()).toBe(opened + 1);
      await expect.poll(() => focused(page)).toBe('grid-left');
    }
    await left.press('Backspace');
    const ofHome = `${basename(home)} · Local`;
    await left.region.getByRole('tab', { name: ofHome }).waitFor();
    // The active one was out of sight.
    const isInSight = () =>
      chosen.evaluate((tab) => {
        const [own, list] = [tab.getBoundingClientRect(), tab.parentElement?.getBoundingClientRect()];
        return list !== undefined && own.left >= list.left - 1 && own.right <= list.right + 1;
      });
    await expect.poll(isInSight).toBe(true);
    await portside.screenshot('many-tabs');
    await left.region.getByRole('button', { name: 'All tabs' }).click();
    await page.getByRole('menuitemradio').first().click();
    await expect.poll(isInSight).toBe(true);
    await tabs.nth(0).focus();
    for (let count = 7; count > 0; count--) {
      await page.keyboard.press('Delete');
      await expect.poll(() => tabs.count()).toBe(count);
      await expect.poll(() => chosen.evaluate((tab) => tab === document.activeElement)).toBe(true);
    }
    expect(await titles()).toEqual([ofHome]);
    await page.keyboard.press('Delete');
    await expect.poll(() => page.evaluate('document.activeElement.closest("#start-left") !== null')).toBe(true);
    await page.keyboard.press('Alt+Shift+Insert');
    await expect.poll(titles).toEqual([ofHome]);
    await expect.poll(() => focused(page)).toBe('grid-left');

    await right.press('Alt+Insert');
    await expect.poll(() => right.region.getByRole('tab').count()).toBe(2);
    await right.open('blog');
    await right.shows('/blog');
    const names = async () => (await right.region.getByRole('tab').allInnerTexts()).map((name) => name.split(' · ')[0]);
    expect(await names()).toEqual(['/', 'blog']);
    await right.region
      .getByRole('tab')
      .nth(1)
      .dragTo(right.region.getByRole('tab').nth(0), {
        targetPosition: { x: 5, y: 10 },
      });
    await expect.poll(names).toEqual(['blog', '/']);
    await portside.screenshot('tabs-moved');
    await right.region.getByRole('button', { name: 'Disconnect' }).click();
    await right.region.getByRole('tab').first().waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate('document.activeElement.closest("#start-right") !== null')).toBe(true);
  });
}
