import { RotateCcw, X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { useStore } from 'zustand';
import { focusElement } from '../../app/focus.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import {
  type CommandId,
  commands,
  commandWith,
  formatShortcut,
  type Shortcut,
  shortcutFrom,
  shortcutsOf,
} from '../files/commands.ts';
import { chooseShortcuts, resetShortcuts, takeOverShortcut } from './chosen-shortcuts.ts';
import styles from './settings.module.css';

const keyButtonId = (id: CommandId) => `key-${id}`;

interface TakenKey {
  readonly shortcut: Shortcut;
  /** The command that has it. */
  readonly from: CommandId;
}

interface Problem {
  readonly id: CommandId;
  readonly text: string;
  readonly taken?: TakenKey;
}

/** Commands with their keys, which a press on them changes. */
export function ShortcutEditor({ shown }: { readonly shown: readonly CommandId[] }) {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  const chosen = useStore(services.settings, (state) => state.shortcuts);
  const [changing, setChanging] = useState<CommandId | undefined>(undefined);
  const [changed, setChanged] = useState<CommandId | undefined>(undefined);
  const [problem, setProblem] = useState<Problem | undefined>(undefined);

  function keep(id: CommandId, shortcuts: typeof chosen): void {
    services.settings.getState().change({ shortcuts });
    setChanging(undefined);
    setChanged(id);
    setProblem(undefined);
    // The button that was pressed may go with what it did.
    focusElement(keyButtonId(id));
  }

  const choose = (id: CommandId, shortcuts: readonly Shortcut[]) => keep(id, chooseShortcuts(id, shortcuts, keyboard));
  const nameOf = (shortcut: Shortcut) => formatShortcut(shortcut, keyboard.platform, keyboard.names);
  const keysOf = (id: CommandId) => shortcutsOf(id, keyboard).map(nameOf).join(', ') || t('keys.none');
  /** The name of a button that changes while it has the focus is not read out. */
  function told(): string {
    if (changing !== undefined) return t('keys.press');
    return changed === undefined ? '' : `${t(commands[changed].label)}: ${keysOf(changed)}`;
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
    const text = t('keys.taken', { key: nameOf(shortcut), command: t(commands[other].label) });
    setProblem({ id, text, taken: { shortcut, from: other } });
  }

  return (
    <>
      <p role="status" className="visually-hidden">
        {told()}
      </p>
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
            const shownKeys = changing === id ? t('keys.press') : keysOf(id);
            return (
              <tr key={id}>
                <th scope="row">{label}</th>
                <td
                  onBlur={({ currentTarget, relatedTarget }) => {
                    if (!currentTarget.contains(relatedTarget)) setProblem(undefined);
                  }}
                >
                  <span className={styles.keyCell}>
                    <button
                      id={keyButtonId(id)}
                      type="button"
                      className={styles.keyButton}
                      aria-label={`${t('keys.change', { command: label })}: ${shownKeys}`}
                      data-changing={changing === id || undefined}
                      onClick={() => setChanging(id)}
                      onKeyDown={(event) => onKeyDown(event, id)}
                      onBlur={() => setChanging(undefined)}
                    >
                      {shownKeys}
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
                        onPress={() => keep(id, resetShortcuts(id, keyboard))}
                      />
                    )}
                  </span>
                  {problem?.id === id && (
                    <div role="alert" className={styles.problem}>
                      {problem.text}
                      <TakeOver
                        taken={problem.taken}
                        onTake={({ shortcut, from }) => keep(id, takeOverShortcut(id, shortcut, from, keyboard))}
                      />
                    </div>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}

interface TakeOverProps {
  readonly taken: TakenKey | undefined;
  readonly onTake: (taken: TakenKey) => void;
}

/** The way out where another command has the key. */
function TakeOver({ taken, onTake }: TakeOverProps) {
  const t = useText();
  return (
    taken && (
      <Button size="small" onPress={() => onTake(taken)}>
        {t('keys.takeOver')}
      </Button>
    )
  );
}
