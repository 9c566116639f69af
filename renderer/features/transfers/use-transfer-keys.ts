import type { KeyboardEvent } from 'react';
import { useServices } from '../../app/services-context.ts';
import { chosenItems, isTransferCommandEnabled, runTransferCommand } from './transfer-commands.ts';
import { isHeldItem, isTree, type RowSelection } from './transfers-store.ts';
import { useFailureDetails } from './use-failure-details.ts';

export interface TransferKeysOptions {
  /** Rows in sight. */
  readonly pageSize: number;
  /** A row is where the keys act now: it has to be in sight. */
  readonly onFocus: (index: number) => void;
  readonly onMenu: () => void;
}

/** Moving, choosing and what is done with the chosen rows, by keyboard. */
export function useTransferKeys({ pageSize, onFocus, onMenu }: TransferKeysOptions): (event: KeyboardEvent) => void {
  const services = useServices();
  const { transfers } = services;
  const showDetails = useFailureDetails();

  function moveTo(wanted: number, event: KeyboardEvent): void {
    const { rows, count, selection } = transfers.getState();
    const index = Math.min(Math.max(wanted, 0), count - 1);
    onFocus(index);
    const id = rows.get(index)?.item.id;
    if (id === undefined) return;
    const kept = event.shiftKey ? rangeOf(selection, index) : new Set([id]);
    const anchor = event.shiftKey ? selection.anchor : index;
    transfers.getState().select({ chosen: kept, focused: id, anchor });
  }

  function rangeOf({ anchor }: RowSelection, index: number): Set<string> {
    const chosen = new Set<string>();
    for (const [at, { item }] of transfers.getState().rows) {
      if (at >= Math.min(anchor, index) && at <= Math.max(anchor, index)) chosen.add(item.id);
    }
    return chosen;
  }

  /** @returns whether the key was ours. */
  function handle(event: KeyboardEvent): boolean {
    const { rows, count, selection, byId, expanded } = transfers.getState();
    const at = [...rows].find(([, { item }]) => item.id === selection.focused)?.[0] ?? -1;
    const primary = event.ctrlKey || event.metaKey;
    if (event.altKey) {
      const to = ({ ArrowUp: 'up', ArrowDown: 'down', Home: 'top', End: 'bottom' } as const)[event.key];
      if (to) runTransferCommand(services, to);
      // As a file shows its properties.
      const isDetails = event.key === 'Enter';
      if (isDetails) showDetails(selection.focused === undefined ? undefined : byId.get(selection.focused));
      return to !== undefined || isDetails;
    }
    const moves: Record<string, number> = {
      ...{ ArrowDown: at + 1, ArrowUp: at < 0 ? count - 1 : at - 1, Home: 0, End: count - 1 },
      ...{ PageDown: at + pageSize, PageUp: at - pageSize },
    };
    const target = moves[event.key];
    if (target !== undefined) {
      moveTo(target, event);
      return true;
    }
    const item = selection.focused === undefined ? undefined : byId.get(selection.focused);
    const isFolder = item?.kind === 'folder' && isTree(transfers.getState());
    if (event.key === 'ArrowRight' || event.key === 'ArrowLeft') {
      if (!isFolder) return true;
      transfers.getState().setExpanded(item.id, event.key === 'ArrowRight');
      return true;
    }
    if (event.key === 'Enter' && item) {
      if (isFolder) transfers.getState().setExpanded(item.id, !expanded.has(item.id));
      else runTransferCommand(services, 'showTarget');
      return true;
    }
    if (event.key === ' ') {
      const isHeld = chosenItems(services).some(isHeldItem);
      runTransferCommand(services, isHeld ? 'resume' : 'pause');
      return true;
    }
    if (event.key === 'Delete') {
      const isOver = !isTransferCommandEnabled(services, 'cancel');
      runTransferCommand(services, isOver ? 'remove' : 'cancel');
      return true;
    }
    if (event.key.toLowerCase() === 'a' && primary) {
      const chosen = new Set([...rows.values()].map((row) => row.item.id));
      transfers.getState().select({ ...selection, chosen, everything: true });
      return true;
    }
    if (event.key === 'Escape') {
      transfers.getState().setFilterOpen(false);
      return true;
    }
    if (event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) {
      onMenu();
      return true;
    }
    return false;
  }

  return (event) => {
    // Buttons in a row have keys of their own.
    if (event.target !== event.currentTarget || !handle(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
