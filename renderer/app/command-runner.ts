import { type Ability, LOCAL } from '../../shared/model/connection.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { parentPath, ROOT, resolvePath } from '../../shared/model/remote-path.ts';
import { abilitiesOf } from '../features/files/abilities.ts';
import { toggleBookmark } from '../features/files/bookmarks.ts';
import { fileSubject, foldersOf, hasSubjects, namesOf, onlySubject } from '../features/files/chosen-files.ts';
import type { CommandId } from '../features/files/commands.ts';
import { tabsToCompare } from '../features/files/compare-panes.ts';
import { areApart, outermost } from '../features/files/dragged-files.ts';
import { duplicateEntries } from '../features/files/duplicate-entry.ts';
import { moveEntries, undoLast } from '../features/files/moving.ts';
import { isThere, subjectsOf } from '../features/files/pane-state.ts';
import { mayOpen } from '../file-grid/file-row.ts';
import { invertSelected, selectAll, toggleAndGoOn } from '../file-grid/selection.ts';
import { clipboardCommands } from './clipboard-commands.ts';
import {
  focusDock,
  focusFilter,
  focusGrid,
  focusLogFilter,
  focusQuickConnect,
  focusSessions,
  focusSessionsFilter,
  focusSettingsSearch,
  focusSitesSearch,
  focusSitesTree,
  hasDockFocus,
  leaveFocus,
} from './focus.ts';
import { isFolder, type Pane, type PaneCommand } from './pane-command.ts';
import type { Services } from './services.ts';
import { otherSide, type Page, type Side } from './workspace-store.ts';

const always = () => true;

/** Whether there is a folder in the other pane to bring something to. */
function hasTarget(pane: Pane, services: Services, side: Side): boolean {
  const target = services.activePane(otherSide[side])?.getState();
  return hasSubjects(pane) && target !== undefined && isThere(target);
}

const can = (services: Services, pane: Pane, ability: Ability) => abilitiesOf(services, pane.fs).includes(ability);

function askToRemove(pane: Pane, services: Services, side: Side, forGood: boolean): void {
  const tabId = services.activeTab(side);
  const directory = { fs: pane.fs, path: pane.path };
  const chosen = outermost(subjectsOf(pane)).map(({ name }) => name);
  if (tabId) services.dialogs.getState().show({ kind: 'remove', directory, names: chosen, tabId, forGood });
}

function askForFolder(pane: Pane, services: Services, side: Side, how: 'copy' | 'move'): void {
  const chosen = { directory: { fs: pane.fs, path: pane.path }, entries: outermost(subjectsOf(pane)) };
  services.dialogs.getState().show({ kind: 'send-to-folder', how, side, chosen });
}

function hasNeighbours(_pane: Pane, { workspace }: Services, side: Side): boolean {
  return workspace.getState().panes[side].tabs.length > 1;
}

/** Round at the ends. */
function stepAmongTabs({ workspace }: Services, side: Side, step: 1 | -1): void {
  const { tabs, active } = workspace.getState().panes[side];
  const next = tabs.at((tabs.findIndex(({ id }) => id === active) + step) % tabs.length);
  if (next) workspace.getState().selectTab(side, next.id);
}

/** The folder that is shown, once more; where none is, this computer's home. */
function openNewTab(services: Services, side: Side): void {
  const pane = services.activePane(side)?.getState();
  if (pane) services.openTab(side, pane.fs, pane.path);
  else services.openLocalTab(side);
}

const newEntry = (what: 'folder' | 'file'): PaneCommand => ({
  enabled: isFolder,
  run({ fs, path }, services, side) {
    const tabId = services.activeTab(side);
    if (tabId) services.dialogs.getState().show({ kind: 'new-entry', what, parent: { fs, path }, tabId });
  },
});

const paneCommands: Partial<Record<CommandId, PaneCommand>> = {
  ...clipboardCommands,
  open: {
    enabled: (pane) => {
      const subject = onlySubject(pane);
      return subject !== undefined && mayOpen(subject);
    },
    run: (pane) => {
      const subject = onlySubject(pane);
      if (subject && mayOpen(subject)) pane.open(resolvePath(pane.path, subject.name));
    },
  },
  edit: {
    enabled: (pane) => fileSubject(pane) !== undefined,
    run: (pane, { edits }) => {
      const subject = fileSubject(pane);
      if (subject) edits.edit({ fs: pane.fs, path: resolvePath(pane.path, subject.name) });
    },
  },
  editExternally: {
    enabled: (pane) => fileSubject(pane) !== undefined,
    run: (pane, { edits }) => {
      const subject = fileSubject(pane);
      if (subject) void edits.openExternally({ fs: pane.fs, path: resolvePath(pane.path, subject.name) });
    },
  },
  showInFolder: {
    enabled: (pane) => pane.found !== undefined && onlySubject(pane) !== undefined,
    run: (pane) => {
      const path = resolvePath(pane.path, onlySubject(pane)?.name ?? '');
      pane.open(parentPath(path));
      pane.revealNext(path);
    },
  },
  quickLook: {
    enabled: (pane) => fileSubject(pane) !== undefined,
    run: (pane, services, side) => {
      const tabId = services.activeTab(side);
      const name = fileSubject(pane)?.name;
      if (tabId && name !== undefined) services.dialogs.getState().show({ kind: 'look', tabId, name });
    },
  },
  copy: {
    enabled: hasTarget,
    run(pane, services, side) {
      // From several folders it can go in two ways, and which one is asked.
      if (areApart(services.sourcesOn(side, namesOf(pane)))) askForFolder(pane, services, side, 'copy');
      else services.transferAcross(side, namesOf(pane));
    },
  },
  copyFiltered: { enabled: hasTarget, run: (pane, services, side) => services.transferFiltered(side, namesOf(pane)) },
  copyToBookmark: {
    enabled: (pane, services) => hasSubjects(pane) && services.settings.getState().bookmarks.length > 0,
    run: (pane, services, side) =>
      services.dialogs.getState().show({ kind: 'copy-to-bookmark', side, names: namesOf(pane) }),
  },
  move: {
    enabled: (pane, services, side) => {
      const target = services.activePane(otherSide[side])?.getState();
      return hasTarget(pane, services, side) && (target?.fs !== pane.fs || target.path !== pane.path);
    },
    run: (pane, services, side) => {
      const target = services.activePane(otherSide[side])?.getState();
      const sources = services.sourcesOn(side, namesOf(pane));
      if (target) void moveEntries(services, sources, { fs: target.fs, path: target.path });
    },
  },
  copyTo: { enabled: hasSubjects, run: (pane, services, side) => askForFolder(pane, services, side, 'copy') },
  moveTo: { enabled: hasSubjects, run: (pane, services, side) => askForFolder(pane, services, side, 'move') },
  rename: {
    // The rows beside something are not known where it was found.
    enabled: (pane) => hasSubjects(pane) && (!pane.found || onlySubject(pane) !== undefined),
    run: (pane, services, side) => {
      const only = onlySubject(pane);
      const tabId = services.activeTab(side);
      if (only) {
        pane.setRenaming(only.name);
        return;
      }
      const chosen = namesOf(pane);
      const renamed = new Set(chosen);
      const others = pane.allNames().filter((name) => !renamed.has(name));
      const directory = { fs: pane.fs, path: pane.path };
      if (tabId) services.dialogs.getState().show({ kind: 'batch-rename', directory, names: chosen, others, tabId });
    },
  },
  toggle: {
    enabled: (pane) => pane.rows.length > 0,
    run: (pane) => pane.setSelection(toggleAndGoOn(pane.selection, pane.rows)),
  },
  selectAll: {
    enabled: (pane) => pane.rows.length > 0,
    run: (pane) => pane.setSelection(selectAll(pane.selection, pane.rows)),
  },
  invertSelection: {
    enabled: (pane) => pane.rows.length > 0,
    run: (pane) => pane.setSelection(invertSelected(pane.selection, pane.rows)),
  },
  select: {
    enabled: (pane) => pane.rows.length > 0,
    run: (_pane, services, side) => {
      const tabId = services.activeTab(side);
      if (tabId) services.dialogs.getState().show({ kind: 'select', tabId });
    },
  },
  compare: {
    enabled: (_pane, services) => tabsToCompare(services) !== undefined,
    run: (_pane, services, side) => {
      const tabs = tabsToCompare(services);
      if (tabs) services.dialogs.getState().show({ kind: 'compare', side, tabs });
    },
  },
  together: { enabled: (_pane, { together }) => together.canToggle, run: (_pane, { together }) => together.toggle() },
  search: {
    enabled: (pane) => isThere(pane) || pane.found !== undefined,
    run: (_pane, services, side) => {
      const tabId = services.activeTab(side);
      if (tabId) services.dialogs.getState().show({ kind: 'search', tabId });
    },
  },
  undo: {
    enabled: (_pane, services) => services.undo.getState().done.length > 0,
    run: (_pane, services) => void undoLast(services),
  },
  newFolder: newEntry('folder'),
  newFile: newEntry('file'),
  newLink: {
    enabled: (pane, services) => isFolder(pane) && can(services, pane, 'create-symlink'),
    run: (pane, services, side) => {
      const tabId = services.activeTab(side);
      const { fs, path } = pane;
      const linkTo = onlySubject(pane)?.name;
      const dialog = { kind: 'new-entry', what: 'link', parent: { fs, path } } as const;
      if (tabId) services.dialogs.getState().show({ ...dialog, tabId, ...(linkTo === undefined ? {} : { linkTo }) });
    },
  },
  duplicate: {
    enabled: (pane) => hasSubjects(pane) && !pane.found,
    run: (pane, services, side) => {
      const tabId = services.activeTab(side);
      if (tabId) void duplicateEntries(services, tabId, namesOf(pane));
    },
  },
  remove: { enabled: hasSubjects, run: (pane, services, side) => askToRemove(pane, services, side, false) },
  removeForGood: { enabled: hasSubjects, run: (pane, services, side) => askToRemove(pane, services, side, true) },
  properties: {
    enabled: hasSubjects,
    run: (pane, services, side) => {
      const tabId = services.activeTab(side);
      const directory = { fs: pane.fs, path: pane.path };
      if (tabId) services.dialogs.getState().show({ kind: 'properties', directory, entries: subjectsOf(pane), tabId });
    },
  },
  folderSizes: {
    enabled: (pane) => foldersOf(pane).length > 0,
    run: (pane) => pane.countSizes(foldersOf(pane)),
  },
  sendCommand: {
    enabled: (pane, services) => can(services, pane, 'raw-command') || can(services, pane, 'exec'),
    run: (pane, services) => {
      const { fs } = pane;
      const label = services.connections.getState().byId.get(fs)?.label ?? '';
      const over = can(services, pane, 'raw-command') ? 'ftp' : 'ssh';
      services.dialogs.getState().show({ kind: 'command', fs, label, over });
    },
  },
  goUp: { enabled: (pane) => pane.path !== ROOT || pane.found !== undefined, run: (pane) => pane.goUp() },
  goBack: { enabled: (pane) => pane.back.length > 0, run: (pane) => pane.goBack() },
  goForward: { enabled: (pane) => pane.forward.length > 0, run: (pane) => pane.goForward() },
  refresh: { enabled: always, run: (pane) => pane.refresh() },
  editPath: { enabled: always, run: (pane) => pane.setEditingPath(true) },
  filter: {
    enabled: always,
    run(pane, _services, side) {
      pane.setFilterOpen(true);
      focusFilter(side);
    },
  },
  showHidden: {
    enabled: always,
    run: (pane, { settings }) => {
      const showHidden = !pane.showHidden;
      pane.setShowHidden(showHidden);
      settings.getState().change({ showHidden });
    },
  },
  bookmark: { enabled: always, run: (_pane, services, side) => toggleBookmark(services, side) },
  disconnect: {
    enabled: (pane) => pane.fs !== LOCAL,
    run: ({ fs }, services) => services.disconnect(fs),
  },
  closeTab: {
    enabled: always,
    run: (_pane, services, side) => {
      const tabId = services.activeTab(side);
      if (tabId) services.closeTab(tabId);
    },
  },
  nextTab: { enabled: hasNeighbours, run: (_pane, services, side) => stepAmongTabs(services, side, 1) },
  previousTab: { enabled: hasNeighbours, run: (_pane, services, side) => stepAmongTabs(services, side, -1) },
};

type WindowCommands = Partial<Record<CommandId, (services: Services, side: Side) => void>>;

/** What works on every page. */
const everywhere = {
  quickConnect: focusQuickConnect,
  files: (services) => showPage(services, 'files'),
  sites: showSites,
  sessions: (services) => showPage(services, 'sessions'),
  cheatSheet: (services) => services.dialogs.getState().show({ kind: 'shortcuts' }),
  palette: (services) => services.dialogs.getState().show({ kind: 'palette' }),
  externalEdits: (services) => services.dialogs.getState().show({ kind: 'external-edits' }),
  settings: (services) => showPage(services, 'settings'),
} satisfies WindowCommands;

/** What works on each page beside the commands of its panes. The same keys mean there what fits the page. */
const pageCommands: Record<Page, WindowCommands> = {
  files: {
    ...everywhere,
    switchPane: (services, side) => {
      services.workspace.getState().activate(otherSide[side]);
      focusGrid(otherSide[side]);
    },
    focusDock,
    newTab: openNewTab,
    reopenTab: ({ tabs }) => tabs.reopen(),
  },
  sessions: {
    ...everywhere,
    refresh: ({ monitor }) => {
      const { active } = monitor.store.getState();
      if (active !== undefined) void monitor.reload(active);
    },
    filter: focusSessionsFilter,
  },
  sites: { ...everywhere, filter: focusSitesSearch },
  settings: { ...everywhere, filter: focusSettingsSearch },
};

/** The same keys mean another thing in the dock. */
const dockCommands: WindowCommands = {
  filter: ({ workspace, transfers }) => {
    const { dockTab, dockFolded, setDockFolded } = workspace.getState();
    setDockFolded(false);
    if (dockTab === 'transfers') transfers.getState().setFilterOpen(true);
    const focus = dockTab === 'log' ? focusLogFilter : () => focusFilter('transfers');
    // What was folded has to be there before it can have the focus.
    if (dockFolded) requestAnimationFrame(focus);
    else focus();
  },
};

/** What a command does wherever the panes are, if anything. */
function windowCommand({ workspace }: Services, id: CommandId): WindowCommands[CommandId] {
  const { page } = workspace.getState();
  const inDock = dockCommands[id];
  return inDock && page === 'files' && hasDockFocus() ? inDock : pageCommands[page][id];
}

const focusPage: Record<Exclude<Page, 'sites'>, (services: Services) => void> = {
  files: ({ workspace }) => focusGrid(workspace.getState().activeSide),
  sessions: focusSessions,
  settings: focusSettingsSearch,
};

/** The page has the focus; one that comes into sight takes it as soon as it can. */
function showPage(services: Services, page: keyof typeof focusPage): void {
  const { workspace } = services;
  if (workspace.getState().page === page) {
    focusPage[page](services);
    return;
  }
  leaveFocus();
  workspace.getState().showPage(page);
}

function showSites(services: Services): void {
  services.workspace.getState().showPage('sites');
  focusSitesTree();
}

/** What Enter and a double click do: a folder opens; on a file they do what the user has chosen. One that was found is shown where it lies. */
export function openEntry(services: Services, side: Side, entry: Entry): void {
  const pane = services.activePane(side)?.getState();
  if (pane && mayOpen(entry)) pane.open(resolvePath(pane.path, entry.name));
  else if (pane?.found) runCommand(services, 'showInFolder', side);
  else if (entry.unusable === undefined) {
    runCommand(services, services.settings.getState().onOpenFile === 'edit' ? 'edit' : 'copy', side);
  }
}

/** Whether a command would do something on this side now. */
export function isCommandEnabled(services: Services, id: CommandId, side: Side): boolean {
  const { page } = services.workspace.getState();
  if (id === 'reopenTab' && !services.tabs.canReopen) return false;
  if (windowCommand(services, id)) return true;
  const pane = page === 'files' ? services.activePane(side)?.getState() : undefined;
  return pane !== undefined && paneCommands[id]?.enabled(pane, services, side) === true;
}

/** Does what the menu, the button and the key of this name do. Nothing where it is not enabled. */
export function runCommand(services: Services, id: CommandId, side: Side): void {
  if (!isCommandEnabled(services, id, side)) return;
  const ofWindow = windowCommand(services, id);
  const pane = services.activePane(side)?.getState();
  if (ofWindow) ofWindow(services, side);
  else if (pane) paneCommands[id]?.run(pane, services, side);
}
