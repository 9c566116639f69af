import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  baseName,
  EntryName,
  isEntryName,
  isRemotePath,
  isWithin,
  joinPath,
  normalizePath,
  parentPath,
  pathSegments,
  RemotePath,
  ROOT,
  relativePath,
  resolvePath,
} from './remote-path.ts';

/** Texts that are rich in what paths are made of. */
const piece = fc.constantFrom('a', 'b', '.', '..', '...', '', ' ', 'C:', '\\', 'ü', '\n', '~', '%2e', 'a.b');
const slashed = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('/'));
const anyPath = fc.oneof(slashed, fc.string());
const name = fc.oneof(piece, fc.string()).filter(isEntryName);
const normal = fc.array(name, { maxLength: 6 }).map((names) => `/${names.join('/')}`);

describe('normalizePath', () => {
  it.each([
    ['/', '/'],
    ['', '/'],
    ['//', '/'],
    ['/a', '/a'],
    ['/a/', '/a'],
    ['//a///b//', '/a/b'],
    ['/a/./b/.', '/a/b'],
    ['/a/../b', '/b'],
    ['/a/b/..', '/a'],
    ['/..', '/'],
    ['/../../etc', '/etc'],
    ['/a/../../../b', '/b'],
    ['/...', '/...'],
    ['/a/..b/.c', '/a/..b/.c'],
    ['/C:/Users/ann', '/C:/Users/ann'],
    ['/a\\..\\b', '/a\\..\\b'],
    ['/ a / b ', '/ a / b '],
  ])('makes %j into %j', (path, expected) => {
    expect(normalizePath(path)).toBe(expected);
  });

  it('has nothing left to do the second time', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        expect(normalizePath(normalizePath(path))).toBe(normalizePath(path));
      }),
    );
  });

  it('leaves an absolute path without empty, "." or ".." parts', () => {
    fc.assert(
      fc.property(anyPath, (path) => {
        const result = normalizePath(path);
        expect(result.startsWith('/')).toBe(true);
        expect(pathSegments(result).some((part) => part === '' || part === '.' || part === '..')).toBe(false);
      }),
    );
  });
});

describe('a remote path', () => {
  it.each(['/', '/a', '/a/b.txt', '/...', '/C:/Users', '/ ', '/a\nb', '/ünï'])('may be %j', (path) => {
    expect(isRemotePath(path)).toBe(true);
    expect(RemotePath.safeParse(path).success).toBe(true);
  });

  it.each(['', 'a', './a', '//', '/a/', '/a//b', '/.', '/..', '/a/..', '/a/./b', '/a\0', 'C:\\a'])(
    'cannot be %j',
    (path) => {
      expect(isRemotePath(path)).toBe(false);
      expect(RemotePath.safeParse(path).success).toBe(false);
    },
  );

  it('is what joining names from the root on makes', () => {
    fc.assert(
      fc.property(normal, (path) => {
        expect(isRemotePath(path)).toBe(true);
      }),
    );
  });

  it('is refused across IPC where it is longer than any system allows', () => {
    expect(RemotePath.safeParse(`/${'a'.repeat(32_768)}`).success).toBe(false);
  });
});

describe('joinPath', () => {
  it('puts a name behind a directory', () => {
    expect(joinPath('/', 'a')).toBe('/a');
    expect(joinPath('/a', 'b')).toBe('/a/b');
  });

  it.each(['', '.', '..', '/', '/a', 'a/', 'a/b', '../a', 'a\0'])('refuses %j, which is no name', (hostile) => {
    expect(() => joinPath('/a', hostile)).toThrow(TypeError);
    expect(isEntryName(hostile)).toBe(false);
    expect(EntryName.safeParse(hostile).success).toBe(false);
  });

  it('never leads out of the directory: it throws, or the result is its direct child', () => {
    fc.assert(
      fc.property(normal, fc.oneof(piece, slashed, fc.string()), (directory, hostile) => {
        let joined: string;
        try {
          joined = joinPath(directory, hostile);
        } catch (error) {
          expect(error).toBeInstanceOf(TypeError);
          expect(isEntryName(hostile)).toBe(false);
          return;
        }
        expect(normalizePath(joined)).toBe(joined);
        expect(parentPath(joined)).toBe(directory);
        expect(baseName(joined)).toBe(hostile);
        expect(isWithin(joined, directory)).toBe(true);
      }),
    );
  });
});

describe('the parts of a path', () => {
  it.each([
    ['/', '/', '', []],
    ['/a', '/', 'a', ['a']],
    ['/a/b', '/a', 'b', ['a', 'b']],
    ['/a.b/c d', '/a.b', 'c d', ['a.b', 'c d']],
  ])('of %j are its parent %j, its name %j and the segments %j', (path, parent, base, segments) => {
    expect(parentPath(path)).toBe(parent);
    expect(baseName(path)).toBe(base);
    expect(pathSegments(path)).toEqual(segments);
  });

  it('make the path again', () => {
    fc.assert(
      fc.property(normal, (path) => {
        expect(`/${pathSegments(path).join('/')}`).toBe(path);
        if (path !== ROOT) expect(joinPath(parentPath(path), baseName(path))).toBe(path);
      }),
    );
  });
});

describe('isWithin', () => {
  it.each([
    ['/a', '/a', true],
    ['/a/b', '/a', true],
    ['/a/b/c', '/a', true],
    ['/a', '/', true],
    ['/', '/', true],
    ['/ab', '/a', false],
    ['/a', '/a/b', false],
    ['/', '/a', false],
    ['/b/a', '/a', false],
  ])('%j in %j: %j', (path, directory, expected) => {
    expect(isWithin(path, directory)).toBe(expected);
  });
});

describe('the way down to a path', () => {
  it('leads there again', () => {
    fc.assert(
      fc.property(normal, fc.array(name, { minLength: 1, maxLength: 4 }), (directory, names) => {
        const way = names.join('/');
        const path = resolvePath(directory, way);
        expect(isWithin(path, directory)).toBe(true);
        expect(relativePath(directory, path)).toBe(way);
      }),
    );
  });

  it.each(['..', 'a/../..', '/etc', 'a//b', ''])('never leads out: %j', (way) => {
    expect(() => resolvePath('/home/ann', way)).toThrow(TypeError);
  });
});
