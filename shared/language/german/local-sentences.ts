import type { SentenceTexts } from '../sentences.ts';

/** The disks of this computer, and its trash. */
export const localSentences = {
  '“{path}” does not exist.': '„{path}“ gibt es nicht.',
  '“{path}” is not a directory, or lies below something that is none.':
    '„{path}“ ist kein Ordner oder liegt unter etwas, das keiner ist.',
  '“{path}” is a link that leads round in circles.': '„{path}“ ist ein Link, der im Kreis führt.',
  '“{path}” already exists.': '„{path}“ gibt es schon.',
  '“{path}” is not empty.': '„{path}“ ist nicht leer.',
  '“{path}” cannot be accessed: permission denied.': 'Auf „{path}“ kann nicht zugegriffen werden: keine Berechtigung.',
  '“{path}” cannot be changed: the system does not permit it.':
    '„{path}“ kann nicht geändert werden: Das System erlaubt es nicht.',
  '“{path}” is on a read-only disk.': '„{path}“ liegt auf einem Datenträger, der nur gelesen werden kann.',
  '“{path}” is a directory.': '„{path}“ ist ein Ordner.',
  '“{path}” is a directory, not a file.': '„{path}“ ist ein Ordner und keine Datei.',
  '“{path}” is a device or pipe, not a file.': '„{path}“ ist ein Gerät oder eine Pipe und keine Datei.',
  '“{path}” could not be written: the disk is full.':
    '„{path}“ konnte nicht geschrieben werden: Der Datenträger ist voll.',
  '“{path}” could not be written: your disk quota is used up.':
    '„{path}“ konnte nicht geschrieben werden: Ihr Speicherkontingent ist aufgebraucht.',
  '“{path}” is larger than this disk allows for one file.':
    '„{path}“ ist größer, als dieser Datenträger für eine Datei erlaubt.',
  '“{path}” has a name that is too long for this disk.':
    '„{path}“ hat einen Namen, der für diesen Datenträger zu lang ist.',
  '“{path}” has a name that this disk does not allow.':
    '„{path}“ hat einen Namen, den dieser Datenträger nicht erlaubt.',
  '“{path}” is in use by another program.': '„{path}“ wird von einem anderen Programm benutzt.',
  '“{path}” is a program that is running.': '„{path}“ ist ein Programm, das gerade läuft.',
  '“{path}” cannot be moved to another disk by renaming.':
    '„{path}“ kann nicht durch Umbenennen auf einen anderen Datenträger verschoben werden.',
  '“{path}” cannot be changed like this on this disk.':
    '„{path}“ kann auf diesem Datenträger nicht so geändert werden.',
  '“{path}” cannot be changed like this on this system.': '„{path}“ kann auf diesem System nicht so geändert werden.',
  '“{path}” could not be opened: too many files are open.':
    '„{path}“ konnte nicht geöffnet werden: Es sind zu viele Dateien offen.',
  '“{path}” could not be opened: too many files are open on this system.':
    '„{path}“ konnte nicht geöffnet werden: Auf diesem System sind zu viele Dateien offen.',
  '“{path}” cannot be used on this computer: {why:sentence}.':
    '„{path}“ kann auf diesem Computer nicht benutzt werden: {why}.',
  'the list of drives is no directory': 'Die Liste der Laufwerke ist kein Ordner',
  '“{name}” is no name that it can have: {why:sentence}': '„{name}“ ist kein Name, den es dort geben kann: {why}',
  'a network share is written /UNC/server/share': 'Eine Netzwerkfreigabe schreibt man /UNC/Server/Freigabe',
  '“{name}” is not a drive': '„{name}“ ist kein Laufwerk',
  // What Node or the system says of an error that has no sentence of its own.
  '“{path}”: {text}': '„{path}“: {text}',
  '{path} is not a path.': '{path} ist kein Pfad.',
  'Free some space and try again.': 'Schaffen Sie Platz, und versuchen Sie es noch einmal.',
  'Free some space or ask for a larger quota.': 'Schaffen Sie Platz, oder bitten Sie um ein größeres Kontingent.',
  'Close the other program and try again.': 'Schließen Sie das andere Programm, und versuchen Sie es noch einmal.',
  'Stop the program and try again.': 'Beenden Sie das Programm, und versuchen Sie es noch einmal.',
  'Windows does not let this account make links to files.':
    'Windows erlaubt diesem Konto nicht, Links auf Dateien anzulegen.',
  'Switch on Developer Mode in the settings of Windows, or run Portside as an administrator.':
    'Schalten Sie in den Einstellungen von Windows den Entwicklermodus ein, oder starten Sie Portside als Administrator.',

  'There is no trash here.': 'Hier gibt es keinen Papierkorb.',
  '“{file}” cannot be moved to the trash: its disk has none that can take it.':
    '„{file}“ kann nicht in den Papierkorb gelegt werden: Der Datenträger hat keinen, der es aufnehmen kann.',
  '“{file}” could not be moved to the trash.': '„{file}“ konnte nicht in den Papierkorb gelegt werden.',
  '“{file}” could not be moved to the recycle bin.': '„{file}“ konnte nicht in den Papierkorb gelegt werden.',
  '“{file}” is in the trash already.': '„{file}“ liegt schon im Papierkorb.',
  '“{file}” is not in the trash any more.': '„{file}“ liegt nicht mehr im Papierkorb.',
  'The trash holds too many files named “{name}”.': 'Im Papierkorb sind zu viele Dateien namens „{name}“.',
  'Empty the trash.': 'Leeren Sie den Papierkorb.',
  'Nothing was changed. Delete it instead, if you do not want it back.':
    'Es wurde nichts geändert. Löschen Sie es stattdessen, wenn Sie es nicht zurückhaben wollen.',
  'Its disk may have none. Delete it instead, if you do not want it back.':
    'Vielleicht hat der Datenträger keinen. Löschen Sie es stattdessen, wenn Sie es nicht zurückhaben wollen.',
  'The folder that “{name}” was in is gone.': 'Den Ordner, in dem „{name}“ war, gibt es nicht mehr.',
  'It is still in the trash.': 'Es liegt noch im Papierkorb.',
  '“{name}” is there again already.': '„{name}“ gibt es dort schon wieder.',
  'The deleted one is still in the trash. Give the new one another name, then undo once more.':
    'Das Gelöschte liegt noch im Papierkorb. Geben Sie dem Neuen einen anderen Namen, und machen Sie es noch einmal rückgängig.',
  'What this trash took only the system itself can put back.':
    'Was dieser Papierkorb aufgenommen hat, kann nur das System selbst zurücklegen.',
  'Nothing of this is in the trash any more.': 'Davon liegt nichts mehr im Papierkorb.',
} satisfies SentenceTexts;
