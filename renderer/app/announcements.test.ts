import { expect, test } from 'vitest';
import { type Announcement, withAnnouncement } from './announcements.ts';

const started = { message: 'announce.transfersStarted', values: { count: 1 } } as const;
const ended = { message: 'announce.transfersEnded', values: { done: 1, failed: 0, skipped: 0 } } as const;

test('what was said in the same moment was lost, and the same words were said once', () => {
  const none: readonly Announcement[] = [];
  const both = withAnnouncement(withAnnouncement(none, started), ended);
  expect(both.map(({ message }) => message)).toEqual([started.message, ended.message]);
  const twice = withAnnouncement(both, ended);
  expect(twice.slice(1).map(({ message }) => message)).toEqual([ended.message, ended.message]);
  expect(new Set(twice.map(({ id }) => id)).size).toBe(3);
});

test('few are kept, and those keep their place', () => {
  let said: readonly Announcement[] = [];
  for (let count = 0; count < 10; count++) said = withAnnouncement(said, started);
  expect(said.map(({ id }) => id)).toEqual([8, 9, 10]);
});
