import { useEffect } from 'react';
import { LOCAL } from '../../shared/model/connection.ts';
import type { Services } from './services.ts';

/** Reading more than this again whenever the window is come back to would cost more than it is worth. */
const MOST_ROWS = 10_000;

/** Shows what other programs have done to the local folders meanwhile, when the user comes back to the window. */
export function useLocalChanges(services: Services): void {
  useEffect(() => {
    const look = () => {
      for (const side of ['left', 'right'] as const) {
        const pane = services.activePane(side)?.getState();
        if (pane?.fs === LOCAL && pane.total <= MOST_ROWS) pane.refreshQuietly();
      }
    };
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [services]);
}
