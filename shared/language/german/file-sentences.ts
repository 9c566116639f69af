import type { SentenceTexts } from '../sentences.ts';

/** What is done with files where they are. */
const changes = {
  'Of {expected:number} items in “{path}”, only {count:number} arrived.':
    'Von {expected} Elementen in „{path}“ sind nur {count} angekommen.',
  'Refresh to read it again.': 'Lesen Sie den Ordner mit „Aktualisieren“ noch einmal.',
  'More than {count:number} folders lie within one another here.': 'Hier liegen mehr als {count} Ordner ineinander.',
  'Portside goes no deeper. Look at this folder with the server’s own tools.':
    'Portside geht nicht tiefer. Sehen Sie sich diesen Ordner mit den Werkzeugen des Servers an.',
  '“{name}” lists more than {count:number} items.': '„{name}“ enthält mehr als {count} Elemente.',
  'Portside does not read folders of this size. Look at it with the server’s own tools.':
    'Portside liest keine Ordner dieser Größe. Sehen Sie sich ihn mit den Werkzeugen des Servers an.',
  'This server cannot change permissions.': 'Dieser Server kann Rechte nicht ändern.',
  'The server does not say which permissions “{name}” has now.':
    'Der Server sagt nicht, welche Rechte „{name}“ jetzt hat.',
  'Choose every permission; then none has to stay as it is.':
    'Legen Sie jedes Recht fest; dann muss keines bleiben, wie es ist.',
  'The server lists a name in “{directory}” that would lead elsewhere: {name}. Portside does not touch it.':
    'Der Server nennt in „{directory}“ einen Namen, der anderswohin führen würde: {name}. Portside rührt ihn nicht an.',
  'Ask the server’s administrator about this name; nothing was changed.':
    'Fragen Sie den Administrator des Servers nach diesem Namen; es wurde nichts geändert.',
  'This server cannot set dates.': 'Dieser Server kann Daten von Dateien nicht setzen.',
  'The server knows no user named “{name}”.': 'Der Server kennt keinen Benutzer namens „{name}“.',
  'The server knows no group named “{name}”.': 'Der Server kennt keine Gruppe namens „{name}“.',
  'Type its number instead.': 'Geben Sie stattdessen die Nummer ein.',
  'This server cannot change owners.': 'Dieser Server kann Besitzer nicht ändern.',
  'This server cannot make links.': 'Dieser Server kann keine Links anlegen.',
  'This server cannot make hard links.': 'Dieser Server kann keine harten Links anlegen.',
  'This server does not say where links lead.': 'Dieser Server sagt nicht, wohin Links führen.',
  'This server does not compute checksums.': 'Dieser Server berechnet keine Prüfsummen.',
  'This server does not say how much space is left.': 'Dieser Server sagt nicht, wie viel Platz frei ist.',
  'This server cannot replace a file in one step.': 'Dieser Server kann eine Datei nicht in einem Schritt ersetzen.',
  'Commands cannot be sent here.': 'Hier können keine Befehle gesendet werden.',
  'Commands cannot be sent here: the server gives no shell.':
    'Hier können keine Befehle gesendet werden: Der Server bietet keine Shell.',
  '“{name}” is there already.': '„{name}“ gibt es dort schon.',
  'Choose another name.': 'Wählen Sie einen anderen Namen.',
  'Only what stays on the same disk or server can be moved at once.':
    'Nur was auf demselben Datenträger oder Server bleibt, kann auf einmal verschoben werden.',
  'More than {count:number} items were found.': 'Es wurden mehr als {count} Elemente gefunden.',
  'Look for something more special.': 'Suchen Sie nach etwas Genauerem.',
  'This operation is running already.': 'Dieser Vorgang läuft schon.',
} satisfies SentenceTexts;

/** Editing, here and in other programs. */
const editing = {
  '“{name}” is gone.': '„{name}“ ist weg.',
  'This version is not kept any more.': 'Diese Fassung wird nicht mehr aufbewahrt.',
  'No text editor was found on this computer.': 'Auf diesem Computer wurde kein Texteditor gefunden.',
  'The editor “{name}” could not be started: {text}.': 'Der Editor „{name}“ konnte nicht gestartet werden: {text}.',
  'Only the desktop app can ask for a program.': 'Nur die Desktop-App kann nach einem Programm fragen.',
  'Choose a program under “Files in other programs”.': 'Wählen Sie unter „Dateien in anderen Programmen“ ein Programm.',
  'Set PORTSIDE_EDITOR to the editor you want and start Portside again, or use the built-in editor.':
    'Setzen Sie PORTSIDE_EDITOR auf den gewünschten Editor und starten Sie Portside neu, oder benutzen Sie den eingebauten Editor.',
  'Portside ends.': 'Portside wird beendet.',
  'Portside ended before this was uploaded.': 'Portside wurde beendet, bevor dies hochgeladen war.',
  'Connect to {label}, and it is uploaded.': 'Verbinden Sie sich mit {label}, dann wird es hochgeladen.',
  'What was saved could not be read or sent.': 'Was gespeichert wurde, konnte nicht gelesen oder gesendet werden.',
  'This file is not open in another program any more.':
    'Diese Datei ist nicht mehr in einem anderen Programm geöffnet.',
  'These bytes are not written in that character set; saving would change them.':
    'Diese Bytes sind nicht in diesem Zeichensatz geschrieben; beim Speichern würden sie verändert.',
  'Choose another character set.': 'Wählen Sie einen anderen Zeichensatz.',
  'This file has {size:number} MB; the editor opens {most:number} MB at most.':
    'Diese Datei hat {size} MB; der Editor öffnet höchstens {most} MB.',
  'Edit it in another program.': 'Bearbeiten Sie sie in einem anderen Programm.',
  '{characters} in line {line:number} cannot be written in this character set.':
    '{characters} in Zeile {line} kann in diesem Zeichensatz nicht geschrieben werden.',
  'This text cannot be written in this character set.':
    'Dieser Text kann in diesem Zeichensatz nicht geschrieben werden.',
  'Save it in another character set, UTF-8 for example, or take the character out.':
    'Speichern Sie ihn in einem anderen Zeichensatz, zum Beispiel UTF-8, oder entfernen Sie das Zeichen.',
  'The link {name} leads to “{target}”, which does not exist.':
    'Die Verknüpfung {name} führt zu „{target}“, und das gibt es nicht.',
  '“{name}” is not a text: it holds bytes that no text has.':
    '„{name}“ ist kein Text: Die Datei enthält Bytes, die in keinem Text vorkommen.',
  'Quick look shows what it is; another program may be able to edit it.':
    'Die Schnellansicht zeigt, was es ist; vielleicht kann ein anderes Programm die Datei bearbeiten.',
} satisfies SentenceTexts;

export const fileSentences = { ...changes, ...editing } satisfies SentenceTexts;
