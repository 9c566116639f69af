import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEntryName } from '../../../shared/model/remote-path.ts';
import { fromNativePath, isDriveList, toNativePath, UnmappablePathError } from './local-path.ts';
import { platforms } from './local-platform.ts';

const { windows, linux } = platforms;

describe('local paths', () => {
  it.each([
    ['/C:', 'C:\\'],
    ['/C:/Users/ann', 'C:\\Users\\ann'],
    ['/d:/a b/ü.txt', 'd:\\a b\\ü.txt'],
    ['/UNC/server/share', '\\\\server\\share'],
    ['/UNC/server/share/x', '\\\\server\\share\\x'],
  ])('%s is %s on Windows, both ways', (path, native) => {
    expect(toNativePath(path, windows)).toBe(native);
    expect(fromNativePath(native, windows)).toBe(path);
  });

  it.each([
    ['\\\\?\\C:\\long', '/C:/long'],
    ['\\\\?\\UNC\\server\\share\\x', '/UNC/server/share/x'],
    ['C:/mixed\\slashes/', '/C:/mixed/slashes'],
  ])('%s is understood on Windows', (native, path) => {
    expect(fromNativePath(native, windows)).toBe(path);
  });

  it.each([
    ['/', 'the drives'],
    ['/home/ann', 'no drive'],
    ['/UNC/server', 'no share'],
    ['/C:/a\\..\\b', 'a backslash leads elsewhere'],
    ['/C:/file:stream', 'an alternate stream'],
    ['/C:/a*b', 'a wildcard'],
    ['/C:/line\nbreak', 'a control character'],
    ['/C:/CON', 'a device'],
    ['/C:/folder/nul.txt', 'a device with an extension'],
    ['/C:/com1', 'a device'],
    ['/C:/ends.', 'a dot that is dropped'],
    ['/C:/ends ', 'a space that is dropped'],
  ])('%j is refused on Windows: %s', (path) => {
    expect(() => toNativePath(path, windows)).toThrow(UnmappablePathError);
  });

  it('allows names on Windows that only look like devices', () => {
    expect(toNativePath('/C:/console/com10/nullify.txt', windows)).toBe('C:\\console\\com10\\nullify.txt');
  });

  it('keeps Unix paths as they are', () => {
    expect(toNativePath('/home/ann/a\\b:c', linux)).toBe('/home/ann/a\\b:c');
    expect(fromNativePath('/home//ann/', linux)).toBe('/home/ann');
  });

  it('never leads out of the directory, whatever the name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }).filter(isEntryName), (name) => {
        let native: string;
        try {
          native = toNativePath(`/C:/safe/${name}`, windows);
        } catch (error) {
          expect(error).toBeInstanceOf(UnmappablePathError);
          return;
        }
        expect(native).toBe(`C:\\safe\\${name}`);
        expect(name).not.toMatch(/[\\:]/);
      }),
    );
  });

  it('has a list of drives on Windows only', () => {
    expect(isDriveList('/', windows)).toBe(true);
    expect(isDriveList('/C:', windows)).toBe(false);
    expect(isDriveList('/', linux)).toBe(false);
  });
});
