import { useEffect, useReducer, useRef } from 'react';
import { useStore } from 'zustand';
import type { TransferView } from '../../shared/model/transfer.ts';
import { isWorthANotice } from '../features/transfers/run-end.ts';
import { withAnnouncement } from './announcements.ts';
import { focusDock } from './focus.ts';
import type { Services } from './services.ts';
import { useServices } from './services-context.ts';
import { useText } from './text.ts';
import type { WorkspaceState } from './workspace-store.ts';

/** Tells when the queue has run dry, and how that ended: a notice where it is of use, else words for screen readers alone. */
export function Announcer() {
  const t = useText();
  const services = useServices();
  const { transfers } = services;
  const totals = useStore(transfers, (state) => state.totals);
  const isListShown = useStore(services.workspace, isListInSight);
  const isFailedShown = useStore(transfers, (state) => state.view === 'failed') && isListShown;
  const [said, say] = useReducer(withAnnouncement, []);
  const before = useRef({ totals, run: transfers.getState().run });
  const startedAt = useRef(0);

  useEffect(() => {
    const { active, queued, asking } = totals;
    const wasRunning = before.current.totals.active + before.current.totals.queued + before.current.totals.asking > 0;
    const isRunning = active + queued + asking > 0;
    const { run } = transfers.getState();
    // A short run begins and ends between two tellings.
    const wasShort = !wasRunning && !isRunning && run.number !== before.current.run.number;
    before.current = { totals, run };
    if (!wasRunning && isRunning) {
      startedAt.current = Date.now();
      say({ message: 'announce.transfersStarted', values: { count: active + queued + asking } });
    }
    if (isRunning || !(wasRunning || wasShort)) return;
    const { done, failed, skipped } = run;
    const tookMs = wasShort ? 0 : Date.now() - startedAt.current;
    // A notice is read out itself.
    const listInSight = isListInSight(services.workspace.getState());
    const isTold = failed === 0 && offersUndo(services);
    if (!isTold && isWorthANotice({ done, failed, tookMs, listInSight })) tellOfEnd(services);
    else if (done > 0) say({ message: 'announce.transfersEnded', values: { done, failed, skipped } });
  }, [totals, transfers, services]);

  // What a notice tells of failures is in the list itself, with the reasons.
  useEffect(() => {
    if (isFailedShown) services.notices.getState().dismissFailures('announce.transfersEnded');
  }, [isFailedShown, services]);

  return (
    <div className="visually-hidden" role="status" aria-atomic={false} aria-relevant="additions">
      {said.map(({ id, message, values }) => (
        <p key={id}>{t(message, values)}</p>
      ))}
    </div>
  );
}

function isListInSight({ page, dockTab, dockFolded }: WorkspaceState): boolean {
  return page === 'files' && dockTab === 'transfers' && !dockFolded;
}

/** What was just done is told of with its Undo already, copies in the same folder for example: another notice would take its place. */
function offersUndo({ notices }: Services): boolean {
  return notices.getState().notices.some(({ action }) => action?.label === 'command.undo');
}

function tellOfEnd(services: Services): void {
  const { done, failed, skipped } = services.transfers.getState().run;
  const values = { done, failed, skipped };
  const action = {
    label: 'notice.showTransfers',
    run: () => showTransfers(services, failed > 0 ? 'failed' : 'finished'),
  } as const;
  const { succeed, fail } = services.notices.getState();
  if (failed > 0) fail('announce.transfersEnded', undefined, values, action);
  else succeed('announce.transfersEnded', values, action);
}

function showTransfers({ workspace, transfers }: Services, view: TransferView): void {
  workspace.getState().showPage('files');
  workspace.getState().setDockTab('transfers');
  workspace.getState().setDockFolded(false);
  transfers.getState().setView(view);
  // The page has to be there before it can have the focus.
  requestAnimationFrame(focusDock);
}
