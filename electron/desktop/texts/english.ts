import type { WindowCommand } from '../../../shared/model/desktop.ts';
import type { ServerEventKind, SessionStatus } from '../../../shared/model/monitor.ts';

/** What the desktop says outside of the window: menus, tray, notifications, questions of the system's kind. */
export const english = {
  file: '&File',
  edit: '&Edit',
  view: '&View',
  go: '&Go',
  window: '&Window',
  help: '&Help',
  /** The window's own commands, by the window's own words; an ellipsis where a question follows. */
  commands: {
    quickConnect: 'Quick Connect',
    sites: 'Sites',
    disconnect: 'Disconnect',
    sendCommand: 'Send a Command…',
    newFolder: 'New Folder…',
    newFile: 'New File…',
    newLink: 'New Link…',
    edit: 'Edit',
    editExternally: 'Edit in Another Program',
    quickLook: 'Quick Look',
    rename: 'Rename…',
    duplicate: 'Duplicate',
    properties: 'Properties…',
    folderSizes: 'Calculate Folder Sizes',
    remove: 'Delete…',
    removeForGood: 'Delete for Good…',
    undo: 'Undo',
    copy: 'Copy to the Other Pane',
    copyFiltered: 'Copy with Filter…',
    copyToBookmark: 'Copy to a Bookmark…',
    move: 'Move to the Other Pane',
    copyPath: 'Copy Path',
    copyUrl: 'Copy Address',
    select: 'Select by Pattern…',
    search: 'Search in This Folder…',
    refresh: 'Refresh',
    filter: 'Filter',
    showHidden: 'Show Hidden Files',
    switchPane: 'Switch Panes',
    focusDock: 'Go to Transfers and Log',
    externalEdits: 'Files in Other Programs…',
    palette: 'Command Palette…',
    goBack: 'Back',
    goForward: 'Forward',
    goUp: 'Up',
    editPath: 'Edit Path',
    bookmark: 'Bookmark This Folder',
    settings: 'Settings',
    cheatSheet: 'Keyboard Shortcuts',
  } satisfies Record<WindowCommand, string>,
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copyText: 'Copy',
  paste: 'Paste',
  deleteText: 'Delete',
  selectAll: 'Select All',
  actualSize: 'Actual Size',
  zoomIn: 'Zoom In',
  zoomOut: 'Zoom Out',
  fullScreen: 'Toggle Full Screen',
  developerTools: 'Developer Tools',
  closeWindow: 'Close Window',
  minimize: 'Minimize',
  zoom: 'Zoom',
  bringToFront: 'Bring All to Front',
  about: 'About Portside',
  services: 'Services',
  hide: 'Hide Portside',
  hideOthers: 'Hide Others',
  showAll: 'Show All',
  showWindow: 'Show Portside',
  quit: 'Quit Portside',
  cannotStart: 'Portside could not start',
  chooseEditor: 'Choose the program that edits files',
  programs: 'Programs',

  idle: 'No transfers',
  underWay: (count: number) => (count === 1 ? '1 transfer under way' : `${count} transfers under way`),

  watching: (sessions: number, alerts: number) =>
    [count(sessions, 'session'), ...(alerts > 0 ? [count(alerts, 'alert')] : [])].join(', '),
  server: (label: string, sessions: number) => `${label} (${sessions})`,
  showSessions: 'Show Sessions',
  disconnectSession: (who: string, status: SessionStatus) => `Disconnect ${who} (${statusWords[status]})…`,
  notLoggedIn: 'not logged in',
  moreSessions: (rest: number) => `and ${rest} more`,
  nobody: 'Nobody is connected',
  event: {
    connect: 'connected',
    login: 'logged in',
    'login-failed': 'login failed',
    encrypted: 'encrypted',
    download: 'downloaded',
    upload: 'uploaded',
    delete: 'deleted',
    rename: 'renamed',
    'make-directory': 'made a folder',
    'remove-directory': 'removed a folder',
    logout: 'logged out',
    other: '',
  } satisfies Record<ServerEventKind, string>,
  alert: (reason: string) => `⚠ ${reason}`,
  alertTitle: (alerts: number) => (alerts === 1 ? 'Portside alert' : `${alerts} Portside alerts`),
  pauseAlerts: 'Pause Alerts for One Hour',
  resumeAlerts: 'Alerts Are Paused: Resume',

  keepWatchingTitle: 'Portside is watching a server',
  keepWatchingQuestion: 'Keep watching with the window closed?',
  keepWatchingDetail: 'Portside then stays beside the clock and goes on telling of alerts. It will not ask again.',
  keepWatching: 'Keep Watching',
  quitButton: 'Quit',
  cancel: 'Cancel',

  unsavedTitle: 'A text is not saved',
  unsavedQuestion: (name: string) => `“${name}” has changes that are not saved. Give them up?`,
  unsavedDetail: 'Go back to the editor to save them.',
  giveUpText: 'Give Up Changes',
  backToText: 'Back to the Editor',

  transfersEnded: 'Transfers finished',
  transfersFailed: 'Transfers finished with errors',
  ended: (done: number, failed: number) => {
    if (done === 0) return failed === 1 ? '1 transfer failed' : `${failed} transfers failed`;
    return failed === 0 ? files(done, 'transferred') : `${files(done, 'transferred')}, ${failed} failed`;
  },
  questionTitle: 'Portside needs an answer',
  questionBody: 'A connection or a transfer waits for you.',

  quitTitle: 'Transfers are under way',
  quitQuestion: (count: number) =>
    count === 1 ? 'One transfer has not finished. Quit anyway?' : `${count} transfers have not finished. Quit anyway?`,
  quitDetail: 'They wait, and go on where they stopped when you start Portside again.',
  quitAnyway: 'Quit Portside',
  keepRunning: 'Keep Running',
};

const statusWords: Record<SessionStatus, string> = {
  'logging-in': 'logging in',
  idle: 'idle',
  listing: 'listing',
  downloading: 'downloading',
  uploading: 'uploading',
  busy: 'busy',
  unknown: 'connected',
};

function count(number: number, noun: string): string {
  return number === 1 ? `1 ${noun}` : `${number} ${noun}s`;
}

function files(count: number, participle: string): string {
  return count === 1 ? `1 file ${participle}` : `${count} files ${participle}`;
}
