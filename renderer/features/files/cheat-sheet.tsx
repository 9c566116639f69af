import { Keyboard } from 'lucide-react';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { type CommandId, commands, formatShortcut, type Shortcut, shortcutsOf } from './commands.ts';
import styles from './dialogs.module.css';

/** Keys of the grid itself, beside the commands. */
const gridKeys = [
  ['keys.move', [{ key: '↑' }, { key: '↓' }, { key: 'Home' }, { key: 'End' }]],
  ['keys.copyFile', [{ key: 'Enter' }, { key: 'DoubleClick' }]],
  ['keys.toggle', [{ key: 'Space' }]],
  ['keys.menu', [{ key: 'F10', shift: true }]],
  ['keys.closeTab', [{ key: 'Delete' }]],
] as const satisfies readonly (readonly [string, readonly Shortcut[]])[];

export function CheatSheet() {
  const t = useText();
  const keyboard = useKeyboard();
  const { dialogs } = useServices();
  const close = () => dialogs.getState().close();
  const withKeys = (Object.keys(commands) as CommandId[]).filter((id) => shortcutsOf(id, keyboard).length > 0);
  const rows: [string, readonly Shortcut[]][] = [
    ...withKeys.map((id): [string, readonly Shortcut[]] => [t(commands[id].label), shortcutsOf(id, keyboard)]),
    ...gridKeys.map(([id, keys]): [string, readonly Shortcut[]] => [t(id), keys]),
  ];
  return (
    <Dialog width="wide" title={t('keys.title')} lead={t('keys.lead')} icon={<Keyboard size={18} />} onClose={close}>
      <DialogBody>
        {/* What scrolls can be scrolled by keyboard. */}
        <dl className={styles.sheet} tabIndex={0}>
          {rows.map(([label, keys]) => (
            <div key={label} className={styles.sheetRow}>
              <dt>{label}</dt>
              <dd>
                {keys.map((shortcut) => (
                  <kbd key={formatShortcut(shortcut, keyboard.platform, keyboard.names)}>
                    {formatShortcut(shortcut, keyboard.platform, keyboard.names)}
                  </kbd>
                ))}
              </dd>
            </div>
          ))}
        </dl>
      </DialogBody>
      <DialogActions>
        <Button tone="primary" autoFocus onPress={close}>
          {t('action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
