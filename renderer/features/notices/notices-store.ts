import { createStore, type StoreApi } from 'zustand/vanilla';
import type { RemoteErrorData } from '../../../shared/model/remote-error.ts';
import type { MessageId, MessageValues } from '../../app/messages.ts';

/** What can be done about it at once. */
export interface NoticeAction {
  readonly label: MessageId;
  readonly run: () => void;
}

export interface Notice {
  readonly id: number;
  readonly tone: 'success' | 'error';
  readonly message: MessageId;
  readonly values: MessageValues;
  readonly error?: RemoteErrorData | undefined;
  readonly action?: NoticeAction | undefined;
}

interface NoticesState {
  readonly notices: readonly Notice[];
}

interface NoticesActions {
  /** Says that something worked; goes away by itself. */
  succeed(message: MessageId, values?: MessageValues, action?: NoticeAction): void;
  /** Says what failed; stays until it is dismissed. */
  fail(message: MessageId, error: RemoteErrorData | undefined, values?: MessageValues, action?: NoticeAction): void;
  dismiss(id: number): void;
  /** Takes away the failures that say this: they are seen elsewhere now. */
  dismissFailures(message: MessageId): void;
}

export type NoticesStore = StoreApi<NoticesState & NoticesActions>;

const MOST_AT_ONCE = 4;

export function createNoticesStore(): NoticesStore {
  let nextId = 1;
  return createStore<NoticesState & NoticesActions>()((set, get) => {
    /** Of successes only the newest is news; failures pile up. */
    function add(notice: Omit<Notice, 'id'>): void {
      const kept = get().notices.filter(({ tone }) => tone === 'error');
      set({ notices: [...kept, { ...notice, id: nextId++ }].slice(-MOST_AT_ONCE) });
    }
    return {
      notices: [],
      succeed: (message, values = {}, action) => add({ tone: 'success', message, values, action }),
      fail: (message, error, values = {}, action) => add({ tone: 'error', message, values, error, action }),
      dismiss: (id) => set({ notices: get().notices.filter((notice) => notice.id !== id) }),
      dismissFailures(message) {
        const rest = get().notices.filter((notice) => notice.tone !== 'error' || notice.message !== message);
        if (rest.length < get().notices.length) set({ notices: rest });
      },
    };
  });
}
