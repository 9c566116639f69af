import { BookMarked, Folder, Server, Star, StarOff } from 'lucide-react';
import { Button, MenuTrigger } from 'react-aria-components';
import { useStore } from 'zustand';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import type { Side } from '../../app/workspace-store.ts';
import { Hint, iconButtonClass } from '../../ui/button.tsx';
import { MenuItem, MenuPopover, MenuSeparator } from '../../ui/menu.tsx';
import { onBookmark, onBookmarks } from './bookmark-drop.ts';
import { bookmarkOf, bookmarkTitle, openBookmark, toggleBookmark } from './bookmarks.ts';
import { shortcutText } from './commands.ts';
import { Landing, useDropMenu } from './drop-menu.tsx';
import styles from './pane.module.css';
import type { PaneStore } from './pane-store.ts';
import { useDrop } from './use-place-drop.ts';

/**
 * The folders that the user wants to find again, and this one among them or not. Folders dropped onto the button are remembered; a
 * drag that rests on it opens the menu, and what is dropped onto a bookmark is copied there.
 */
export function BookmarksMenu({ side, store }: { readonly side: Side; readonly store: PaneStore }) {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  const bookmarks = useStore(services.settings, (state) => state.bookmarks);
  const fs = useStore(store, (state) => state.fs);
  const path = useStore(store, (state) => state.path);
  const { isOpen, setIsOpen } = useDropMenu();
  const isKept = bookmarkOf(bookmarks, fs, path) !== undefined;
  const Toggle = isKept ? StarOff : Star;
  const { isTarget, handlers } = useDrop(
    () => onBookmarks(services),
    () => setIsOpen(true),
  );

  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={setIsOpen}>
      <span className={styles.landing} data-drop={isTarget || undefined} {...handlers}>
        <Hint label={t('bookmarks.label')}>
          <Button aria-label={t('bookmarks.label')} className={iconButtonClass} data-kept={isKept || undefined}>
            <BookMarked size={15} aria-hidden="true" />
          </Button>
        </Hint>
      </span>
      <MenuPopover label={t('bookmarks.label')} placement="bottom end">
        <MenuItem
          id="toggle"
          label={t(isKept ? 'bookmarks.remove' : 'bookmarks.add')}
          icon={<Toggle size={15} aria-hidden="true" />}
          shortcut={shortcutText('bookmark', keyboard)}
          onAction={() => toggleBookmark(services, side)}
        >
          <Landing targetNow={() => onBookmarks(services)} />
        </MenuItem>
        {bookmarks.length > 0 && <MenuSeparator />}
        {bookmarks.map((bookmark) => {
          const Icon = bookmark.connection ? Server : Folder;
          const where = bookmark.connection?.label ?? t('place.local');
          return (
            <MenuItem
              key={bookmark.id}
              id={bookmark.id}
              label={t('bookmarks.item', { name: bookmarkTitle(bookmark, bookmarks), where })}
              icon={<Icon size={15} aria-hidden="true" />}
              onAction={() => void openBookmark(services, side, bookmark)}
            >
              <Landing targetNow={() => onBookmark(services, side, bookmark)} />
            </MenuItem>
          );
        })}
      </MenuPopover>
    </MenuTrigger>
  );
}
