import { LOCAL } from '../../../shared/model/connection.ts';
import { baseName, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Bookmark } from '../../../shared/model/settings.ts';
import { asLost, remembered } from '../../app/saved-tabs.ts';
import { errorDataOf, type Services } from '../../app/services.ts';
import type { Side } from '../../app/workspace-store.ts';

/** The bookmark of the folder that a pane shows, where there is one. */
export function bookmarkOf(bookmarks: readonly Bookmark[], fs: string, path: RemotePath): Bookmark | undefined {
  return bookmarks.find((bookmark) => bookmark.path === path && (bookmark.connection?.id ?? LOCAL) === fs);
}

/** Remembers the folder that a side shows, or forgets it where it is remembered. */
export function toggleBookmark(services: Services, side: Side): void {
  const pane = services.activePane(side)?.getState();
  if (!pane) return;
  const { bookmarks, change } = services.settings.getState();
  const there = bookmarkOf(bookmarks, pane.fs, pane.path);
  if (there) {
    change({ bookmarks: bookmarks.filter((bookmark) => bookmark !== there) });
    return;
  }
  const connection = services.connections.getState().byId.get(pane.fs);
  if (pane.fs !== LOCAL && !connection) return;
  const bookmark: Bookmark = {
    id: crypto.randomUUID(),
    name: baseName(pane.path) || '/',
    path: pane.path,
    ...(connection ? { connection: remembered(connection) } : {}),
  };
  change({ bookmarks: [...bookmarks, bookmark] });
}

/** Shows a bookmark on a side: in the tab that is there where it shows the same disk or server, else in one of its own. Connects where need be. */
export async function openBookmark(services: Services, side: Side, { path, connection }: Bookmark): Promise<void> {
  const fs = connection?.id ?? LOCAL;
  const pane = services.activePane(side)?.getState();
  if (pane?.fs === fs) {
    pane.open(path);
    return;
  }
  const known = services.connections.getState().byId.get(fs);
  if (connection && !known) services.connections.getState().add(asLost(connection));
  services.openTab(side, fs, path);
  services.workspace.getState().activate(side);
  if (!connection || known?.state === 'open') return;
  try {
    await services.reconnect(fs);
  } catch (failure) {
    services.notices.getState().fail('error.reconnect', errorDataOf(failure));
  }
}
