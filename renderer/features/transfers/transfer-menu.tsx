import { useRef } from 'react';
import { useStore } from 'zustand';
import { transferPriorities } from '../../../shared/model/transfer.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { MenuChoice, MenuChoices, MenuItem, MenuPopover, MenuSeparator } from '../../ui/menu.tsx';
import { formatShortcut } from '../files/commands.ts';
import {
  chosenItems,
  isTransferCommandEnabled,
  runTransferCommand,
  type TransferCommand,
} from './transfer-commands.ts';
import { transferKeys } from './transfer-keys.ts';
import styles from './transfers.module.css';
import { useFailureDetails } from './use-failure-details.ts';

type MenuCommand = Exclude<TransferCommand, (typeof transferPriorities)[number]>;

const groups: readonly (readonly MenuCommand[])[] = [
  ['pause', 'resume', 'retry', 'again'],
  ['top', 'up', 'down', 'bottom'],
  ['showSource', 'showTarget'],
  ['cancel', 'remove'],
];

interface TransferMenuProps {
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

/** What can be done with the chosen rows. */
export function TransferMenu({ at, onClose }: TransferMenuProps) {
  const t = useText();
  const services = useServices();
  const anchor = useRef<HTMLSpanElement>(null);
  // Which commands there are follows the rows as they change.
  useStore(services.transfers, (state) => state.revision);
  const disabled = groups.flat().filter((id) => !isTransferCommandEnabled(services, id));
  const [only, second] = chosenItems(services);
  const hasDetails = only?.error !== undefined && second === undefined;
  const showDetails = useFailureDetails();
  const { platform, names } = useKeyboard();
  const keysOf = (id: MenuCommand | 'details') =>
    id in transferKeys ? formatShortcut(transferKeys[id as keyof typeof transferKeys], platform, names) : undefined;
  const priorities = new Set(chosenItems(services).map(({ priority }) => priority));
  return (
    <>
      <span ref={anchor} className={styles.menuAnchor} style={{ left: at.x, top: at.y }} />
      <MenuPopover
        label={t('transfers.menu')}
        anchor={anchor}
        isOpen
        onClose={onClose}
        disabledKeys={[...disabled, ...(hasDetails ? [] : ['details'])]}
      >
        {groups.flatMap((group, index) => [
          ...(index > 0 ? [<MenuSeparator key={`before ${group[0]}`} />] : []),
          ...group.map((id) => (
            <MenuItem
              key={id}
              id={id}
              label={t(`transfers.menu.${id}`)}
              shortcut={keysOf(id)}
              tone={id === 'cancel' ? 'danger' : 'plain'}
              onAction={() => runTransferCommand(services, id)}
            />
          )),
        ])}
        <MenuSeparator />
        <MenuItem
          id="details"
          label={t('transfers.menu.details')}
          shortcut={keysOf('details')}
          onAction={() => showDetails(only)}
        />
        <MenuSeparator />
        <MenuChoices
          label={t('transfers.menu.priority')}
          mode="single"
          selected={priorities.size === 1 ? [...priorities] : []}
          onChange={([chosen]) => {
            const priority = transferPriorities.find((each) => each === chosen);
            if (priority) runTransferCommand(services, priority);
          }}
        >
          {transferPriorities.map((priority) => (
            <MenuChoice key={priority} id={priority} label={t(`transfers.priority.${priority}`)} />
          ))}
        </MenuChoices>
      </MenuPopover>
    </>
  );
}
