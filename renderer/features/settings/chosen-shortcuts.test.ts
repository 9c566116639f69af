import { describe, expect, it } from 'vitest';
import { Settings } from '../../../shared/model/settings.ts';
import { type CommandId, commands, type Keyboard, shortcutsOf } from '../files/commands.ts';
import { chooseShortcuts, resetShortcuts, takeOverShortcut } from './chosen-shortcuts.ts';

type Chosen = Keyboard['chosen'];
const keyboard = (chosen: Chosen) => ({ platform: 'linux', chosen }) as const;
const keysOf = (id: CommandId, chosen: Chosen) => shortcutsOf(id, keyboard(chosen)).map(({ key }) => key);
const F5 = { key: 'F5' };

/** Renaming with the key of copying. */
const taken = takeOverShortcut('rename', F5, 'copy', keyboard({}));

describe('a key that was taken over from another command', () => {
  it('is the one key of the one, and none of the other any more', () => {
    expect(keysOf('rename', taken)).toEqual(['F5']);
    expect(keysOf('copy', taken)).toEqual([]);
  });

  it('was lost to both when the one was reset: it goes back to the other', () => {
    expect(resetShortcuts('rename', keyboard(taken))).toEqual({});
  });

  it('goes back as well when it is taken away, or another one is chosen', () => {
    expect(chooseShortcuts('rename', [], keyboard(taken))).toEqual({ rename: [] });
    const other = [{ key: 'F9' }];
    expect(chooseShortcuts('rename', other, keyboard(taken))).toEqual({ rename: other });
  });

  it('stood for two commands when the other was reset: each has its own again', () => {
    expect(resetShortcuts('copy', keyboard(taken))).toEqual({});
  });

  it('goes back to its place among the keys of the other', () => {
    const chosen = takeOverShortcut('duplicate', { key: 'Delete' }, 'remove', keyboard({}));
    expect(keysOf('remove', chosen)).toEqual(['F8']);
    expect(resetShortcuts('duplicate', keyboard(chosen))).toEqual({});
    const both = takeOverShortcut('undo', { key: 'F8' }, 'remove', keyboard(chosen));
    expect(keysOf('remove', both)).toEqual([]);
    const back = resetShortcuts('undo', keyboard(both));
    expect(keysOf('remove', back)).toEqual(['F8']);
    expect(resetShortcuts('duplicate', keyboard(back))).toEqual({});
  });

  it('goes back step by step where it was taken on and on', () => {
    const twice = takeOverShortcut('undo', F5, 'rename', keyboard(taken));
    expect([keysOf('undo', twice), keysOf('rename', twice), keysOf('copy', twice)]).toEqual([['F5'], [], []]);
    const once = resetShortcuts('undo', keyboard(twice));
    expect(once).toEqual(taken);
    expect(resetShortcuts('rename', keyboard(once))).toEqual({});
  });

  it('was one that the user had given to the other', () => {
    const own = chooseShortcuts('copy', [{ key: 'F9' }], keyboard({}));
    const chosen = takeOverShortcut('rename', { key: 'F9' }, 'copy', keyboard(own));
    expect(resetShortcuts('rename', keyboard(chosen))).toEqual(own);
  });

  it('stays with whoever got it meanwhile', () => {
    const free = chooseShortcuts('rename', [{ key: 'F9' }], keyboard(taken));
    expect(keysOf('copy', free)).toEqual(['F5']);
    const removed = chooseShortcuts('copy', [], keyboard(free));
    expect(resetShortcuts('rename', keyboard(removed))).toEqual({ copy: [] });
  });

  it('is known as such after a restart', () => {
    expect(Settings.shape.shortcuts.parse(taken)).toEqual(taken);
  });
});

it('whatever is taken over and reset, no key stands for two commands', () => {
  const ids = Object.keys(commands) as CommandId[];
  let chosen: Chosen = {};
  for (const [index, id] of ids.entries()) {
    const from = ids[(index * 7 + 3) % ids.length] as CommandId;
    const [key] = shortcutsOf(from, keyboard(chosen));
    if (key && from !== id) chosen = takeOverShortcut(id, key, from, keyboard(chosen));
    if (index % 3 === 0) chosen = resetShortcuts(ids[(index * 5) % ids.length] as CommandId, keyboard(chosen));
    const keys = ids
      .flatMap((each) => shortcutsOf(each, keyboard(chosen)))
      .map((one) => JSON.stringify([one.key, !!one.primary, !!one.alt, !!one.shift]));
    expect(new Set(keys).size).toBe(keys.length);
  }
  for (const id of ids) chosen = resetShortcuts(id, keyboard(chosen));
  expect(chosen).toEqual({});
});
