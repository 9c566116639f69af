import type { SessionStatus } from '../../../shared/model/monitor.ts';
import type { DesktopTexts } from './desktop-language.ts';

export const german: DesktopTexts = {
  file: '&Datei',
  edit: '&Bearbeiten',
  view: '&Ansicht',
  go: '&Gehe zu',
  window: '&Fenster',
  help: '&Hilfe',
  quickConnect: 'Mit Server verbinden …',
  disconnect: 'Trennen',
  newFolder: 'Neuer Ordner …',
  rename: 'Umbenennen …',
  remove: 'Löschen …',
  copy: 'In den anderen Bereich kopieren',
  copyPath: 'Pfad kopieren',
  refresh: 'Aktualisieren',
  goBack: 'Zurück',
  goForward: 'Vor',
  goUp: 'Übergeordneter Ordner',
  editPath: 'Gehe zu Ordner …',
  filter: 'Filtern',
  showHidden: 'Versteckte Dateien',
  switchPane: 'Anderer Bereich',
  focusDock: 'Übertragungen und Protokoll',
  cheatSheet: 'Tastenkürzel',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  cut: 'Ausschneiden',
  copyText: 'Kopieren',
  paste: 'Einfügen',
  deleteText: 'Löschen',
  selectAll: 'Alles auswählen',
  actualSize: 'Originalgröße',
  zoomIn: 'Vergrößern',
  zoomOut: 'Verkleinern',
  fullScreen: 'Vollbild ein/aus',
  developerTools: 'Entwicklerwerkzeuge',
  closeWindow: 'Fenster schließen',
  minimize: 'Im Dock ablegen',
  zoom: 'Zoomen',
  bringToFront: 'Alle nach vorne bringen',
  about: 'Über Portside',
  services: 'Dienste',
  hide: 'Portside ausblenden',
  hideOthers: 'Andere ausblenden',
  showAll: 'Alle einblenden',
  chooseEditor: 'Programm zum Bearbeiten von Dateien wählen',
  programs: 'Programme',
  showWindow: 'Portside anzeigen',
  quit: 'Portside beenden',
  cannotStart: 'Portside konnte nicht starten',

  idle: 'Keine Übertragungen',
  underWay: (count) => (count === 1 ? '1 Übertragung läuft' : `${count} Übertragungen laufen`),

  watching: (sessions, alerts) =>
    [counted(sessions, 'Sitzung', 'Sitzungen'), ...(alerts > 0 ? [counted(alerts, 'Warnung', 'Warnungen')] : [])].join(
      ', ',
    ),
  server: (label, sessions) => `${label} (${sessions})`,
  showSessions: 'Sitzungen anzeigen',
  disconnectSession: (who, status) => `${who} trennen (${statusWords[status]}) …`,
  notLoggedIn: 'nicht angemeldet',
  moreSessions: (rest) => `und ${rest} weitere`,
  nobody: 'Niemand ist verbunden',
  event: {
    connect: 'verbunden',
    login: 'angemeldet',
    'login-failed': 'Anmeldung fehlgeschlagen',
    encrypted: 'verschlüsselt',
    download: 'heruntergeladen',
    upload: 'hochgeladen',
    delete: 'gelöscht',
    rename: 'umbenannt',
    'make-directory': 'Ordner angelegt',
    'remove-directory': 'Ordner entfernt',
    logout: 'abgemeldet',
    other: '',
  },
  alert: (reason) => `⚠ ${reason}`,
  alertTitle: (alerts) => (alerts === 1 ? 'Warnung von Portside' : `${alerts} Warnungen von Portside`),
  pauseAlerts: 'Warnungen eine Stunde lang aussetzen',
  resumeAlerts: 'Warnungen sind ausgesetzt: fortsetzen',

  keepWatchingTitle: 'Portside überwacht einen Server',
  keepWatchingQuestion: 'Bei geschlossenem Fenster weiter überwachen?',
  keepWatchingDetail:
    'Portside bleibt dann neben der Uhr und meldet weiterhin Warnungen. Diese Frage wird nicht noch einmal gestellt.',
  keepWatching: 'Weiter überwachen',
  quitButton: 'Beenden',
  cancel: 'Abbrechen',

  transfersEnded: 'Übertragungen abgeschlossen',
  transfersFailed: 'Übertragungen mit Fehlern abgeschlossen',
  ended: (done, failed) =>
    [`${counted(done, 'Datei', 'Dateien')} übertragen`, ...(failed > 0 ? [`${failed} fehlgeschlagen`] : [])].join(', '),
  questionTitle: 'Portside braucht eine Antwort',
  questionBody: 'Eine Verbindung oder Übertragung wartet auf Sie.',

  quitTitle: 'Übertragungen laufen',
  quitQuestion: (count) =>
    count === 1
      ? 'Eine Übertragung ist noch nicht abgeschlossen. Trotzdem beenden?'
      : `${count} Übertragungen sind noch nicht abgeschlossen. Trotzdem beenden?`,
  quitDetail: 'Unvollständige Dateien werden entfernt; was schon übertragen wurde, bleibt.',
  quitAnyway: 'Beenden und Übertragungen abbrechen',
  keepRunning: 'Weiterlaufen lassen',
};

const statusWords: Record<SessionStatus, string> = {
  'logging-in': 'meldet sich an',
  idle: 'untätig',
  listing: 'listet auf',
  downloading: 'lädt herunter',
  uploading: 'lädt hoch',
  busy: 'beschäftigt',
  unknown: 'verbunden',
};

function counted(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
