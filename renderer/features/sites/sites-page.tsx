import { FolderPlus, KeyRound, Plus, SearchX, Server } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { focusSitesTree, sitesSearchId } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { useLostFocus } from '../../app/use-lost-focus.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { EmptyState, EmptyStateActions } from '../../ui/empty-state.tsx';
import { Message } from '../../ui/message.tsx';
import { SearchInput } from '../../ui/search-input.tsx';
import { runTreeCommand } from './run-tree-command.ts';
import { SiteContextMenu } from './site-context-menu.tsx';
import { SiteEditor } from './site-editor.tsx';
import { SiteSummary } from './site-summary.tsx';
import { SiteTreeView } from './site-tree-view.tsx';
import styles from './sites.module.css';
import { UnsavedDialog } from './unsaved-dialog.tsx';

/** The saved sites: a tree on the left, the one that is chosen on the right. */
export function SitesPage() {
  const t = useText();
  const services = useServices();
  const { sites, dialogs } = services;
  const editor = useStore(sites.store, (state) => state.editor);
  const isEmpty = useStore(
    sites.store,
    ({ book }) => book.sites.length + book.folders.length + book.recent.length === 0,
  );
  const isLeaving = useStore(sites.store, (state) => state.leaving !== undefined);
  useTreeTakesLostFocus();
  const [menuAt, setMenuAt] = useState<{ x: number; y: number } | undefined>(undefined);
  return (
    <div className={styles.sites}>
      <section className={styles.side} aria-label={t('sites.list')}>
        <div className={styles.tools}>
          <SearchField />
          <IconButton
            label={t('site.new')}
            icon={<Plus size={16} aria-hidden="true" />}
            onPress={() => sites.startNew()}
          />
          <IconButton
            label={t('folder.new')}
            icon={<FolderPlus size={16} aria-hidden="true" />}
            onPress={() => runTreeCommand(services, 'newFolder')}
          />
          <IconButton
            label={t('vault.title')}
            icon={<KeyRound size={15} aria-hidden="true" />}
            onPress={() => dialogs.getState().show({ kind: 'vault' })}
          />
        </div>
        <div className={styles.treePlace}>
          <SiteTreeView onCommand={(command) => runTreeCommand(services, command)} onContextMenu={setMenuAt} />
          <Found />
        </div>
      </section>
      <div className={styles.main}>
        {editor && <SiteEditor key={editor.key} editor={editor} />}
        {!editor && isEmpty && <NoSites />}
        {!editor && !isEmpty && <SiteSummary />}
      </div>
      {menuAt && (
        <SiteContextMenu
          at={menuAt}
          onClose={() => {
            setMenuAt(undefined);
            focusSitesTree();
          }}
        />
      )}
      {isLeaving && <UnsavedDialog />}
    </div>
  );
}

/** When the page comes into sight, or what was over it or in it goes, and the focus is then nowhere, the tree has it. */
function useTreeTakesLostFocus(): void {
  const { workspace, dialogs, sites } = useServices();
  const isInFront = useStore(workspace, ({ page }) => page === 'sites');
  const isCovered = useStore(dialogs, ({ open }) => open !== undefined);
  const edited = useStore(sites.store, ({ editor }) => editor?.key);
  useLostFocus(isInFront && !isCovered && `edits ${edited}`, focusSitesTree);
}

function SearchField() {
  const t = useText();
  const { sites } = useServices();
  const query = useStore(sites.store, (state) => state.query);
  const { setQuery } = sites.store.getState();
  return (
    <SearchInput
      id={sitesSearchId}
      size="medium"
      label={t('sites.search')}
      value={query}
      onChange={setQuery}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown' && event.key !== 'Enter') return;
        event.preventDefault();
        const first = sites.store.getState().rows.find(({ kind }) => kind === 'site' || kind === 'recent');
        if (first) sites.select({ selected: new Set([first.id]), focused: first.id, anchor: first.id });
        focusSitesTree();
      }}
    />
  );
}

/** What a search found, in words. */
function Found() {
  const t = useText();
  const { sites } = useServices();
  const query = useStore(sites.store, (state) => state.query);
  const count = useStore(sites.store, ({ rows }) =>
    rows.reduce((sum, { kind }) => (kind === 'site' || kind === 'recent' ? sum + 1 : sum), 0),
  );
  const hasNothing = query.trim() !== '' && count === 0;
  return (
    <>
      <p className={hasNothing ? 'visually-hidden' : styles.found} role="status">
        {query.trim() !== '' && t('sites.found', { count })}
      </p>
      {hasNothing && (
        <div className={styles.inPlaceOfRows}>
          <Message icon={<SearchX size={30} strokeWidth={1.5} />} title={t('sites.found', { count })}>
            <Button size="small" onPress={() => sites.store.getState().setQuery('')}>
              {t('filter.clear')}
            </Button>
          </Message>
        </div>
      )}
    </>
  );
}

function NoSites() {
  const t = useText();
  const { sites } = useServices();
  return (
    <EmptyState icon={<Server size={28} strokeWidth={1.5} />} title={t('sites.empty')} text={t('sites.emptyHint')}>
      <EmptyStateActions>
        <Button tone="primary" onPress={() => sites.startNew()}>
          <Plus size={15} aria-hidden="true" />
          {t('site.new')}
        </Button>
      </EmptyStateActions>
    </EmptyState>
  );
}
