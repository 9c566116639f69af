import { useEffect } from 'react';
import { FileClipboard } from '../features/files/file-clipboard.ts';
import { gridId } from './focus.ts';
import type { Services } from './services.ts';
import type { Side } from './workspace-store.ts';

/** Copy, cut and paste while a list of files has the focus, by the keys and the menu of the system. */
export function useFileClipboard(services: Services): void {
  useEffect(() => {
    const clipboard = new FileClipboard(services);
    const on = (type: 'copy' | 'cut' | 'paste', act: (side: Side, data: DataTransfer) => boolean) => {
      const listener = (event: ClipboardEvent) => {
        const side = sideInFocus();
        if (event.defaultPrevented || !event.clipboardData || side === undefined) return;
        if (act(side, event.clipboardData)) event.preventDefault();
      };
      document.addEventListener(type, listener);
      return () => document.removeEventListener(type, listener);
    };
    const ends = [
      on('copy', (side, data) => clipboard.take(side, 'copy', data)),
      on('cut', (side, data) => clipboard.take(side, 'cut', data)),
      on('paste', (side, data) => clipboard.paste(side, data)),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [services]);
}

/** The side whose list has the focus, where no text is selected that could be meant. */
function sideInFocus(): Side | undefined {
  if (getSelection()?.isCollapsed === false) return undefined;
  return (['left', 'right'] as const).find((side) => document.activeElement?.id === gridId(side));
}
