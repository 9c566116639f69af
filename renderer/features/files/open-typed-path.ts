import { isDirectoryLike } from '../../../shared/model/entry.ts';
import { parentPath, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Client } from '../../client/client.ts';
import type { PaneStore } from './pane-store.ts';

/** Opens what was typed as a path: a folder, or the folder that a file lies in, with the file chosen. */
export function openTypedPath(client: Client, pane: PaneStore, path: RemotePath): void {
  pane.getState().open(path);
  // A look costs as much as a listing on some servers: only what cannot be listed is looked at.
  const stop = pane.subscribe(({ path: shown, status, error }) => {
    if (shown === path && status === 'listing') return;
    stop();
    if (shown === path && status === 'failed' && error?.retry === 'never') void showFile(client, pane, path);
  });
}

async function showFile(client: Client, pane: PaneStore, path: RemotePath): Promise<void> {
  const { fs } = pane.getState();
  const entry = await client.request('files.stat', { place: { fs, path } }).catch(() => undefined);
  const { path: shown, status, goBack } = pane.getState();
  if (!entry || isDirectoryLike(entry) || shown !== path || status !== 'failed') return;
  // The way back leads to where the path was typed.
  goBack();
  const { open, revealNext, path: before } = pane.getState();
  if (before !== parentPath(path)) open(parentPath(path));
  revealNext(path);
}
