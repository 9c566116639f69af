import { expect, it } from 'vitest';
import { english as desktopEnglish } from '../../electron/desktop/texts/english.ts';
import { german as desktopGerman } from '../../electron/desktop/texts/german.ts';
import { german } from '../../renderer/app/languages/german.ts';
import { english } from '../../renderer/app/messages.ts';
import { WindowCommand } from '../../shared/model/desktop.ts';

/** A menu bar writes an ellipsis where a question follows, and English ones write Words Large. */
const plain = (words: unknown) =>
  String(words)
    .replace(/[\s\u00a0]*…$/, '')
    .toLowerCase();

it.each([
  ['English', desktopEnglish.commands, english],
  ['German', desktopGerman.commands, german],
] as const)("the desktop's menu bar says the same words as the window, in %s", (_language, menu, window) => {
  for (const command of WindowCommand.options) expect(plain(menu[command])).toBe(plain(window[`command.${command}`]));
});

it.each([
  ['English', desktopEnglish, english],
  ['German', desktopGerman, german],
] as const)('so do cut, copy and paste, which the system does with text as well, in %s', (_language, menu, window) => {
  expect(menu.cut).toBe(window['command.clipboardCut']);
  expect(menu.copyText).toBe(window['command.clipboardCopy']);
  expect(menu.paste).toBe(window['command.clipboardPaste']);
});
