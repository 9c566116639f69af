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
  FolderPlus,
  Funnel,
  Info,
  Link,
  Link2,
  PencilLine,
  RefreshCw,
  Sigma,
  SquareTerminal,
  Trash2,
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
  readonly at: { readonly x: number; readonly y: number };
  readonly onRun: (id: CommandId) => void;
  readonly onClose: () => void;
}

interface Item {
  readonly id: CommandId;
  readonly icon: ReactNode;
}

const groups: readonly (readonly Item[])[] = [
  [
    { id: 'open', icon: <FolderOpen size={15} aria-hidden="true" /> },
    { id: 'edit', icon: <FilePen size={15} aria-hidden="true" /> },
    { id: 'editExternally', icon: <AppWindow size={15} aria-hidden="true" /> },
    { id: 'quickLook', icon: <Eye size={15} aria-hidden="true" /> },
  ],
  [
    { id: 'copy', icon: <CornerUpRight size={15} aria-hidden="true" /> },
    { id: 'copyFiltered', icon: <Funnel size={15} aria-hidden="true" /> },
    { id: 'copyToBookmark', icon: <BookMarked size={15} aria-hidden="true" /> },
    { id: 'move', icon: <FolderInput size={15} aria-hidden="true" /> },
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

export function FileContextMenu({ side, at, onRun, onClose }: FileContextMenuProps) {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  const anchor = useRef<HTMLSpanElement>(null);
  const disabled = groups.flat().filter(({ id }) => !isCommandEnabled(services, id, side));

  // "Upload" and "Download" say more than "Copy" where one side is this machine.
  const labelOf = (id: CommandId) => (id === 'copy' ? t(copyLabel(services, side)) : t(commands[id].label));

  return (
    <>
      <span ref={anchor} className={styles.menuAnchor} style={{ left: at.x, top: at.y }} />
      <MenuPopover
        label={t('menu.files')}
        anchor={anchor}
        isOpen
        onClose={onClose}
        disabledKeys={disabled.map(({ id }) => id)}
      >
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
