import type { EventName, EventPayload } from '../../shared/ipc/contract.ts';
import type { Caller } from '../../shared/ipc/dispatch.ts';
import type { TransferDelta, TransferRun, TransferTotals } from '../../shared/model/transfer.ts';

export interface ActivityListener {
  onTotals(totals: TransferTotals): void;
  /** Nothing is left to do after a run of transfers. */
  onRunEnded(summary: TransferRun): void;
  /** Something cannot go on without the user. */
  onQuestion(): void;
}

type Listeners = { readonly [N in EventName]?: (payload: EventPayload<N>) => void };

/** Listens as a window would, so that the desktop's tray, notifications and power saving know what goes on. */
export function watchActivity(listener: ActivityListener): Caller {
  let told = 0;
  let questions = 0;
  let conflicts = 0;

  const onDelta = ({ totals, run }: TransferDelta) => {
    listener.onTotals(totals);
    if (unfinished(totals) > 0 || run.number === told) return;
    told = run.number;
    listener.onRunEnded(run);
  };

  const listeners: Listeners = {
    'transfers.delta': onDelta,
    'transfers.conflicts': (event) => {
      if (event.waiting > conflicts) listener.onQuestion();
      conflicts = event.waiting;
    },
    'prompts.changed': (event) => {
      if (event.prompts.length > questions) listener.onQuestion();
      questions = event.prompts.length;
    },
  };
  return { id: 'desktop', emit: (event, payload) => listeners[event]?.(payload) };
}

/** Transfers that have not come to an end. */
export function unfinished({ queued, active, asking }: TransferTotals): number {
  return queued + active + asking;
}
