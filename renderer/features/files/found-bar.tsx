import { FolderX, SlidersHorizontal } from 'lucide-react';
import { runCommand } from '../../app/command-runner.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { barKeys } from '../../ui/bar-keys.ts';
import { IconButton } from '../../ui/button.tsx';
import { commandIcons } from './command-icons.ts';
import { type CommandId, commands, shortcutText } from './commands.ts';
import { copyLabel } from './copy-label.ts';
import type { AskedSearch } from './found-files.ts';
import styles from './pane.module.css';
import type { PaneStore } from './pane-store.ts';
import { useDisabledCommands } from './use-disabled-commands.ts';
import { usePane } from './use-pane.ts';

interface FoundBarProps {
  readonly side: Side;
  readonly store: PaneStore;
  readonly asked: AskedSearch;
}

const offered: readonly CommandId[] = ['showInFolder', 'quickLook', 'edit', 'copy', 'copyTo', 'remove'];

/** What the rows were found by, what can be done with those that are chosen, and the ways on. */
export function FoundBar({ side, store, asked }: FoundBarProps) {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  const { path, open } = usePane(store, 'path', 'open');
  const disabled = useDisabledCommands(store, side, offered);
  const { named, ...others } = asked.search;
  const more = Object.keys(others).length;
  return (
    <div role="toolbar" aria-label={t('found.bar')} className={styles.foundBar} onKeyDownCapture={barKeys}>
      <span className={styles.foundBy}>
        {named === undefined ? t('found.any', { more }) : t('found.named', { name: named, more })}
      </span>
      {offered.map((id) => {
        const Icon = commandIcons[id];
        return (
          <IconButton
            key={id}
            label={t(id === 'copy' ? copyLabel(services, side) : commands[id].label)}
            shortcut={shortcutText(id, keyboard)}
            icon={<Icon size={15} aria-hidden="true" />}
            isDisabled={disabled.includes(id)}
            onPress={() => runCommand(services, id, side)}
          />
        );
      })}
      <span className={styles.foundEnd}>
        <IconButton
          label={t('found.change')}
          shortcut={shortcutText('search', keyboard)}
          icon={<SlidersHorizontal size={15} aria-hidden="true" />}
          onPress={() => runCommand(services, 'search', side)}
        />
        <IconButton
          label={t('found.close')}
          shortcut={shortcutText('goUp', keyboard)}
          icon={<FolderX size={15} aria-hidden="true" />}
          onPress={() => open(path)}
        />
      </span>
    </div>
  );
}
