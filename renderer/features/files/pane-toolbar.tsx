import {
  ArrowLeft,
  ArrowRight,
  ArrowUp,
  Ellipsis,
  Eye,
  EyeOff,
  FolderPlus,
  Funnel,
  RefreshCw,
  SlidersHorizontal,
  Unplug,
} from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useStore } from 'zustand';
import { LOCAL } from '../../../shared/model/connection.ts';
import { runCommand } from '../../app/command-runner.ts';
import { focusGrid } from '../../app/focus.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { useLostFocus } from '../../app/use-lost-focus.ts';
import type { Side } from '../../app/workspace-store.ts';
import { type ColumnId, columnIds, foundColumns } from '../../file-grid/columns.ts';
import { barKeys } from '../../ui/bar-keys.ts';
import { IconButton, IconToggle } from '../../ui/button.tsx';
import { IconMenu } from '../../ui/icon-menu.tsx';
import { MenuChoice, MenuChoices, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { useWidth } from '../../ui/use-width.ts';
import { BookmarksMenu } from './bookmarks-menu.tsx';
import { Breadcrumb } from './breadcrumb.tsx';
import { ColumnChoices } from './columns-menu.tsx';
import { type CommandId, commands, shortcutText } from './commands.ts';
import styles from './pane.module.css';
import type { PaneStore } from './pane-store.ts';
import { PathField } from './path-field.tsx';
import { TogetherToggle } from './together-toggle.tsx';
import { useDisabledCommands } from './use-disabled-commands.ts';
import { usePane } from './use-pane.ts';

/** From this width on, in CSS pixels, a path stands well between all buttons. */
const ROOMY = 460;

interface PaneToolbarProps {
  readonly side: Side;
  readonly store: PaneStore;
  /** What has no room in the pane. */
  readonly leftOut: readonly ColumnId[];
}

/** Where the pane is, the ways from here, and how its rows are shown. */
export function PaneToolbar({ side, store, leftOut }: PaneToolbarProps) {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  const { fs, editingPath, filterOpen, showHidden, setFilterOpen } = usePane(
    store,
    'fs',
    'editingPath',
    'filterOpen',
    'showHidden',
    'setFilterOpen',
  );
  const bar = useRef<HTMLDivElement>(null);
  const isNarrow = (useWidth(bar) ?? ROOMY) < ROOMY;
  const isActive = useStore(services.workspace, ({ activeSide }) => activeSide === side);
  // The button that had the focus may be in the menu now, or out of it.
  useLostFocus(isActive && `narrow ${isNarrow}`, () => focusGrid(side));
  const place = editingPath ? <PathField side={side} store={store} /> : <Breadcrumb side={side} store={store} />;
  const toolbar = {
    ref: bar,
    role: 'toolbar',
    'aria-label': t(`pane.toolbar.${side}`),
    className: styles.toolbar,
    onKeyDownCapture: barKeys,
  };

  if (isNarrow) {
    return (
      <div {...toolbar} data-typing={editingPath || undefined}>
        <CommandButton store={store} id="goBack" side={side} icon={<ArrowLeft size={16} aria-hidden="true" />} />
        <CommandButton store={store} id="goUp" side={side} icon={<ArrowUp size={16} aria-hidden="true" />} />
        {place}
        <TogetherToggle />
        <BookmarksMenu side={side} store={store} />
        <ViewMenu store={store} leftOut={leftOut} />
        <MoreMenu side={side} store={store} />
      </div>
    );
  }
  return (
    <div {...toolbar}>
      <CommandButton store={store} id="goBack" side={side} icon={<ArrowLeft size={16} aria-hidden="true" />} />
      <CommandButton store={store} id="goForward" side={side} icon={<ArrowRight size={16} aria-hidden="true" />} />
      <CommandButton store={store} id="goUp" side={side} icon={<ArrowUp size={16} aria-hidden="true" />} />
      {place}
      <TogetherToggle />
      <CommandButton store={store} id="refresh" side={side} icon={<RefreshCw size={15} aria-hidden="true" />} />
      <IconToggle
        label={t('command.filter')}
        shortcut={shortcutText('filter', keyboard)}
        icon={<Funnel size={15} aria-hidden="true" />}
        isSelected={filterOpen}
        onChange={setFilterOpen}
      />
      <IconToggle
        label={t('command.showHidden')}
        shortcut={shortcutText('showHidden', keyboard)}
        icon={showHidden ? <Eye size={16} aria-hidden="true" /> : <EyeOff size={16} aria-hidden="true" />}
        isSelected={showHidden}
        onChange={() => runCommand(services, 'showHidden', side)}
      />
      <BookmarksMenu side={side} store={store} />
      <ViewMenu store={store} leftOut={leftOut} />
      <CommandButton store={store} id="newFolder" side={side} icon={<FolderPlus size={16} aria-hidden="true" />} />
      {fs !== LOCAL && (
        <CommandButton store={store} id="disconnect" side={side} icon={<Unplug size={16} aria-hidden="true" />} />
      )}
    </div>
  );
}

/** What has no room in a narrow pane. */
function MoreMenu({ side, store }: Omit<PaneToolbarProps, 'leftOut'>) {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  const { fs, showHidden, filterOpen, setFilterOpen } = usePane(
    store,
    'fs',
    'showHidden',
    'filterOpen',
    'setFilterOpen',
  );
  const item = (id: CommandId, icon: ReactNode) => (
    <MenuItem
      key={id}
      id={id}
      label={t(commands[id].label)}
      icon={icon}
      shortcut={shortcutText(id, keyboard)}
      onAction={() => runCommand(services, id, side)}
    />
  );
  const ids = ['goForward', 'newFolder', 'refresh', 'disconnect'] as const;
  return (
    <IconMenu
      label={t('pane.more')}
      icon={<Ellipsis size={16} aria-hidden="true" />}
      placement="bottom end"
      disabledKeys={useDisabledCommands(store, side, ids)}
    >
      {item('goForward', <ArrowRight size={15} aria-hidden="true" />)}
      {item('newFolder', <FolderPlus size={15} aria-hidden="true" />)}
      {item('refresh', <RefreshCw size={15} aria-hidden="true" />)}
      <MenuSeparator />
      <MenuChoices
        label={t('settings.files')}
        mode="multiple"
        selected={[...(filterOpen ? ['filter'] : []), ...(showHidden ? ['showHidden'] : [])]}
        onChange={(chosen) => {
          if (chosen.includes('filter') !== filterOpen) setFilterOpen(!filterOpen);
          if (chosen.includes('showHidden') !== showHidden) runCommand(services, 'showHidden', side);
        }}
      >
        <MenuChoice id="filter" label={t('command.filter')} />
        <MenuChoice id="showHidden" label={t('command.showHidden')} />
      </MenuChoices>
      {fs !== LOCAL && <MenuSeparator />}
      {fs !== LOCAL && item('disconnect', <Unplug size={15} aria-hidden="true" />)}
    </IconMenu>
  );
}

interface CommandButtonProps extends Omit<PaneToolbarProps, 'leftOut'> {
  readonly id: CommandId;
  readonly icon: ReactNode;
}

function CommandButton({ id, side, store, icon }: CommandButtonProps) {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  const isDisabled = useDisabledCommands(store, side, [id]).length > 0;
  return (
    <IconButton
      label={t(commands[id].label)}
      shortcut={shortcutText(id, keyboard)}
      icon={icon}
      isDisabled={isDisabled}
      onPress={() => runCommand(services, id, side)}
    />
  );
}

/** How rows are shown: their order, and which columns. */
function ViewMenu({ store, leftOut }: Omit<PaneToolbarProps, 'side'>) {
  const t = useText();
  const { settings } = useServices();
  const { sort, sortBy, setFoldersFirst, found } = usePane(store, 'sort', 'sortBy', 'setFoldersFirst', 'found');
  const sortable: readonly ColumnId[] = found ? foundColumns(columnIds) : columnIds;
  const foldersFirst = sort.foldersFirst !== false;

  function putFoldersFirst(first: boolean): void {
    setFoldersFirst(first);
    settings.getState().change({ foldersFirst: first });
  }

  return (
    <IconMenu label={t('view.label')} icon={<SlidersHorizontal size={15} aria-hidden="true" />} placement="bottom end">
      <MenuChoices
        label={t('sort.by')}
        mode="single"
        selected={[sort.column]}
        onChange={([column]) => column !== undefined && column !== sort.column && sortBy(column as ColumnId)}
      >
        {sortable.map((id) => (
          <MenuChoice key={id} id={id} label={t(`column.${id}`)} />
        ))}
      </MenuChoices>
      <MenuChoices
        label={t('sort.order')}
        mode="single"
        selected={[sort.direction]}
        onChange={([direction]) => direction !== sort.direction && sortBy(sort.column)}
      >
        <MenuChoice id="ascending" label={t('sort.ascending')} />
        <MenuChoice id="descending" label={t('sort.descending')} />
      </MenuChoices>
      <ColumnChoices leftOut={leftOut} />
      <MenuChoices
        label={t('view.folders')}
        mode="multiple"
        selected={foldersFirst ? ['first'] : []}
        onChange={(chosen) => putFoldersFirst(chosen.includes('first'))}
      >
        <MenuChoice id="first" label={t('view.foldersFirst')} />
      </MenuChoices>
    </IconMenu>
  );
}
