import type { Side, WorkspaceState } from './workspace-store.ts';

/** Ids of the places that shortcuts bring the focus to. */
export const quickConnectId = 'quick-connect';
export const dockId = 'dock';
export const sessionsFilterId = 'sessions-filter';
export const sessionsGridId = 'sessions-grid';
export const sessionsStartId = 'sessions-start';
export const settingsSearchId = 'settings-search';
export const sitesTreeId = 'sites-tree';
export const sitesSearchId = 'sites-search';
export const transfersListId = 'transfers-list';
export const logFilterId = 'log-filter';
export const transfersFilterId = 'transfers-filter';
export const gridId = (side: Side) => `grid-${side}`;
export const startId = (side: Side) => `start-${side}`;
export const paneFilterId = (side: Side) => `filter-${side}`;

/** The files of a side; where nothing is open, the first way to open something. */
export function focusGrid(side: Side): void {
  focusFirst(`#${gridId(side)}`, `#${startId(side)} button`, `#pane-${side} button`);
}

/** The same as soon as the dialog that opened something there is gone, before that gives the focus back to what it was called from. */
export function focusGridAfterDialog(side: Side): void {
  requestAnimationFrame(() => {
    const { activeElement } = document;
    // Whoever has gone elsewhere meanwhile stays there.
    if (activeElement === document.body || activeElement?.closest('[role="dialog"]')) focusGrid(side);
  });
}

/** The filter of a side, or of the transfers, where it is open. */
export function focusFilter(of: Side | 'transfers'): void {
  focusFirst(`#${of === 'transfers' ? transfersFilterId : paneFilterId(of)}`);
}

export function focusLogFilter(): void {
  focusFirst(`#${logFilterId}`);
}

export function focusQuickConnect(): void {
  focusFirst(`#${quickConnectId}`);
}

export function focusSessionsFilter(): void {
  focusFirst(`#${sessionsFilterId}`);
}

/** The table of sessions; where nothing is watched, the way to begin. */
export function focusSessions(): void {
  focusFirst(`#${sessionsGridId}`, `#${sessionsStartId} button`);
}

export function focusSettingsSearch(): void {
  focusFirst(`#${settingsSearchId}`);
}

export function focusSitesTree(): void {
  focusFirst(`#${sitesTreeId}`);
}

export function focusSitesSearch(): void {
  focusFirst(`#${sitesSearchId}`);
}

/** The field of the site editor that names the site. */
export function focusSiteName(): void {
  focusFirst('[id="site-name"]');
}

/** What a page begins with. */
export function focusPage({ page, activeSide }: Pick<WorkspaceState, 'page' | 'activeSide'>): void {
  if (page === 'files') focusGrid(activeSide);
  else if (page === 'sites') focusSitesTree();
  else if (page === 'sessions') focusSessions();
  else focusSettingsSearch();
}

/** The list of transfers where it is shown, else the dock's tab. */
export function focusDock(): void {
  focusFirst(`#${transfersListId}`, `#${dockId} [role="tab"][aria-selected="true"]`);
}

/** What the dock shows is about to go: whose keys were in it has them at its tab. */
export function leaveDockPanel(): void {
  if (document.activeElement?.closest(`#${dockId} [role="tabpanel"]`))
    focusFirst(`#${dockId} [role="tab"][aria-selected="true"]`);
}

/** Whether keys mean the dock. */
export function hasDockFocus(): boolean {
  return document.activeElement?.closest(`#${dockId}`) != null;
}

/** Leaves the focus nowhere, for whoever takes it then. */
export function leaveFocus(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}

export function focusElement(id: string): void {
  document.getElementById(id)?.focus();
}

/** The first control in something. */
export function focusWithin(id: string): void {
  focusFirst(`#${id} :is(button, input)`);
}

/** The first field of a form that is wrong, once that is shown. */
export function focusWrongField(form: HTMLFormElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}

/** The first selector that finds something wins. */
function focusFirst(...selectors: string[]): void {
  for (const selector of selectors) {
    const element = document.querySelector<HTMLElement>(selector);
    if (!element) continue;
    element.focus();
    return;
  }
}
