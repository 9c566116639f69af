import type { TransferItem, TransferPriority, TransferSelection } from '../../../shared/model/transfer.ts';
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

/** Whether a command would do something with what is chosen. */
export function isTransferCommandEnabled(services: Services, command: TransferCommand): boolean {
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
    remove: () => queue.remove(selection),
    top: () => queue.move(ids, 'top'),
    up: () => queue.move(ids, 'up'),
    down: () => queue.move(ids, 'down'),
    bottom: () => queue.move(ids, 'bottom'),
    high: () => queue.prioritise(ids, 'high'),
    normal: () => queue.prioritise(ids, 'normal'),
    low: () => queue.prioritise(ids, 'low'),
    showSource: () => only && showPlace(services, only.source),
    showTarget: () => only && showPlace(services, only.target),
  };
  actions[command]();
}
