import { describe, expect, it } from 'vitest';
import { TransferFilter } from '../../shared/model/transfer.ts';
import { createFilter, isOpenFilter } from './transfer-filter.ts';

const filterOf = (filter: Partial<TransferFilter>) => createFilter(TransferFilter.parse(filter));

describe('a filter', () => {
  it.each<[string, Partial<TransferFilter>, 'file' | 'directory', string, boolean]>([
    ['a name at any depth', { include: ['*.txt'] }, 'file', 'a/b/c.txt', true],
    ['case counts', { include: ['*.txt'] }, 'file', 'c.TXT', false],
    ['nothing else', { include: ['*.txt'] }, 'file', 'c.png', false],
    ['folders are read all the same', { include: ['*.txt'] }, 'directory', 'a', true],
    ['names with a dot match too', { exclude: ['*'] }, 'file', '.env', false],
    ['a path below the root', { include: ['src/*.ts'] }, 'file', 'src/a.ts', true],
    ['only there', { include: ['src/*.ts'] }, 'file', 'x/src/a.ts', false],
    ['any number of folders', { include: ['src/**/*.ts'] }, 'file', 'src/x/y/a.ts', true],
    ['a slash at the beginning is the root', { exclude: ['/build'] }, 'directory', 'build', false],
    ['and no deeper', { exclude: ['/build'] }, 'directory', 'x/build', true],
    ['folders alone', { exclude: ['node_modules/'] }, 'directory', 'x/node_modules', false],
    ['not a file of that name', { exclude: ['node_modules/'] }, 'file', 'node_modules', true],
    ['exclude is stronger', { include: ['*.txt'], exclude: ['a*'] }, 'file', 'a.txt', false],
    ['an exclamation mark is a letter', { include: ['!a'] }, 'file', 'b', false],
  ])('%s', (_why, filter, type, path, passes) => {
    expect(filterOf(filter)({ type, path })).toBe(passes);
  });

  it('has bounds that are part of it, and passes what is not known', () => {
    const isWanted = filterOf({ smallest: 10, largest: 20, modifiedAfter: 100, modifiedBefore: 200 });
    const file = (size?: number, modifiedAt?: number) => isWanted({ type: 'file', path: 'a', size, modifiedAt });
    expect([9, 10, 20, 21].map((size) => file(size))).toEqual([false, true, true, false]);
    expect([99, 100, 200, 201].map((at) => file(15, at))).toEqual([false, true, true, false]);
    expect(file()).toBe(true);
    expect(isWanted({ type: 'directory', path: 'a', size: 4096, modifiedAt: 1 })).toBe(true);
  });

  it('is open where it says nothing', () => {
    expect(isOpenFilter(TransferFilter.parse({}))).toBe(true);
    expect(isOpenFilter(TransferFilter.parse({ smallest: 0 }))).toBe(false);
    expect(isOpenFilter(TransferFilter.parse({ exclude: ['a'] }))).toBe(false);
  });
});
