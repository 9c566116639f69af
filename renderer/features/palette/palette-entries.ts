import { BookMarked, KeyRound, Laptop, type LucideIcon, Plug, Server, Settings, SlidersHorizontal } from 'lucide-react';
import { useMemo } from 'react';
import { LOCAL } from '../../../shared/model/connection.ts';
import { Theme } from '../../../shared/model/settings.ts';
import { isCommandEnabled, runCommand } from '../../app/command-runner.ts';
import type { MessageId } from '../../app/messages.ts';
import { useKeyboard, useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { themeIcons } from '../../app/theme-icons.ts';
import { openBookmark } from '../files/bookmarks.ts';
import { commandIcons } from '../files/command-icons.ts';
import { type CommandId, commands, shortcutText } from '../files/commands.ts';
import { copyLabel } from '../files/copy-label.ts';
import { tabFolder } from '../files/tab-folder.ts';
import { passwordWords, type SettingsGroup, settingsGroups, transferWords } from '../settings/settings-groups.ts';
import { addressOf } from '../sites/site-tree.ts';

export interface PaletteEntry {
  readonly id: string;
  readonly label: string;
  /** Where it leads, beside the name. */
  readonly note?: string;
  /** What else it is found by. */
  readonly words?: string;
  readonly icon: LucideIcon;
  readonly shortcut?: string | undefined;
  readonly run: () => void;
}

export interface PaletteGroup {
  readonly id: string;
  readonly label: string;
  readonly entries: readonly PaletteEntry[];
}

/** What commands are for, and what other programs call them. */
const commandWords: Partial<Record<CommandId, readonly MessageId[]>> = {
  copy: ['command.copy'],
  cheatSheet: ['palette.also.cheatSheet'],
  compare: ['palette.also.compare'],
  copyUrl: ['palette.also.copyUrl'],
  editPath: ['palette.also.editPath'],
  folderSizes: ['palette.also.folderSizes'],
  goUp: ['palette.also.goUp'],
  move: ['palette.also.move'],
  newFolder: ['palette.also.newFolder'],
  newLink: ['palette.also.newLink'],
  properties: ['permissions.ofFiles', 'permissions.owner', 'checksum.title', 'palette.also.properties'],
  quickLook: ['palette.also.quickLook'],
  quickConnect: ['palette.also.quickConnect'],
  refresh: ['palette.also.refresh'],
  remove: ['palette.also.remove'],
  rename: ['palette.also.rename'],
  search: ['palette.also.search'],
  select: ['palette.also.select'],
  sendCommand: ['palette.also.sendCommand'],
  sessions: ['palette.also.sessions'],
  settings: ['palette.also.settings'],
  showHidden: ['palette.also.showHidden'],
  sites: ['palette.also.sites'],
  together: ['palette.also.together'],
};

/**
 * The commands that would do something now, the tabs that are open, the saved sites, the bookmarks, the settings.
 * As they were when the palette opened.
 */
export function usePaletteEntries(): readonly PaletteGroup[] {
  const t = useText();
  const services = useServices();
  const keyboard = useKeyboard();
  return useMemo(() => {
    const { activeSide, panes } = services.workspace.getState();
    const dialogs = services.dialogs.getState();
    const wordsOf = (ids: readonly MessageId[]) => ids.map((id) => t(id)).join(' ');
    const possible = (Object.keys(commands) as CommandId[]).filter(
      (id) => id !== 'palette' && isCommandEnabled(services, id, activeSide),
    );
    const labelOf = (fs: string) =>
      fs === LOCAL ? t('place.local') : (services.connections.getState().byId.get(fs)?.label ?? t('place.closed'));
    const tabs = (['left', 'right'] as const).flatMap((side) =>
      panes[side].tabs.map((tab) => ({ side, tab, path: services.pane(tab.id).getState().path })),
    );
    const groups: PaletteGroup[] = [
      {
        id: 'commands',
        label: t('palette.commands'),
        entries: [
          ...possible.map((id) => ({
            id: `command ${id}`,
            label: t(id === 'copy' ? copyLabel(services, activeSide) : commands[id].label),
            words: wordsOf(commandWords[id] ?? []),
            icon: commandIcons[id],
            shortcut: shortcutText(id, keyboard),
            run: () => runCommand(services, id, activeSide),
          })),
          {
            id: 'connect',
            label: t('connect.new'),
            icon: Plug,
            run: () => dialogs.show({ kind: 'connect', start: 'later', side: activeSide }),
          },
        ],
      },
      {
        id: 'tabs',
        label: t('palette.tabs'),
        entries: tabs.map(({ side, tab, path }) => ({
          id: `tab ${tab.id}`,
          label: t('tab.title', { folder: tabFolder(path), label: labelOf(tab.fs) }),
          note: path,
          icon: tab.fs === LOCAL ? Laptop : Server,
          run: () => {
            services.workspace.getState().showPage('files');
            services.workspace.getState().selectTab(side, tab.id);
            services.workspace.getState().activate(side);
          },
        })),
      },
      {
        id: 'sites',
        label: t('shell.sites'),
        entries: services.sites.store.getState().book.sites.map((site) => ({
          id: `site ${site.id}`,
          label: site.name,
          note: addressOf(site),
          icon: Server,
          run: () => services.openSite(site.id),
        })),
      },
      {
        id: 'bookmarks',
        label: t('bookmarks.label'),
        entries: services.settings.getState().bookmarks.map((bookmark) => ({
          id: `bookmark ${bookmark.id}`,
          label: bookmark.name,
          note: `${bookmark.connection?.label ?? t('place.local')} ${bookmark.path}`,
          icon: BookMarked,
          run: () => {
            services.workspace.getState().showPage('files');
            void openBookmark(services, activeSide, bookmark);
          },
        })),
      },
      {
        id: 'settings',
        label: t('shell.settings'),
        entries: [
          ...(Object.keys(settingsGroups) as SettingsGroup[]).flatMap((group) =>
            [group, ...settingsGroups[group]].map((id) => ({
              id: `setting ${id}`,
              label: t('palette.setting', { setting: t(id) }),
              icon: Settings,
              run: () => services.workspace.getState().searchSettings(t(id)),
            })),
          ),
          {
            id: 'transfer-settings',
            label: `${t('transfers.settings')}…`,
            words: wordsOf(transferWords),
            icon: SlidersHorizontal,
            run: () => dialogs.show({ kind: 'transfer-settings' }),
          },
          {
            id: 'vault',
            label: `${t('vault.title')}…`,
            words: wordsOf(passwordWords),
            icon: KeyRound,
            run: () => dialogs.show({ kind: 'vault' }),
          },
          ...Theme.options.map((theme) => ({
            id: `theme ${theme}`,
            label: t('palette.theme', { theme: t(`theme.${theme}`) }),
            icon: themeIcons[theme],
            run: () => services.settings.getState().change({ theme }),
          })),
        ],
      },
    ];
    return groups.filter(({ entries }) => entries.length > 0);
  }, [t, services, keyboard]);
}
