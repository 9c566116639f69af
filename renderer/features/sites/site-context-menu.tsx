import {
  ArrowDown,
  ArrowUp,
  ClipboardPaste,
  Copy,
  FolderInput,
  FolderPlus,
  type LucideIcon,
  Pencil,
  Plug,
  Plus,
  Save,
  Scissors,
  Trash2,
} from 'lucide-react';
import { useRef } from 'react';
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
  readonly Icon: LucideIcon;
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
          ...group.map(({ id, label, Icon, shortcut, run }) => (
            <MenuItem
              key={id}
              id={id}
              label={t(label)}
              icon={<Icon size={15} aria-hidden="true" />}
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

type Command = Exclude<TreeCommand, 'menu'>;

/** A command of the tree, which is there by its key, too. */
function command(id: Command, label: MessageId, Icon: LucideIcon, shortcut: Shortcut): Item {
  return { id, label, Icon, shortcut, run: (services) => runTreeCommand(services, id) };
}

function recentGroups(row: Extract<TreeRow, { kind: 'recent' }>): Item[][] {
  const save: Item = {
    id: 'save',
    label: 'sites.saveRecent',
    Icon: Save,
    run: ({ sites }) => sites.startNewFrom(row.recent.target),
  };
  return [[command('connect', 'connect.connect', Plug, { key: 'Enter' }), save]];
}

function siteGroups(row: TreeRow | undefined): Item[][] {
  const isFolder = row?.kind === 'folder' || row?.kind === 'recents';
  const move: Item = {
    id: 'move',
    label: 'sites.moveTo',
    Icon: FolderInput,
    run: ({ sites, dialogs }) => {
      const { book, selection } = sites.store.getState();
      dialogs.getState().show({ kind: 'move-sites', ids: arrangeable(book, selection.selected) });
    },
  };
  return [
    [command('connect', isFolder ? 'folder.openOrClose' : 'connect.connect', Plug, { key: 'Enter' })],
    [
      command('newSite', 'site.new', Plus, { key: 'Insert' }),
      command('newFolder', 'folder.new', FolderPlus, { key: 'F7' }),
      command('duplicate', 'command.duplicate', Copy, { key: 'd', primary: true }),
      command('rename', 'command.rename', Pencil, { key: 'F2' }),
    ],
    [
      move,
      command('cut', 'sites.cut', Scissors, { key: 'x', primary: true }),
      command('paste', 'sites.paste', ClipboardPaste, { key: 'v', primary: true }),
      command('stepUp', 'sites.up', ArrowUp, { key: 'ArrowUp', alt: true }),
      command('stepDown', 'sites.down', ArrowDown, { key: 'ArrowDown', alt: true }),
    ],
    [command('remove', 'sites.remove', Trash2, { key: 'Delete' })],
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
