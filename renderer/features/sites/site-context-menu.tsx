import {
  ArrowDown,
  ArrowUp,
  ClipboardPaste,
  Copy,
  FolderInput,
  FolderPlus,
  Pencil,
  Plug,
  Plus,
  Save,
  Scissors,
  Trash2,
} from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { useStore } from 'zustand';
import type { MessageId } from '../../app/messages.ts';
import type { Services } from '../../app/services.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { MenuItem, MenuPopover, MenuSeparator } from '../../ui/menu.tsx';
import { formatShortcut, type Shortcut } from '../files/commands.ts';
import { runTreeCommand } from './run-tree-command.ts';
import { arrangeable, stepFrom, type TreeRow } from './site-tree.ts';
import styles from './sites.module.css';
import type { TreeCommand } from './use-tree-keyboard.ts';

interface Item {
  readonly id: string;
  readonly label: MessageId;
  readonly icon: ReactNode;
  readonly shortcut?: Shortcut;
  readonly run: (services: Services) => void;
}

interface SiteContextMenuProps {
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

/** What can be done with the rows that are selected, by the words of the keys and buttons. */
export function SiteContextMenu({ at, onClose }: SiteContextMenuProps) {
  const t = useText();
  const services = useServices();
  const { platform, names } = useKeyboard();
  const anchor = useRef<HTMLSpanElement>(null);
  const { rows, selection } = useStore(services.sites.store);
  const row = rows.find(({ id }) => id === selection.focused);
  const groups = row?.kind === 'recent' ? recentGroups(row) : siteGroups(row);
  return (
    <>
      <span ref={anchor} className={styles.menuAnchor} style={{ left: at.x, top: at.y }} />
      <MenuPopover
        label={t('sites.actions')}
        anchor={anchor}
        isOpen
        onClose={onClose}
        disabledKeys={disabledItems(services, row)}
      >
        {groups.flatMap((group, index) => [
          ...(index > 0 ? [<MenuSeparator key={`before-${group[0]?.id}`} />] : []),
          ...group.map(({ id, label, icon, shortcut, run }) => (
            <MenuItem
              key={id}
              id={id}
              label={t(label)}
              icon={icon}
              shortcut={shortcut && formatShortcut(shortcut, platform, names)}
              tone={id === 'remove' ? 'danger' : 'plain'}
              onAction={() => run(services)}
            />
          )),
        ])}
      </MenuPopover>
    </>
  );
}

const by = (command: Exclude<TreeCommand, 'menu'>) => (services: Services) => runTreeCommand(services, command);

function recentGroups(row: Extract<TreeRow, { kind: 'recent' }>): Item[][] {
  const connect: Item = {
    id: 'connect',
    label: 'connect.connect',
    icon: <Plug size={15} aria-hidden="true" />,
    shortcut: { key: 'Enter' },
    run: by('connect'),
  };
  const save: Item = {
    id: 'save',
    label: 'sites.saveRecent',
    icon: <Save size={15} aria-hidden="true" />,
    run: ({ sites }) => sites.startNewFrom(row.recent.target),
  };
  return [[connect, save]];
}

function siteGroups(row: TreeRow | undefined): Item[][] {
  const isFolder = row?.kind === 'folder' || row?.kind === 'recents';
  const connect: Item = {
    id: 'connect',
    label: isFolder ? 'folder.openOrClose' : 'connect.connect',
    icon: <Plug size={15} aria-hidden="true" />,
    shortcut: { key: 'Enter' },
    run: by('connect'),
  };
  return [
    [connect],
    [
      {
        id: 'newSite',
        label: 'site.new',
        icon: <Plus size={15} aria-hidden="true" />,
        shortcut: { key: 'Insert' },
        run: by('newSite'),
      },
      {
        id: 'newFolder',
        label: 'folder.new',
        icon: <FolderPlus size={15} aria-hidden="true" />,
        shortcut: { key: 'F7' },
        run: by('newFolder'),
      },
      {
        id: 'duplicate',
        label: 'command.duplicate',
        icon: <Copy size={15} aria-hidden="true" />,
        shortcut: { key: 'd', primary: true },
        run: by('duplicate'),
      },
      {
        id: 'rename',
        label: 'command.rename',
        icon: <Pencil size={15} aria-hidden="true" />,
        shortcut: { key: 'F2' },
        run: by('rename'),
      },
    ],
    [
      {
        id: 'move',
        label: 'sites.moveTo',
        icon: <FolderInput size={15} aria-hidden="true" />,
        run: ({ sites, dialogs }) => {
          const { book, selection } = sites.store.getState();
          dialogs.getState().show({ kind: 'move-sites', ids: arrangeable(book, selection.selected) });
        },
      },
      {
        id: 'cut',
        label: 'sites.cut',
        icon: <Scissors size={15} aria-hidden="true" />,
        shortcut: { key: 'x', primary: true },
        run: by('cut'),
      },
      {
        id: 'paste',
        label: 'sites.paste',
        icon: <ClipboardPaste size={15} aria-hidden="true" />,
        shortcut: { key: 'v', primary: true },
        run: by('paste'),
      },
      {
        id: 'stepUp',
        label: 'sites.up',
        icon: <ArrowUp size={15} aria-hidden="true" />,
        shortcut: { key: 'ArrowUp', alt: true },
        run: by('stepUp'),
      },
      {
        id: 'stepDown',
        label: 'sites.down',
        icon: <ArrowDown size={15} aria-hidden="true" />,
        shortcut: { key: 'ArrowDown', alt: true },
        run: by('stepDown'),
      },
    ],
    [
      {
        id: 'remove',
        label: 'sites.remove',
        icon: <Trash2 size={15} aria-hidden="true" />,
        shortcut: { key: 'Delete' },
        run: by('remove'),
      },
    ],
  ];
}

function disabledItems({ sites }: Services, row: TreeRow | undefined): string[] {
  const { book, selection, cut, query } = sites.store.getState();
  const hasSome = arrangeable(book, selection.selected).length > 0;
  const maySort = row !== undefined && query === '';
  return [
    ...(row ? [] : ['connect']),
    ...(row?.kind === 'site' ? [] : ['duplicate']),
    ...(row?.kind === 'site' || row?.kind === 'folder' ? [] : ['rename']),
    ...(hasSome ? [] : ['move', 'cut', 'remove']),
    ...(cut.length > 0 ? [] : ['paste']),
    ...(maySort && stepFrom(book, row.id, -1) ? [] : ['stepUp']),
    ...(maySort && stepFrom(book, row.id, 1) ? [] : ['stepDown']),
  ];
}
