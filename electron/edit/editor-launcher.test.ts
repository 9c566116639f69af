import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { EditorLauncher, type EditorLauncherOptions } from './editor-launcher.ts';

describe('the user’s editor', () => {
  let folder: string;
  const launcher = (options: Partial<EditorLauncherOptions>) =>
    new EditorLauncher({
      file: join(folder, 'editor.json'),
      choose: undefined,
      onSetAside: (message) => expect.unreachable(message),
      platform: 'linux',
      env: { PATH: folder },
      ...options,
    });
  async function script(name: string, body: string): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, `#!/bin/sh\n${body}\n`);
    await chmod(path, 0o755);
    return path;
  }

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portside-editor-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test('gets the file as one argument, whatever its name', async () => {
    const program = await script('my-editor', `printf '%s' "$#:$1" > "${join(folder, 'seen')}"`);
    const name = join(folder, 'a b; $(touch pwned) `x` "y".txt');
    await launcher({ env: { PORTSIDE_EDITOR: `"${program}"` } }).open(name);
    await expect.poll(() => readFile(join(folder, 'seen'), 'utf8').catch(() => '')).toBe(`1:${name}`);
  });

  test('is the program that the system opens texts with', async () => {
    await script('xdg-mime', 'echo org.example.pad.desktop');
    await script('gtk-launch', `printf '%s' "$*" > "${join(folder, 'seen')}"`);
    await launcher({}).open('/a.exe');
    expect(await readFile(join(folder, 'seen'), 'utf8')).toBe('org.example.pad.desktop /a.exe');
    expect(await launcher({}).program()).toEqual({ name: 'org.example.pad', from: 'system', canChoose: false });
  });

  test('that cannot be started is told, with what to do about it', async () => {
    await expect(launcher({}).open('/a')).rejects.toThrow('No text editor was found');
    await expect(launcher({ env: { PORTSIDE_EDITOR: '/no/such' } }).open('/a')).rejects.toMatchObject({
      kind: 'unsupported',
      data: { hint: expect.stringContaining('PORTSIDE_EDITOR') },
    });
    await script('xdg-mime', 'echo pad.desktop');
    await script('gtk-launch', 'exit 3');
    await expect(launcher({}).open('/a')).rejects.toThrow('it ended with 3');
  });

  test('is chosen by the system’s dialog and remembered; no host without one asks', async () => {
    const program = await script('pad', 'exit 0');
    const choosing = launcher({ choose: async () => program });
    expect(await choosing.choose()).toEqual({ name: 'pad', from: 'chosen', canChoose: true });
    expect(await launcher({}).program()).toMatchObject({ name: 'pad', from: 'chosen' });
    expect(await launcher({ choose: async () => undefined }).choose()).toMatchObject({ name: 'pad' });
    await expect(launcher({}).choose()).rejects.toThrow('Only the desktop app');
  });
});
