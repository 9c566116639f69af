import {
  FolderInput,
  FolderOpen,
  FolderPlus,
  History,
  MousePointerClick,
  Pencil,
  Plug,
  Plus,
  Save,
  Trash2,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState, EmptyStateActions } from '../../ui/empty-state.tsx';
import { runTreeCommand } from './run-tree-command.ts';
import { arrangeable, contentsOf, type FolderRow, type RecentRow } from './site-tree.ts';

/** What is selected where it is not one site: a folder, several rows, a recent server, or nothing. */
export function SiteSummary() {
  const t = useText();
  const services = useServices();
  const { rows, selection, book } = useStore(services.sites.store);
  const row = rows.find(({ id }) => id === selection.focused && selection.selected.has(id));
  const ids = arrangeable(book, selection.selected);
  if (ids.length > 1) return <Several ids={ids} />;
  if (row?.kind === 'folder') return <FolderSummary row={row} />;
  if (row?.kind === 'recent') return <RecentSummary row={row} />;
  if (row?.kind === 'recents') {
    return (
      <Summary icon={<History size={28} strokeWidth={1.5} />} title={t('sites.recent')} text={t('sites.recent.note')}>
        <Button onPress={() => services.sites.forgetRecent()}>{t('sites.recent.forget')}</Button>
      </Summary>
    );
  }
  return (
    <Summary
      icon={<MousePointerClick size={28} strokeWidth={1.5} />}
      title={t('sites.choose')}
      text={t('sites.chooseHint')}
    >
      <Button tone="primary" onPress={() => services.sites.startNew()}>
        <Plus size={15} aria-hidden="true" />
        {t('site.new')}
      </Button>
    </Summary>
  );
}

function FolderSummary({ row }: { readonly row: FolderRow }) {
  const t = useText();
  const services = useServices();
  const book = useStore(services.sites.store, (state) => state.book);
  const { folders, sites } = contentsOf(book, [row.id]);
  return (
    <Summary
      icon={<FolderOpen size={28} strokeWidth={1.5} />}
      title={row.folder.name}
      text={t('folder.holds', { sites: sites.length, folders: folders.length - 1 })}
    >
      <Button tone="primary" onPress={() => services.sites.startNew()}>
        <Plus size={15} aria-hidden="true" />
        {t('folder.newSite')}
      </Button>
      <Button onPress={() => runTreeCommand(services, 'newFolder')}>
        <FolderPlus size={15} aria-hidden="true" />
        {t('folder.newInside')}
      </Button>
      <Button onPress={() => runTreeCommand(services, 'rename')}>
        <Pencil size={14} aria-hidden="true" />
        {t('command.rename')}
      </Button>
      <Button onPress={() => runTreeCommand(services, 'remove')}>
        <Trash2 size={14} aria-hidden="true" />
        {t('sites.remove')}
      </Button>
    </Summary>
  );
}

function RecentSummary({ row }: { readonly row: RecentRow }) {
  const t = useText();
  const services = useServices();
  const { target } = row.recent;
  return (
    <Summary
      icon={<History size={28} strokeWidth={1.5} />}
      title={target.host}
      text={t('sites.recentOf', { user: target.user || '—', port: String(target.port) })}
    >
      <Button tone="primary" onPress={() => services.connectTo(target)}>
        <Plug size={15} aria-hidden="true" />
        {t('connect.connect')}
      </Button>
      <Button onPress={() => services.sites.startNewFrom(target)}>
        <Save size={15} aria-hidden="true" />
        {t('sites.saveRecent')}
      </Button>
    </Summary>
  );
}

function Several({ ids }: { readonly ids: readonly string[] }) {
  const t = useText();
  const services = useServices();
  return (
    <Summary
      icon={<MousePointerClick size={28} strokeWidth={1.5} />}
      title={t('sites.selected', { count: ids.length })}
      text={t('sites.selectedHint')}
    >
      <Button onPress={() => services.dialogs.getState().show({ kind: 'move-sites', ids })}>
        <FolderInput size={15} aria-hidden="true" />
        {t('sites.moveTo')}
      </Button>
      <Button onPress={() => runTreeCommand(services, 'remove')}>
        <Trash2 size={14} aria-hidden="true" />
        {t('sites.remove')}
      </Button>
    </Summary>
  );
}

interface SummaryProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  readonly children: ReactNode;
}

function Summary({ icon, title, text, children }: SummaryProps) {
  return (
    <EmptyState icon={icon} title={title} text={text}>
      <EmptyStateActions>{children}</EmptyStateActions>
    </EmptyState>
  );
}
