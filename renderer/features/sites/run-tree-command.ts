import { focusSiteName } from '../../app/focus.ts';
import type { Services } from '../../app/services.ts';
import { nothingSelected } from './site-selection.ts';
import { arrangeable } from './site-tree.ts';
import type { TreeCommand } from './use-tree-keyboard.ts';

/** Does what a key or the menu of the tree says, with the row that has the focus or with all that are selected. */
export function runTreeCommand(services: Services, command: Exclude<TreeCommand, 'menu'>): void {
  const { sites, dialogs } = services;
  const { rows, selection, book, setFolded, setCut, setQuery, query, cut } = sites.store.getState();
  const row = rows.find(({ id }) => id === selection.focused);
  switch (command) {
    case 'connect':
      if (row?.kind === 'site') sites.leave(() => services.openSite(row.site.id));
      else if (row?.kind === 'recent') services.connectTo(row.recent.target);
      else if (row) setFolded(row.id, row.isOpen ? 'closed' : 'open');
      return;
    case 'rename':
      if (row?.kind === 'folder') dialogs.getState().show({ kind: 'site-folder', folder: row.folder });
      else if (row?.kind === 'site') focusSiteName();
      return;
    case 'remove': {
      const ids = arrangeable(book, selection.selected);
      if (ids.length > 0) dialogs.getState().show({ kind: 'remove-sites', ids });
      return;
    }
    case 'duplicate':
      if (row?.kind === 'site') sites.leave(() => void sites.duplicate(row.site.id));
      return;
    case 'newSite':
      sites.startNew();
      return;
    case 'newFolder': {
      const parentId = sites.folderInSight();
      dialogs.getState().show({ kind: 'site-folder', folder: parentId === undefined ? {} : { parentId } });
      return;
    }
    case 'cut':
      sites.cut();
      return;
    case 'paste':
      sites.paste();
      return;
    case 'stepUp':
      if (row && query === '') sites.step(row.id, -1);
      return;
    case 'stepDown':
      if (row && query === '') sites.step(row.id, 1);
      return;
    case 'escape':
      if (cut.length > 0) setCut([]);
      else if (query !== '') setQuery('');
      else sites.select(nothingSelected);
      return;
  }
}
