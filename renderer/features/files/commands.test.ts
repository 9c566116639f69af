import { describe, expect, test } from 'vitest';
import { macMenuKeys, menuKeys, WindowCommand } from '../../../shared/model/desktop.ts';
import {
  type CommandId,
  clipboardCommandFor,
  commandFor,
  commands,
  commandWith,
  formatShortcut,
  type Keyboard,
  type Platform,
  type Shortcut,
  shortcutFrom,
  shortcutsOf,
  shortcutText,
} from './commands.ts';
import type { KeyNames } from './key-names.ts';

type Modifiers = Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>>;

function press(key: string, modifiers: Modifiers = {}, code = '') {
  return { key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers };
}

const names: KeyNames = { Control: 'Ctrl', Delete: 'Del' };
const usual = (platform: Platform): Keyboard => ({ platform, chosen: {}, names });

describe('keys', () => {
  test.each([
    [press('F5'), 'copy'],
    [press('C', { ctrlKey: true, shiftKey: true }), 'copyTo'],
    [press('M', { ctrlKey: true, shiftKey: true }), 'moveTo'],
    [press('Delete'), 'remove'],
    [press('F8'), 'remove'],
    [press('l', { ctrlKey: true }), 'editPath'],
    [press('L', { ctrlKey: true }), 'editPath'],
    [press('ArrowUp', { altKey: true }), 'goUp'],
    [press('?', { shiftKey: true }), 'cheatSheet'],
    [press('l'), undefined],
    [press('l', { metaKey: true }), undefined],
    [press('Tab', { shiftKey: true }), undefined],
    [press('F5', { ctrlKey: true }), undefined],
  ])('%o stands for %s', (pressed, command) => {
    expect(commandFor(pressed, usual('linux'))).toBe(command);
  });

  test('on a Mac Command takes the place of Ctrl', () => {
    expect(commandFor(press('f', { metaKey: true }), usual('macos'))).toBe('filter');
    expect(commandFor(press('f', { ctrlKey: true }), usual('macos'))).toBeUndefined();
  });

  test("leave Command+H to macOS, which hides the app with it; hidden files have the Finder's key there", () => {
    expect(commandFor(press('h', { metaKey: true }), usual('macos'))).toBeUndefined();
    expect(commandFor(press('.', { metaKey: true, shiftKey: true }, 'Period'), usual('macos'))).toBe('showHidden');
    // As a German keyboard has it.
    expect(commandFor(press(':', { metaKey: true, shiftKey: true }, 'Period'), usual('macos'))).toBe('showHidden');
    expect(commandFor(press('.', { metaKey: true }, 'Period'), usual('macos'))).toBeUndefined();
    expect(commandFor(press('h', { ctrlKey: true }), usual('linux'))).toBe('showHidden');
    expect(commandFor(press('.', { ctrlKey: true, shiftKey: true }, 'Period'), usual('linux'))).toBeUndefined();
    expect(shortcutText('showHidden', usual('macos'))).toBe('⇧⌘.');
    expect(shortcutText('showHidden', usual('windows'))).toBe('Ctrl+H');
  });

  test.each(['linux', 'macos'] as const)('no key stands for two commands on %s', (platform) => {
    const keys = (Object.keys(commands) as CommandId[]).flatMap((id) =>
      shortcutsOf(id, usual(platform)).map((key) => formatShortcut(key, platform, names)),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('are written as each system writes them', () => {
    expect(shortcutText('editPath', usual('linux'))).toBe('Ctrl+L');
    expect(shortcutText('editPath', usual('macos'))).toBe('⌘L');
    expect(shortcutText('goUp', usual('macos'))).toBe('⌫');
    expect(shortcutText('copyPath', usual('windows'))).toBeUndefined();
    const german: Keyboard = { ...usual('linux'), names: { Control: 'Strg', Shift: 'Umschalt', Home: 'Pos1' } };
    expect(shortcutText('editPath', german)).toBe('Strg+L');
    const home = { key: 'Home', primary: true, shift: true } as const;
    expect(formatShortcut(home, 'linux', german.names)).toBe('Strg+Umschalt+Pos1');
    expect(formatShortcut(home, 'macos', german.names)).toBe('⇧⌘Pos1');
  });

  test('are what the user has put in their place', () => {
    const keyboard: Keyboard = {
      platform: 'linux',
      chosen: { copy: [{ key: 'u', primary: true }], rename: [] },
      names,
    };
    expect(commandFor(press('u', { ctrlKey: true }), keyboard)).toBe('copy');
    expect(commandFor(press('F5'), keyboard)).toBeUndefined();
    expect(commandFor(press('F2'), keyboard)).toBeUndefined();
    expect(shortcutText('copy', keyboard)).toBe('Ctrl+U');
    expect(shortcutText('rename', keyboard)).toBeUndefined();
  });

  test.each([
    [press('u', { ctrlKey: true }), { key: 'u', primary: true }],
    [press('U', { ctrlKey: true, shiftKey: true }), { key: 'u', primary: true, shift: true }],
    [press('F6'), { key: 'F6' }],
    [press('ArrowLeft', { altKey: true }), { key: 'ArrowLeft', alt: true }],
    [press('u'), undefined],
    [press('ArrowLeft'), undefined],
    [press('Control', { ctrlKey: true }), undefined],
    [press('u', { metaKey: true }), undefined],
  ])('%o can be chosen as %o', (pressed, shortcut) => {
    expect(shortcutFrom(pressed, 'linux')).toEqual(shortcut);
  });

  test('that two commands would share are seen before they are chosen', () => {
    expect(commandWith({ key: 'F5' }, usual('linux'), 'rename')).toBe('copy');
    expect(commandWith({ key: 'F5' }, usual('linux'), 'copy')).toBeUndefined();
  });

  test('of cut, copy and paste make an event of the clipboard, whatever else they were chosen for', () => {
    expect(clipboardCommandFor(press('x', { ctrlKey: true }), 'linux')).toBe('clipboardCut');
    expect(clipboardCommandFor(press('c', { metaKey: true }), 'macos')).toBe('clipboardCopy');
    expect(clipboardCommandFor(press('C', { ctrlKey: true, shiftKey: true }), 'linux')).toBeUndefined();
    expect(clipboardCommandFor(press('F5'), 'linux')).toBeUndefined();
  });

  test("the desktop's menu bar knows no command that the window has not", () => {
    for (const command of WindowCommand.options) expect(commands).toHaveProperty(command);
  });

  test.each(['linux', 'macos'] as const)(
    "the desktop's menu bar shows the keys that the window knows, on %s",
    (system) => {
      // As Electron spells them.
      const names: Record<string, string> = { ArrowUp: 'Up', ArrowLeft: 'Left', ArrowRight: 'Right' };
      const spelled = ({ key, primary, alt, shift }: Shortcut) =>
        [
          ...[primary && 'Primary', alt && 'Alt', shift && 'Shift'].filter((name) => typeof name === 'string'),
          names[key] ?? (key.length === 1 ? key.toUpperCase() : key),
        ].join('+');
      for (const command of WindowCommand.options) {
        const shown = (system === 'macos' ? macMenuKeys[command] : undefined) ?? menuKeys[command];
        const known = shortcutsOf(command, { platform: system, chosen: {} }).map(spelled);
        // Tab is everybody's, and Primary+Z takes back what was typed where there is text.
        if (command === 'switchPane' || command === 'undo') expect(shown).toBeUndefined();
        else if (shown === undefined) expect(known, command).toEqual([]);
        else expect(known, command).toContain(shown);
      }
    },
  );
});
