import type { MessageId } from '../../app/messages.ts';

/** What the transfer settings are looked for by, beside their name. */
export const transferWords: readonly MessageId[] = [
  'transfers.settings.parallel',
  'transfers.settings.parallelFtp',
  'transfers.settings.parallelSftp',
  'transfers.settings.limits',
  'transfers.limit.down',
  'transfers.limit.up',
  'transfers.settings.conflict',
  'transfers.settings.partial',
  'transfers.settings.permissions',
  'transfers.settings.checksum',
  'transfers.settings.segments',
  'transfers.settings.filter',
];

/** What the saved passwords are looked for by. */
export const passwordWords: readonly MessageId[] = [
  'vault.masterPassword',
  'vault.lockNow',
  'vault.autoLock',
  'vault.change',
  'vault.reset',
];

/** The parts of the settings by what stands above them, with the settings in each. */
export const settingsGroups = {
  'settings.appearance': ['settings.language', 'settings.theme', 'settings.density'],
  'settings.files': [
    'settings.showHidden',
    'settings.foldersFirst',
    'settings.restoreTabs',
    'settings.onOpenFile',
    'settings.columns',
    'settings.bookmarks',
  ],
  'settings.transfers': [],
  'settings.passwords': [],
  'settings.keyboard': [],
} as const satisfies Partial<Record<MessageId, readonly MessageId[]>>;

export type SettingsGroup = keyof typeof settingsGroups;
