import { type KeyboardEvent, useRef } from 'react';
import { indexAfterKey } from '../../file-grid/list-moves.ts';
import { TypeAhead } from '../../file-grid/type-ahead.ts';
import { type SiteSelection, selectOnly, selectRange, toggle } from './site-selection.ts';
import type { TreeRow } from './site-tree.ts';

export type TreeCommand =
  | 'connect'
  | 'rename'
  | 'remove'
  | 'duplicate'
  | 'newSite'
  | 'newFolder'
  | 'cut'
  | 'paste'
  | 'stepUp'
  | 'stepDown'
  | 'menu'
  | 'escape';

export interface TreeKeyboardOptions {
  readonly rows: readonly TreeRow[];
  readonly selection: SiteSelection;
  readonly focusedIndex: number;
  /** Rows in sight. */
  readonly pageSize: number;
  /** Brings a row into sight: also where the focus is there already and the list was scrolled away from it. */
  readonly show: (index: number) => void;
  readonly onSelect: (selection: SiteSelection) => void;
  readonly onFold: (id: string, how: 'open' | 'closed') => void;
  readonly onCommand: (command: TreeCommand) => void;
}

const commandKeys: Record<string, TreeCommand> = {
  Enter: 'connect',
  F2: 'rename',
  F7: 'newFolder',
  Insert: 'newSite',
  Delete: 'remove',
  ContextMenu: 'menu',
  Escape: 'escape',
};
const shiftKeys: Record<string, TreeCommand> = { F10: 'menu' };
const altKeys: Record<string, TreeCommand> = { ArrowUp: 'stepUp', ArrowDown: 'stepDown' };
const primaryKeys: Record<string, TreeCommand> = { d: 'duplicate', x: 'cut', v: 'paste' };

/** The keys of a tree (WAI-ARIA Authoring Practices, tree view), and those of Portside's other lists. */
export function useTreeKeyboard(options: TreeKeyboardOptions): (event: KeyboardEvent) => void {
  const typeAhead = useRef<TypeAhead>(null);
  typeAhead.current ??= new TypeAhead();
  const { rows, selection, focusedIndex, pageSize, show, onSelect, onFold, onCommand } = options;
  const focused = rows[focusedIndex];

  function moveTo(index: number, event: KeyboardEvent): void {
    const row = rows[index];
    if (!row) return;
    if (event.shiftKey) onSelect(selectRange(selection, rows, row.id));
    else if (event.ctrlKey || event.metaKey) onSelect({ ...selection, focused: row.id });
    else onSelect(selectOnly(row.id));
    show(index);
  }

  /** Right opens a folder or goes into it; left closes it or goes to the one around. */
  function unfoldOrFold(key: 'ArrowRight' | 'ArrowLeft'): void {
    if (!focused) return;
    const isOpen = 'isOpen' in focused ? focused.isOpen : undefined;
    if (key === 'ArrowRight') {
      const inside = rows[focusedIndex + 1];
      if (isOpen === false) onFold(focused.id, 'open');
      else if (isOpen && inside?.parentId === focused.id) onSelect(selectOnly(inside.id));
    } else if (isOpen) onFold(focused.id, 'closed');
    else if (focused.parentId !== undefined) onSelect(selectOnly(focused.parentId));
  }

  function commandOf(event: KeyboardEvent): TreeCommand | undefined {
    const primary = event.ctrlKey || event.metaKey;
    if (event.altKey) return primary || event.shiftKey ? undefined : altKeys[event.key];
    if (primary) return event.shiftKey ? undefined : primaryKeys[event.key.toLowerCase()];
    return event.shiftKey ? shiftKeys[event.key] : commandKeys[event.key];
  }

  /** @returns whether the key was ours. */
  function handle(event: KeyboardEvent): boolean {
    const primary = event.ctrlKey || event.metaKey;
    const command = commandOf(event);
    if (command) {
      onCommand(command);
      return true;
    }
    const index = event.altKey ? undefined : indexAfterKey(event.key, { focusedIndex, count: rows.length, pageSize });
    if (index !== undefined) {
      moveTo(index, event);
      return true;
    }
    if (event.altKey) return false;
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      unfoldOrFold(event.key);
      return true;
    }
    if (event.key === ' ' && focused && !typeAhead.current?.isTyping(event.timeStamp)) {
      onSelect(toggle(selection, focused.id));
      return true;
    }
    if (primary && event.key.toLowerCase() === 'a') {
      onSelect({ ...selection, selected: new Set(rows.map(({ id }) => id)) });
      return true;
    }
    if (event.key.length === 1 && event.key !== '?' && !primary) {
      const index = typeAhead.current?.type(event.key, rows, focusedIndex, event.timeStamp) ?? -1;
      const row = rows[index];
      if (row) onSelect(selectOnly(row.id));
      if (row) show(index);
      return true;
    }
    return false;
  }

  return (event) => {
    if (event.target !== event.currentTarget) return;
    if (handle(event)) event.preventDefault();
  };
}
