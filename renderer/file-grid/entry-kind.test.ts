import { describe, expect, test } from 'vitest';
import type { Entry } from '../../shared/model/entry.ts';
import { kindGroup, kindMessage } from './entry-kind.ts';
import { createFileRow, mayOpen } from './file-row.ts';

const row = (entry: Entry) => createFileRow(entry, (key) => key);

describe('what kind of entry a row is', () => {
  test.each<[Entry, string, string]>([
    [{ name: 'site', type: 'directory' }, 'folder', 'kind.folder'],
    [{ name: 'a.PNG', type: 'file' }, 'image', 'kind.image'],
    [{ name: 'index.html', type: 'file' }, 'code', 'kind.code'],
    [{ name: 'notes.txt', type: 'file' }, 'text', 'kind.plain-text'],
    [{ name: 'data.xyz', type: 'file' }, 'file', 'kind.other-file'],
    [{ name: 'Makefile', type: 'file' }, 'file', 'kind.file'],
    [{ name: '.htaccess', type: 'file' }, 'file', 'kind.file'],
    [{ name: 'to-dir', type: 'symlink', targetType: 'directory' }, 'folder', 'kind.folder-link'],
    [{ name: 'gone', type: 'symlink', targetType: 'missing' }, 'broken-link', 'kind.broken-link'],
    [{ name: 'l', type: 'symlink' }, 'link', 'kind.link'],
    [{ name: 'null', type: 'other' }, 'special', 'kind.special'],
    [{ name: 'archive.d', type: 'directory' }, 'folder', 'kind.folder'],
  ])('%o', (entry, group, message) => {
    expect(kindGroup(row(entry))).toBe(group);
    expect(kindMessage(row(entry)).id).toBe(message);
  });

  test('had a stray space in the words where the name ends in one', () => {
    expect(kindMessage(row({ name: 'data.xyz ', type: 'file' }))).toEqual({ id: 'kind.other-file', extension: 'XYZ' });
    expect(kindMessage(row({ name: 'data. ', type: 'file' })).id).toBe('kind.file');
  });

  test('opens directories, links to them and links nobody knows, but never an unusable name', () => {
    expect(mayOpen({ name: 'd', type: 'directory' })).toBe(true);
    expect(mayOpen({ name: 'l', type: 'symlink' })).toBe(true);
    expect(mayOpen({ name: 'l', type: 'symlink', targetType: 'file' })).toBe(false);
    expect(mayOpen({ name: '../x', type: 'directory', unusable: 'separator-in-name' })).toBe(false);
    expect(mayOpen({ name: 'f', type: 'file' })).toBe(false);
  });
});
