import type { SentenceTexts } from '../sentences.ts';

/** Who is on a watched server: alerts, ended sessions, missing rights. */
const alerts = {
  '{user} is logged in from {address}, an address that was not seen before for this user.':
    '{user} ist von {address} angemeldet, einer Adresse, die bei diesem Benutzer noch nie gesehen wurde.',
  '{user} logged in from {address}, an address that was not seen before for this user.':
    '{user} hat sich von {address} angemeldet, einer Adresse, die bei diesem Benutzer noch nie gesehen wurde.',
  'Somebody is logged in anonymously from {address}: this server lets everyone in.':
    'Jemand ist von {address} anonym angemeldet: Dieser Server lässt alle herein.',
  'Somebody is logged in anonymously: this server lets everyone in.':
    'Jemand ist anonym angemeldet: Dieser Server lässt alle herein.',
  '{user} is logged in without encryption from {address}: the password went over the line in clear text.':
    '{user} ist unverschlüsselt von {address} angemeldet: Das Passwort ging im Klartext über die Leitung.',
  '{user} is logged in without encryption: the password went over the line in clear text.':
    '{user} ist unverschlüsselt angemeldet: Das Passwort ging im Klartext über die Leitung.',
  '{user} has {count:number} sessions at the same time; more than {limit:number} are unusual.':
    '{user} hat {count} Sitzungen gleichzeitig; mehr als {limit} {limit|ist|sind} ungewöhnlich.',
  '{count:number} failed logins as {who} within {minutes:number} minutes.':
    '{count} fehlgeschlagene {count|Anmeldung|Anmeldungen} als {who} innerhalb von {minutes} {minutes|Minute|Minuten}.',
  '{count:number} failed logins as {who} within {minutes:number} minutes, the last as {user}.':
    '{count} fehlgeschlagene {count|Anmeldung|Anmeldungen} als {who} innerhalb von {minutes} {minutes|Minute|Minuten}, zuletzt als {user}.',
  '{count:number} failed logins from {address} within {minutes:number} minutes.':
    '{count} fehlgeschlagene {count|Anmeldung|Anmeldungen} von {address} innerhalb von {minutes} {minutes|Minute|Minuten}.',
  '{count:number} failed logins from {address} within {minutes:number} minutes, the last as {user}.':
    '{count} fehlgeschlagene {count|Anmeldung|Anmeldungen} von {address} innerhalb von {minutes} {minutes|Minute|Minuten}, zuletzt als {user}.',
} satisfies SentenceTexts;

const sessions = {
  'Disconnected.': 'Getrennt.',
  'Already disconnected.': 'Schon getrennt.',
  'Somebody logged in on this connection meanwhile: look at its new row.':
    'Auf dieser Verbindung hat sich inzwischen jemand angemeldet: Sehen Sie sich die neue Zeile an.',
  'The session did not end. Force it?': 'Die Sitzung ist nicht zu Ende. Erzwingen?',
  'This server offers no way to end a session.': 'Dieser Server bietet keinen Weg, eine Sitzung zu beenden.',
  'You may only disconnect your own sessions on this server.':
    'Sie dürfen auf diesem Server nur Ihre eigenen Sitzungen trennen.',
  'the terminal {terminal} of the same connection': 'das Terminal {terminal} derselben Verbindung',
  'claims to be {claimed}': 'gibt sich als {claimed} aus',
} satisfies SentenceTexts;

const rights = {
  'Addresses are hidden from the account “{account}”.': 'Adressen sind vor dem Konto „{account}“ verborgen.',
  'Only the bytes so far can be seen; the size of a file is shown to root alone.':
    'Zu sehen sind nur die Bytes bisher; die Größe einer Datei wird nur root gezeigt.',
  'How far an upload is cannot be seen.': 'Wie weit eine Datei hochgeladen ist, ist nicht zu sehen.',
  'How far a transfer is cannot be seen.': 'Wie weit eine Übertragung ist, ist nicht zu sehen.',
  'The account “{account}” may only disconnect its own sessions on this server.':
    'Das Konto „{account}“ darf auf diesem Server nur seine eigenen Sitzungen trennen.',
  'With this line the account can end any process of the server, not only sessions.':
    'Mit dieser Zeile kann das Konto jeden Prozess des Servers beenden, nicht nur Sitzungen.',
  'The account “{account}” may not read {file}.': 'Das Konto „{account}“ darf {file} nicht lesen.',
  "This server hides other accounts' processes from “{account}” (/proc is mounted with hidepid).":
    'Dieser Server verbirgt die Prozesse anderer Konten vor „{account}“ (/proc ist mit hidepid eingehängt).',
  'Then every account of the server can see all processes.': 'Dann kann jedes Konto des Servers alle Prozesse sehen.',
  'Which files are on their way, and how far they are, OpenSSH shows only to root and to the session’s own user.':
    'Welche Dateien unterwegs sind und wie weit, zeigt OpenSSH nur root und dem Benutzer der Sitzung selbst.',
  'ftpwho, which comes with ProFTPD, was not found: only process titles can be read.':
    'ftpwho, das zu ProFTPD gehört, wurde nicht gefunden: Nur Prozesstitel können gelesen werden.',
  'The account “{account}” cannot read ProFTPD’s scoreboard: {text}':
    'Das Konto „{account}“ kann das Scoreboard von ProFTPD nicht lesen: {text}',
  'pure-ftpwho, which comes with Pure-FTPd, was not found.':
    'pure-ftpwho, das zu Pure-FTPd gehört, wurde nicht gefunden.',
  'The account “{account}” may not run pure-ftpwho as root: addresses, files and the names of virtual users are hidden.':
    'Das Konto „{account}“ darf pure-ftpwho nicht als root ausführen: Adressen, Dateien und die Namen virtueller Benutzer sind verborgen.',
  'vsftpd does not say what its sessions are doing, nor which virtual user has logged in.':
    'vsftpd sagt nicht, was seine Sitzungen tun und welcher virtuelle Benutzer sich angemeldet hat.',
} satisfies SentenceTexts;

const watching = {
  'This computer': 'Dieser Computer',
  'Demo server': 'Demoserver',
  'This server is not watched any more.': 'Dieser Server wird nicht mehr überwacht.',
  'The server did not say within {seconds:number} seconds who is connected.':
    'Der Server hat nicht innerhalb von {seconds} {seconds|Sekunde|Sekunden} gesagt, wer verbunden ist.',
  'The server did not run the commands that list its sessions.':
    'Der Server hat die Befehle nicht ausgeführt, die seine Sitzungen auflisten.',
  'The server broke off the list of its sessions.': 'Der Server hat die Liste seiner Sitzungen abgebrochen.',
  'The server has not finished what it was asked before.':
    'Der Server ist noch nicht fertig mit dem, worum er vorher gebeten wurde.',
  'It hangs, perhaps at a disk that does not answer. Portside asks nothing more of it until it goes on.':
    'Er hängt, vielleicht an einer Festplatte, die nicht antwortet. Portside verlangt nichts weiter von ihm, bis es weitergeht.',
  'The server does not open another channel for commands now.':
    'Der Server öffnet im Moment keinen weiteren Kanal für Befehle.',
  'The account needs a shell (/bin/sh) and the right to run commands over SSH.':
    'Das Konto braucht eine Shell (/bin/sh) und das Recht, Befehle über SSH auszuführen.',
  'The server has no /proc file system, so its sessions cannot be listed.':
    'Der Server hat kein Dateisystem /proc, deshalb können seine Sitzungen nicht aufgelistet werden.',
  'Servers on Linux can be watched; others not yet.': 'Server mit Linux können überwacht werden; andere noch nicht.',
  'The server did not say whether the session has ended.': 'Der Server hat nicht gesagt, ob die Sitzung zu Ende ist.',
  'ProFTPD’s ftpwho answered in a way that Portside does not understand.':
    'ftpwho von ProFTPD hat so geantwortet, dass Portside es nicht versteht.',
  'The demo server is on this computer only.': 'Den Demoserver gibt es nur auf diesem Computer.',
  'No FTP or SFTP server was found running on {label:sentence}.':
    'Es wurde kein laufender FTP- oder SFTP-Server gefunden: {label}.',
  'Portside looks for {names}. Start the server, or choose its kind by hand.':
    'Portside sucht nach {names}. Starten Sie den Server, oder wählen Sie seine Art von Hand.',
  'This account cannot see the processes of others. Choose the kind of server by hand, or watch as root.':
    'Dieses Konto kann die Prozesse anderer nicht sehen. Wählen Sie die Art des Servers von Hand, oder überwachen Sie als root.',
  '{label} is an FTP connection, and FTP cannot tell who else is on the server.':
    '{label} ist eine FTP-Verbindung, und FTP kann nicht sagen, wer sonst auf dem Server ist.',
  'Connect to the same server over SFTP, with an account that may log in with SSH, and watch it over that connection.':
    'Verbinden Sie sich über SFTP mit demselben Server, mit einem Konto, das sich per SSH anmelden darf, und überwachen Sie ihn über diese Verbindung.',
  'The command printed more than Portside reads.': 'Der Befehl hat mehr ausgegeben, als Portside liest.',
  'This computer has no /bin/sh, so its servers cannot be watched.':
    'Dieser Computer hat kein /bin/sh, deshalb können seine Server nicht überwacht werden.',
  'A command cannot hold a NUL character.': 'Ein Befehl kann kein Nullzeichen enthalten.',
  '{value} is not a whole number.': '{value} ist keine ganze Zahl.',
} satisfies SentenceTexts;

export const monitorSentences = { ...alerts, ...sessions, ...rights, ...watching } satisfies SentenceTexts;
