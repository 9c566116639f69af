import type { SentenceTexts } from '../sentences.ts';

/** Why a name cannot be kept, as in “… cannot be saved under this name: it is longer than 255 bytes”. */
const unfit = {
  'it would lead to another place': 'Er würde an einen anderen Ort führen',
  'it holds half a character': 'Er enthält ein halbes Zeichen',
  'Windows allows neither control characters nor < > : " \\ | ? * in names':
    'Windows erlaubt in Namen weder Steuerzeichen noch < > : " \\ | ? *',
  'Windows reserves it for a device': 'Windows behält ihn einem Gerät vor',
  'Windows drops a dot or space at the end': 'Windows lässt einen Punkt oder ein Leerzeichen am Ende weg',
  'it is longer than {most:number} bytes': 'Er ist länger als {most} Bytes',
  'it is longer than {most:number} characters': 'Er ist länger als {most} Zeichen',
  '{name} cannot be saved under this name: {why:sentence}.':
    '{name} kann unter diesem Namen nicht gespeichert werden: {why}.',
  'The target takes “{name}” and “{earlier}” for the same name.':
    'Das Ziel hält „{name}“ und „{earlier}“ für denselben Namen.',
  'Only one of them can be in this folder. Rename the other at its source, then copy it again.':
    'Nur eines davon kann in diesem Ordner sein. Benennen Sie das andere an der Quelle um, und kopieren Sie es noch einmal.',
  '“{suggestion}” would fit. Rename it at its source, then copy it again.':
    '„{suggestion}“ würde passen. Benennen Sie es an der Quelle um, und kopieren Sie es noch einmal.',
} satisfies SentenceTexts;

/** The queue, and the order of things in it. */
const queue = {
  'Cancelled.': 'Abgebrochen.',
  'The transfer was cancelled.': 'Die Übertragung wurde abgebrochen.',
  'The transfer was stopped.': 'Die Übertragung wurde angehalten.',
  'The list of transfers could not be written to the disk.':
    'Die Liste der Übertragungen konnte nicht auf den Datenträger geschrieben werden.',
  'The disk of this computer may be full.': 'Vielleicht ist der Datenträger dieses Computers voll.',
  'A whole disk or server has no name to be copied under.':
    'Ein ganzer Datenträger oder Server hat keinen Namen, unter dem er kopiert werden könnte.',
  'Open it and choose what to copy.': 'Öffnen Sie ihn, und wählen Sie aus, was kopiert werden soll.',
  '“{path}” is in this folder already.': '„{path}“ ist schon in diesem Ordner.',
  'Choose another folder to copy to.': 'Wählen Sie einen anderen Ordner als Ziel.',
  '“{path}” cannot be copied into itself.': '„{path}“ kann nicht in sich selbst kopiert werden.',
  'Choose a folder outside of it.': 'Wählen Sie einen Ordner außerhalb davon.',
  'A file named “{name}” is where the folder should be.': 'Wo der Ordner hin soll, ist eine Datei namens „{name}“.',
  'Rename or remove that file, then try again.':
    'Benennen Sie diese Datei um oder entfernen Sie sie, und versuchen Sie es noch einmal.',
  '“{name}” lies more than {deepest:number} folders deep.': '„{name}“ liegt mehr als {deepest} Ordner tief.',
  'It may be a folder that holds itself. Copy what you need from it by itself.':
    'Vielleicht ist es ein Ordner, der sich selbst enthält. Kopieren Sie daraus einzeln, was Sie brauchen.',
  'Copying within this server needs two connections, and it allows only one.':
    'Innerhalb dieses Servers zu kopieren braucht zwei Verbindungen, und er erlaubt nur eine.',
  'Copy the file to this computer first, then back to the server.':
    'Kopieren Sie die Datei zuerst auf diesen Computer und dann zurück auf den Server.',
  'The part of Portside that carries files stopped unexpectedly.':
    'Der Teil von Portside, der Dateien überträgt, wurde unerwartet beendet.',
  'The copy can be tried again; it goes on where it was.':
    'Das Kopieren kann noch einmal versucht werden; es geht dort weiter, wo es war.',
  'The folder stays: it is not empty.': 'Der Ordner bleibt: Er ist nicht leer.',
  'The folder stays: 1 item in it was not moved.': 'Der Ordner bleibt: 1 Element darin wurde nicht verschoben.',
  'The folder stays: {count:number} items in it were not moved.':
    'Der Ordner bleibt: {count} Elemente darin wurden nicht verschoben.',
  'Files that were dropped into the page can be copied, not moved.':
    'In die Seite gezogene Dateien können kopiert, aber nicht verschoben werden.',
  'Copy them, then remove them where they are.': 'Kopieren Sie sie, und entfernen Sie sie dann dort, wo sie sind.',
  'The filter left out 1 item.': 'Der Filter hat 1 Element ausgelassen.',
  'The filter left out {count:number} items.': 'Der Filter hat {count} Elemente ausgelassen.',
  '{name}: {why:sentence}': '{name}: {why}',
  '“{path}” cannot be copied under this name. {why:sentence}':
    '„{path}“ kann unter diesem Namen nicht kopiert werden. {why}',
  'A link to a folder; it was not followed.': 'Ein Link auf einen Ordner; ihm wurde nicht gefolgt.',
  'An unfinished copy, by the pattern in the settings.':
    'Eine unvollendete Kopie, nach dem Muster in den Einstellungen.',
  'An unfinished copy; files of this name are Portside’s own.':
    'Eine unvollendete Kopie; Dateien dieses Namens legt Portside selbst an.',
  'What a copy was replacing; files of this name are Portside’s own.':
    'Was eine Kopie ersetzen sollte; Dateien dieses Namens legt Portside selbst an.',
  'Not a regular file (a device, pipe or socket).': 'Keine gewöhnliche Datei (ein Gerät, eine Pipe oder ein Socket).',
  'The browser tab that held the dropped files is closed.':
    'Der Browser-Tab, der die abgelegten Dateien hielt, ist geschlossen.',
  'Drop the files again.': 'Legen Sie die Dateien noch einmal ab.',
  'The browser tab that holds the dropped file does not send it.':
    'Der Browser-Tab, der die abgelegte Datei hält, sendet sie nicht.',
  'Keep the tab open while it uploads, and drop the file again.':
    'Lassen Sie den Tab beim Hochladen offen, und legen Sie die Datei noch einmal ab.',
  'The page sends an unknown number of bytes where {size:number} were announced.':
    'Die Seite sendet unbekannt viele Bytes, wo {size} angekündigt waren.',
  'The page sends {sent:number} bytes where {size:number} were announced.':
    'Die Seite sendet {sent} {sent|Byte|Bytes}, wo {size} angekündigt waren.',
  'The file changed after it was dropped. Drop it again.':
    'Die Datei wurde nach dem Ablegen geändert. Legen Sie sie noch einmal ab.',
  'A dropped file has no usable name.': 'Eine abgelegte Datei hat keinen brauchbaren Namen.',
  'A dropped file is read to its end.': 'Eine abgelegte Datei wird bis zu ihrem Ende gelesen.',
  'A dropped file is announced twice.': 'Eine abgelegte Datei wurde zweimal angekündigt.',
  'The page did not announce this file.': 'Die Seite hat diese Datei nicht angekündigt.',
  'Files dropped onto the page can only be read.': 'Auf der Seite abgelegte Dateien können nur gelesen werden.',
  'On the desktop, dropped files are read from where they are.':
    'In der Desktop-App werden abgelegte Dateien dort gelesen, wo sie sind.',
} satisfies SentenceTexts;

/** One file on its way. */
const copy = {
  '{sent:number} bytes were sent, but the target holds {held:number}.':
    '{sent} {sent|Byte wurde|Bytes wurden} gesendet, aber das Ziel enthält {held}.',
  'The target may be out of space, or something changes files on the way. Try again.':
    'Vielleicht hat das Ziel keinen Platz mehr, oder etwas ändert Dateien unterwegs. Versuchen Sie es noch einmal.',
  '“{path}” arrived changed: the {algorithm} sums differ.':
    '„{path}“ ist verändert angekommen: Die {algorithm}-Summen sind verschieden.',
  'Something changes files on the way, or the source changed while it was copied. Try again.':
    'Etwas ändert Dateien unterwegs, oder die Quelle wurde beim Kopieren geändert. Versuchen Sie es noch einmal.',
  '{name} was a file and is a folder now.': '{name} war eine Datei und ist jetzt ein Ordner.',
  '{name} is a folder.': '{name} ist ein Ordner.',
  '{name} is not a regular file (a device, pipe or socket).':
    '{name} ist keine gewöhnliche Datei (ein Gerät, eine Pipe oder ein Socket).',
  '{name} is a link to a folder; links to folders are not followed.':
    '{name} ist ein Link auf einen Ordner; Links auf Ordner werden nicht verfolgt.',
  'Open the folder and copy what is in it.': 'Öffnen Sie den Ordner, und kopieren Sie, was darin ist.',
  'A folder named “{path}” is in the way.': 'Ein Ordner namens „{path}“ ist im Weg.',
  'Rename or remove the folder, or choose another name for the file.':
    'Benennen Sie den Ordner um, entfernen Sie ihn, oder wählen Sie einen anderen Namen für die Datei.',
  'Rename it first, if you want to keep it.': 'Benennen Sie es zuerst um, wenn Sie es behalten wollen.',
  '“{path}” could not be replaced; the old file is now “{name}”.':
    '„{path}“ konnte nicht ersetzt werden; die alte Datei heißt jetzt „{name}“.',
  'Rename “{name}” back, then try again.':
    'Geben Sie „{name}“ den alten Namen zurück, und versuchen Sie es noch einmal.',
  'The next attempt brings it back before it replaces it.':
    'Der nächste Versuch stellt sie wieder her, bevor er sie ersetzt.',
  '“{path}” has {size:number} bytes, but {arrived:number} arrived.':
    '„{path}“ hat {size} {size|Byte|Bytes}, aber {arrived} sind angekommen.',
  '“{path}” has {size:number} bytes, but more arrived.':
    '„{path}“ hat {size} {size|Byte|Bytes}, aber es sind mehr angekommen.',
  'It may have changed while it was copied. Try again.':
    'Vielleicht wurde sie beim Kopieren geändert. Versuchen Sie es noch einmal.',
  '“{path}” was changed while it was copied.': '„{path}“ wurde beim Kopieren geändert.',
  '“{path}” cannot be continued: its size says nothing.':
    '„{path}“ kann nicht fortgesetzt werden: Die Größe sagt nichts aus.',
  '“{path}” is not the beginning of the source: it cannot be continued.':
    '„{path}“ ist nicht der Anfang der Quelle und kann nicht fortgesetzt werden.',
  'Overwrite it instead.': 'Überschreiben Sie sie stattdessen.',
  'Overwrite it, or keep both.': 'Überschreiben Sie sie, oder behalten Sie beide.',
  'What has arrived stays as “{path}”; trying again goes on from there.':
    'Was angekommen ist, bleibt als „{path}“; ein neuer Versuch macht dort weiter.',
  'What arrived is kept as “{name}”: make room, then try again, and it goes on from there.':
    'Was angekommen ist, bleibt als „{name}“: Schaffen Sie Platz, und versuchen Sie es noch einmal; dann geht es dort weiter.',
  'The incomplete file “{path}” could not be removed.':
    'Die unvollständige Datei „{path}“ konnte nicht entfernt werden.',
  'The incomplete file “{path}” may remain: its server is not connected.':
    'Die unvollständige Datei „{path}“ ist vielleicht noch da: Ihr Server ist nicht verbunden.',
  '“{name}” had been replaced already.': '„{name}“ war schon ersetzt worden.',
  'The old file may remain as “{name}”.': 'Die alte Datei liegt vielleicht noch als „{name}“ da.',
  'The replacement of “{name}” was cut off: the old file may be “{old}” now, the new one “{fresh}”.':
    'Das Ersetzen von „{name}“ wurde unterbrochen: Die alte Datei heißt jetzt vielleicht „{old}“, die neue „{fresh}“.',
  'The date could not be kept: {why:sentence}': 'Das Datum konnte nicht übernommen werden: {why}',
  'The permissions of the source could not be kept: {why:sentence}':
    'Die Rechte der Quelle konnten nicht übernommen werden: {why}',
  'The permissions of the old file could not be kept: {why:sentence}':
    'Die Rechte der alten Datei konnten nicht übernommen werden: {why}',
  'They are {now} now, and were {before}.': 'Sie sind jetzt {now} und waren {before}.',
  'The new file has another owner or group, as which nobody is to run it.':
    'Die neue Datei hat einen anderen Besitzer oder eine andere Gruppe; als diese soll niemand sie ausführen.',
  'The old file remains as “{name}”: {why:sentence}': 'Die alte Datei bleibt als „{name}“ liegen: {why}',
  '“{name}” was copied, but not moved: {why:sentence}': '„{name}“ wurde kopiert, aber nicht verschoben: {why}',
  'Look at the copy, then remove the source yourself.':
    'Sehen Sie sich die Kopie an, und entfernen Sie die Quelle dann selbst.',
  '“{name}” was changed while it was moved; it was not removed.':
    '„{name}“ wurde beim Verschieben geändert und deshalb nicht entfernt.',
  'It is copied once more when it is tried again.': 'Bei einem neuen Versuch wird noch einmal kopiert.',
  '“{name}” was copied, but could not be removed from where it was: {why:sentence}':
    '„{name}“ wurde kopiert, konnte am alten Ort aber nicht entfernt werden: {why}',
  '“{name}” would be moved onto itself.': '„{name}“ würde auf sich selbst verschoben.',
  'Both sides seem to show the same folder. Nothing was changed.':
    'Beide Seiten zeigen offenbar denselben Ordner. Es wurde nichts geändert.',
  'Line ends were translated (ASCII), so the sizes were not compared.':
    'Zeilenenden wurden umgewandelt (ASCII), deshalb wurden die Größen nicht verglichen.',
  'The target tells no size, so the copy was not compared.':
    'Das Ziel nennt keine Größe, deshalb wurde die Kopie nicht verglichen.',
  'The source tells no size, so the copy was not compared.':
    'Die Quelle nennt keine Größe, deshalb wurde die Kopie nicht verglichen.',
} satisfies SentenceTexts;

export const transferSentences = { ...unfit, ...queue, ...copy } satisfies SentenceTexts;
