import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useServices } from './services-context.ts';
import { useText } from './text.ts';

/** Tells screen readers when the queue has run dry, and how that ended. */
export function Announcer() {
  const t = useText();
  const { transfers } = useServices();
  const totals = useStore(transfers, (state) => state.totals);
  const [words, setWords] = useState('');
  const before = useRef(totals);

  useEffect(() => {
    const { active, queued, asking } = totals;
    const wasRunning = before.current.active + before.current.queued + before.current.asking > 0;
    const isRunning = active + queued + asking > 0;
    const { done, failed } = transfers.getState().run;
    if (wasRunning && !isRunning) setWords(t('announce.transfersEnded', { done, failed }));
    else if (!wasRunning && isRunning) setWords(t('announce.transfersStarted', { count: active + queued + asking }));
    before.current = totals;
  }, [totals, transfers, t]);

  return (
    <div className="visually-hidden" role="status">
      {words}
    </div>
  );
}
