import type { Side } from './workspace-store.ts';

/** Ids of the places that shortcuts bring the focus to. */
export const quickConnectId = 'quick-connect';
export const dockId = 'dock';
export const gridId = (side: Side) => `grid-${side}`;

export function focusGrid(side: Side): void {
  focusFirst(`#${gridId(side)}, #pane-${side} [role="tab"], #pane-${side} button`);
}

export function focusQuickConnect(): void {
  focusFirst(`#${quickConnectId}`);
}

export function focusDock(): void {
  focusFirst(`#${dockId} [role="tab"][aria-selected="true"]`);
}

function focusFirst(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}
