import type { SentenceTexts } from '../sentences.ts';

/** Connections, sites, saved passwords, and Portside itself. */
export const appSentences = {
  'Portside failed at this in a way it did not expect.': 'Portside ist daran auf unerwartete Weise gescheitert.',
  'The log has the details. Please report it.': 'Im Protokoll stehen die Einzelheiten. Bitte melden Sie es.',
  'Portside does not know this request.': 'Portside kennt diese Anfrage nicht.',
  'The request {name} is malformed{where}: {issue:sentence}.': 'Die Anfrage {name} ist fehlerhaft{where}: {issue}.',
  invalid: 'ungültig',
  'a name without "/" is needed': 'Ein Name ohne „/“ wird gebraucht',
  'an absolute path in normal form is needed': 'Ein absoluter Pfad in Normalform wird gebraucht',
  'The frame is malformed.': 'Die Nachricht ist fehlerhaft.',
  'This page may not ask Portside for anything.': 'Diese Seite darf Portside um nichts bitten.',
  'Only the desktop app can do this.': 'Das kann nur die Desktop-App.',
  'Opening…': 'Wird geöffnet …',
  'Not this way': 'So geht es nicht',
  'Open Portside under 127.0.0.1 or localhost.': 'Öffnen Sie Portside unter 127.0.0.1 oder localhost.',
  'Not possible': 'Nicht möglich',
  'Portside does not understand this address.': 'Portside versteht diese Adresse nicht.',
  'Portside does not understand this request.': 'Portside versteht diese Anfrage nicht.',
  'This link has been used': 'Dieser Link ist verbraucht',
  'A link to Portside works once. Press Enter in the terminal where Portside runs, and open the new link that it prints.':
    'Ein Link zu Portside gilt einmal. Drücken Sie die Eingabetaste in dem Terminal, in dem Portside läuft, und öffnen Sie den neuen Link, der dort erscheint.',
  'Nothing here': 'Hier ist nichts',
  'Portside has no page under this address.': 'Portside hat unter dieser Adresse keine Seite.',
  'Not expected': 'Nicht erwartet',
  'Portside did not ask for this file.': 'Portside hat nicht um diese Datei gebeten.',
  'The window was closed.': 'Das Fenster wurde geschlossen.',
  'A file system as a whole cannot be dragged.': 'Ein ganzes Dateisystem kann nicht gezogen werden.',
  'This drag was not prepared.': 'Dieses Ziehen war nicht vorbereitet.',
  '“{file}” is not here any more.': '„{file}“ ist nicht mehr hier.',

  'The connection was closed.': 'Die Verbindung wurde geschlossen.',
  'This connection is closed.': 'Diese Verbindung ist geschlossen.',
  'Connect to the server again.': 'Verbinden Sie sich noch einmal mit dem Server.',
  'Connections cannot be opened again here.': 'Hier können Verbindungen nicht wieder geöffnet werden.',
  'The server allows no more connections at one time than there are.':
    'Der Server erlaubt nicht mehr gleichzeitige Verbindungen, als schon bestehen.',
  'Cancelled: the question was not answered.': 'Abgebrochen: Die Frage wurde nicht beantwortet.',
  'Cancelled before the question was answered.': 'Abgebrochen, bevor die Frage beantwortet war.',
  'This answer does not fit the question.': 'Diese Antwort passt nicht zur Frage.',
  'Something else answers where the demo server should be.': 'Wo der Demoserver sein sollte, antwortet etwas anderes.',
  'The demo server could not be started.': 'Der Demoserver konnte nicht gestartet werden.',
  'It needs a free port of this computer, and some room in its folder for temporary files.':
    'Er braucht einen freien Port dieses Computers und etwas Platz in dessen Ordner für temporäre Dateien.',
  'The demo server did not accept its own password.': 'Der Demoserver hat sein eigenes Passwort nicht angenommen.',

  '{who:sentence}, with the data folder “{folder}”. Use that one or end it; for a second Portside beside it, set PORTSIDE_DATA to another folder.':
    '{who}, mit dem Datenordner „{folder}“. Benutzen Sie dieses oder beenden Sie es; für ein zweites Portside daneben setzen Sie PORTSIDE_DATA auf einen anderen Ordner.',
  'Portside is running already, though it does not answer': 'Portside läuft schon, antwortet aber nicht',
  'Portside is running already in its own window (process {pid}, since {time})':
    'Portside läuft schon in einem eigenen Fenster (Prozess {pid}, seit {time})',
  'Portside is running already for a browser tab (process {pid}, since {time})':
    'Portside läuft schon für einen Browser-Tab (Prozess {pid}, seit {time})',
  'Portside itself is not running any more.': 'Portside selbst läuft nicht mehr.',
  'Start it again; this page reconnects by itself.':
    'Starten Sie es wieder; diese Seite verbindet sich von selbst neu.',
  'A newer version of Portside wrote “{file}”. It was left as it is.':
    'Eine neuere Version von Portside hat „{file}“ geschrieben. Die Datei wurde gelassen, wie sie ist.',
  'Use that newer version, or give this one a data folder of its own with PORTSIDE_DATA.':
    'Benutzen Sie die neuere Version, oder geben Sie dieser mit PORTSIDE_DATA einen eigenen Datenordner.',
  'A master password has been chosen already.': 'Ein Hauptpasswort wurde schon gewählt.',
  'The master password is wrong.': 'Das Hauptpasswort ist falsch.',
  'Check the keyboard layout and caps lock. A forgotten master password cannot be recovered, only reset.':
    'Prüfen Sie die Tastaturbelegung und die Feststelltaste. Ein vergessenes Hauptpasswort lässt sich nicht wiederherstellen, nur zurücksetzen.',
  'No master password has been chosen yet.': 'Es wurde noch kein Hauptpasswort gewählt.',
  'Choose one; it protects the passwords that Portside keeps.':
    'Wählen Sie eines; es schützt die Passwörter, die Portside aufbewahrt.',
  'The saved passwords are locked.': 'Die gespeicherten Passwörter sind gesperrt.',
  'Unlock them with the master password.': 'Entsperren Sie sie mit dem Hauptpasswort.',
  'The vault of this computer does not give back what it was given to keep.':
    'Der Tresor dieses Computers gibt nicht zurück, was er aufbewahren soll.',
  'The password was not saved. See that the keychain or wallet of your account is unlocked and lets Portside in.':
    'Das Passwort wurde nicht gespeichert. Sehen Sie nach, ob der Schlüsselbund Ihres Kontos entsperrt ist und Portside zulässt.',
  'The vault of this computer keeps the passwords; there is no master password.':
    'Der Tresor dieses Computers bewahrt die Passwörter auf; es gibt kein Hauptpasswort.',
  'This site has been removed.': 'Dieser Server wurde aus der Liste entfernt.',
  'This folder has been removed.': 'Dieser Ordner wurde entfernt.',
  'A folder cannot lie in itself.': 'Ein Ordner kann nicht in sich selbst liegen.',
} satisfies SentenceTexts;
