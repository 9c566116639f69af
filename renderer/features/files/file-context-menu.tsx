import {
  AppWindow,
  BookMarked,
  ClipboardCopy,
  Copy,
  CornerUpRight,
  Eye,
  FilePen,
  FilePlus2,
  FileSearch,
  FolderInput,
  FolderOpen,
  FolderOutput,
  FolderPlus,
  FolderSymlink,
  Funnel,
  Info,
  Link,
  Link2,
  ListChecks,
  PencilLine,
  RefreshCw,
  Sigma,
  SquareTerminal,
  TextSelect,
  Trash2,
  Undo2,
} from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { isCommandEnabled } from '../../app/command-runner.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { otherSide, type Side } from '../../app/workspace-store.ts';
import { MenuItem, MenuPopover, MenuSeparator } from '../../ui/menu.tsx';
import { type CommandId, commands, shortcutText } from './commands.ts';
import styles from './pane.module.css';

interface FileContextMenuProps {
  readonly side: Side;
  /** Of the rows that are chosen, or of the folder that they are in. */
  readonly of: 'rows' | 'place';
  readonly at: { readonly x: number; readonly y: number };
  readonly onRun: (id: CommandId) => void;
  readonly onClose: () => void;
}

interface Item {
  readonly id: CommandId;
  readonly icon: ReactNode;
}

const rowGroups: readonly (readonly Item[])[] = [
  [
    { id: 'open', icon: <FolderOpen size={15} aria-hidden="true" /> },
    { id: 'edit', icon: <FilePen size={15} aria-hidden="true" /> },
    { id: 'editExternally', icon: <AppWindow size={15} aria-hidden="true" /> },
    { id: 'quickLook', icon: <Eye size={15} aria-hidden="true" /> },
  ],
  [
    { id: 'copy', icon: <CornerUpRight size={15} aria-hidden="true" /> },
    { id: 'copyTo', icon: <FolderOutput size={15} aria-hidden="true" /> },
    { id: 'copyFiltered', icon: <Funnel size={15} aria-hidden="true" /> },
    { id: 'copyToBookmark', icon: <BookMarked size={15} aria-hidden="true" /> },
    { id: 'move', icon: <FolderInput size={15} aria-hidden="true" /> },
    { id: 'moveTo', icon: <FolderSymlink size={15} aria-hidden="true" /> },
  ],
  [
    { id: 'rename', icon: <PencilLine size={15} aria-hidden="true" /> },
    { id: 'duplicate', icon: <Copy size={15} aria-hidden="true" /> },
    { id: 'properties', icon: <Info size={15} aria-hidden="true" /> },
    { id: 'folderSizes', icon: <Sigma size={15} aria-hidden="true" /> },
    { id: 'remove', icon: <Trash2 size={15} aria-hidden="true" /> },
  ],
  [
    { id: 'newFolder', icon: <FolderPlus size={15} aria-hidden="true" /> },
    { id: 'newFile', icon: <FilePlus2 size={15} aria-hidden="true" /> },
    { id: 'newLink', icon: <Link size={15} aria-hidden="true" /> },
  ],
  [
    { id: 'search', icon: <FileSearch size={15} aria-hidden="true" /> },
    { id: 'copyPath', icon: <ClipboardCopy size={15} aria-hidden="true" /> },
    { id: 'copyUrl', icon: <Link2 size={15} aria-hidden="true" /> },
    { id: 'sendCommand', icon: <SquareTerminal size={15} aria-hidden="true" /> },
    { id: 'refresh', icon: <RefreshCw size={15} aria-hidden="true" /> },
  ],
];

const placeGroups: readonly (readonly Item[])[] = [
  [
    { id: 'newFolder', icon: <FolderPlus size={15} aria-hidden="true" /> },
    { id: 'newFile', icon: <FilePlus2 size={15} aria-hidden="true" /> },
    { id: 'newLink', icon: <Link size={15} aria-hidden="true" /> },
  ],
  [
    { id: 'selectAll', icon: <ListChecks size={15} aria-hidden="true" /> },
    { id: 'select', icon: <TextSelect size={15} aria-hidden="true" /> },
    { id: 'search', icon: <FileSearch size={15} aria-hidden="true" /> },
  ],
  [
    { id: 'undo', icon: <Undo2 size={15} aria-hidden="true" /> },
    { id: 'bookmark', icon: <BookMarked size={15} aria-hidden="true" /> },
    { id: 'sendCommand', icon: <SquareTerminal size={15} aria-hidden="true" /> },
    { id: 'refresh', icon: <RefreshCw size={15} aria-hidden="true" /> },
  ],
];

/** What can be done here. What cannot is left out: what is in reach is in sight. */
export function FileContextMenu({ side, of, at, onRun, onClose }: FileContextMenuProps) {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  const anchor = useRef<HTMLSpanElement>(null);
  const groups = (of === 'rows' ? rowGroups : placeGroups)
    .map((group) => group.filter(({ id }) => isCommandEnabled(services, id, side)))
    .filter((group) => group.length > 0);

  // "Upload" and "Download" say more than "Copy" where one side is this machine.
  const labelOf = (id: CommandId) => (id === 'copy' ? t(copyLabel(services, side)) : t(commands[id].label));

  return (
    <>
      <span ref={anchor} className={styles.menuAnchor} style={{ left: at.x, top: at.y }} />
      <MenuPopover label={t('menu.files')} anchor={anchor} isOpen onClose={onClose}>
        {groups.flatMap((group, index) => [
          ...(index > 0 ? [<MenuSeparator key={`before-${group[0]?.id}`} />] : []),
          ...group.map(({ id, icon }) => (
            <MenuItem
              key={id}
              id={id}
              label={labelOf(id)}
              icon={icon}
              shortcut={shortcutText(id, keyboard)}
              tone={id === 'remove' ? 'danger' : 'plain'}
              onAction={() => onRun(id)}
            />
          )),
        ])}
      </MenuPopover>
    </>
  );
}

function copyLabel(services: ReturnType<typeof useServices>, side: Side) {
  const from = services.activePane(side)?.getState().fs;
  const to = services.activePane(otherSide[side])?.getState().fs;
  if (from === 'local' && to !== undefined && to !== 'local') return 'command.upload' as const;
  if (to === 'local' && from !== 'local') return 'command.download' as const;
  return 'command.copy' as const;
}
