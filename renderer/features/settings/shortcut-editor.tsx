import { RotateCcw, X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useStore } from 'zustand';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { IconButton } from '../../ui/button.tsx';
import {
  type CommandId,
  commands,
  commandWith,
  formatShortcut,
  type Shortcut,
  shortcutFrom,
  shortcutsOf,
} from '../files/commands.ts';
import styles from './settings.module.css';

/** Commands with their keys, which a press on them changes. */
export function ShortcutEditor({ shown }: { readonly shown: readonly CommandId[] }) {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  const chosen = useStore(services.settings, (state) => state.shortcuts);
  const [changing, setChanging] = useState<CommandId | undefined>(undefined);
  const [problem, setProblem] = useState<{ id: CommandId; text: string } | undefined>(undefined);

  function choose(id: CommandId, shortcuts: readonly Shortcut[] | undefined): void {
    const { [id]: _before, ...others } = chosen;
    const next = shortcuts === undefined ? others : { ...others, [id]: [...shortcuts] };
    services.settings.getState().change({ shortcuts: next });
    setChanging(undefined);
    setProblem(undefined);
  }

  function onKeyDown(event: KeyboardEvent, id: CommandId): void {
    if (changing !== id || event.key === 'Tab') return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') {
      setChanging(undefined);
      setProblem(undefined);
      return;
    }
    if (['Control', 'Shift', 'Alt', 'Meta'].includes(event.key)) return;
    const shortcut = shortcutFrom(event.nativeEvent, keyboard.platform);
    if (!shortcut) {
      setProblem({ id, text: t('keys.notPossible') });
      return;
    }
    const other = commandWith(shortcut, keyboard, id);
    if (other === undefined) {
      choose(id, [shortcut]);
      return;
    }
    const key = formatShortcut(shortcut, keyboard.platform, keyboard.names);
    setProblem({ id, text: t('keys.taken', { key, command: t(commands[other].label) }) });
  }

  return (
    <table className={styles.keys}>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{t('keys.command')}</th>
          <th scope="col">{t('keys.key')}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((id) => {
          const label = t(commands[id].label);
          const shortcuts = shortcutsOf(id, keyboard);
          const keys = shortcuts
            .map((shortcut) => formatShortcut(shortcut, keyboard.platform, keyboard.names))
            .join(', ');
          return (
            <tr key={id}>
              <th scope="row">{label}</th>
              <td>
                <span className={styles.keyCell}>
                  <button
                    type="button"
                    className={styles.keyButton}
                    aria-label={`${t('keys.change', { command: label })}: ${keys || t('keys.none')}`}
                    data-changing={changing === id || undefined}
                    onClick={() => setChanging(id)}
                    onKeyDown={(event) => onKeyDown(event, id)}
                    onBlur={() => {
                      setChanging(undefined);
                      setProblem(undefined);
                    }}
                  >
                    {changing === id ? t('keys.press') : keys || t('keys.none')}
                  </button>
                  {shortcuts.length > 0 && (
                    <IconButton
                      label={t('keys.remove', { command: label })}
                      icon={<X size={13} aria-hidden="true" />}
                      onPress={() => choose(id, [])}
                    />
                  )}
                  {chosen[id] !== undefined && (
                    <IconButton
                      label={t('settings.reset', { name: label })}
                      icon={<RotateCcw size={13} aria-hidden="true" />}
                      onPress={() => choose(id, undefined)}
                    />
                  )}
                </span>
                {problem?.id === id && (
                  <p role="alert" className={styles.problem}>
                    {problem.text}
                  </p>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
