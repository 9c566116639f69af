import { expect, test } from 'vitest';
import { createNoticesStore } from './notices-store.ts';

test('failures that are seen elsewhere go, others and successes stay', () => {
  const store = createNoticesStore();
  const { fail, succeed, dismissFailures } = store.getState();
  fail('announce.transfersEnded', undefined, { done: 0, failed: 1, skipped: 0 });
  fail('error.rename', undefined, { name: 'a' });
  succeed('announce.transfersEnded', { done: 1, failed: 0, skipped: 0 });
  dismissFailures('announce.transfersEnded');
  expect(store.getState().notices.map(({ tone, message }) => `${tone} ${message}`)).toEqual([
    'error error.rename',
    'success announce.transfersEnded',
  ]);
});
