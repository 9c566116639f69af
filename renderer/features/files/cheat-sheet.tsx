import { Keyboard as KeyboardIcon } from 'lucide-react';
import { useId, useState } from 'react';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { type Text, useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import styles from './cheat-sheet.module.css';
import { type CommandId, commands, formatShortcut, type Keyboard, shortcutsOf } from './commands.ts';
import { groupOf, type KeyGroup, keyGroups, listKeys } from './key-groups.ts';

interface KeyRow {
  readonly label: string;
  readonly keys: readonly string[];
}

/** Every key of the window, by what it is for. */
export function CheatSheet() {
  const t = useText();
  const keyboard = useKeyboard();
  const { dialogs } = useServices();
  const [words, setWords] = useState('');
  const close = () => dialogs.getState().close();
  const groups = keyGroups
    .map((id) => ({ id, rows: rowsOf(id, t, keyboard).filter((row) => fits(row, words)) }))
    .filter(({ rows }) => rows.length > 0);
  const count = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  return (
    <Dialog
      width="widest"
      title={t('keys.title')}
      lead={t('keys.lead')}
      icon={<KeyboardIcon size={18} />}
      onClose={close}
    >
      <DialogBody>
        <div className={styles.search}>
          <SearchInput size="medium" label={t('keys.search')} value={words} onChange={setWords} takesFocus />
        </div>
        <p role="status" className={count === 0 ? styles.nothing : 'visually-hidden'}>
          {words.trim() !== '' && t('keys.found', { count })}
        </p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be scrolled by keyboard */}
        <section className={styles.groups} aria-label={t('keys.title')} tabIndex={0}>
          {groups.map(({ id, rows }) => (
            <Group key={id} heading={t(`keys.group.${id}`)} rows={rows} />
          ))}
        </section>
      </DialogBody>
      <DialogActions>
        <Button tone="primary" onPress={close}>
          {t('action.close')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Group({ heading, rows }: { readonly heading: string; readonly rows: readonly KeyRow[] }) {
  const headingId = useId();
  return (
    <div className={styles.group}>
      <h3 id={headingId} className={styles.heading}>
        {heading}
      </h3>
      <dl aria-labelledby={headingId}>
        {rows.map(({ label, keys }) => (
          <div key={[label, ...keys].join()} className={styles.row}>
            <dt>{label}</dt>
            <dd>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function rowsOf(group: KeyGroup, t: Text, keyboard: Keyboard): KeyRow[] {
  const ofCommands = (Object.keys(commands) as CommandId[])
    .filter((id) => groupOf[id] === group)
    .map((id) => [commands[id].label, shortcutsOf(id, keyboard)] as const);
  return [...ofCommands, ...(listKeys[group] ?? [])]
    .filter(([, shortcuts]) => shortcuts.length > 0)
    .map(([label, shortcuts]) => ({
      label: t(label),
      keys: shortcuts.map((shortcut) => formatShortcut(shortcut, keyboard.platform, keyboard.names)),
    }));
}

/** Every word stands in what the keys do, or in their names. */
function fits({ label, keys }: KeyRow, words: string): boolean {
  const text = `${label} ${keys.join(' ')}`.toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
