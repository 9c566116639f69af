import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyRule, planRename, previewOf, type RenameRule, renameSteps } from './batch-rename.ts';

const plan = (names: string[], rule: Partial<RenameRule>, others: string[] = []) =>
  planRename(names, { ...emptyRule, ...rule }, new Set(others));
const results = (names: string[], rule: Partial<RenameRule>) => plan(names, rule)?.map(({ to }) => to);

describe('renaming many', () => {
  it.each<[string, string[], Partial<RenameRule>, string[]]>([
    [
      'replaces a part of each name',
      ['IMG_1.jpg', 'IMG_2.jpg'],
      { find: 'IMG_', replace: 'photo ' },
      ['photo 1.jpg', 'photo 2.jpg'],
    ],
    ['leaves endings alone', ['jpg.jpg'], { find: 'jpg', replace: 'a' }, ['a.jpg']],
    ['takes endings too on request', ['a.JPG'], { find: 'JPG', replace: 'jpg', keepEnding: false }, ['a.jpg']],
    [
      'numbers the whole name',
      ['x.txt', 'y.txt'],
      { replace: 'file {n:3}', firstNumber: 9 },
      ['file 009.txt', 'file 010.txt'],
    ],
    [
      'knows patterns and their groups',
      ['2024-05.log'],
      { find: '(\\d+)-(\\d+)', replace: '$2.$1', isPattern: true },
      ['05.2024.log'],
    ],
    ['takes signs literally without a pattern', ['a.b(1).txt'], { find: '.b(1)', replace: '$1' }, ['a$1.txt']],
    ['finds a hyphen without a pattern', ['my-file.txt'], { find: 'y-f', replace: 'y f' }, ['my file.txt']],
    [
      'finds every sign without a pattern',
      ['^$.*+?()[]{}|-#!,.txt'],
      { find: '^$.*+?()[]{}|-#!,', replace: 'x' },
      ['x.txt'],
    ],
    ['ignores case on request', ['ABC.txt'], { find: 'b', replace: '-', ignoreCase: true }, ['A-C.txt']],
    ['changes letters', ['Ärger.TXT'], { letters: 'lower', keepEnding: false }, ['ärger.txt']],
    ['keeps a dot at the front', ['.htaccess'], { letters: 'upper' }, ['.HTACCESS']],
  ])('%s', (_what, names, rule, expected) => expect(results(names, rule)).toEqual(expected));

  it('sees names that cannot be, that come twice, and that are taken', () => {
    expect(plan(['a', 'b'], { replace: 'same' })?.map(({ problem }) => problem)).toEqual(['twice', 'twice']);
    expect(plan(['a'], { find: 'a', replace: 'c' }, ['c'])?.[0]?.problem).toBe('taken');
    expect(plan(['a'], { find: 'a', replace: 'x/y' })?.[0]?.problem).toBe('invalid');
    expect(plan(['a'], { find: 'a', replace: '' })?.[0]?.problem).toBe('invalid');
    expect(plan(['a'], { find: '(', isPattern: true })).toBeUndefined();
  });

  it('took seconds for every letter where ten thousand names were shown: some are enough, those that cannot be first', () => {
    const names = ['a', 'b', 'c', 'd'].map((name) => `${name}.txt`);
    const planned = plan(names, { find: 'c', replace: 'x' }, ['x.txt']) ?? [];
    expect(previewOf(planned, 2).map(({ from }) => from)).toEqual(['c.txt', 'a.txt']);
    expect(previewOf(planned, 4).map(({ from }) => from)).toEqual(names);
  });

  it('is carried out in an order that writes over nothing, circles included', () => {
    const names = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { minLength: 1 });
    fc.assert(
      fc.property(
        names.chain((from) =>
          fc.tuple(
            fc.constant(from),
            fc.shuffledSubarray([...'abcdefghijklmnopqrst'], { minLength: from.length, maxLength: from.length }),
          ),
        ),
        ([from, to]) => {
          const disk = new Map(from.map((name) => [name, `content of ${name}`]));
          const wanted = new Map(from.map((name, index) => [to[index] as string, `content of ${name}`]));
          const steps = renameSteps(
            from.map((name, index) => ({ from: name, to: to[index] as string })),
            (name) => `${name}.aside`,
          );
          for (const step of steps) {
            expect(disk.has(step.to)).toBe(false);
            const content = disk.get(step.from);
            expect(content).toBeDefined();
            disk.delete(step.from);
            disk.set(step.to, content as string);
          }
          expect(new Map([...disk].sort())).toEqual(new Map([...wanted].sort()));
        },
      ),
    );
  });
});
