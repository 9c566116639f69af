import { z } from 'zod';
import { ConnectionTarget } from './connection.ts';
import { SessionIdentity } from './monitor.ts';

/** What the desktop's menu bar can ask of the window: the window's own commands, by the window's own names. */
export const WindowCommand = z.enum([
  'quickConnect',
  'sites',
  'disconnect',
  'sendCommand',
  'newTab',
  'closeTab',
  'reopenTab',
  'nextTab',
  'previousTab',
  'newFolder',
  'newFile',
  'newLink',
  'edit',
  'editExternally',
  'quickLook',
  'rename',
  'undo',
  'duplicate',
  'properties',
  'folderSizes',
  'remove',
  'removeForGood',
  'copy',
  'copyTo',
  'copyFiltered',
  'copyToBookmark',
  'move',
  'moveTo',
  'copyPath',
  'copyUrl',
  'invertSelection',
  'select',
  'compare',
  'together',
  'search',
  'refresh',
  'filter',
  'showHidden',
  'switchPane',
  'focusDock',
  'externalEdits',
  'palette',
  'goBack',
  'goForward',
  'goUp',
  'editPath',
  'bookmark',
  'settings',
  'cheatSheet',
]);
export type WindowCommand = z.infer<typeof WindowCommand>;

/** A key of the menu bar: `Primary` is Ctrl, or Command on a Mac. */
export const menuKeys: Partial<Record<WindowCommand, string>> = {
  quickConnect: 'Primary+O',
  sites: 'Primary+Shift+S',
  newTab: 'Primary+T',
  closeTab: 'Primary+W',
  reopenTab: 'Primary+Shift+T',
  nextTab: 'Primary+Tab',
  previousTab: 'Primary+Shift+Tab',
  newFolder: 'F7',
  newFile: 'Shift+F4',
  edit: 'F4',
  editExternally: 'Primary+E',
  quickLook: 'Primary+Y',
  rename: 'F2',
  duplicate: 'Primary+D',
  properties: 'Alt+Enter',
  folderSizes: 'Alt+Shift+Enter',
  remove: 'Delete',
  removeForGood: 'Shift+Delete',
  copy: 'F5',
  copyTo: 'Primary+Shift+C',
  copyFiltered: 'Shift+F5',
  copyToBookmark: 'Primary+Shift+B',
  move: 'F6',
  moveTo: 'Primary+Shift+M',
  select: 'Primary+G',
  compare: 'Shift+F2',
  together: 'Primary+Shift+Y',
  search: 'Primary+Shift+F',
  refresh: 'Primary+R',
  filter: 'Primary+F',
  showHidden: 'Primary+H',
  focusDock: 'Primary+J',
  palette: 'Primary+K',
  goBack: 'Alt+Left',
  goForward: 'Alt+Right',
  goUp: 'Alt+Up',
  editPath: 'Primary+L',
  bookmark: 'Primary+B',
  settings: 'Primary+,',
  cheatSheet: 'F1',
};

/** Where macOS has another habit: Command+H hides the app there, Command+Tab leaves it, and the Finder shows hidden files by the second. */
export const macMenuKeys: Partial<Record<WindowCommand, string>> = {
  showHidden: 'Primary+Shift+.',
  nextTab: 'Primary+Shift+]',
  previousTab: 'Primary+Shift+[',
  properties: 'Primary+I',
};

/** Asked for in the tray: the window at a watched server; with a session, at the question whether to end it. */
export const SessionQuestion = z.object({
  watchId: z.string().optional(),
  identity: SessionIdentity.optional(),
});
export type SessionQuestion = z.infer<typeof SessionQuestion>;

/** A link that another program opened Portside with. The window shows where it leads and connects only when told to. */
export const DeepLink = z.object({
  target: ConnectionTarget,
  /** Where the link carried one. */
  password: z.string().optional(),
});
export type DeepLink = z.infer<typeof DeepLink>;
