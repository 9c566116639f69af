import { type KeyboardEvent, useRef } from 'react';
import type { FileRow } from './file-row.ts';
import { indexAfterKey } from './list-moves.ts';
import {
  clearSelected,
  focusOnly,
  type Selection,
  selectAll,
  selectOnly,
  selectRange,
  toggleSelected,
} from './selection.ts';
import { TypeAhead } from './type-ahead.ts';

export interface GridKeyboardOptions {
  readonly rows: readonly FileRow[];
  readonly selection: Selection;
  readonly focusedIndex: number;
  /** Rows in sight. */
  readonly pageSize: number;
  /** Brings a row into sight: also where the focus is there already and the list was scrolled away from it. */
  readonly show: (index: number) => void;
  readonly onSelect: (selection: Selection) => void;
  readonly onOpen: (row: FileRow) => void;
  readonly onContextMenu: () => void;
  readonly onEscape: () => void;
}

/** Moving and selecting by keyboard. Commands (copy, rename, delete) are the window's. */
export function useGridKeyboard(options: GridKeyboardOptions): (event: KeyboardEvent) => void {
  const typeAhead = useRef<TypeAhead>(null);
  typeAhead.current ??= new TypeAhead();
  const { rows, selection, focusedIndex, pageSize, show, onSelect, onOpen, onContextMenu, onEscape } = options;

  function moveTo(index: number, event: KeyboardEvent): void {
    const name = rows[index]?.entry.name;
    if (name === undefined) return;
    if (event.shiftKey) onSelect(selectRange(selection, rows, name));
    else if (event.ctrlKey || event.metaKey) onSelect(focusOnly(selection, name));
    else onSelect(selectOnly(name));
    show(index);
  }

  /** @returns whether the key was ours. */
  function handle(event: KeyboardEvent): boolean {
    const index = event.altKey ? undefined : indexAfterKey(event.key, { focusedIndex, count: rows.length, pageSize });
    if (index !== undefined) {
      moveTo(index, event);
      return true;
    }
    const focused = rows[focusedIndex];
    const primary = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' && !primary && !event.altKey && focused) {
      onOpen(focused);
      return true;
    }
    if (event.key === ' ' && focused && !typeAhead.current?.isTyping(event.timeStamp)) {
      onSelect(toggleSelected(selection, focused.entry.name));
      return true;
    }
    if (primary && event.key.toLowerCase() === 'a') {
      onSelect(selectAll(selection, rows));
      return true;
    }
    if (event.key === 'Escape') {
      if (selection.selected.size > 0) onSelect(clearSelected(selection));
      else onEscape();
      return true;
    }
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      onContextMenu();
      return true;
    }
    if (event.key.length === 1 && event.key !== '?' && !primary && !event.altKey) {
      const index = typeAhead.current?.type(event.key, rows, focusedIndex, event.timeStamp) ?? -1;
      const name = rows[index]?.entry.name;
      if (name !== undefined) onSelect(selectOnly(name));
      if (name !== undefined) show(index);
      return true;
    }
    return false;
  }

  return (event) => {
    // Keys of the header's buttons and of the rename field bubble through here.
    if (event.target !== event.currentTarget) return;
    if (handle(event)) event.preventDefault();
  };
}
