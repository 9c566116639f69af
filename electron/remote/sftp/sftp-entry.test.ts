import { describe, expect, it } from 'vitest';
import { entryOf } from './sftp-entry.ts';

const file = { mode: 0o100644, size: 5, mtime: 1_600_000_000, uid: 1000, gid: 100 };
const line = '-rw-r--r--    1 ann      staff           5 Sep 13  2020 name';

describe('a row of an SFTP listing', () => {
  it('takes names of owners from the line, the rest from the attributes', () => {
    expect(entryOf('name', file, line)).toEqual({
      name: 'name',
      type: 'file',
      size: 5,
      modifiedAt: 1_600_000_000_000,
      modifiedPrecision: 's',
      permissions: 0o644,
      owner: 'ann',
      group: 'staff',
    });
  });

  it.each([
    ['there is no line', ''],
    ['the line is in another form', 'name'],
    ['a name with spaces shifts the columns', '-rw-r--r--    1 ann      domain users    5 Sep 13  2020 name'],
    ['the line speaks of another size', '-rw-r--r--    1 ann      staff           6 Sep 13  2020 name'],
  ])('shows numbers where %s', (_, longName) => {
    expect(entryOf('name', file, longName)).toMatchObject({ owner: '1000', group: '100' });
  });

  it.each([
    [0o040755, 'directory'],
    [0o120777, 'symlink'],
    [0o020600, 'other'],
    [0o104755, 'file'],
  ])('reads the type of mode %o', (mode, type) => {
    expect(entryOf('name', { ...file, mode })).toMatchObject({ type, permissions: mode & 0o7777 });
  });

  it('reads the type from the line where the server sends no mode', () => {
    expect(entryOf('name', { size: 5 }, 'drwxr-xr-x 2 ann staff 5 Sep 13 2020 name')).toEqual({
      name: 'name',
      type: 'directory',
      owner: 'ann',
      group: 'staff',
    });
    expect(entryOf('name', {})).toEqual({ name: 'name', type: 'other' });
  });

  it('leaves out a size that cannot be', () => {
    expect(entryOf('name', { ...file, size: 2 ** 63 })).not.toHaveProperty('size');
  });

  it.each([
    ['../../etc/passwd', 'separator-in-name'],
    ['..', 'dot-name'],
    ['', 'dot-name'],
    ['a\0b', 'nul-in-name'],
    ['caf\uFFFD', 'undecodable-name'],
  ])('marks the name %j as unusable', (name, unusable) => {
    expect(entryOf(name, file).unusable).toBe(unusable);
  });
});
