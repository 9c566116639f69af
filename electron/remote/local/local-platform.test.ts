import { describe, expect, it } from 'vitest';
import { clashKey, fitName } from '../name-rules.ts';
import { LocalEntries } from './local-entry.ts';
import { platformOf, platforms } from './local-platform.ts';

const { windows, macos, linux } = platforms;

describe('the systems', () => {
  it.each([
    ['win32', windows],
    ['darwin', macos],
    ['linux', linux],
    ['freebsd', linux],
  ] as const)('%s is known', (platform, expected) => {
    expect(platformOf(platform)).toBe(expected);
  });

  it.each([
    ['a:b', { windows: false, macos: true, linux: true }],
    ['aux.c', { windows: false, macos: true, linux: true }],
    ['ü'.repeat(128), { windows: true, macos: false, linux: false }],
    ['x'.repeat(256), { windows: false, macos: false, linux: false }],
  ])('take or refuse %j', (name, expected) => {
    for (const [platform, fits] of Object.entries(expected)) {
      expect(fitName(name, platforms[platform as keyof typeof platforms].names).fits, platform).toBe(fits);
    }
  });

  it('differ in which names are one', () => {
    const same = (one: string, other: string) =>
      Object.values(platforms)
        .filter(({ names }) => clashKey(one, names) === clashKey(other, names))
        .map(({ name }) => name);
    expect(same('README', 'Readme')).toEqual(['windows', 'macos']);
    expect(same('caf\u00e9', 'cafe\u0301')).toEqual(['macos']);
  });
});

describe('what the system hides', () => {
  const stats = {
    mtimeMs: 1,
    size: 1,
    uid: 0,
    gid: 0,
    mode: 0o644,
    isFile: () => true,
    isDirectory: () => false,
    isSymbolicLink: () => false,
  };
  const hidden = async (name: string, platform: keyof typeof platforms) =>
    (await new LocalEntries(platforms[platform]).entry(name, name, stats as never)).hidden ?? false;

  it.each([
    '$Recycle.Bin',
    'System Volume Information',
    'pagefile.sys',
    'desktop.ini',
    'NTUSER.DAT',
    'ntuser.dat.LOG1',
    'AppData',
  ])('of Windows: %s', async (name) => {
    expect(await hidden(name, 'windows')).toBe(true);
    expect(await hidden(name, 'linux')).toBe(false);
  });

  it.each(['my pagefile.sys.txt', 'notes.ini', 'AppData.zip'])('but not %s', async (name) => {
    expect(await hidden(name, 'windows')).toBe(false);
  });

  it('leaves permissions and owners out where the system has none', async () => {
    expect(await new LocalEntries(windows).entry('a', 'a', stats as never)).toEqual({
      name: 'a',
      type: 'file',
      size: 1,
      modifiedAt: 1,
      modifiedPrecision: 'ms',
    });
  });
});
