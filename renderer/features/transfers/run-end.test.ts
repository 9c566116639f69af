import { expect, test } from 'vitest';
import { isWorthANotice } from './run-end.ts';

const oneSmallFile = { done: 1, failed: 0, tookMs: 300, listInSight: true };

test.each([
  ['one small file that was seen to arrive', {}, false],
  ['one small file while the list is out of sight', { listInSight: false }, true],
  ['one file that took long', { tookMs: 5_000 }, true],
  ['several files', { done: 2 }, true],
  ['a failure', { done: 0, failed: 1 }, true],
  ['nothing but skipped or cancelled files', { done: 0, tookMs: 60_000, listInSight: false }, false],
])('%s: a notice where it is of use', (_what, differs, told) => {
  expect(isWorthANotice({ ...oneSmallFile, ...differs })).toBe(told);
});
