import { describe, expect, test } from 'vitest';
import { WindowCommand } from '../../../shared/model/desktop.ts';
import { commandFor, commands, formatShortcut, shortcutText } from './commands.ts';

function press(key: string, modifiers: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) {
  return { key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...modifiers };
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

  test('no key stands for two commands', () => {
    const keys = Object.values(commands).flatMap(({ shortcuts }) =>
      shortcuts.map((key) => formatShortcut(key, 'linux')),
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
