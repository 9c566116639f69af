import type { KeyboardEvent } from 'react';
import { useServices } from '../../app/services-context.ts';
import { chooseEverything, chooseRange, chooseRow, focusedAt } from './row-selection.ts';
import { chosenItems, isTransferCommandEnabled, runTransferCommand } from './transfer-commands.ts';
import { isHeldItem, isTree } from './transfers-store.ts';
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
    const index = Math.min(Math.max(wanted, 0), transfers.getState().count - 1);
    if (index < 0) return;
    onFocus(index);
    void (event.shiftKey ? chooseRange(services, index) : chooseRow(services, index));
  }

  /** @returns whether the key was ours. */
  function handle(event: KeyboardEvent): boolean {
    const { count, selection, byId, expanded } = transfers.getState();
    const at = focusedAt(transfers.getState());
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
      chooseEverything(services);
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
