import { Trash2 } from 'lucide-react';
import { useStore } from 'zustand';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { shortcutText } from '../files/commands.ts';
import styles from './settings.module.css';

/** The bookmarks, to be renamed and removed. */
export function BookmarkList({ label }: { readonly label: string }) {
  const t = useText();
  const keyboard = useKeyboard();
  const { settings } = useServices();
  const bookmarks = useStore(settings, (state) => state.bookmarks);
  const { change } = settings.getState();

  function rename(id: string, name: string): void {
    const wanted = name.trim().slice(0, 200);
    if (wanted === '') return;
    change({ bookmarks: bookmarks.map((each) => (each.id === id ? { ...each, name: wanted } : each)) });
  }

  return (
    <>
      <span className={styles.title}>{label}</span>
      {bookmarks.length === 0 && (
        <p className={styles.note}>
          {t('settings.bookmarksNone', { key: shortcutText('bookmark', keyboard) ?? t('command.bookmark') })}
        </p>
      )}
      <ul className={styles.bookmarks}>
        {bookmarks.map(({ id, name, path, connection }) => (
          <li key={id} className={styles.bookmark}>
            <TextField
              aria-label={t('settings.bookmarkName', { path })}
              label=""
              defaultValue={name}
              onBlur={(event) => rename(id, (event.target as HTMLInputElement).value)}
            />
            <span className={styles.bookmarkPath}>
              {connection?.label ?? t('place.local')} {path}
            </span>
            <IconButton
              label={t('settings.bookmarkRemove', { name })}
              icon={<Trash2 size={14} aria-hidden="true" />}
              onPress={() => change({ bookmarks: bookmarks.filter((each) => each.id !== id) })}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
