import { expect, test } from 'vitest';
import { createFormatters } from '../../ui/format.ts';
import { momentOf } from './moment.ts';

test('what was on another day does not look like something of today', () => {
  const format = createFormatters('en-GB');
  const now = Date.now();
  const threeDaysAgo = now - 3 * 86_400_000;
  expect(momentOf(now, format)).toBe(format.time(now));
  expect(momentOf(threeDaysAgo, format)).toBe(format.dateTime(threeDaysAgo));
});
