import { describe, expect, test } from 'vitest';
import { type EditorSurroundings, editorCommand } from './editor-program.ts';

const plain: EditorSurroundings = { platform: 'linux', env: {}, chosen: undefined, defaultForText: undefined };
const file = '/data/copies/1/evil; rm -rf $HOME.exe';
const command = (surroundings: Partial<EditorSurroundings>) => editorCommand({ ...plain, ...surroundings }, file);

describe('the program that edits', () => {
  test('is the environment’s own before any other', () => {
    const env = { PORTSIDE_EDITOR: 'code --wait', VISUAL: 'gvim' };
    const found = { command: 'code', args: ['--wait', file], name: 'code', from: 'environment' };
    expect(command({ env, chosen: '/usr/bin/kate' })).toMatchObject(found);
  });

  test('may have a path with spaces, in quotes', () => {
    const env = { PORTSIDE_EDITOR: '"C:\\Program Files\\Notepad++\\notepad++.exe" -multiInst' };
    expect(command({ platform: 'win32', env })).toMatchObject({
      command: 'C:\\Program Files\\Notepad++\\notepad++.exe',
      args: ['-multiInst', file],
      name: 'notepad++',
    });
  });

  test('is the chosen one before VISUAL and the system’s', () => {
    expect(command({ env: { VISUAL: 'gvim' }, chosen: '/opt/Sublime Text/sublime_text' })).toMatchObject({
      command: '/opt/Sublime Text/sublime_text',
      args: [file],
      from: 'chosen',
    });
    expect(command({ env: { VISUAL: 'gvim' } })).toMatchObject({ command: 'gvim', args: [file] });
  });

  test.each(['vim', '/usr/bin/nvim', 'nano -w', 'emacs -nw', 'emacsclient -t'])(
    'is not one of a terminal, which would be started unseen: VISUAL=%s',
    (VISUAL) => {
      const found = command({ env: { VISUAL }, defaultForText: 'org.gnome.gedit.desktop' });
      expect(found).toMatchObject({ name: 'org.gnome.gedit', from: 'system' });
      expect(command({ env: { PORTSIDE_EDITOR: VISUAL } })).toMatchObject({ from: 'environment' });
    },
  );

  test.each(['vim -g', 'emacs', 'code --wait'])('opens a window by VISUAL=%s', (VISUAL) => {
    expect(command({ env: { VISUAL } })).toMatchObject({ from: 'environment' });
  });

  test('chosen on macOS is started by the system’s opener, with the file as its argument', () => {
    expect(command({ platform: 'darwin', chosen: '/Applications/BBEdit.app' })).toMatchObject({
      command: '/usr/bin/open',
      args: ['-a', '/Applications/BBEdit.app', file],
      name: 'BBEdit',
    });
  });

  test.each<[NodeJS.Platform, string, readonly string[]]>([
    ['darwin', '/usr/bin/open', ['-t', file]],
    ['win32', 'D:\\Windows\\System32\\notepad.exe', [file]],
    ['linux', 'gtk-launch', ['org.gnome.gedit.desktop', file]],
  ])('is the one for plain text of %s, never the one for the file’s own kind', (platform, program, args) => {
    const env = { SystemRoot: 'D:\\Windows' };
    const found = command({ platform, env, defaultForText: 'org.gnome.gedit.desktop\n' });
    expect(found).toMatchObject({ command: program, args, from: 'system' });
  });

  test.each(['', '--help.desktop', '../evil.desktop', 'a b.desktop', 'gedit'])(
    'is none where Linux names no desktop entry: %j',
    (defaultForText) => expect(command({ defaultForText })).toBeUndefined(),
  );
});
