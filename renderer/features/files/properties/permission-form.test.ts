import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOf, formFromOctal, formOf, isChanged, keepAll, octalOf, toggled } from './permission-form.ts';

const permissions = fc.integer({ min: 0, max: 0o7777 });
const apply = (bits: number, { set, clear }: { set: number; clear: number }) => (bits & ~clear) | set;

describe('the permissions of a selection', () => {
  it('are those of a single file, in octal as chmod takes them', () => {
    fc.assert(
      fc.property(permissions, permissions, (wanted, before) => {
        const form = formOf([{ permissions: wanted }]);
        expect(apply(before, changeOf(form))).toBe(wanted);
        expect(Number.parseInt(octalOf(form), 8)).toBe(wanted);
        expect(formFromOctal(octalOf(form))).toEqual(form);
      }),
    );
    expect(octalOf(formOf([{ permissions: 0o44 }]))).toBe('044');
    expect(octalOf(formOf([{ permissions: 0o2755 }]))).toBe('2755');
  });

  it('leave alone every bit in which the files differ', () => {
    fc.assert(
      fc.property(permissions, permissions, (one, other) => {
        const change = changeOf(formOf([{ permissions: one }, { permissions: other }]));
        expect(apply(one, change)).toBe(one);
        expect(apply(other, change)).toBe(other);
      }),
    );
    expect(octalOf(formOf([{ permissions: 0o644 }, { permissions: 0o600 }]))).toBe('');
  });

  it('are not guessed where the server does not tell them', () => {
    expect(formOf([{ permissions: 0o644 }, {}])).toEqual(keepAll);
    expect(formOf([])).toEqual(keepAll);
    expect(changeOf(keepAll)).toEqual({ set: 0, clear: 0 });
  });

  it('change one bit at a time, a differing one to set first', () => {
    const form = toggled(keepAll, 0o020);
    expect(changeOf(form)).toEqual({ set: 0o020, clear: 0 });
    expect(changeOf(toggled(form, 0o020))).toEqual({ set: 0, clear: 0o020 });
    expect(isChanged(keepAll, form)).toBe(true);
    expect(isChanged(form, { ...form })).toBe(false);
  });

  it.each(['', '7', '78', '0o644', '64', '12345', '-644', 'rwx'])('are not read from %j', (text) => {
    expect(formFromOctal(text)).toBeUndefined();
  });
});
