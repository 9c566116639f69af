import { expect, test } from 'vitest';
import { type FilterForm, filterOf, formOf, isSoundForm } from './filter-form.ts';

const size = (amount: string) => ({ amount, unit: 'megabyte' }) as const;
const empty: FilterForm = { include: '', exclude: '', smallest: size(''), largest: size(''), after: '', before: '' };

test('a filter is shown as it was typed', () => {
  const form = {
    ...{ include: '*.{jpg,png}, images/**', exclude: '.git/', after: '2026-01-01', before: '2026-03-31' },
    ...{ smallest: size('2'), largest: size('20') },
  };
  const filter = filterOf(form);
  expect(filter).toMatchObject({
    ...{ include: ['*.{jpg,png}', 'images/**'], exclude: ['.git/'] },
    ...{ smallest: 2_000_000, largest: 20_000_000 },
  });
  expect(formOf(filter)).toEqual(form);
  expect(formOf(filterOf(empty))).toEqual(empty);
});

test('what is no size is no filter', () => {
  expect(isSoundForm({ ...empty, largest: size('20 apples') })).toBe(false);
  expect(isSoundForm({ ...empty, largest: size('500K') })).toBe(true);
});

test('what is no day is no filter', () => {
  expect(isSoundForm({ ...empty, after: '31.2.' })).toBe(false);
  expect(isSoundForm({ ...empty, before: '2026-02-28' })).toBe(true);
});
