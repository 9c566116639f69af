import type { SentenceTexts } from '../sentences.ts';

/** Reaching an SSH server, by itself or through jump hosts. */
const connecting = {
  'Nothing accepts connections at {host}, port {port}.': 'Auf {host}, Port {port}, nimmt nichts Verbindungen an.',
  '{host}, port {port} does not answer.': '{host}, Port {port}, antwortet nicht.',
  '{host}, port {port} cannot be reached.': '{host}, Port {port}, ist nicht erreichbar.',
  'The jump host {through} does not pass connections on to {host}, port {port}.':
    'Der Jump-Host {through} leitet keine Verbindungen zu {host}, Port {port}, weiter.',
  'The connection to the jump host {through} was lost.': 'Die Verbindung zum Jump-Host {through} ist abgerissen.',
  'The jump host {through} cannot reach {host}, port {port}.':
    'Der Jump-Host {through} erreicht {host}, Port {port}, nicht.',
  'At the jump host {host}: {message:sentence}': 'Am Jump-Host {host}: {message}',
  '{host}, port {port} took too long to open an SSH session.':
    '{host}, Port {port}, hat zu lange gebraucht, um eine SSH-Sitzung zu öffnen.',
  '{host}, port {port} speaks {protocol}, not SSH.': '{host}, Port {port}, spricht {protocol} und nicht SSH.',
  '{host}, port {port} hung up before it said anything.': '{host}, Port {port}, hat aufgelegt, ohne etwas zu sagen.',
  '{host}, port {port} hung up and said: {words}': '{host}, Port {port}, hat aufgelegt und sagte: {words}',
  '{host}, port {port} does not keep to the SSH protocol: {text}.':
    '{host}, Port {port}, hält sich nicht an das SSH-Protokoll: {text}.',
  '{host}, port {port} closed the connection while it was being opened.':
    '{host}, Port {port}, hat die Verbindung beim Aufbau geschlossen.',
  'The server may have blocked your address, not let this user in, or be overloaded. Its log tells why.':
    'Vielleicht hat der Server Ihre Adresse gesperrt, lässt diesen Benutzer nicht herein oder ist überlastet. Sein Protokoll sagt, warum.',
  'The connection failed: {text}': 'Die Verbindung ist gescheitert: {text}',
  'The connection to the server was lost.': 'Die Verbindung zum Server ist abgerissen.',
  'The server hung up while it waited for an answer.': 'Der Server hat aufgelegt, während er auf eine Antwort wartete.',
  '{length} bytes do not fit into one packet to this server, which takes {most}.':
    '{length} Bytes passen nicht in ein Paket an diesen Server, der {most} annimmt.',
  'The ProxyJump of “{host}” in ssh_config makes no sense: “{text}”.':
    'ProxyJump für „{host}“ in ssh_config ergibt keinen Sinn: „{text}“.',
  'ssh_config reaches “{host}” through a ProxyCommand; Portside does not run such commands.':
    'ssh_config erreicht „{host}“ über ein ProxyCommand; Portside führt solche Befehle nicht aus.',
  'The jump hosts of “{host}” lead round in circles, or are too many.':
    'Die Jump-Hosts für „{host}“ führen im Kreis oder sind zu viele.',
  'Check the port and that the SSH server is running.': 'Prüfen Sie den Port, und ob der SSH-Server läuft.',
  'Check the spelling of the host name and your network.': 'Prüfen Sie die Schreibweise des Hostnamens und Ihr Netz.',
  'A firewall may be in between, or the host is down.':
    'Vielleicht ist eine Firewall dazwischen, oder der Host ist aus.',
  'Check your network, the host name and the port.': 'Prüfen Sie Ihr Netz, den Hostnamen und den Port.',
  'Its administrator has to allow it (AllowTcpForwarding and PermitOpen of sshd_config).':
    'Sein Administrator muss es erlauben (AllowTcpForwarding und PermitOpen in sshd_config).',
  'Check the name and the port as the jump host knows them; they need not be known here.':
    'Prüfen Sie Namen und Port, wie der Jump-Host sie kennt; hier müssen sie nicht bekannt sein.',
  'The host may be down or overloaded, or the port may not be that of an SSH server.':
    'Vielleicht ist der Host aus oder überlastet, oder der Port gehört nicht zu einem SSH-Server.',
  'Connect with FTP instead, or use the port of the SSH server (usually 22).':
    'Verbinden Sie sich stattdessen mit FTP, oder nehmen Sie den Port des SSH-Servers (meist 22).',
  'Use the port of the SSH server (usually 22).': 'Nehmen Sie den Port des SSH-Servers (meist 22).',
  'An SSH server does so when too many connections are being opened at once, or when it has blocked your address. Try again later.':
    'Das tut ein SSH-Server, wenn zu viele Verbindungen auf einmal geöffnet werden oder er Ihre Adresse gesperrt hat. Versuchen Sie es später noch einmal.',
  'Close another connection or try again later.':
    'Schließen Sie eine andere Verbindung, oder versuchen Sie es später noch einmal.',
  'Connect again and answer within the time that the server allows.':
    'Verbinden Sie sich noch einmal, und antworten Sie in der Zeit, die der Server erlaubt.',
  'Connect again.': 'Verbinden Sie sich noch einmal.',
  'Write it as user@host:port, or name the jump hosts in the site.':
    'Schreiben Sie Benutzer@Host:Port, oder nennen Sie die Jump-Hosts in den Einstellungen dieses Servers.',
  'Use ProxyJump there, name jump hosts in the site, or switch off “Follow ~/.ssh/config” for this site.':
    'Benutzen Sie dort ProxyJump, nennen Sie Jump-Hosts in den Einstellungen dieses Servers, oder schalten Sie dort „~/.ssh/config befolgen“ aus.',
  'Look at ProxyJump in ~/.ssh/config; at most {count:number} hosts can be passed.':
    'Sehen Sie sich ProxyJump in ~/.ssh/config an; höchstens {count} Hosts können dazwischen liegen.',
} satisfies SentenceTexts;

/** The login: host keys, algorithms, users and keys. */
const login = {
  'The host key of {host} was not accepted.': 'Der Hostschlüssel von {host} wurde nicht angenommen.',
  'The host key of {host} has changed, and the new one was not accepted.':
    'Der Hostschlüssel von {host} hat sich geändert, und der neue wurde nicht angenommen.',
  'The certificate of {host} was not accepted.': 'Das Zertifikat von {host} wurde nicht angenommen.',
  'The connection to {host} is not encrypted, which was not accepted.':
    'Die Verbindung zu {host} ist nicht verschlüsselt; das wurde nicht angenommen.',
  'The host key of {host} is marked as revoked: somebody may have stolen it.':
    'Der Hostschlüssel von {host} ist als widerrufen markiert: Vielleicht wurde er gestohlen.',
  'The authority of the certificate of {host} is marked as revoked: somebody may have stolen its key.':
    'Die Stelle, die das Zertifikat von {host} ausgestellt hat, ist als widerrufen markiert: Vielleicht wurde ihr Schlüssel gestohlen.',
  'The certificate of {host} cannot be trusted: {why:sentence}. Its host key was not accepted.':
    'Dem Zertifikat von {host} kann nicht vertraut werden: {why}. Sein Hostschlüssel wurde nicht angenommen.',
  'The certificate of {host} is broken or forged: {why:sentence}.':
    'Das Zertifikat von {host} ist beschädigt oder gefälscht: {why}.',
  'it is of an authority that known_hosts does not name for this host':
    'Es ist von einer Stelle, die known_hosts für diesen Host nicht nennt',
  'its authority signed it with an algorithm that is not safe any more (SHA-1 or DSA)':
    'Seine Stelle hat es mit einem Verfahren signiert, das nicht mehr sicher ist (SHA-1 oder DSA)',
  'it is for users, not for hosts': 'Es ist für Benutzer, nicht für Hosts',
  'it is not valid before {day}': 'Es gilt erst ab dem {day}',
  'it is not valid before a day that no calendar has': 'Es gilt erst ab einem Tag, den kein Kalender hat',
  'it expired on {day}': 'Es ist am {day} abgelaufen',
  'it expired on a day that no calendar has': 'Es ist an einem Tag abgelaufen, den kein Kalender hat',
  'it names no host': 'Es nennt keinen Host',
  'it is for other hosts ({names})': 'Es ist für andere Hosts ({names})',
  'it has conditions that Portside does not know ({names})': 'Es hat Bedingungen, die Portside nicht kennt ({names})',
  'it makes no sense': 'Es ergibt keinen Sinn',
  'its signature is not that of the authority': 'Seine Signatur ist nicht die der ausstellenden Stelle',
  'This version of Portside cannot check the certificate of the host.':
    'Diese Version von Portside kann das Zertifikat des Hosts nicht prüfen.',
  '{host} shows a certificate that makes no sense.': '{host} zeigt ein Zertifikat, das keinen Sinn ergibt.',
  'No user name and no password was sent. Ask the administrator for the right fingerprint, then connect again.':
    'Es wurde kein Benutzername und kein Passwort gesendet. Fragen Sie den Administrator nach dem richtigen Fingerabdruck, und verbinden Sie sich dann noch einmal.',
  '{advice:sentence} No user name and no password was sent.':
    '{advice} Es wurde kein Benutzername und kein Passwort gesendet.',
  'No user name and no password was sent. Ask the administrator for the right fingerprint, then connect again. An honest server does not show such a certificate.':
    'Es wurde kein Benutzername und kein Passwort gesendet. Fragen Sie den Administrator nach dem richtigen Fingerabdruck, und verbinden Sie sich dann noch einmal. Ein ehrlicher Server zeigt kein solches Zertifikat.',
  'No user name and no password was sent. Ask the administrator for the right fingerprint, then connect again. The mark is in the known_hosts file of this computer; speak to the administrator of the server.':
    'Es wurde kein Benutzername und kein Passwort gesendet. Fragen Sie den Administrator nach dem richtigen Fingerabdruck, und verbinden Sie sich dann noch einmal. Die Markierung steht in der Datei known_hosts dieses Computers; sprechen Sie mit dem Administrator des Servers.',
  'No user name and no password was sent. Ask the administrator of the server.':
    'Es wurde kein Benutzername und kein Passwort gesendet. Fragen Sie den Administrator des Servers.',
  'Ask the administrator of the server for the key of the authority, and add it to known_hosts with @cert-authority.':
    'Bitten Sie den Administrator des Servers um den Schlüssel der Stelle, und tragen Sie ihn mit @cert-authority in known_hosts ein.',
  'Ask the administrator of the server to sign the certificate anew with “ssh-keygen -t rsa-sha2-512”.':
    'Bitten Sie den Administrator des Servers, das Zertifikat mit „ssh-keygen -t rsa-sha2-512“ neu zu signieren.',
  'Ask the administrator of the server to sign its key with “ssh-keygen -h”.':
    'Bitten Sie den Administrator des Servers, dessen Schlüssel mit „ssh-keygen -h“ zu signieren.',
  'Check the clock of this computer, or ask the administrator of the server.':
    'Prüfen Sie die Uhr dieses Computers, oder fragen Sie den Administrator des Servers.',
  'Ask the administrator of the server to renew the certificate, and check the clock of this computer.':
    'Bitten Sie den Administrator des Servers, das Zertifikat zu erneuern, und prüfen Sie die Uhr dieses Computers.',
  'Connect by a name that the certificate is for, or ask the administrator of the server to have this name added.':
    'Verbinden Sie sich unter einem Namen, für den das Zertifikat gilt, oder bitten Sie den Administrator des Servers, diesen Namen aufnehmen zu lassen.',
  'Ask the administrator of the server for a certificate without critical options.':
    'Bitten Sie den Administrator des Servers um ein Zertifikat ohne kritische Optionen (critical options).',
  'known_hosts names an authority for this host (@cert-authority). Use a version of Portside that fits, or take that line out and check the fingerprint of the host key yourself.':
    'known_hosts nennt für diesen Host eine Stelle (@cert-authority). Benutzen Sie eine passende Version von Portside, oder entfernen Sie diese Zeile und prüfen den Fingerabdruck des Hostschlüssels selbst.',
  'The server and Portside have no {kind:sentence} algorithm in common.':
    'Server und Portside haben kein Verfahren für {kind} gemeinsam.',
  'The server offers only {kind:sentence} algorithms that Portside does not use: {names}.':
    'Der Server bietet für {kind} nur Verfahren, die Portside nicht benutzt: {names}.',
  'key exchange': 'den Schlüsseltausch',
  'host key': 'den Hostschlüssel',
  encryption: 'die Verschlüsselung',
  integrity: 'die Integrität',
  'They are not safe any more. To connect all the same, switch on “Allow outdated algorithms” for this site. Portside offers: {names}.':
    'Sie sind nicht mehr sicher. Um sich trotzdem zu verbinden, schalten Sie für diesen Server „Veraltete Algorithmen erlauben“ ein. Portside bietet: {names}.',
  'They are considered broken, or this computer cannot do them. Portside offers: {names}.':
    'Sie gelten als gebrochen, oder dieser Computer beherrscht sie nicht. Portside bietet: {names}.',
  'The server allows no further connection.': 'Der Server erlaubt keine weitere Verbindung.',
  'The server ended the login after too many attempts.':
    'Der Server hat die Anmeldung nach zu vielen Versuchen beendet.',
  'Each key of your SSH agent counts as an attempt; choose a key file, or remove keys from the agent.':
    'Jeder Schlüssel Ihres SSH-Agenten zählt als Versuch; wählen Sie eine Schlüsseldatei, oder nehmen Sie Schlüssel aus dem Agenten.',
  'The password of “{user}” has expired; the server wants a new one.':
    'Das Passwort von „{user}“ ist abgelaufen; der Server will ein neues.',
  'Change it in a terminal (ssh) or with the administrator of the server, then connect with the new one.':
    'Ändern Sie es in einem Terminal (ssh) oder mit dem Administrator des Servers, und verbinden Sie sich dann mit dem neuen.',
  'The server refused the login of “{user}”.': 'Der Server hat die Anmeldung von „{user}“ abgelehnt.',
  'The server lets “{user}” log in with {methods} only.': 'Der Server lässt „{user}“ nur mit {methods} herein.',
  'The server lets “{user}” log in with {methods} only. Tried: {tried}.':
    'Der Server lässt „{user}“ nur mit {methods} herein. Versucht: {tried}.',
  'The server lets “{user}” log in in no way that it names.':
    'Der Server nennt keinen Weg, auf dem sich „{user}“ anmelden kann.',
  'The server lets “{user}” log in in no way that it names. Tried: {tried}.':
    'Der Server nennt keinen Weg, auf dem sich „{user}“ anmelden kann. Versucht: {tried}.',
  'The server takes RSA keys only with SHA-1: switch on “Allow outdated algorithms” for this site, or use an Ed25519 key.':
    'Der Server nimmt RSA-Schlüssel nur mit SHA-1: Schalten Sie für diesen Server „Veraltete Algorithmen erlauben“ ein, oder benutzen Sie einen Ed25519-Schlüssel.',
  'More keys than a server looks at are in the SSH agent or in ~/.ssh/config: choose the key file of this site.':
    'Im SSH-Agenten oder in ~/.ssh/config sind mehr Schlüssel, als ein Server sich ansieht: Wählen Sie die Schlüsseldatei dieses Servers.',
  'Choose a private key file, or load the key into your SSH agent.':
    'Wählen Sie eine Datei mit einem privaten Schlüssel, oder laden Sie den Schlüssel in Ihren SSH-Agenten.',
  'Ask the administrator of the server which login it wants.':
    'Fragen Sie den Administrator des Servers, welche Anmeldung er verlangt.',
  'Check the user name and the password or key.': 'Prüfen Sie den Benutzernamen und das Passwort oder den Schlüssel.',
  'The server sent text where SFTP should begin.': 'Der Server hat Text geschickt, wo SFTP beginnen sollte.',
  'The login scripts of this account (such as .bashrc) print something; they must be silent when there is no terminal.':
    'Die Anmeldeskripte dieses Kontos (etwa .bashrc) geben etwas aus; ohne Terminal müssen sie still sein.',
  'The server refused to open one more channel.': 'Der Server hat es abgelehnt, einen weiteren Kanal zu öffnen.',
  'The login worked, but this server or account has no SFTP.':
    'Die Anmeldung hat geklappt, aber dieser Server oder dieses Konto hat kein SFTP.',
  'Ask the administrator of the server to switch on the SFTP subsystem for this account.':
    'Bitten Sie den Administrator des Servers, das SFTP-Subsystem für dieses Konto einzuschalten.',
  'The login worked, but the server did not start SFTP.':
    'Die Anmeldung hat geklappt, aber der Server hat SFTP nicht gestartet.',
  'The server may be overloaded: try again later. If it stays so, ask its administrator whether SFTP works for this account.':
    'Vielleicht ist der Server überlastet: Versuchen Sie es später noch einmal. Bleibt es dabei, fragen Sie seinen Administrator, ob SFTP für dieses Konto geht.',
} satisfies SentenceTexts;

/** Key files, and why one cannot be used. */
const keys = {
  'The key file “{path}” cannot be used: {why:sentence}.':
    'Die Schlüsseldatei „{path}“ kann nicht benutzt werden: {why}.',
  'it is a folder': 'Sie ist ein Ordner',
  'it is far too large for a key': 'Für einen Schlüssel ist sie viel zu groß',
  'there is no such file': 'Es gibt sie nicht',
  'you may not read it': 'Sie dürfen sie nicht lesen',
  'other users of this computer can read it (its permissions are {bits})':
    'Andere Benutzer dieses Computers können sie lesen (ihre Rechte sind {bits})',
  'it is a certificate, not a key': 'Sie enthält ein Zertifikat, keinen Schlüssel',
  'it is not a private key that Portside knows': 'Sie enthält keinen privaten Schlüssel, den Portside kennt',
  'the passphrase does not fit': 'Die Passphrase passt nicht',
  'keys of the kind “{kind}” are not supported': 'Schlüssel der Art „{kind}“ werden nicht unterstützt',
  'keys of the kind “unknown” are not supported': 'Schlüssel unbekannter Art werden nicht unterstützt',
  'it needs a security key (FIDO), which is not supported':
    'Sie braucht einen Sicherheitsschlüssel (FIDO), und das wird nicht unterstützt',
  'it is the public half of a key': 'Sie enthält die öffentliche Hälfte eines Schlüssels',
  'Choose the key file inside it.': 'Wählen Sie die Schlüsseldatei darin.',
  'Choose another key file.': 'Wählen Sie eine andere Schlüsseldatei.',
  'Give yourself the right to read it.': 'Geben Sie sich das Recht, sie zu lesen.',
  'Take that right away, for example with “chmod 600 {path}”.':
    'Nehmen Sie ihnen dieses Recht, zum Beispiel mit „chmod 600 {path}“.',
  'Open it with PuTTYgen and export it as an OpenSSH key.':
    'Öffnen Sie sie mit PuTTYgen, und exportieren Sie sie als OpenSSH-Schlüssel.',
  'Convert it with “ssh-keygen -p -f” to the format of OpenSSH.':
    'Wandeln Sie sie mit „ssh-keygen -p -f“ in das Format von OpenSSH um.',
  'Check the passphrase, or choose another key file.':
    'Prüfen Sie die Passphrase, oder wählen Sie eine andere Schlüsseldatei.',
  'Make an Ed25519, ECDSA or RSA key.': 'Erzeugen Sie einen Ed25519-, ECDSA- oder RSA-Schlüssel.',
  'Use a key without one.': 'Benutzen Sie einen Schlüssel, der keinen solchen braucht.',
  'Choose the file of the same name without “.pub”, or load the private key into your SSH agent.':
    'Wählen Sie die Datei desselben Namens ohne „.pub“, oder laden Sie den privaten Schlüssel in Ihren SSH-Agenten.',
} satisfies SentenceTexts;

/** Files over SFTP, and commands over SSH. */
const files = {
  '“{path}” does not exist on the server.': '„{path}“ gibt es auf dem Server nicht.',
  '“{path}” already exists on the server.': '„{path}“ gibt es auf dem Server schon.',
  '“{path}” was refused: permission denied.': '„{path}“ wurde verweigert: keine Berechtigung.',
  '“{path}” could not be written: the disk of the server is full.':
    '„{path}“ konnte nicht geschrieben werden: Der Speicher des Servers ist voll.',
  '“{path}” could not be written: the quota of your account is used up.':
    '„{path}“ konnte nicht geschrieben werden: Der Speicherplatz Ihres Kontos ist aufgebraucht.',
  '“{path}” has a name that the server does not allow.': '„{path}“ hat einen Namen, den der Server nicht erlaubt.',
  '“{path}” could not be worked on: the server gives no reason.':
    '„{path}“ konnte nicht bearbeitet werden: Der Server nennt keinen Grund.',
  '“{path}” ended before it should have.': '„{path}“ endete zu früh.',
  '“{path}” was not reached: the server lost its own connection.':
    '„{path}“ wurde nicht erreicht: Der Server hat seine eigene Verbindung verloren.',
  '“{path}” cannot be changed like this: the server does not support it.':
    '„{path}“ kann so nicht geändert werden: Der Server unterstützt das nicht.',
  '“{path}” is in use by another program on the server.':
    '„{path}“ wird auf dem Server von einem anderen Programm benutzt.',
  'The server does not come to an end with “{path}”, and shows nothing of it.':
    'Der Server kommt mit „{path}“ zu keinem Ende und zeigt nichts davon.',
  'The server could not write “{path}” (often a full disk or quota).':
    'Der Server konnte „{path}“ nicht schreiben (oft ist der Speicher voll).',
  'Look for free space and your quota on the server.':
    'Sehen Sie nach, wie viel Platz auf dem Server und in Ihrem Konto frei ist.',
  'The server has not answered for {seconds:number} seconds.':
    'Der Server hat seit {seconds} {seconds|Sekunde|Sekunden} nicht geantwortet.',
  'The network or the server may be down. Connect again.':
    'Vielleicht ist das Netz oder der Server ausgefallen. Verbinden Sie sich noch einmal.',
  'The server does not keep to the SFTP protocol: {text}.': 'Der Server hält sich nicht an das SFTP-Protokoll: {text}.',
  'What was being written to “{path}” could not be read: {text:sentence}':
    'Was nach „{path}“ geschrieben werden sollte, konnte nicht gelesen werden: {text}',
  'The copy of “{path}” is not complete.': 'Die Kopie von „{path}“ ist nicht vollständig.',
  'The server could not copy “{path}”.': 'Der Server konnte „{path}“ nicht kopieren.',
  'Ask the owner of the file or the administrator of the server for the right to do this.':
    'Bitten Sie den Besitzer der Datei oder den Administrator des Servers um das Recht dazu.',
  'Free some space on the server and try again.':
    'Schaffen Sie Platz auf dem Server, und versuchen Sie es noch einmal.',
  'Delete something on the server or ask for a larger quota.':
    'Löschen Sie etwas auf dem Server, oder bitten Sie um mehr Platz.',
  'Try again later.': 'Versuchen Sie es später noch einmal.',
  'This server cannot copy files by itself.': 'Dieser Server kann Dateien nicht selbst kopieren.',
  'Download the file and upload it under its new name.':
    'Laden Sie die Datei herunter und unter ihrem neuen Namen wieder hoch.',
  'The server does not let this account run commands.': 'Der Server lässt dieses Konto keine Befehle ausführen.',
  'The account needs a shell; one that is limited to SFTP cannot watch a server.':
    'Das Konto braucht eine Shell; eines, das auf SFTP beschränkt ist, kann keinen Server überwachen.',
} satisfies SentenceTexts;

export const sftpSentences = { ...connecting, ...login, ...keys, ...files } satisfies SentenceTexts;
