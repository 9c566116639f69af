import type {
  TransferItem,
  TransferPriority,
  TransferSelection,
  TransferState,
  TransferView,
} from '../../../shared/model/transfer.ts';
import type { Services } from '../../app/services.ts';
import { showPlace } from '../../app/show-place.ts';
import { mayRetry, nameWanted } from './transfers-store.ts';

/** What can be done with the chosen rows. */
export type TransferCommand =
  | 'pause'
  | 'resume'
  | 'cancel'
  | 'retry'
  | 'again'
  | 'showSource'
  | 'showTarget'
  | 'top'
  | 'up'
  | 'down'
  | 'bottom'
  | 'remove'
  | TransferPriority;

const ended = ['done', 'skipped', 'failed', 'cancelled'];

/** The chosen rows as far as they are known here. */
export function chosenItems({ transfers }: Services): TransferItem[] {
  const { selection, byId } = transfers.getState();
  return [...selection.chosen].flatMap((id) => byId.get(id) ?? []);
}

/** The chosen rows as the main process takes them: all of a list are more than the window knows. */
function selectionOf({ transfers }: Services): TransferSelection {
  const { selection, view, filter } = transfers.getState();
  return selection.everything ? { of: view, ...nameWanted({ filter }) } : { ids: [...selection.chosen] };
}

/** The states that rows of a list can be in. */
const statesOf: Record<TransferView, readonly TransferState[]> = {
  ...{ active: ['active', 'asking'], queued: ['queued', 'paused'], failed: ['failed'] },
  finished: ['done', 'skipped', 'cancelled'],
  all: ['active', 'asking', 'queued', 'paused', 'failed', 'done', 'skipped', 'cancelled'],
};

/** The same where all of a list are chosen, most of which the window does not know: by how many there are in each state. */
function isEnabledForAll({ transfers }: Services, command: TransferCommand): boolean {
  const { view, totals } = transfers.getState();
  const has = (states: readonly TransferState[]) =>
    states.some((state) => statesOf[view].includes(state) && totals[state]);
  switch (command) {
    case 'pause':
      return has(['queued', 'active', 'asking']);
    case 'resume':
      return has(['paused']);
    case 'retry':
      return has(['failed', 'cancelled']);
    case 'again':
    case 'remove':
      return has(['done', 'skipped', 'failed', 'cancelled']);
    case 'cancel':
    case 'high':
    case 'normal':
    case 'low':
      return has(['queued', 'active', 'asking', 'paused']);
    default:
      // Where to, or which one?
      return false;
  }
}

/** Whether a command would do something with what is chosen. */
export function isTransferCommandEnabled(services: Services, command: TransferCommand): boolean {
  if (services.transfers.getState().selection.everything) return isEnabledForAll(services, command);
  const items = chosenItems(services);
  const [only, second] = items;
  if (!only) return false;
  const hasEnded = ({ state, inside }: TransferItem) =>
    ended.includes(state) && (!inside || inside.ended === inside.items);
  switch (command) {
    case 'pause':
      return items.some((item) => !hasEnded(item) && item.state !== 'paused');
    case 'resume':
      return items.some((item) => item.state === 'paused' || (item.inside !== undefined && !hasEnded(item)));
    case 'cancel':
    case 'top':
    case 'up':
    case 'down':
    case 'bottom':
    case 'high':
    case 'normal':
    case 'low':
      return items.some((item) => !hasEnded(item));
    case 'retry':
      return items.some(mayRetry);
    case 'again':
    case 'remove':
      return items.some(hasEnded);
    case 'showSource':
      return second === undefined && services.canShow(only.source);
    case 'showTarget':
      return second === undefined && services.canShow(only.target);
  }
}

/** Does it with the chosen rows. Nothing where it is not enabled. */
export function runTransferCommand(services: Services, command: TransferCommand): void {
  if (!isTransferCommandEnabled(services, command)) return;
  const { queue } = services;
  const selection = selectionOf(services);
  const ids = [...services.transfers.getState().selection.chosen];
  const [only] = chosenItems(services);
  const actions: Record<TransferCommand, () => void> = {
    pause: () => queue.pause(selection),
    resume: () => queue.resume(selection),
    cancel: () => queue.cancel(selection),
    retry: () => queue.retry(selection),
    again: () => queue.runAgain(selection),
    remove() {
      queue.remove(selection);
      // What is gone is not chosen any more.
      const { selection: now, select } = services.transfers.getState();
      select({ ...now, chosen: new Set(), everything: false });
    },
    top: () => queue.move(ids, 'top'),
    up: () => queue.move(ids, 'up'),
    down: () => queue.move(ids, 'down'),
    bottom: () => queue.move(ids, 'bottom'),
    high: () => queue.prioritise(selection, 'high'),
    normal: () => queue.prioritise(selection, 'normal'),
    low: () => queue.prioritise(selection, 'low'),
    showSource: () => only && showPlace(services, only.source),
    showTarget: () => only && showPlace(services, only.target),
  };
  actions[command]();
}
