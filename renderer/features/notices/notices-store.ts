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
  /** `info`: nothing failed, and nothing was done; `work`: something is under way. */
  readonly tone: 'success' | 'info' | 'error' | 'work';
  readonly message: MessageId;
  readonly values: MessageValues;
  readonly error?: RemoteErrorData | undefined;
  readonly action?: NoticeAction | undefined;
  /** Of work: how much of it is done. */
  readonly progress?: WorkProgress | undefined;
}

interface WorkProgress {
  readonly done: number;
  readonly count: number;
}

interface Work {
  readonly message: MessageId;
  readonly values: MessageValues;
  /** Absent where nobody knows how much there is to do. */
  readonly count?: number;
  /** Absent where it cannot be stopped. */
  readonly onStop?: () => void;
}

/** Work that is told of until it ends. */
interface WorkNotice {
  tell(done: number): void;
  end(): void;
}

interface NoticesState {
  readonly notices: readonly Notice[];
}

interface NoticesActions {
  /** Says that something worked; goes away by itself. */
  succeed(message: MessageId, values?: MessageValues, action?: NoticeAction): void;
  /** Says what is worth knowing; goes away by itself. */
  inform(message: MessageId, values?: MessageValues, action?: NoticeAction): void;
  /** Says what failed; stays until it is dismissed, or the same fails again: it takes the place of what says so already. */
  fail(message: MessageId, error: RemoteErrorData | undefined, values?: MessageValues, action?: NoticeAction): void;
  /** Says that something is under way, and how far, where it takes longer than a moment. */
  begin(work: Work): WorkNotice;
  dismiss(id: number): void;
  dismissAllFailures(): void;
  /** Takes away the failures that say this: they are seen elsewhere now. */
  dismissFailures(message: MessageId): void;
}

export type NoticesStore = StoreApi<NoticesState & NoticesActions>;

const MOST_AT_ONCE = 4;
/** What is done sooner would only flash by. */
const WORK_SHOWN_AFTER_MS = 500;

export function createNoticesStore(): NoticesStore {
  let nextId = 1;
  return createStore<NoticesState & NoticesActions>()((set, get) => {
    /** Of what goes away by itself only the newest is news; failures pile up. */
    function add(notice: Omit<Notice, 'id'>): void {
      const kept = get().notices.filter(({ tone }) => tone === 'error' || tone === 'work');
      set({ notices: [...kept, { ...notice, id: nextId++ }].slice(-MOST_AT_ONCE) });
    }

    function change(id: number, how: (notice: Notice) => Notice[]): void {
      set({ notices: get().notices.flatMap((notice) => (notice.id === id ? how(notice) : [notice])) });
    }
    return {
      notices: [],
      succeed: (message, values = {}, action) => add({ tone: 'success', message, values, action }),
      inform: (message, values = {}, action) => add({ tone: 'info', message, values, action }),
      fail(message, error, values = {}, action) {
        const said = JSON.stringify([message, values, error?.message]);
        const saysSo = (one: Notice) => JSON.stringify([one.message, one.values, one.error?.message]) === said;
        set({ notices: get().notices.filter((one) => one.tone !== 'error' || !saysSo(one)) });
        add({ tone: 'error', message, values, error, action });
      },
      begin({ message, values, count, onStop }) {
        const id = nextId++;
        const action = onStop && { label: 'notice.stop' as const, run: onStop };
        const progressAt = (done: number) => (count === undefined ? undefined : { done, count });
        let now = 0;
        const timer = setTimeout(() => {
          const notice: Notice = { id, tone: 'work', message, values, action, progress: progressAt(now) };
          set({ notices: [...get().notices, notice].slice(-MOST_AT_ONCE) });
        }, WORK_SHOWN_AFTER_MS);
        return {
          tell(done) {
            now = done;
            change(id, (notice) => [{ ...notice, progress: progressAt(done) }]);
          },
          end() {
            clearTimeout(timer);
            change(id, () => []);
          },
        };
      },
      dismiss: (id) => change(id, () => []),
      dismissAllFailures() {
        const rest = get().notices.filter(({ tone }) => tone !== 'error');
        if (rest.length < get().notices.length) set({ notices: rest });
      },
      dismissFailures(message) {
        const rest = get().notices.filter((notice) => notice.tone !== 'error' || notice.message !== message);
        if (rest.length < get().notices.length) set({ notices: rest });
      },
    };
  });
}
