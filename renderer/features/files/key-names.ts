import type { MessageId } from '../../app/messages.ts';
import type { Text } from '../../app/text.ts';

/** Keys whose caps say a word; the others have the same sign everywhere. By `KeyboardEvent.key` and the words of the cheat sheet. */
const words = {
  Control: 'key.control',
  Alt: 'key.alt',
  Shift: 'key.shift',
  Enter: 'key.enter',
  Backspace: 'key.backspace',
  Delete: 'key.delete',
  Insert: 'key.insert',
  Tab: 'key.tab',
  Escape: 'key.escape',
  Space: 'key.space',
  Home: 'key.home',
  End: 'key.end',
  PageUp: 'key.pageUp',
  PageDown: 'key.pageDown',
  DoubleClick: 'key.doubleClick',
} as const satisfies Record<string, MessageId>;

/** What stands on a key, by its name. */
export type KeyNames = Readonly<Record<string, string>>;

export function keyNamesIn(t: Text): KeyNames {
  return Object.fromEntries(Object.entries(words).map(([key, id]) => [key, t(id)]));
}
