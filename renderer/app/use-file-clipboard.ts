import { useEffect } from 'react';
import { gridId } from './focus.ts';
import type { Services } from './services.ts';
import type { Side } from './workspace-store.ts';

/** Copy, cut and paste while a list of files has the focus, by the keys and the menu of the system. Escape takes a cut back. */
export function useFileClipboard({ clipboard }: Services): void {
  useEffect(() => {
    const on = (type: 'copy' | 'cut' | 'paste', act: (side: Side, data: DataTransfer) => boolean) => {
      const listener = (event: ClipboardEvent) => {
        const side = sideInFocus();
        const isOurs = !event.defaultPrevented && event.clipboardData && side !== undefined;
        if (isOurs && act(side, event.clipboardData)) event.preventDefault();
        else if (type !== 'paste' && (event.defaultPrevented || isTextSelected())) clipboard.forget();
      };
      document.addEventListener(type, listener);
      return () => document.removeEventListener(type, listener);
    };
    // Before the list takes the key to choose nothing.
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || sideInFocus() === undefined || !clipboard.takeBack()) return;
      event.preventDefault();
      event.stopPropagation();
    };
    window.addEventListener('keydown', onEscape, { capture: true });
    const ends = [
      on('copy', (side, data) => clipboard.take(side, 'copy', data)),
      on('cut', (side, data) => clipboard.take(side, 'cut', data)),
      on('paste', (side, data) => clipboard.paste(side, data)),
      () => window.removeEventListener('keydown', onEscape, { capture: true }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [clipboard]);
}

/** The side whose list has the focus, where no text is selected that could be meant. */
function sideInFocus(): Side | undefined {
  if (getSelection()?.isCollapsed === false) return undefined;
  return (['left', 'right'] as const).find((side) => document.activeElement?.id === gridId(side));
}

/** In the page or in the field that has the focus. */
function isTextSelected(): boolean {
  return getSelection()?.toString() !== '';
}
