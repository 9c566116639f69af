import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { joinPath, parentPath, resolvePath } from '../../../shared/model/remote-path.ts';
import { openEntry, runCommand } from '../../app/command-runner.ts';
import { gridId } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side, Tab } from '../../app/workspace-store.ts';
import { type ColumnId, foundColumns, knownColumns } from '../../file-grid/columns.ts';
import type { DropTarget } from '../../file-grid/file-drag.ts';
import { FileGrid, type MenuSubject } from '../../file-grid/file-grid.tsx';
import type { FileRow } from '../../file-grid/file-row.ts';
import { ColumnsMenu } from './columns-menu.tsx';
import { cutNames } from './file-clipboard.ts';
import { FileContextMenu } from './file-context-menu.tsx';
import { createDropTarget } from './file-drop.ts';
import { FoundBar } from './found-bar.tsx';
import { renameEntry } from './moving.ts';
import styles from './pane.module.css';
import { PaneFilter } from './pane-filter.tsx';
import { PaneFooter } from './pane-footer.tsx';
import { PaneMessage } from './pane-message.tsx';
import { useFileSystemLabel } from './pane-tabs.tsx';
import { PaneToolbar } from './pane-toolbar.tsx';
import { usePane } from './use-pane.ts';

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
  const store = useServices().pane(tab.id);
  const { found, filterOpen } = usePane(store, 'found', 'filterOpen');
  const [leftOut, setLeftOut] = useState<readonly ColumnId[]>([]);
  return (
    <div id={`files-${side}`} role="tabpanel" aria-label={useFileSystemLabel(tab.fs)} className={styles.files}>
      <PaneToolbar side={side} store={store} leftOut={leftOut} />
      {found && <FoundBar side={side} store={store} asked={found.asked} />}
      {filterOpen && <PaneFilter store={store} side={side} />}
      <div className={styles.body}>
        <PaneGrid side={side} tab={tab} leftOut={leftOut} onLeftOut={setLeftOut} />
        <PaneMessage side={side} store={store} />
      </div>
      <PaneFooter store={store} />
    </div>
  );
}

interface PaneGridProps extends PaneFilesProps {
  readonly leftOut: readonly ColumnId[];
  readonly onLeftOut: (leftOut: readonly ColumnId[]) => void;
}

/** The rows, and the menus that are asked for among them. */
function PaneGrid({ side, tab, leftOut, onLeftOut }: PaneGridProps) {
  const t = useText();
  const services = useServices();
  const store = services.pane(tab.id);
  const pane = useStore(store);
  const label = useFileSystemLabel(tab.fs);
  const { columns, density } = useStore(services.settings);
  const isFound = pane.found !== undefined;
  const wanted = useMemo(() => {
    const known = knownColumns(columns.shown);
    return isFound ? foundColumns(known) : known;
  }, [columns.shown, isFound]);
  const cut = useStore(services.clipboard.store, (state) => cutNames(state, pane.fs, pane.path));
  const [menu, setMenu] = useState<OpenMenu | undefined>(undefined);

  async function rename({ entry }: FileRow, to: string): Promise<void> {
    const place = { fs: pane.fs, path: resolvePath(pane.path, entry.name) };
    const isDone = await renameEntry(services, place, to);
    // Who has chosen something else meanwhile stays there.
    const isChosen = store.getState().selection.focused === entry.name;
    if (isDone && isChosen) pane.revealNext(joinPath(parentPath(place.path), to));
    services.refreshTab(tab.id);
  }

  /** What takes too long ends first, then what hides rows, then what was found makes way for the folder; what failed goes last. */
  function onEscape(): void {
    if (pane.stop()) return;
    if (pane.filterOpen) pane.setFilterOpen(false);
    else if (isFound) pane.open(pane.path);
    else services.notices.getState().dismissAllFailures();
  }

  const drop = useMemo(() => {
    const words = (count: number) => t('drag.items', { count });
    const target = createDropTarget(services, { fs: pane.fs, path: pane.path }, words);
    // Beside what was found in many folders there is no place to drop anything.
    return isFound ? { ...target, accepts: onlyOntoFolders(target) } : target;
  }, [services, pane.fs, pane.path, isFound, t]);

  return (
    <>
      <FileGrid
        id={gridId(side)}
        label={t(isFound ? 'found.label' : 'grid.label', { path: pane.path, label })}
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
        onLeftOut={onLeftOut}
        onWanted={(shown) => services.settings.getState().change({ columns: { ...columns, shown: [...shown] } })}
        onSelect={pane.setSelection}
        onSort={pane.sortBy}
        onOpen={({ entry }) => openEntry(services, side, entry)}
        isTaken={(name) => !isFound && pane.allNames().includes(name)}
        onRename={(row, name) => void rename(row, name)}
        onRenameEnd={() => pane.setRenaming(undefined)}
        onContextMenu={(at, subject) => setMenu({ at, subject })}
        onEscape={onEscape}
        drop={drop}
      />
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
    </>
  );
}

function onlyOntoFolders({ accepts }: DropTarget): DropTarget['accepts'] {
  return (data, directory) => directory !== undefined && accepts(data, directory);
}
