import type { Locator } from 'playwright-core';
import type { PortsidePage } from '../pages/portside-page.ts';
import { isSelected } from './desk.ts';

/** Types the beginning of a name in a pane. */
export async function typeAhead(at: PortsidePage, side: 'left' | 'right', text: string, name: string): Promise<void> {
  await at[side].row(name).waitFor();
  await at.page.keyboard.type(text);
  await isSelected(at[side], name);
}

/** Goes to the other pane. */
export async function switchPane(at: PortsidePage): Promise<void> {
  await at.page.keyboard.press('Tab');
  await hasFocus(at, at.right.grid);
}

export async function hasFocus(at: PortsidePage, place: Locator): Promise<void> {
  await place.and(at.page.locator(':focus')).waitFor();
}

/** Presses a key until something has the focus. */
export async function pressUntil(at: PortsidePage, key: string, place: Locator): Promise<void> {
  await place.waitFor();
  const reached = place.and(at.page.locator(':focus'));
  for (let presses = 0; presses < 20; presses += 1) {
    if ((await reached.count()) > 0) return;
    await at.page.keyboard.press(key);
  }
  throw new Error(`${key} does not lead to ${place}`);
}
