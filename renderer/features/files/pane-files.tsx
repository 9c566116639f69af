import { useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { joinPath } from '../../../shared/model/remote-path.ts';
import { openEntry, runCommand } from '../../app/command-runner.ts';
import { gridId } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side, Tab } from '../../app/workspace-store.ts';
import { type ColumnId, knownColumns } from '../../file-grid/columns.ts';
import { FileGrid, type MenuSubject } from '../../file-grid/file-grid.tsx';
import { ColumnsMenu } from './columns-menu.tsx';
import { cutNames } from './file-clipboard.ts';
import { FileContextMenu } from './file-context-menu.tsx';
import { createDropTarget } from './file-drop.ts';
import { renameEntry } from './moving.ts';
import styles from './pane.module.css';
import { PaneFilter } from './pane-filter.tsx';
import { PaneFooter } from './pane-footer.tsx';
import { PaneMessage } from './pane-message.tsx';
import { useFileSystemLabel } from './pane-tabs.tsx';
import { PaneToolbar } from './pane-toolbar.tsx';

/** Pixels. */
const rowHeights = { comfortable: 28, compact: 22 };

interface OpenMenu {
  readonly at: { readonly x: number; readonly y: number };
  readonly subject: MenuSubject;
}

interface PaneFilesProps {
  readonly side: Side;
  readonly tab: Tab;
}

/** The files of one tab. */
export function PaneFiles({ side, tab }: PaneFilesProps) {
  const t = useText();
  const services = useServices();
  const store = services.pane(tab.id);
  const pane = useStore(store);
  const label = useFileSystemLabel(tab.fs);
  const { columns, density } = useStore(services.settings);
  const wanted = useMemo(() => knownColumns(columns.shown), [columns.shown]);
  const cut = useStore(services.clipboard.store, (state) => cutNames(state, pane.fs, pane.path));
  const [leftOut, setLeftOut] = useState<readonly ColumnId[]>([]);
  const [menu, setMenu] = useState<OpenMenu | undefined>(undefined);
  const body = useRef<HTMLDivElement>(null);

  async function rename(from: string, to: string): Promise<void> {
    if (await renameEntry(services, { fs: pane.fs, path: joinPath(pane.path, from) }, to)) pane.revealNext(to);
    services.refreshTab(tab.id);
  }

  /** What takes too long ends first, then what hides rows. */
  function onEscape(): void {
    if (!pane.stop() && pane.filterOpen) pane.setFilterOpen(false);
  }

  const drop = useMemo(
    () => createDropTarget(services, { fs: pane.fs, path: pane.path }, (count) => t('drag.items', { count })),
    [services, pane.fs, pane.path, t],
  );

  return (
    <div id={`files-${side}`} role="tabpanel" aria-label={label} className={styles.files}>
      <PaneToolbar side={side} store={store} leftOut={leftOut} />
      {pane.filterOpen && <PaneFilter store={store} side={side} />}
      <div ref={body} className={styles.body}>
        <FileGrid
          id={gridId(side)}
          label={t('grid.label', { path: pane.path, label })}
          rows={pane.rows}
          folderSizes={pane.folderSizes}
          selection={pane.selection}
          cut={cut}
          sort={pane.sort}
          isBusy={pane.status === 'listing' || pane.refreshing}
          renaming={pane.renaming}
          wanted={wanted}
          widths={columns.widths}
          rowHeight={rowHeights[density]}
          onWidths={(widths) => services.settings.getState().change({ columns: { ...columns, widths } })}
          onLeftOut={setLeftOut}
          onWanted={(shown) => services.settings.getState().change({ columns: { ...columns, shown: [...shown] } })}
          onSelect={pane.setSelection}
          onSort={pane.sortBy}
          onOpen={({ entry }) => openEntry(services, side, entry)}
          onRename={({ entry }, name) => void rename(entry.name, name)}
          onRenameEnd={() => pane.setRenaming(undefined)}
          onContextMenu={(at, subject) => setMenu({ at, subject })}
          onEscape={onEscape}
          drop={drop}
        />
        <PaneMessage side={side} store={store} />
      </div>
      <PaneFooter store={store} />
      {menu?.subject.kind === 'column' && (
        <ColumnsMenu {...menu.subject} leftOut={leftOut} at={menu.at} onClose={() => setMenu(undefined)} />
      )}
      {menu && menu.subject.kind !== 'column' && (
        <FileContextMenu
          side={side}
          of={menu.subject.kind}
          at={menu.at}
          onRun={(id) => runCommand(services, id, side)}
          onClose={() => setMenu(undefined)}
        />
      )}
    </div>
  );
}
