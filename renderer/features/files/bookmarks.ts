import { type FileSystemId, LOCAL, type Place } from '../../../shared/model/connection.ts';
import { baseName, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Bookmark } from '../../../shared/model/settings.ts';
import { remembered } from '../../app/saved-tabs.ts';
import type { Services } from '../../app/services.ts';
import type { Side } from '../../app/workspace-store.ts';
import { errorDataOf } from '../../client/error-data.ts';
import { visibleName } from '../../ui/visible-name.ts';

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
  addBookmarks(services, [pane]);
}

/** Remembers folders, those left out that are remembered already or whose server is gone. */
export function addBookmarks(services: Services, folders: readonly Place[]): void {
  const { bookmarks, change } = services.settings.getState();
  const { byId } = services.connections.getState();
  const added = folders.flatMap(({ fs, path }): Bookmark[] => {
    const connection = byId.get(fs);
    if (bookmarkOf(bookmarks, fs, path) || (fs !== LOCAL && !connection)) return [];
    const kept = connection && { connection: remembered(connection) };
    return [{ id: crypto.randomUUID(), name: baseName(path) || '/', path, ...kept }];
  });
  if (added.length > 0) change({ bookmarks: [...bookmarks, ...added] });
}

/** What a bookmark is called among all of them: as its folder, or by its path where another of that name is in the same place. */
export function bookmarkTitle(bookmark: Bookmark, bookmarks: readonly Bookmark[]): string {
  const { name, path } = bookmark;
  const isAlone = bookmarks.every(
    (other) => other === bookmark || other.name !== name || placeOf(other).fs !== placeOf(bookmark).fs,
  );
  return visibleName(isAlone ? name : path);
}

/** The folder that a bookmark leads to. */
export function placeOf({ path, connection }: Bookmark): Place {
  return { fs: connection?.id ?? LOCAL, path };
}

/**
 * Sends something to a bookmark's folder. A server that is not connected is connected first, in a tab of that side; where that
 * fails the window has said so, and nothing is sent.
 */
export async function sendToBookmark(
  services: Services,
  shownOn: Side,
  bookmark: Bookmark,
  send: (target: Place) => Promise<unknown>,
): Promise<void> {
  const target = placeOf(bookmark);
  if (!isReachable(services, target.fs)) await openBookmark(services, shownOn, bookmark);
  if (isReachable(services, target.fs)) await send(target);
}

function isReachable(services: Services, fs: FileSystemId): boolean {
  return fs === LOCAL || services.connections.getState().byId.get(fs)?.state === 'open';
}

/** Shows a bookmark on a side: in the tab that is there where it shows the same disk or server, else in one of its own. Connects where need be. */
export async function openBookmark(services: Services, side: Side, bookmark: Bookmark): Promise<void> {
  const { connection } = bookmark;
  const { fs, path } = placeOf(bookmark);
  const pane = services.activePane(side)?.getState();
  if (pane?.fs === fs) {
    pane.open(path);
    return;
  }
  const known = services.connections.getState().byId.get(fs);
  if (connection) services.connections.getState().remember(connection);
  services.openTab(side, fs, path);
  services.workspace.getState().activate(side);
  if (!connection || known?.state === 'open') return;
  try {
    await services.reconnect(fs);
  } catch (failure) {
    services.notices.getState().fail('error.reconnect', errorDataOf(failure));
  }
}
