import { type ReactNode, useState } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { useStore } from 'zustand';
import mark from '../../assets/icon.svg';
import { CloseConnectionDialog } from '../features/connections/close-connection-dialog.tsx';
import { ConnectDialog } from '../features/connections/connect-dialog.tsx';
import { PromptDialog } from '../features/connections/prompt-dialog.tsx';
import { QuickConnectBar } from '../features/connections/quick-connect-bar.tsx';
import { ExternalConflict } from '../features/edit/external-conflict.tsx';
import { ExternalEditsDialog } from '../features/edit/external-edits-dialog.tsx';
import { OpenEditor } from '../features/edit/open-editor.tsx';
import { QuickLook } from '../features/edit/quick-look.tsx';
import { BatchRenameDialog } from '../features/files/batch-rename-dialog.tsx';
import { CheatSheet } from '../features/files/cheat-sheet.tsx';
import { CommandDialog } from '../features/files/command-dialog.tsx';
import { CompareDialog } from '../features/files/compare-dialog.tsx';
import { NewEntryDialog } from '../features/files/new-entry-dialog.tsx';
import { Pane } from '../features/files/pane.tsx';
import { PropertiesDialog } from '../features/files/properties/properties-dialog.tsx';
import { RemoveDialog } from '../features/files/remove-dialog.tsx';
import { SearchDialog } from '../features/files/search-dialog.tsx';
import { SelectDialog } from '../features/files/select-dialog.tsx';
import { SendToFolderDialog } from '../features/files/send-to-folder-dialog.tsx';
import { UnparsedDialog } from '../features/files/unparsed-dialog.tsx';
import { AlertCall } from '../features/monitor/alert-call.tsx';
import { DisconnectDialog } from '../features/monitor/disconnect-dialog.tsx';
import { SessionsPage } from '../features/monitor/sessions-page.tsx';
import { WatchDialog } from '../features/monitor/watch-dialog.tsx';
import { Failures } from '../features/notices/notices.tsx';
import { BookmarkPalette } from '../features/palette/bookmark-palette.tsx';
import { CommandPalette } from '../features/palette/command-palette.tsx';
import { SettingsPage } from '../features/settings/settings-page.tsx';
import { FolderDialog } from '../features/sites/folder-dialog.tsx';
import { MoveSitesDialog } from '../features/sites/move-sites-dialog.tsx';
import { OpenSiteDialog } from '../features/sites/open-site-dialog.tsx';
import { RemoveSitesDialog } from '../features/sites/remove-sites-dialog.tsx';
import { SitesPage } from '../features/sites/sites-page.tsx';
import { VaultDialog } from '../features/sites/vault-dialog.tsx';
import { VaultSetUp } from '../features/sites/vault-set-up-dialog.tsx';
import { ConflictDialog } from '../features/transfers/conflict-dialog.tsx';
import { FilteredCopyDialog } from '../features/transfers/filtered-copy-dialog.tsx';
import { TransferSettingsDialog } from '../features/transfers/transfer-settings-dialog.tsx';
import { Announcer } from './announcer.tsx';
import { Dock } from './dock.tsx';
import { ErrorDialog } from './error-dialog.tsx';
import { focusGrid, focusSessions, focusSettingsSearch } from './focus.ts';
import { LinkBanner } from './link-banner.tsx';
import { Rail } from './rail.tsx';
import { useServices } from './services-context.ts';
import styles from './shell.module.css';
import { StatusBar } from './status-bar.tsx';
import { useText } from './text.ts';
import { useFileClipboard } from './use-file-clipboard.ts';
import { useLocalChanges } from './use-local-changes.ts';
import { useLostFocus } from './use-lost-focus.ts';
import { useMenuCommands, useShortcuts } from './use-shortcuts.ts';
import { WindowTitle } from './window-title.tsx';
import type { Page as PageId } from './workspace-store.ts';

/** The same in every language. */
const PRODUCT = 'Portside';
const PANES = ['left', 'right'];
const ROWS = ['files', 'dock'];

/** The window: rail, quick connect, two panes, dock, status bar. */
export function Shell() {
  const t = useText();
  const services = useServices();
  useShortcuts(services);
  useMenuCommands(services);
  useLocalChanges(services);
  useFileClipboard(services);
  const isWatching = useStore(services.monitor.store, ({ watches }) => watches.length > 0);
  const focusFiles = () => focusGrid(services.workspace.getState().activeSide);
  const columns = useDefaultLayout({ id: 'portside.panes', panelIds: PANES, storage: localStorage });
  const rows = useDefaultLayout({ id: 'portside.rows', panelIds: ROWS, storage: localStorage });
  return (
    <div className={styles.window}>
      <LinkBanner />
      <header className={styles.top}>
        <img className={styles.brand} src={mark} alt="" width={24} height={24} />
        <h1 className="visually-hidden">{PRODUCT}</h1>
        <QuickConnectBar />
      </header>
      <div className={styles.middle}>
        <Rail />
        <div className={styles.work}>
          <Page id="files" onLostFocus={focusFiles}>
            <Group orientation="vertical" id="portside.rows" {...rows}>
              <Panel id="files" minSize={180}>
                <Group orientation="horizontal" id="portside.panes" {...columns}>
                  <Panel id="left" minSize={260}>
                    <Pane side="left" />
                  </Panel>
                  <Separator className={styles.columnHandle ?? ''} aria-label={t('shell.resizePanes')} />
                  <Panel id="right" minSize={260}>
                    <Pane side="right" />
                  </Panel>
                </Group>
              </Panel>
              <Separator className={styles.rowHandle ?? ''} aria-label={t('shell.resizeDock')} />
              <Dock />
            </Group>
          </Page>
          <Page id="sites">
            <SitesPage />
          </Page>
          <Page id="sessions" isAtWork={isWatching} onLostFocus={focusSessions}>
            <SessionsPage />
          </Page>
          <Page id="settings" onLostFocus={focusSettingsSearch}>
            <SettingsPlace />
          </Page>
        </div>
      </div>
      <Failures />
      <StatusBar />
      <Announcer />
      <WindowTitle />
      <AlertCall />
      <OpenEditor />
      <OpenDialog />
      <ExternalConflict />
      <ConflictDialog />
      <PromptDialog />
      <VaultSetUp />
    </div>
  );
}

/** Whether something lies over the page: a dialog, or a question of the main process. */
function useCovered(): boolean {
  const { dialogs, connections, transfers } = useServices();
  const hasDialog = useStore(dialogs, ({ open }) => open !== undefined);
  const hasPrompt = useStore(connections, ({ prompts }) => prompts.length > 0);
  const hasConflict = useStore(transfers, ({ conflicts }) => conflicts.length > 0);
  return hasDialog || hasPrompt || hasConflict;
}

interface PageProps {
  readonly id: PageId;
  /** It looks after something, shown or not: what has ended goes from the rows of a watched server. */
  readonly isAtWork?: boolean;
  /** Takes the focus where the page came into sight without it. */
  readonly onLostFocus?: () => void;
  readonly children: ReactNode;
}

/** A place of the window. It is made when it is first shown; from then on it keeps everything it holds. */
function Page({ id, isAtWork = false, onLostFocus, children }: PageProps) {
  const t = useText();
  const { workspace } = useServices();
  const isShown = useStore(workspace, (state) => state.page === id);
  const [isMade, setMade] = useState(isShown);
  if ((isShown || isAtWork) && !isMade) setMade(true);
  // A dialog gives the focus back to what it was opened from, and that may be gone: a menu, a button, the question before.
  const isCovered = useCovered();
  useLostFocus(isShown && !isCovered && onLostFocus !== undefined, () => onLostFocus?.());
  return (
    <main className={styles.page} aria-label={t(`shell.${id}`)} inert={!isShown}>
      {isMade && children}
    </main>
  );
}

/** Holds nothing, so it is only there while it is shown. */
function SettingsPlace() {
  const isShown = useStore(useServices().workspace, (state) => state.page === 'settings');
  return isShown ? <SettingsPage /> : null;
}

function OpenDialog() {
  const { open: dialog, shown } = useStore(useServices().dialogs);
  switch (dialog?.kind) {
    case 'connect':
      return <ConnectDialog key={shown} dialog={dialog} />;
    case 'new-entry':
      return <NewEntryDialog key={shown} dialog={dialog} />;
    case 'properties':
      return <PropertiesDialog key={shown} dialog={dialog} />;
    case 'batch-rename':
      return <BatchRenameDialog key={shown} dialog={dialog} />;
    case 'search':
      return <SearchDialog key={shown} dialog={dialog} />;
    case 'compare':
      return <CompareDialog key={shown} dialog={dialog} />;
    case 'select':
      return <SelectDialog key={shown} dialog={dialog} />;
    case 'look':
      return <QuickLook key={shown} dialog={dialog} />;
    case 'external-edits':
      return <ExternalEditsDialog />;
    case 'command':
      return <CommandDialog key={shown} dialog={dialog} />;
    case 'remove':
      return <RemoveDialog dialog={dialog} />;
    case 'close-connection':
      return <CloseConnectionDialog dialog={dialog} />;
    case 'error':
      return <ErrorDialog error={dialog.error} title={dialog.title} />;
    case 'unparsed':
      return <UnparsedDialog lines={dialog.lines} />;
    case 'filtered-copy':
      return <FilteredCopyDialog key={shown} dialog={dialog} />;
    case 'transfer-settings':
      return <TransferSettingsDialog />;
    case 'open-site':
      return <OpenSiteDialog key={shown} dialog={dialog} />;
    case 'site-folder':
      return <FolderDialog key={shown} dialog={dialog} />;
    case 'move-sites':
      return <MoveSitesDialog key={shown} dialog={dialog} />;
    case 'remove-sites':
      return <RemoveSitesDialog key={shown} dialog={dialog} />;
    case 'vault':
      return <VaultDialog />;
    case 'shortcuts':
      return <CheatSheet />;
    case 'palette':
      return <CommandPalette />;
    case 'copy-to-bookmark':
      return <BookmarkPalette key={shown} dialog={dialog} />;
    case 'send-to-folder':
      return <SendToFolderDialog key={shown} dialog={dialog} />;
    case 'watch':
      return <WatchDialog dialog={dialog} />;
    case 'disconnect':
      return <DisconnectDialog key={shown} dialog={dialog} />;
    case undefined:
      return null;
  }
}
