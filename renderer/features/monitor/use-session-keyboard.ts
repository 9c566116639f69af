import type { KeyboardEvent } from 'react';
import { indexAfterKey } from '../../file-grid/list-moves.ts';
import type { TableLine } from './arrange-sessions.ts';
import {
  noSelection,
  type SessionSelection,
  selectEveryLine,
  selectLine,
  selectLines,
  toggleLine,
} from './session-selection.ts';

export interface SessionKeyboardOptions {
  readonly lines: readonly TableLine[];
  readonly selection: SessionSelection;
  readonly focusedIndex: number;
  /** Lines in sight. */
  readonly pageSize: number;
  /** Brings a line into sight: also where the focus is there already and the list was scrolled away from it. */
  readonly show: (index: number) => void;
  readonly onSelect: (selection: SessionSelection) => void;
  readonly onDisconnect: () => void;
  readonly onContextMenu: () => void;
}

/** Moving, selecting and ending by keyboard: the keys of the file lists. */
export function useSessionKeyboard(options: SessionKeyboardOptions): (event: KeyboardEvent) => void {
  const { lines, selection, focusedIndex, pageSize, show, onSelect, onDisconnect, onContextMenu } = options;

  /** @returns whether the key was ours. */
  function handle(event: KeyboardEvent): boolean {
    const primary = event.ctrlKey || event.metaKey;
    const index = event.altKey ? undefined : indexAfterKey(event.key, { focusedIndex, count: lines.length, pageSize });
    if (index !== undefined) {
      const line = lines[index];
      if (!line) return true;
      if (event.shiftKey) onSelect(selectLines(selection, lines, line));
      else if (primary) onSelect({ ...selection, focused: line.key });
      else onSelect(selectLine(line));
      show(index);
      return true;
    }
    const focused = lines[focusedIndex];
    if (event.key === ' ' && focused) {
      onSelect(toggleLine(selection, focused));
      return true;
    }
    if (primary && event.key.toLowerCase() === 'a') {
      onSelect(selectEveryLine(selection, lines));
      return true;
    }
    if (event.key === 'Delete' || event.key === 'F8') {
      onDisconnect();
      return true;
    }
    if (event.key === 'Escape') {
      onSelect(noSelection);
      return true;
    }
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      onContextMenu();
      return true;
    }
    return false;
  }

  return (event) => {
    // Keys of the header's and the rows' buttons bubble through here.
    if (event.target !== event.currentTarget) return;
    if (handle(event)) event.preventDefault();
  };
}
