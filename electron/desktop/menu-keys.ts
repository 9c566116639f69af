import { macMenuKeys, menuKeys, type WindowCommand } from '../../shared/model/desktop.ts';
import type { Settings } from '../../shared/model/settings.ts';

/** By command; absent commands keep the keys they came with. */
export type ChosenKeys = Settings['shortcuts'];

/** Keys that Electron spells otherwise than `KeyboardEvent.key` (electronjs.org, “Accelerator”). */
const names: Readonly<Record<string, string>> = {
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Escape: 'Esc',
  ' ': 'Space',
  '+': 'Plus',
};
const spelledAlike = /^(?:F\d{1,2}|Enter|Tab|Backspace|Delete|Insert|Home|End|PageUp|PageDown|[\x21-\x7e])$/;

/**
 * The first key of a command: as the user has chosen it, else as it came. `Primary` is Ctrl, or Command on a Mac. Undefined where it
 * has none, or one that the menu bar cannot name.
 */
export function menuKeyOf(id: WindowCommand, chosen: ChosenKeys, mac: boolean): string | undefined {
  const own = chosen[id];
  if (own === undefined) return (mac ? macMenuKeys[id] : undefined) ?? menuKeys[id];
  const [shortcut] = own;
  if (!shortcut) return undefined;
  const key = names[shortcut.key] ?? (spelledAlike.test(shortcut.key) ? shortcut.key : undefined);
  if (key === undefined) return undefined;
  const { primary, alt, shift } = shortcut;
  const modifiers = [primary && 'Primary', alt && 'Alt', shift && 'Shift'].filter((name) => typeof name === 'string');
  return [...modifiers, key.length === 1 ? key.toUpperCase() : key].join('+');
}
