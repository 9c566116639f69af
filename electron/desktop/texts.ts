/** What the desktop says outside of the window: menus, tray, notifications, questions of the system's kind. */
export const texts = {
  file: '&File',
  edit: '&Edit',
  view: '&View',
  go: '&Go',
  help: '&Help',
  quickConnect: 'Connect to Server…',
  disconnect: 'Disconnect',
  newFolder: 'New Folder…',
  rename: 'Rename…',
  remove: 'Delete…',
  copy: 'Copy to Other Pane',
  copyPath: 'Copy Path',
  refresh: 'Refresh',
  goBack: 'Back',
  goForward: 'Forward',
  goUp: 'Enclosing Folder',
  editPath: 'Go to Folder…',
  filter: 'Filter',
  showHidden: 'Hidden Files',
  switchPane: 'Other Pane',
  focusDock: 'Transfers and Log',
  cheatSheet: 'Keyboard Shortcuts',
  developerTools: 'Developer Tools',
  showWindow: 'Show Portside',
  quit: 'Quit Portside',
  cannotStart: 'Portside could not start',

  idle: 'No transfers',
  underWay: (count: number) => (count === 1 ? '1 transfer under way' : `${count} transfers under way`),

  transfersEnded: 'Transfers finished',
  transfersFailed: 'Transfers finished with errors',
  ended: (done: number, failed: number) =>
    failed === 0 ? files(done, 'transferred') : `${files(done, 'transferred')}, ${failed} failed`,
  questionTitle: 'Portside needs an answer',
  questionBody: 'A connection or a transfer waits for you.',

  quitTitle: 'Transfers are under way',
  quitQuestion: (count: number) =>
    count === 1 ? 'One transfer has not finished. Quit anyway?' : `${count} transfers have not finished. Quit anyway?`,
  quitDetail: 'Incomplete files are removed; what was transferred already stays.',
  quitAnyway: 'Quit and Cancel Transfers',
  keepRunning: 'Keep Running',
} as const;

function files(count: number, participle: string): string {
  return count === 1 ? `1 file ${participle}` : `${count} files ${participle}`;
}
