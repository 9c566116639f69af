import { Folder, Server } from 'lucide-react';
import { useStore } from 'zustand';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { otherSide } from '../../app/workspace-store.ts';
import { sendToBookmark } from '../files/bookmarks.ts';
import { Palette } from './command-palette.tsx';

/** The bookmarks, found by typing: what is chosen in a pane is copied to the one that is taken. */
export function BookmarkPalette({ dialog }: { readonly dialog: Extract<DialogState, { kind: 'copy-to-bookmark' }> }) {
  const { side, names } = dialog;
  const t = useText();
  const services = useServices();
  const bookmarks = useStore(services.settings, (state) => state.bookmarks);
  const entries = bookmarks.map((bookmark) => ({
    id: bookmark.id,
    label: bookmark.name,
    note: `${bookmark.connection?.label ?? t('place.local')} ${bookmark.path}`,
    icon: bookmark.connection ? Server : Folder,
    run: () => {
      const sources = services.sourcesOn(side, names);
      void sendToBookmark(services, otherSide[side], bookmark, (target) => services.transfer(sources, target));
    },
  }));
  return (
    <Palette
      label={t('bookmarks.copyTo', { count: names.length })}
      placeholder={t('bookmarks.find')}
      nothing={t('bookmarks.notFound')}
      groups={[{ id: 'bookmarks', label: t('bookmarks.label'), entries }]}
    />
  );
}
