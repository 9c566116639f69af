import type { MessageId } from '../../app/messages.ts';
import { transferKeys } from '../transfers/transfer-keys.ts';
import type { CommandId, Shortcut } from './commands.ts';

/** The parts of the cheat sheet, in its order. */
export const keyGroups = ['panes', 'selection', 'files', 'transfers', 'transferList', 'servers', 'window'] as const;
export type KeyGroup = (typeof keyGroups)[number];

/** Where people look for the keys of a command. */
export const groupOf: Readonly<Record<CommandId, KeyGroup>> = {
  open: 'files',
  edit: 'files',
  editExternally: 'files',
  showInFolder: 'files',
  quickLook: 'files',
  copy: 'transfers',
  copyFiltered: 'transfers',
  copyToBookmark: 'transfers',
  move: 'transfers',
  copyTo: 'transfers',
  moveTo: 'transfers',
  clipboardCut: 'files',
  clipboardCopy: 'files',
  clipboardPaste: 'files',
  rename: 'files',
  newFolder: 'files',
  newFile: 'files',
  newLink: 'files',
  duplicate: 'files',
  remove: 'files',
  removeForGood: 'files',
  undo: 'files',
  toggle: 'selection',
  selectAll: 'selection',
  invertSelection: 'selection',
  select: 'selection',
  compare: 'panes',
  together: 'panes',
  search: 'files',
  properties: 'files',
  folderSizes: 'files',
  sendCommand: 'servers',
  copyUrl: 'files',
  copyPath: 'files',
  goUp: 'panes',
  goBack: 'panes',
  goForward: 'panes',
  refresh: 'panes',
  editPath: 'panes',
  filter: 'panes',
  showHidden: 'panes',
  switchPane: 'panes',
  newTab: 'panes',
  closeTab: 'panes',
  reopenTab: 'panes',
  nextTab: 'panes',
  previousTab: 'panes',
  externalEdits: 'window',
  focusDock: 'transfers',
  sites: 'window',
  files: 'window',
  sessions: 'window',
  quickConnect: 'servers',
  bookmark: 'panes',
  settings: 'window',
  palette: 'window',
  disconnect: 'servers',
  cheatSheet: 'window',
};

type OwnKey = readonly [label: MessageId, shortcuts: readonly Shortcut[]];

/** Keys of the lists themselves, beside the commands. */
export const listKeys: Readonly<Partial<Record<KeyGroup, readonly OwnKey[]>>> = {
  panes: [['keys.closeTab', [{ key: 'Delete' }]]],
  selection: [
    ['keys.move', [{ key: 'ArrowUp' }, { key: 'ArrowDown' }, { key: 'Home' }, { key: 'End' }]],
    ['keys.toggle', [{ key: 'Space' }]],
  ],
  files: [
    ['keys.copyFile', [{ key: 'Enter' }, { key: 'DoubleClick' }]],
    ['keys.menu', [{ key: 'F10', shift: true }]],
    ['keys.dismiss', [{ key: 'Escape' }]],
  ],
  transferList: [
    ['keys.pause', [transferKeys.pause]],
    ['transfers.menu.showTarget', [transferKeys.showTarget]],
    ['transfers.menu.details', [transferKeys.details]],
    ['transfers.menu.top', [transferKeys.top]],
    ['transfers.menu.up', [transferKeys.up]],
    ['transfers.menu.down', [transferKeys.down]],
    ['transfers.menu.bottom', [transferKeys.bottom]],
    ['keys.cancelOrRemove', [transferKeys.cancel]],
  ],
  servers: [
    ['keys.newSite', [{ key: 'Insert' }]],
    ['keys.disconnectSession', [{ key: 'Delete' }]],
  ],
};
