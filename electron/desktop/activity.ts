import type { EventName, EventPayload } from '../../shared/ipc/contract.ts';
import type { Caller } from '../../shared/ipc/dispatch.ts';
import type { TransferDelta, TransferTotals } from '../../shared/model/transfer.ts';

/** How a run of transfers ended. */
export interface RunSummary {
  readonly done: number;
  readonly failed: number;
}

export interface ActivityListener {
  onTotals(totals: TransferTotals): void;
  /** Nothing is left to do after a run of transfers. */
  onRunEnded(summary: RunSummary): void;
  /** Something cannot go on without the user. */
  onQuestion(): void;
  onDelta(delta: TransferDelta): void;
}

type Listeners = { readonly [N in EventName]?: (payload: EventPayload<N>) => void };

/** Listens as a window would, so that the desktop's tray, notifications and power saving know what goes on. */
export function watchActivity(listener: ActivityListener): Caller {
  const ended = new Map<string, 'done' | 'failed'>();
  let running = false;
  let questions = 0;
  let conflicts = 0;

  const onDelta = (delta: TransferDelta) => {
    listener.onDelta(delta);
    listener.onTotals(delta.totals);
    for (const { id, kind, state } of delta.changed) {
      if (kind === 'file' && (state === 'done' || state === 'failed')) ended.set(id, state);
      else ended.delete(id);
    }
    const wasRunning = running;
    running = unfinished(delta.totals) > 0;
    if (running) return;
    const states = [...ended.values()];
    ended.clear();
    if (!wasRunning && states.length === 0) return;
    listener.onRunEnded({
      done: states.filter((state) => state === 'done').length,
      failed: states.filter((state) => state === 'failed').length,
    });
  };

  const listeners: Listeners = {
    'transfers.delta': onDelta,
    'transfers.conflicts': (event) => {
      if (event.conflicts.length > conflicts) listener.onQuestion();
      conflicts = event.conflicts.length;
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
