import { type RefObject, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { focusDock } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';

/** Brings the focus to the list where the button in `panel` that had it is gone or disabled because of what it did. */
export function useKeptFocus(panel: RefObject<HTMLElement | null>): void {
  const { transfers } = useServices();
  const focused = useRef<HTMLElement | undefined>(undefined);
  // Buttons come and go with these.
  useStore(transfers, (state) => state.totals);
  useStore(transfers, (state) => state.rows);

  useEffect(() => {
    const element = panel.current;
    const remember = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement) focused.current = target;
    };
    element?.addEventListener('focusin', remember);
    return () => element?.removeEventListener('focusin', remember);
  }, [panel]);

  useEffect(() => {
    const element = focused.current;
    if (!element || document.activeElement !== document.body) return;
    if (element.isConnected && !element.matches(':disabled')) return;
    focused.current = undefined;
    focusDock();
  });
}
