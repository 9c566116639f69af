import { useRef } from 'react';
import { isCommandEnabled } from '../../app/command-runner.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { MenuItem, MenuPopover, MenuSeparator } from '../../ui/menu.tsx';
import { commandIcons } from './command-icons.ts';
import { type CommandId, commands, shortcutText } from './commands.ts';
import { copyLabel } from './copy-label.ts';
import styles from './pane.module.css';

interface FileContextMenuProps {
  readonly side: Side;
  /** Of the rows that are chosen, or of the folder that they are in. */
  readonly of: 'rows' | 'place';
  readonly at: { readonly x: number; readonly y: number };
  readonly onRun: (id: CommandId) => void;
  readonly onClose: () => void;
}

const rowGroups: readonly (readonly CommandId[])[] = [
  ['showInFolder', 'open', 'edit', 'editExternally', 'quickLook'],
  ['copy', 'copyTo', 'copyFiltered', 'copyToBookmark', 'move', 'moveTo'],
  ['clipboardCut', 'clipboardCopy', 'clipboardPaste', 'rename', 'duplicate', 'properties', 'folderSizes', 'remove'],
  ['newFolder', 'newFile', 'newLink'],
  ['search', 'copyPath', 'copyUrl', 'sendCommand'],
];

const placeGroups: readonly (readonly CommandId[])[] = [
  ['newFolder', 'newFile', 'newLink'],
  ['clipboardPaste', 'selectAll', 'invertSelection', 'select', 'search'],
  ['compare', 'together'],
  ['undo', 'bookmark', 'sendCommand', 'refresh'],
];

/** What can be done here. What cannot is left out: what is in reach is in sight. Only pasting is looked for at its place. */
export function FileContextMenu({ side, of, at, onRun, onClose }: FileContextMenuProps) {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  const anchor = useRef<HTMLSpanElement>(null);
  const isNothingTaken = services.clipboard.store.getState().taken === undefined;
  const isShown = (id: CommandId) =>
    isCommandEnabled(services, id, side) || (id === 'clipboardPaste' && isNothingTaken);
  const groups = (of === 'rows' ? rowGroups : placeGroups)
    .map((group) => group.filter(isShown))
    .filter((group) => group.length > 0);

  const labelOf = (id: CommandId) => (id === 'copy' ? t(copyLabel(services, side)) : t(commands[id].label));

  return (
    <>
      <span ref={anchor} className={styles.menuAnchor} style={{ left: at.x, top: at.y }} />
      <MenuPopover
        label={t('menu.files')}
        anchor={anchor}
        disabledKeys={isNothingTaken ? ['clipboardPaste'] : []}
        isOpen
        onClose={onClose}
      >
        {groups.flatMap((group, index) => [
          ...(index > 0 ? [<MenuSeparator key={`before-${group[0]}`} />] : []),
          ...group.map((id) => {
            const Icon = commandIcons[id];
            return (
              <MenuItem
                key={id}
                id={id}
                label={labelOf(id)}
                note={id === 'clipboardPaste' && isNothingTaken ? t('clipboard.nothing') : undefined}
                icon={<Icon size={15} aria-hidden="true" />}
                shortcut={shortcutText(id, keyboard)}
                tone={id === 'remove' ? 'danger' : 'plain'}
                onAction={() => onRun(id)}
              />
            );
          }),
        ])}
      </MenuPopover>
    </>
  );
}
