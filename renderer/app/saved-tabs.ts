import { type ConnectionInfo, LOCAL } from '../../shared/model/connection.ts';
import type { RememberedConnection, Workspace } from '../../shared/model/settings.ts';
import { columnIds } from '../file-grid/columns.ts';
import type { Services } from './services.ts';
import type { TabSort } from './tabs.ts';
import type { Side } from './workspace-store.ts';

const KEPT_AFTER_MS = 500;

/** Opens the tabs of last time. Servers are not connected to: their tabs offer it. @returns false where there were none. */
export function restoreTabs(services: Services, workspace: Workspace | undefined): boolean {
  if (!workspace || workspace.left.tabs.length + workspace.right.tabs.length === 0) return false;
  const { connections } = services;
  for (const side of ['left', 'right'] as const) {
    const { tabs, active } = workspace[side];
    const ids = tabs.flatMap(({ fs, path, connection, sort }) => {
      if (fs !== LOCAL && !connection) return [];
      if (connection) connections.getState().remember(connection);
      return services.openTab(side, fs, path, knownSort(sort));
    });
    const shown = ids[active];
    if (shown !== undefined) services.workspace.getState().selectTab(side, shown);
  }
  return true;
}

/** Keeps which tabs stand where, a moment after it changed. */
export function keepTabs(services: Services, onFailure: (error: unknown) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let kept = JSON.stringify(tabsOf(services));
  const keep = () => {
    timer = undefined;
    const workspace = tabsOf(services);
    const text = JSON.stringify(workspace);
    if (text === kept) return;
    kept = text;
    services.client.request('workspace.set', workspace).catch(onFailure);
  };
  const changed = () => {
    if (timer === undefined) timer = setTimeout(keep, KEPT_AFTER_MS);
  };
  const watched = new Set<string>();
  const watchPanes = () => {
    const { left, right } = services.workspace.getState().panes;
    for (const { id } of [...left.tabs, ...right.tabs]) {
      if (watched.has(id)) continue;
      watched.add(id);
      services.pane(id).subscribe(changed);
    }
    changed();
  };
  services.workspace.subscribe(watchPanes);
  watchPanes();
}

function tabsOf(services: Services): Workspace {
  const { panes } = services.workspace.getState();
  const sideOf = (side: Side): Workspace[Side] => {
    const tabs = panes[side].tabs.flatMap(({ id }) => {
      const pane = services.pane(id).getState();
      const { fs, path } = pane;
      const sort = { column: pane.sort.column, direction: pane.sort.direction };
      if (fs === LOCAL) return { id, tab: { fs, path, sort } };
      const connection = services.connections.getState().byId.get(fs);
      return connection ? { id, tab: { fs, path, sort, connection: remembered(connection) } } : [];
    });
    return { tabs: tabs.map(({ tab }) => tab), active: tabs.findIndex(({ id }) => id === panes[side].active) };
  };
  return { left: sideOf('left'), right: sideOf('right') };
}

/** The order of a tab; by name where it has none, or one that this Portside does not know. */
function knownSort(sort: Workspace['left']['tabs'][number]['sort']): TabSort {
  const column = columnIds.find((id) => id === sort?.column);
  return sort && column ? { column, direction: sort.direction } : { column: 'name', direction: 'ascending' };
}

/** What it takes to connect again. */
export function remembered({ id, siteId, label, target, home }: ConnectionInfo): RememberedConnection {
  return { id, label, target, home, ...(siteId === undefined ? {} : { siteId }) };
}
