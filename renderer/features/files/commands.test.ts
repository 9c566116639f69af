import { describe, expect, test } from 'vitest';
import { WindowCommand } from '../../../shared/model/desktop.ts';
import { type CommandId, commandFor, commands, formatShortcut, shortcutsOf, shortcutText } from './commands.ts';

type Modifiers = Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>>;

function press(key: string, modifiers: Modifiers = {}, code = '') {
  return { key, code, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers };
}

describe('keys', () => {
  test.each([
    [press('F5'), 'copy'],
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
    expect(commandFor(pressed, 'linux')).toBe(command);
  });

  test('on a Mac Command takes the place of Ctrl', () => {
    expect(commandFor(press('f', { metaKey: true }), 'macos')).toBe('filter');
    expect(commandFor(press('f', { ctrlKey: true }), 'macos')).toBeUndefined();
  });

  test("leave Command+H to macOS, which hides the app with it; hidden files have the Finder's key there", () => {
    expect(commandFor(press('h', { metaKey: true }), 'macos')).toBeUndefined();
    expect(commandFor(press('.', { metaKey: true, shiftKey: true }, 'Period'), 'macos')).toBe('showHidden');
    // As a German keyboard has it.
    expect(commandFor(press(':', { metaKey: true, shiftKey: true }, 'Period'), 'macos')).toBe('showHidden');
    expect(commandFor(press('.', { metaKey: true }, 'Period'), 'macos')).toBeUndefined();
    expect(commandFor(press('h', { ctrlKey: true }), 'linux')).toBe('showHidden');
    expect(commandFor(press('.', { ctrlKey: true, shiftKey: true }, 'Period'), 'linux')).toBeUndefined();
    expect(shortcutText('showHidden', 'macos')).toBe('⇧⌘.');
    expect(shortcutText('showHidden', 'windows')).toBe('Ctrl+H');
  });

  test.each(['linux', 'macos'] as const)('no key stands for two commands on %s', (platform) => {
    const keys = (Object.keys(commands) as CommandId[]).flatMap((id) =>
      shortcutsOf(id, platform).map((key) => formatShortcut(key, platform)),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('are written as each system writes them', () => {
    expect(shortcutText('editPath', 'linux')).toBe('Ctrl+L');
    expect(shortcutText('editPath', 'macos')).toBe('⌘L');
    expect(shortcutText('goUp', 'macos')).toBe('⌫');
    expect(shortcutText('copyPath', 'windows')).toBeUndefined();
  });

  test("the desktop's menu bar knows no command that the window has not", () => {
    for (const command of WindowCommand.options) expect(commands).toHaveProperty(command);
  });
});
