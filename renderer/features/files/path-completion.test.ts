import { describe, expect, test } from 'vitest';
import { nativeFromPath, pathFromNative } from './local-drop.ts';
import { completePath, completionQuery, resolveTypedPath, type TypedPathContext } from './path-completion.ts';

const remote: TypedPathContext = { current: '/var/www', home: '/home/ann' };
const windows: TypedPathContext = { current: '/C:/Users', home: '/C:/Users/ann', nativePlatform: 'windows' };

describe('a typed path', () => {
  test.each([
    ['/etc', '/etc'],
    ['/etc/../srv//x/', '/srv/x'],
    ['site', '/var/www/site'],
    ['..', '/var'],
    ['../../../..', '/'],
    ['~', '/home/ann'],
    ['~/docs', '/home/ann/docs'],
    ['', '/var/www'],
    ['  /spaces  ', '/spaces'],
  ])('%j is %j', (typed, expected) => {
    expect(resolveTypedPath(typed, remote)).toBe(expected);
  });

  test.each([
    ['D:\\data\\x', '/D:/data/x'],
    ['d:/data', '/d:/data'],
    ['\\\\nas\\share\\x', '/UNC/nas/share/x'],
    ['ann', '/C:/Users/ann'],
    ['"D:\\data\\a b"', '/D:/data/a b'],
    ['/D:/x', '/D:/x'],
  ])('on Windows %j is %j', (typed, expected) => {
    expect(resolveTypedPath(typed, windows)).toBe(expected);
  });

  test('a folder whose name ends in a space was left by opening its own path again', () => {
    expect(resolveTypedPath('/old stuff ', { ...remote, current: '/old stuff ' })).toBe('/old stuff ');
  });

  test('a backslash is a part of a name where the server may have one', () => {
    expect(resolveTypedPath('a\\b', remote)).toBe('/var/www/a\\b');
  });
});

describe('completing a path', () => {
  test.each([
    ['/va', '/', 'va'],
    ['/var/w', '/var', 'w'],
    ['/var/', '/var', ''],
    ['si', '/var/www', 'si'],
    ['../lo', '/var', 'lo'],
    ['~/d', '/home/ann', 'd'],
  ])('%j asks for what is in %j and starts with %j', (typed, directory, start) => {
    expect(completionQuery(typed, remote)).toEqual({ directory, start });
  });

  test('offers directories in any case, hidden ones only after a dot', () => {
    const names = ['.git', 'Downloads', 'data', 'other'];
    expect(completePath('/', 'd', names)).toEqual(['/Downloads', '/data']);
    expect(completePath('/x', '.', names)).toEqual(['/x/.git']);
    expect(completePath('/', '', names)).not.toContain('/.git');
  });

  test('a folder that a Mac has written was not offered for what a keyboard types', () => {
    expect(completePath('/', 'e\u0301t\u00e9'.normalize('NFC'), ['E\u0301te\u0301', 'etc'])).toEqual([
      '/E\u0301te\u0301',
    ]);
  });
});

describe('a native path', () => {
  test('that is not absolute is nothing', () => {
    expect(pathFromNative('', 'linux')).toBeUndefined();
    expect(pathFromNative('relative', 'windows')).toBeUndefined();
  });

  test.each([
    ['/C:/Users/ann/a b', 'C:\\Users\\ann\\a b'],
    ['/C:', 'C:\\'],
    ['/UNC/nas/share/x', '\\\\nas\\share\\x'],
  ])('of Windows was copied as %j, which nothing on Windows opens', (path, native) => {
    expect(nativeFromPath(path, 'windows')).toBe(native);
    expect(nativeFromPath(path, 'linux')).toBe(path);
    expect(pathFromNative(native, 'windows')).toBe(path);
  });

  test('on Unix is the same here', () => {
    expect(pathFromNative('/home/ann/a b', 'linux')).toBe('/home/ann/a b');
  });
});
