import type { MessageId, MessageValues } from './messages.ts';

/** Words for screen readers alone. */
export interface Announcement {
  readonly id: number;
  readonly message: MessageId;
  readonly values: MessageValues;
}

/** As many as may be told in one moment; who comes upon them later reads no history. */
const MOST_KEPT = 3;

/**
 * Those before and one more, as one of its own: the same words said again are news, and none takes the place of another before that
 * was read out.
 */
export function withAnnouncement(
  before: readonly Announcement[],
  said: Omit<Announcement, 'id'>,
): readonly Announcement[] {
  const id = (before.at(-1)?.id ?? 0) + 1;
  return [...before.slice(1 - MOST_KEPT), { id, ...said }];
}
