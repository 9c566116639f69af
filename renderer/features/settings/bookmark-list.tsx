import { Trash2 } from 'lucide-react';
import { useStore } from 'zustand';
import { focusSettingsSearch, focusWithin } from '../../app/focus.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { shortcutText } from '../files/commands.ts';
import styles from './settings.module.css';

const itemId = (id: string) => `bookmark-${id}`;

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

  function remove(id: string): void {
    const at = bookmarks.findIndex((each) => each.id === id);
    const neighbour = bookmarks[at + 1] ?? bookmarks[at - 1];
    // The button goes with its bookmark.
    if (neighbour) focusWithin(itemId(neighbour.id));
    else focusSettingsSearch();
    change({ bookmarks: bookmarks.filter((each) => each.id !== id) });
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
          <li key={id} id={itemId(id)} className={styles.bookmark}>
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
              onPress={() => remove(id)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}
