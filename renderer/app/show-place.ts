import { LOCAL, type Place } from '../../shared/model/connection.ts';
import { parentPath } from '../../shared/model/remote-path.ts';
import type { Services } from './services.ts';
import type { Side } from './workspace-store.ts';

/** Shows a file or folder among its neighbours, in a tab that shows its file system already where there is one. */
export function showPlace(services: Services, { fs, path }: Place): void {
  if (!services.canShow({ fs, path })) return;
  const { panes, selectTab, showPage, activate } = services.workspace.getState();
  const sides: readonly Side[] = fs === LOCAL ? ['left', 'right'] : ['right', 'left'];
  const directory = parentPath(path);
  const side = sides.find((each) => panes[each].tabs.some((tab) => tab.fs === fs)) ?? sides[0] ?? 'right';
  const { tabs, active } = panes[side];
  const tab = tabs.find((each) => each.id === active && each.fs === fs) ?? tabs.find((each) => each.fs === fs);
  if (tab) selectTab(side, tab.id);
  else services.openTab(side, fs, directory);
  showPage('files');
  activate(side);
  const pane = services.activePane(side)?.getState();
  if (tab && pane?.path !== directory) pane?.open(directory);
  pane?.revealNext(path);
  if (tab && pane?.path === directory) pane.refreshQuietly();
}
