import type { AppInfo } from '../../app/app-store.ts';
import type { MessageId } from '../../app/messages.ts';
import type { KeyNames } from './key-names.ts';

export type Platform = AppInfo['platform'];

export interface Shortcut {
  /** As `KeyboardEvent.key` has it; letters in lower case. */
  readonly key: string;
  /** Ctrl, or Command on a Mac. */
  readonly primary?: true | undefined;
  readonly alt?: true | undefined;
  readonly shift?: true | undefined;
  /** As `KeyboardEvent.code` has it: the key's place, where Shift makes another character of it on some layouts. */
  readonly code?: string;
  /** The systems that know it; absent: all of them. */
  readonly on?: 'macos' | 'others';
  /** Of a key that the user gave to another command: who had it before, the last one at the end. */
  readonly takenFrom?: readonly string[] | undefined;
}

export interface Command {
  readonly label: MessageId;
  /** The first one that the system knows is shown. */
  readonly shortcuts: readonly Shortcut[];
  /** Keys that mean something else while text is typed or a button has the focus. */
  readonly where: 'anywhere' | 'grid';
}

/** What the window can do with files. Menus, buttons, shortcuts and the cheat sheet all take their words from here. */
export const commands = {
  open: { label: 'command.open', shortcuts: [{ key: 'Enter' }], where: 'grid' },
  edit: { label: 'command.edit', shortcuts: [{ key: 'F4' }], where: 'grid' },
  editExternally: { label: 'command.editExternally', shortcuts: [{ key: 'e', primary: true }], where: 'grid' },
  showInFolder: { label: 'command.showInFolder', shortcuts: [{ key: 'Enter', primary: true }], where: 'grid' },
  quickLook: { label: 'command.quickLook', shortcuts: [{ key: 'y', primary: true }], where: 'grid' },
  copy: { label: 'command.copy', shortcuts: [{ key: 'F5' }], where: 'anywhere' },
  copyFiltered: { label: 'command.copyFiltered', shortcuts: [{ key: 'F5', shift: true }], where: 'anywhere' },
  copyToBookmark: {
    label: 'command.copyToBookmark',
    shortcuts: [{ key: 'b', primary: true, shift: true }],
    where: 'anywhere',
  },
  move: { label: 'command.move', shortcuts: [{ key: 'F6' }], where: 'anywhere' },
  copyTo: { label: 'command.copyTo', shortcuts: [{ key: 'c', primary: true, shift: true }], where: 'anywhere' },
  moveTo: { label: 'command.moveTo', shortcuts: [{ key: 'm', primary: true, shift: true }], where: 'anywhere' },
  clipboardCut: { label: 'command.clipboardCut', shortcuts: [{ key: 'x', primary: true }], where: 'grid' },
  clipboardCopy: { label: 'command.clipboardCopy', shortcuts: [{ key: 'c', primary: true }], where: 'grid' },
  clipboardPaste: { label: 'command.clipboardPaste', shortcuts: [{ key: 'v', primary: true }], where: 'grid' },
  rename: { label: 'command.rename', shortcuts: [{ key: 'F2' }], where: 'grid' },
  newFolder: { label: 'command.newFolder', shortcuts: [{ key: 'F7' }], where: 'anywhere' },
  newFile: { label: 'command.newFile', shortcuts: [{ key: 'F4', shift: true }], where: 'anywhere' },
  newLink: { label: 'command.newLink', shortcuts: [], where: 'anywhere' },
  duplicate: { label: 'command.duplicate', shortcuts: [{ key: 'd', primary: true }], where: 'grid' },
  remove: { label: 'command.remove', shortcuts: [{ key: 'Delete' }, { key: 'F8' }], where: 'grid' },
  removeForGood: {
    label: 'command.removeForGood',
    shortcuts: [
      { key: 'Delete', shift: true },
      { key: 'F8', shift: true },
    ],
    where: 'grid',
  },
  undo: { label: 'command.undo', shortcuts: [{ key: 'z', primary: true }], where: 'grid' },
  toggle: { label: 'command.toggle', shortcuts: [{ key: 'Insert', on: 'others' }], where: 'grid' },
  selectAll: { label: 'command.selectAll', shortcuts: [{ key: 'a', primary: true }], where: 'grid' },
  invertSelection: { label: 'command.invertSelection', shortcuts: [], where: 'grid' },
  select: { label: 'command.select', shortcuts: [{ key: 'g', primary: true }], where: 'anywhere' },
  compare: { label: 'command.compare', shortcuts: [{ key: 'F2', shift: true }], where: 'anywhere' },
  together: {
    label: 'command.together',
    shortcuts: [{ key: 'y', primary: true, shift: true }],
    where: 'anywhere',
  },
  search: { label: 'command.search', shortcuts: [{ key: 'f', primary: true, shift: true }], where: 'anywhere' },
  properties: {
    label: 'command.properties',
    shortcuts: [
      { key: 'Enter', alt: true, on: 'others' },
      { key: 'i', primary: true, on: 'macos' },
    ],
    where: 'grid',
  },
  folderSizes: {
    label: 'command.folderSizes',
    shortcuts: [{ key: 'Enter', alt: true, shift: true }],
    where: 'grid',
  },
  sendCommand: { label: 'command.sendCommand', shortcuts: [], where: 'anywhere' },
  copyUrl: { label: 'command.copyUrl', shortcuts: [], where: 'grid' },
  copyPath: { label: 'command.copyPath', shortcuts: [], where: 'grid' },
  goUp: { label: 'command.goUp', shortcuts: [{ key: 'Backspace' }, { key: 'ArrowUp', alt: true }], where: 'grid' },
  goBack: { label: 'command.goBack', shortcuts: [{ key: 'ArrowLeft', alt: true }], where: 'anywhere' },
  goForward: { label: 'command.goForward', shortcuts: [{ key: 'ArrowRight', alt: true }], where: 'anywhere' },
  refresh: { label: 'command.refresh', shortcuts: [{ key: 'r', primary: true }], where: 'anywhere' },
  editPath: { label: 'command.editPath', shortcuts: [{ key: 'l', primary: true }], where: 'anywhere' },
  filter: { label: 'command.filter', shortcuts: [{ key: 'f', primary: true }], where: 'anywhere' },
  showHidden: {
    label: 'command.showHidden',
    // On a Mac Command+H hides the app; the Finder shows hidden files by the other.
    shortcuts: [
      { key: 'h', primary: true, on: 'others' },
      { key: '.', code: 'Period', primary: true, shift: true, on: 'macos' },
    ],
    where: 'anywhere',
  },
  switchPane: { label: 'command.switchPane', shortcuts: [{ key: 'Tab' }], where: 'grid' },
  newTab: {
    label: 'command.newTab',
    // A browser keeps some of these for its own tabs: there the second ones are left.
    shortcuts: [
      { key: 't', primary: true },
      { key: 'Insert', alt: true, on: 'others' },
    ],
    where: 'anywhere',
  },
  closeTab: {
    label: 'command.closeTab',
    shortcuts: [
      { key: 'w', primary: true },
      { key: 'Delete', alt: true, on: 'others' },
    ],
    where: 'anywhere',
  },
  reopenTab: {
    label: 'command.reopenTab',
    shortcuts: [
      { key: 't', primary: true, shift: true },
      { key: 'Insert', alt: true, shift: true, on: 'others' },
    ],
    where: 'anywhere',
  },
  nextTab: {
    label: 'command.nextTab',
    shortcuts: [
      { key: 'Tab', primary: true, on: 'others' },
      { key: 'PageDown', alt: true, on: 'others' },
      { key: ']', code: 'BracketRight', primary: true, shift: true, on: 'macos' },
    ],
    where: 'anywhere',
  },
  previousTab: {
    label: 'command.previousTab',
    shortcuts: [
      { key: 'Tab', primary: true, shift: true, on: 'others' },
      { key: 'PageUp', alt: true, on: 'others' },
      { key: '[', code: 'BracketLeft', primary: true, shift: true, on: 'macos' },
    ],
    where: 'anywhere',
  },
  externalEdits: { label: 'command.externalEdits', shortcuts: [], where: 'anywhere' },
  focusDock: { label: 'command.focusDock', shortcuts: [{ key: 'j', primary: true }], where: 'anywhere' },
  sites: { label: 'command.sites', shortcuts: [{ key: 's', primary: true, shift: true }], where: 'anywhere' },
  files: { label: 'command.files', shortcuts: [{ key: 'e', primary: true, shift: true }], where: 'anywhere' },
  sessions: { label: 'command.sessions', shortcuts: [{ key: 'l', primary: true, shift: true }], where: 'anywhere' },
  quickConnect: { label: 'command.quickConnect', shortcuts: [{ key: 'o', primary: true }], where: 'anywhere' },
  bookmark: { label: 'command.bookmark', shortcuts: [{ key: 'b', primary: true }], where: 'anywhere' },
  settings: { label: 'command.settings', shortcuts: [{ key: ',', primary: true }], where: 'anywhere' },
  palette: { label: 'command.palette', shortcuts: [{ key: 'k', primary: true }], where: 'anywhere' },
  disconnect: { label: 'command.disconnect', shortcuts: [], where: 'anywhere' },
  cheatSheet: { label: 'command.cheatSheet', shortcuts: [{ key: '?' }, { key: 'F1' }], where: 'grid' },
} as const satisfies Record<string, Command>;

export type CommandId = keyof typeof commands;

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The system's habits, and what the user has put in their place. */
export interface Keyboard {
  readonly platform: Platform;
  /** By command; absent commands keep the keys they came with. */
  readonly chosen: Readonly<Record<string, readonly Shortcut[]>>;
  /** In the window's language. */
  readonly names: KeyNames;
}

/** The command that a key stands for, if any. */
export function commandFor(pressed: Pressed, keyboard: Omit<Keyboard, 'names'>): CommandId | undefined {
  return (Object.keys(commands) as CommandId[]).find((id) =>
    shortcutsOf(id, keyboard).some((shortcut) => matches(shortcut, pressed, keyboard.platform)),
  );
}

/** The command whose key the system makes an event of the clipboard of, whatever the user has chosen. */
export function clipboardCommandFor(pressed: Pressed, platform: Platform): CommandId | undefined {
  const id = commandFor(pressed, { platform, chosen: {} });
  return id?.startsWith('clipboard') ? id : undefined;
}

/** The keys of a command on this system. */
export function shortcutsOf(id: CommandId, { platform, chosen }: Omit<Keyboard, 'names'>): readonly Shortcut[] {
  return chosen[id] ?? usualShortcuts(id, platform);
}

/** The keys that a command comes with. */
export function usualShortcuts(id: CommandId, platform: Platform): readonly Shortcut[] {
  const shortcuts: readonly Shortcut[] = commands[id].shortcuts;
  return shortcuts.filter(({ on }) => on === undefined || (on === 'macos') === (platform === 'macos'));
}

function matches(shortcut: Shortcut, pressed: Pressed, platform: Platform): boolean {
  const [primary, other] =
    platform === 'macos' ? [pressed.metaKey, pressed.ctrlKey] : [pressed.ctrlKey, pressed.metaKey];
  const key = pressed.key.length === 1 ? pressed.key.toLowerCase() : pressed.key;
  // Shift makes `?` what it is on most layouts; with named keys it means something else.
  const shiftFits = pressed.shiftKey === (shortcut.shift ?? false) || shortcut.key === '?';
  return (
    (key === shortcut.key || (shortcut.code !== undefined && pressed.code === shortcut.code)) &&
    primary === (shortcut.primary ?? false) &&
    pressed.altKey === (shortcut.alt ?? false) &&
    !other &&
    shiftFits
  );
}

const macKeys: Record<string, string> = {
  Enter: '↩',
  Backspace: '⌫',
  Delete: '⌦',
  Tab: '⇥',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

const otherKeys: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};

/** @param names of keys, in the window's language; absent ones are named as `KeyboardEvent.key` has them. */
export function formatShortcut({ key, primary, alt, shift }: Shortcut, platform: Platform, names: KeyNames): string {
  const letter = key.length === 1 ? key.toUpperCase() : (names[key] ?? key);
  if (platform === 'macos') {
    return `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${primary ? '⌘' : ''}${macKeys[key] ?? letter}`;
  }
  const modifiers = [primary && 'Control', alt && 'Alt', shift && 'Shift'].filter((name) => typeof name === 'string');
  return [...modifiers.map((name) => names[name] ?? name), otherKeys[key] ?? letter].join('+');
}

/** The command's first key as it is shown; undefined where it has none. */
export function shortcutText(id: CommandId, keyboard: Keyboard): string | undefined {
  const [shortcut] = shortcutsOf(id, keyboard);
  return shortcut && formatShortcut(shortcut, keyboard.platform, keyboard.names);
}

/** A key press as a shortcut that could be chosen; undefined for keys that type, move or only modify. */
export function shortcutFrom(pressed: Pressed, platform: Platform): Shortcut | undefined {
  const primary = platform === 'macos' ? pressed.metaKey : pressed.ctrlKey;
  const other = platform === 'macos' ? pressed.ctrlKey : pressed.metaKey;
  const { key } = pressed;
  if (other || ['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'Dead', 'Process', 'Unidentified'].includes(key)) {
    return undefined;
  }
  // A bare letter or arrow belongs to the file list: type-ahead, moving, selecting.
  const isOwn = primary || pressed.altKey || /^F\d{1,2}$/.test(key) || key === 'Delete' || key === 'Insert';
  if (!isOwn) return undefined;
  return {
    key: key.length === 1 ? key.toLowerCase() : key,
    ...(primary ? { primary: true } : {}),
    ...(pressed.altKey ? { alt: true } : {}),
    ...(pressed.shiftKey ? { shift: true } : {}),
  };
}

/** Whether two shortcuts are pressed alike. */
export function isSameShortcut(one: Shortcut, other: Shortcut): boolean {
  return one.key === other.key && (['primary', 'alt', 'shift'] as const).every((each) => one[each] === other[each]);
}

/** The other command that has this key already. */
export function commandWith(shortcut: Shortcut, keyboard: Keyboard, but: CommandId): CommandId | undefined {
  return (Object.keys(commands) as CommandId[]).find(
    (id) => id !== but && shortcutsOf(id, keyboard).some((other) => isSameShortcut(other, shortcut)),
  );
}
