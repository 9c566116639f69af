import type { SentenceTexts } from '../sentences.ts';

/** What was attempted, after “The server does not let you …”: in German an infinitive with “zu”. */
const attempts = {
  'read “{path}”': '„{path}“ zu lesen',
  'write “{path}”': '„{path}“ zu schreiben',
  'list “{path}”': '„{path}“ aufzulisten',
  'look at “{path}”': '„{path}“ anzusehen',
  'open the folder “{path}”': 'den Ordner „{path}“ zu öffnen',
  'make the folder “{path}”': 'den Ordner „{path}“ anzulegen',
  'delete “{path}”': '„{path}“ zu löschen',
  'delete the folder “{path}”': 'den Ordner „{path}“ zu löschen',
  'rename “{path}”': '„{path}“ umzubenennen',
  'rename something to “{path}”': 'etwas in „{path}“ umzubenennen',
  'set the time of “{path}”': 'die Zeit von „{path}“ zu setzen',
  'set the permissions of “{path}”': 'die Rechte von „{path}“ zu setzen',
  'make the link “{path}”': 'den Link „{path}“ anzulegen',
  'copy “{path}”': '„{path}“ zu kopieren',
  'copy something to “{path}”': 'etwas nach „{path}“ zu kopieren',
  'compute the checksum of “{path}”': 'die Prüfsumme von „{path}“ zu berechnen',
  'tell the space that is left in “{path}”': 'den freien Platz in „{path}“ mitzuteilen',
  'use active mode ({command})': 'den aktiven Modus zu benutzen ({command})',
  'open a data connection ({command})': 'eine Datenverbindung zu öffnen ({command})',
  'change the type of transfer ({command})': 'die Übertragungsart zu ändern ({command})',
  'transfer files unchanged (TYPE I)': 'Dateien unverändert zu übertragen (TYPE I)',
  'let you in': 'Sie hereinzulassen',
  'log in as “{name}”': 'sich als „{name}“ anzumelden',
  'go on': 'fortzufahren',
  '{attempt:sentence} from the middle': '{attempt} (von einer Stelle mitten in der Datei an)',
} satisfies SentenceTexts;

/** What was waited for, after “The server did not send …”: in German a nominative. */
const awaited = {
  'a goodbye': 'ein Abschied',
  'a greeting': 'eine Begrüßung',
  'a sign that it takes the bytes': 'ein Zeichen, dass er die Daten annimmt',
  'its part of the TLS handshake on the data connection': 'sein Teil des TLS-Handshakes auf der Datenverbindung',
  'its turn': 'das, was an ihm war',
  'more bytes': 'weitere Daten',
  'the address of {name}': 'die Adresse von {name}',
  'the data connection': 'die Datenverbindung',
  'the end of the transfer': 'das Ende der Übertragung',
} satisfies SentenceTexts;

/** The replies of FTP servers, and what they mean. */
const replies = {
  'The server refused to {attempt:sentence}: {text}': 'Der Server hat es abgelehnt, {attempt}: {text}',
  'The server refused to log in as “{name}”: {text}': 'Der Server hat die Anmeldung als „{name}“ abgelehnt: {text}',
  'The server does not let you {attempt:sentence}.': 'Der Server erlaubt Ihnen nicht, {attempt}.',
  'The server does not let you let you in.': 'Der Server lässt Sie nicht herein.',
  'The server does not let you go on.': 'Der Server lässt Sie nicht weitermachen.',
  "The server's disk is full: could not {attempt:sentence}.":
    'Der Speicher des Servers ist voll; es war nicht möglich, {attempt}.',
  'The storage that your account may use on the server is full: could not {attempt:sentence}.':
    'Der Speicherplatz, den Ihr Konto auf dem Server benutzen darf, ist voll; es war nicht möglich, {attempt}.',
  'The server could not {attempt:sentence}: another program uses the file.':
    'Ein anderes Programm benutzt die Datei; deshalb war es nicht möglich, {attempt}.',
  'What was asked for does not exist on the server.': 'Was verlangt wurde, gibt es auf dem Server nicht.',
  'What was asked for already exists on the server.': 'Was verlangt wurde, gibt es auf dem Server schon.',
  'What was asked for is a folder that is not empty.': 'Was verlangt wurde, ist ein Ordner, der nicht leer ist.',
  'What was asked for is a folder, not a file.': 'Was verlangt wurde, ist ein Ordner und keine Datei.',
  'What was asked for is not a folder.': 'Was verlangt wurde, ist kein Ordner.',
  'What was asked for is a file, not a folder.': 'Was verlangt wurde, ist eine Datei und kein Ordner.',
  '“{path}” is a folder that is not empty.': '„{path}“ ist ein Ordner, der nicht leer ist.',
  '“{path}” is a folder, not a file.': '„{path}“ ist ein Ordner und keine Datei.',
  '“{path}” is not a folder.': '„{path}“ ist kein Ordner.',
  '“{path}” is a file, not a folder.': '„{path}“ ist eine Datei und kein Ordner.',
  'The server has too many connections at the moment.': 'Der Server hat im Augenblick zu viele Verbindungen.',
  'The server has too many connections at the moment. It allows {most:number}.':
    'Der Server hat im Augenblick zu viele Verbindungen. Er erlaubt {most}.',
  'The server accepts encrypted connections only.': 'Der Server nimmt nur verschlüsselte Verbindungen an.',
  'The server accepts encrypted data connections only (PROT P).':
    'Der Server nimmt nur verschlüsselte Datenverbindungen an (PROT P).',
  'The server lets this user in without encryption only.':
    'Der Server lässt diesen Benutzer nur unverschlüsselt herein.',
  'The server demands a certificate of yours.': 'Der Server verlangt ein Zertifikat von Ihnen.',
  'The server knows the user, but cannot open their home directory.':
    'Der Server kennt den Benutzer, kann aber dessen Startordner nicht öffnen.',
  'The server does not let this account in: {text}': 'Der Server lässt dieses Konto nicht herein: {text}',
  'The password of this account has expired.': 'Das Passwort dieses Kontos ist abgelaufen.',
  'The server does not take connections from your address: {text}':
    'Der Server nimmt von Ihrer Adresse keine Verbindungen an: {text}',
  'The server serves several sites, and wants to know which.':
    'Der Server bedient mehrere Websites und will wissen, um welche es geht.',
  'The server refused the data connection: it came from another address than the control connection.':
    'Der Server hat die Datenverbindung abgelehnt: Sie kam von einer anderen Adresse als die Steuerverbindung.',
  'The server ended the connection, which was quiet for too long: {text}':
    'Der Server hat die Verbindung beendet, weil auf ihr zu lange Ruhe war: {text}',
  'The server is shutting down: {text}': 'Der Server wird heruntergefahren: {text}',
  'The server refused the data connection: its TLS session was not resumed.':
    'Der Server hat die Datenverbindung abgelehnt: Ihre TLS-Sitzung wurde nicht wieder aufgenommen.',
  'The server ended the connection: {text}': 'Der Server hat die Verbindung beendet: {text}',
  'The server refused the data connection.': 'Der Server hat die Datenverbindung abgelehnt.',
  'The data connection broke before the end: {text}': 'Die Datenverbindung brach vor dem Ende ab: {text}',
  'The server refused the login: {text}': 'Der Server hat die Anmeldung abgelehnt: {text}',
  'The server asks for an account (ACCT): {text}': 'Der Server fragt nach einem Konto (ACCT): {text}',
  'The server cannot protect the connection as asked: {text}':
    'Der Server kann die Verbindung nicht wie gewünscht schützen: {text}',
  'The server refused the account: {text}': 'Der Server hat das Konto abgelehnt: {text}',
  'The server asks for a kind of login that Portside does not know: {text}':
    'Der Server verlangt eine Art der Anmeldung, die Portside nicht kennt: {text}',
  "The server's answer makes no sense: {text}": 'Die Antwort des Servers ergibt keinen Sinn: {text}',
  'Your account may lack the right to do this. Ask the operator of the server.':
    'Vielleicht fehlt Ihrem Konto das Recht dazu. Fragen Sie den Betreiber des Servers.',
  'The server does not take such a name. Choose another.':
    'Der Server nimmt einen solchen Namen nicht an. Wählen Sie einen anderen.',
  'Free some space on the server, or ask its operator for more.':
    'Schaffen Sie Platz auf dem Server, oder bitten Sie den Betreiber um mehr.',
  'Close other connections to it, allow fewer sessions in the settings of this site, or try again later.':
    'Schließen Sie andere Verbindungen zu ihm, erlauben Sie in den Einstellungen dieses Servers weniger Sitzungen, oder versuchen Sie es später noch einmal.',
  'Choose “explicit TLS” as the encryption of this connection (or “implicit TLS”, port 990).':
    'Wählen Sie für diese Verbindung „FTP, nur mit TLS“ (oder „FTP mit implizitem TLS“, Port 990).',
  'Choose “explicit TLS” as the encryption of this connection.': 'Wählen Sie für diese Verbindung „FTP, nur mit TLS“.',
  'Choose “none” as the encryption of this connection. Anybody on the way can then read it.':
    'Wählen Sie für diese Verbindung „FTP, unverschlüsselt“. Dann kann jeder unterwegs mitlesen.',
  'Choose your client certificate in the settings of this site (Advanced). The operator of the server issues it.':
    'Wählen Sie in den erweiterten Einstellungen dieses Servers Ihr Client-Zertifikat. Der Betreiber des Servers stellt es aus.',
  'Ask the operator of the server to create it, or to correct its rights.':
    'Bitten Sie den Betreiber des Servers, ihn anzulegen oder seine Rechte zu berichtigen.',
  'The account may be expired, disabled, or limited to certain times or addresses. Ask the operator of the server.':
    'Das Konto ist vielleicht abgelaufen, gesperrt oder auf bestimmte Zeiten oder Adressen beschränkt. Fragen Sie den Betreiber des Servers.',
  'Ask the operator of the server for a new one, or change it where the account is managed.':
    'Bitten Sie den Betreiber des Servers um ein neues, oder ändern Sie es dort, wo das Konto verwaltet wird.',
  'Your address may be blocked after failed logins, or not be on the list of those let in. Ask the operator of the server.':
    'Ihre Adresse ist vielleicht nach fehlgeschlagenen Anmeldungen gesperrt oder steht nicht auf der Liste der zugelassenen. Fragen Sie den Betreiber des Servers.',
  'Enter the user as “site|user”, for example “www.example.org|ann”.':
    'Geben Sie den Benutzer als „Website|Benutzer“ ein, zum Beispiel „www.example.org|anna“.',
  'A router or VPN with several ways to the Internet may be the cause. Try active mode, or another network.':
    'Die Ursache kann ein Router oder VPN mit mehreren Wegen ins Internet sein. Versuchen Sie den aktiven Modus oder ein anderes Netz.',
  'It may be restarted or maintained. Try again later.':
    'Vielleicht wird er neu gestartet oder gewartet. Versuchen Sie es später noch einmal.',
  'Close the file on the server, or try again in a moment.':
    'Schließen Sie die Datei auf dem Server, oder versuchen Sie es gleich noch einmal.',
  'The server demands that data connections resume the TLS session of the control connection, and that failed. Its operator can turn the demand off (vsftpd: require_ssl_reuse=NO; ProFTPD: TLSOptions NoSessionReuseRequired). It may also help to set the highest TLS version of this site to 1.2.':
    'Der Server verlangt, dass Datenverbindungen die TLS-Sitzung der Steuerverbindung wieder aufnehmen, und das ist misslungen. Sein Betreiber kann diese Forderung abschalten (vsftpd: require_ssl_reuse=NO; ProFTPD: TLSOptions NoSessionReuseRequired). Es kann auch helfen, die höchste TLS-Version in seinen Einstellungen auf 1.2 zu setzen.',
  'Its passive port range may be blocked by a firewall: try active mode (in the settings of the site), or ask its operator which ports must be open.':
    'Vielleicht sperrt eine Firewall seine Ports für den passiven Modus: Versuchen Sie den aktiven Modus (in den Einstellungen dieses Servers), oder fragen Sie den Betreiber, welche Ports offen sein müssen.',
  'Check the user name and the password.': 'Prüfen Sie den Benutzernamen und das Passwort.',
  'Enter the account in the settings of this site. It is not the user name; ask the operator of the server.':
    'Tragen Sie das Konto in den Einstellungen dieses Servers ein. Es ist nicht der Benutzername; fragen Sie den Betreiber des Servers.',
  'Check the account in the settings of this site. It is not the user name; ask the operator of the server.':
    'Prüfen Sie das Konto in den Einstellungen dieses Servers. Es ist nicht der Benutzername; fragen Sie den Betreiber des Servers.',
  'The file may be in use on the server. Try again in a moment.':
    'Vielleicht wird die Datei auf dem Server gerade benutzt. Versuchen Sie es gleich noch einmal.',
  'The server met a problem of its own. Try again, or ask its operator.':
    'Der Server hatte selbst ein Problem. Versuchen Sie es noch einmal, oder fragen Sie den Betreiber.',
  'This server does not offer what was asked of it.': 'Dieser Server bietet nicht, was verlangt wurde.',
} satisfies SentenceTexts;

/** Before and around the login: the network, TLS, certificates. */
const connecting = {
  'Connecting took too long.': 'Der Aufbau der Verbindung hat zu lange gedauert.',
  'Nothing listens on port {port} of {host}.': 'Auf Port {port} von {host} antwortet kein Dienst.',
  'There is no host named “{host}”.': 'Es gibt keinen Host namens „{host}“.',
  'The name “{host}” could not be looked up.': 'Der Name „{host}“ konnte nicht nachgeschlagen werden.',
  'There is no way to {host} through the network.': 'Im Netz gibt es keinen Weg zu {host}.',
  '{host} does not answer on port {port}.': '{host} antwortet auf Port {port} nicht.',
  '{host} took the connection on port {port} but says nothing.':
    '{host} hat die Verbindung auf Port {port} angenommen, sagt aber nichts.',
  'There is an SSH server on port {port} of {host}, not an FTP server.':
    'Auf Port {port} von {host} ist ein SSH-Server, kein FTP-Server.',
  'The server on port {port} of {host} speaks TLS from the first byte.':
    'Der Server auf Port {port} von {host} spricht TLS vom ersten Byte an.',
  'What answers on port {port} of {host} is not an FTP server.':
    'Was auf Port {port} von {host} antwortet, ist kein FTP-Server.',
  'The TLS connection to {host} broke.': 'Die TLS-Verbindung zu {host} ist abgebrochen.',
  'The server on port {port} of {host} does not speak TLS from the first byte.':
    'Der Server auf Port {port} von {host} spricht nicht vom ersten Byte an TLS.',
  '{host} does not speak any of the TLS versions that are allowed.':
    '{host} spricht keine der erlaubten TLS-Versionen.',
  'No TLS connection with {host} could be agreed on: {text}':
    'Mit {host} ließ sich keine TLS-Verbindung vereinbaren: {text}',
  '{host} demands a client certificate.': '{host} verlangt ein Client-Zertifikat.',
  '{host} does not accept the client certificate.': '{host} nimmt das Client-Zertifikat nicht an.',
  '{host} accepted the connection and closed it before saying anything.':
    '{host} hat die Verbindung angenommen und geschlossen, ohne etwas zu sagen.',
  'The connection to {host} was lost.': 'Die Verbindung zu {host} ist abgerissen.',
  'Is the FTP service running, and is the port right? FTP uses 21, implicit TLS 990, SFTP 22.':
    'Läuft der FTP-Dienst, und stimmt der Port? FTP benutzt 21, implizites TLS 990, SFTP 22.',
  'Check the spelling of the host name.': 'Prüfen Sie, ob der Hostname richtig geschrieben ist.',
  'The name server does not answer. Is this computer connected to the network?':
    'Der Nameserver antwortet nicht. Ist dieser Computer mit dem Netz verbunden?',
  'Is this computer connected to the network, or is a VPN needed?':
    'Ist dieser Computer mit dem Netz verbunden, oder wird ein VPN gebraucht?',
  'A firewall may drop the connection, or the host may be off. Check the host and the port.':
    'Vielleicht verwirft eine Firewall die Verbindung, oder der Host ist aus. Prüfen Sie Host und Port.',
  'The server may be overloaded, may look up your address for long, or may expect TLS from the first byte (choose “implicit TLS”).':
    'Vielleicht ist der Server überlastet, schlägt lange Ihre Adresse nach oder erwartet TLS vom ersten Byte an (wählen Sie „FTP mit implizitem TLS“).',
  'Choose SFTP as the protocol.': 'Wählen Sie SFTP als Protokoll.',
  'Choose “implicit TLS” as the encryption.': 'Wählen Sie „FTP mit implizitem TLS“.',
  'Check the port. FTP uses 21, implicit TLS 990, SFTP 22.':
    'Prüfen Sie den Port. FTP benutzt 21, implizites TLS 990, SFTP 22.',
  'Choose “explicit TLS” as the encryption, or check the port (implicit TLS uses 990).':
    'Wählen Sie „FTP, nur mit TLS“, oder prüfen Sie den Port (implizites TLS benutzt 990).',
  'Change the lowest or highest TLS version in the settings of this site. Versions before 1.2 are not safe, and not offered.':
    'Ändern Sie in den Einstellungen dieses Servers die niedrigste oder höchste TLS-Version. Versionen vor 1.2 sind nicht sicher und werden nicht angeboten.',
  'The server may offer outdated versions of TLS only, or demand a client certificate, which the settings of this site can name.':
    'Vielleicht bietet der Server nur veraltete TLS-Versionen an oder verlangt ein Client-Zertifikat, das sich in den Einstellungen dieses Servers angeben lässt.',
  'Choose your client certificate in the settings of this site. The operator of the server issues it.':
    'Wählen Sie in den Einstellungen dieses Servers Ihr Client-Zertifikat. Der Betreiber des Servers stellt es aus.',
  'It may be expired, revoked or from an issuer that the server does not know. Check it in the settings of this site.':
    'Vielleicht ist es abgelaufen, widerrufen oder von einem Aussteller, den der Server nicht kennt. Prüfen Sie es in den Einstellungen dieses Servers.',
  'The server may block your address, be full, or expect implicit TLS on this port.':
    'Vielleicht sperrt der Server Ihre Adresse, ist voll oder erwartet auf diesem Port implizites TLS.',
  'The server refuses to encrypt the connection.': 'Der Server lehnt es ab, die Verbindung zu verschlüsseln.',
  'It may offer implicit TLS on port 990. If it has no TLS at all, only a plain connection is left, which anybody on the way can read.':
    'Vielleicht bietet er implizites TLS auf Port 990. Hat er gar kein TLS, bleibt nur eine unverschlüsselte Verbindung, die jeder unterwegs mitlesen kann.',
  'The server refuses to encrypt the files themselves.': 'Der Server lehnt es ab, die Dateien selbst zu verschlüsseln.',
  'Ask its operator to allow protected data connections (PROT P).':
    'Bitten Sie den Betreiber, geschützte Datenverbindungen zu erlauben (PROT P).',
  'The server went on in the clear after it agreed to use TLS.':
    'Der Server hat TLS zugesagt und dann unverschlüsselt weitergemacht.',
  'No version of TLS is both {lowest} or newer and {highest} or older.':
    'Keine TLS-Version ist zugleich {lowest} oder neuer und {highest} oder älter.',
  'Correct the lowest and the highest TLS version in the settings of this site.':
    'Berichtigen Sie in den Einstellungen dieses Servers die niedrigste und die höchste TLS-Version.',
  'There is no private key in {file}.': 'In {file} ist kein privater Schlüssel.',
  'The passphrase does not open {file}.': 'Die Passphrase öffnet {file} nicht.',
  'The private key does not belong to the certificate in {file}.':
    'Der private Schlüssel gehört nicht zum Zertifikat in {file}.',
  'The client certificate {file} cannot be used: {text}':
    'Das Client-Zertifikat {file} kann nicht benutzt werden: {text}',
  'The client certificate {file} cannot be read: {text}':
    'Das Client-Zertifikat {file} kann nicht gelesen werden: {text}',
  'A PEM certificate needs its private key too, in the same file or in a file of its own.':
    'Zu einem PEM-Zertifikat gehört auch sein privater Schlüssel, in derselben Datei oder in einer eigenen.',
  'Check the client certificate in the settings of this site.':
    'Prüfen Sie das Client-Zertifikat in den Einstellungen dieses Servers.',
  'Check the client certificate in the settings of this site. It must be PEM, or PKCS#12 (.p12, .pfx).':
    'Prüfen Sie das Client-Zertifikat in den Einstellungen dieses Servers. Es muss PEM oder PKCS#12 sein (.p12, .pfx).',
  'It may be encrypted in an outdated way. Export it again with AES, or convert it to PEM.':
    'Vielleicht ist es auf veraltete Art verschlüsselt. Exportieren Sie es noch einmal mit AES, oder wandeln Sie es in PEM um.',
  'The data connection shows another certificate than the control connection.':
    'Die Datenverbindung zeigt ein anderes Zertifikat als die Steuerverbindung.',
  'Somebody may be interfering with the connection. Ask the operator of the server whether this is intended.':
    'Vielleicht greift jemand in die Verbindung ein. Fragen Sie den Betreiber des Servers, ob das so gewollt ist.',
} satisfies SentenceTexts;

/** Data connections, and what travels on them. */
const dataConnections = {
  'The data connection to {host}, port {port}, could not be opened.':
    'Die Datenverbindung zu {host}, Port {port}, konnte nicht geöffnet werden.',
  'Neither passive nor active mode brings a data connection about.':
    'Weder im passiven noch im aktiven Modus kommt eine Datenverbindung zustande.',
  "A firewall is in the way. For passive mode the server's passive port range must be open; ask its operator which ports these are. {hint:sentence}":
    'Eine Firewall ist im Weg. Für den passiven Modus müssen die passiven Ports des Servers offen sein; fragen Sie seinen Betreiber, welche das sind. {hint}',
  'The server did not open the data connection to this computer.':
    'Der Server hat die Datenverbindung zu diesem Computer nicht geöffnet.',
  'In active mode the server calls this computer: its firewall and router must let all ports in. This computer is behind a router, so the site also needs its external address. Passive mode needs neither.':
    'Im aktiven Modus ruft der Server diesen Computer an: Seine Firewall und sein Router müssen alle Ports hereinlassen. Dieser Computer steht hinter einem Router, deshalb muss auch seine externe Adresse in den Einstellungen stehen. Der passive Modus braucht beides nicht.',
  'In active mode the server calls this computer: its firewall and router must let all ports in. Passive mode does not need that.':
    'Im aktiven Modus ruft der Server diesen Computer an: Seine Firewall und sein Router müssen alle Ports hereinlassen. Der passive Modus braucht das nicht.',
  'In active mode the server calls this computer: its firewall and router must let the ports {first} to {last} in. This computer is behind a router, so the site also needs its external address. Passive mode needs neither.':
    'Im aktiven Modus ruft der Server diesen Computer an: Seine Firewall und sein Router müssen die Ports {first} bis {last} hereinlassen. Dieser Computer steht hinter einem Router, deshalb muss auch seine externe Adresse in den Einstellungen stehen. Der passive Modus braucht beides nicht.',
  'In active mode the server calls this computer: its firewall and router must let the ports {first} to {last} in. Passive mode does not need that.':
    'Im aktiven Modus ruft der Server diesen Computer an: Seine Firewall und sein Router müssen die Ports {first} bis {last} hereinlassen. Der passive Modus braucht das nicht.',
  'The address {address} for active mode does not fit: the connection to the server uses IPv{family}.':
    'Die Adresse {address} für den aktiven Modus passt nicht: Die Verbindung zum Server benutzt IPv{family}.',
  'Correct or clear the external address in the settings of this site.':
    'Berichtigen oder leeren Sie die externe Adresse in den Einstellungen dieses Servers.',
  'Every port of this computer from {first} to {last} is in use.':
    'Alle Ports dieses Computers von {first} bis {last} sind belegt.',
  'Active mode may use these ports only. Allow a wider range in the settings of this site, or fewer sessions.':
    'Der aktive Modus darf nur diese Ports benutzen. Erlauben Sie in den Einstellungen dieses Servers mehr Ports oder weniger Sitzungen.',
  'The external address “{name}” for active mode could not be looked up.':
    'Die externe Adresse „{name}“ für den aktiven Modus konnte nicht nachgeschlagen werden.',
  'Check the external address in the settings of this site.':
    'Prüfen Sie die externe Adresse in den Einstellungen dieses Servers.',
  'This computer does not let Portside listen on port {port}: {text}':
    'Dieser Computer lässt Portside auf Port {port} keine Verbindungen annehmen: {text}',
  'Choose other ports for active mode in the settings of this site, above 1023.':
    'Wählen Sie in den Einstellungen dieses Servers andere Ports für den aktiven Modus, über 1023.',
  'The data connection broke before the end of the transfer.':
    'Die Datenverbindung brach vor dem Ende der Übertragung ab.',
  'The network or the server interrupted the transfer. It can be tried again.':
    'Das Netz oder der Server hat die Übertragung unterbrochen. Sie kann noch einmal versucht werden.',
  'The data connection ended after {bytes:number} of {size:number} bytes.':
    'Die Datenverbindung endete nach {bytes} von {size} Bytes.',
  'The network interrupted the transfer, though the server takes it for complete. It can be tried again.':
    'Das Netz hat die Übertragung unterbrochen, auch wenn der Server sie für vollständig hält. Sie kann noch einmal versucht werden.',
  'The server did not announce the end of a transfer.': 'Der Server hat das Ende einer Übertragung nicht gemeldet.',
  'The server sends a listing without end that shows no files.':
    'Der Server schickt eine Auflistung ohne Ende, in der keine Dateien stehen.',
  'The server is broken, or it is not what it says it is.':
    'Der Server ist defekt oder nicht das, wofür er sich ausgibt.',
  'The session was closed to end a transfer early.':
    'Die Sitzung wurde geschlossen, um eine Übertragung vorzeitig zu beenden.',
  'A text that is translated on the way is no whole file.':
    'Ein Text, der unterwegs umgewandelt wird, ist keine unveränderte Datei.',
  'This server cannot go on writing in the middle of a file.':
    'Dieser Server kann nicht mitten in einer Datei weiterschreiben.',
  'A part of a file cannot travel as text (ASCII type).':
    'Ein Teil einer Datei kann nicht als Text übertragen werden (ASCII).',
  'Its line ends are changed on the way, so that no place in it is the same on both sides. Copy it whole, or as binary.':
    'Ihre Zeilenenden werden unterwegs geändert, sodass keine Stelle in ihr auf beiden Seiten dieselbe ist. Kopieren Sie sie ganz oder binär.',
  'The server did not send {awaited:sentence} within {seconds:number} s.':
    'Der Server hat {seconds} s lang nicht geschickt, was erwartet wurde: {awaited}.',
  'The server did not send an answer to {command} within {seconds:number} s.':
    'Der Server hat {command} nicht innerhalb von {seconds} s beantwortet.',
  'The server did not send an answer to the TLS handshake within {seconds:number} s.':
    'Der Server hat den TLS-Handshake nicht innerhalb von {seconds} s beantwortet.',
  'The server did not send an answer to the connection within {seconds:number} s.':
    'Der Server hat die Verbindung nicht innerhalb von {seconds} s beantwortet.',
  'The server did not send an answer to the data connection within {seconds:number} s.':
    'Der Server hat die Datenverbindung nicht innerhalb von {seconds} s beantwortet.',
  'The server or the network is overloaded, or a firewall drops the connection without telling.':
    'Der Server oder das Netz ist überlastet, oder eine Firewall verwirft die Verbindung, ohne es zu sagen.',
  'The server is overloaded, or a firewall drops the connection without telling.':
    'Der Server ist überlastet, oder eine Firewall verwirft die Verbindung, ohne es zu sagen.',
} satisfies SentenceTexts;

/** What FTP or one of its servers cannot do, and commands sent by hand. */
const limits = {
  "“{text}” cannot be sent: {charset}, the site's character set, has no {characters}.":
    '„{text}“ kann nicht gesendet werden: {charset}, der eingestellte Zeichensatz, hat kein {characters}.',
  "“{text}” cannot be sent: {charset}, the site's character set, has no {characters} and others.":
    '„{text}“ kann nicht gesendet werden: {charset}, der eingestellte Zeichensatz, hat unter anderem kein {characters}.',
  "“{text}” cannot be sent: {charset}, the site's character set, cannot spell it.":
    '„{text}“ kann nicht gesendet werden: {charset}, der eingestellte Zeichensatz, kann das nicht schreiben.',
  '{text} holds half a character and cannot be sent.':
    '{text} enthält ein halbes Zeichen und kann nicht gesendet werden.',
  'Rename it, or choose another character set in the settings of the site.':
    'Benennen Sie es um, oder wählen Sie in den Einstellungen dieses Servers einen anderen Zeichensatz.',
  'FTP cannot send a name with a line break or a NUL in it.':
    'FTP kann keinen Namen senden, in dem ein Zeilenumbruch oder ein Nullbyte steht.',
  'FTP cannot send an account with a line break in it.': 'FTP kann kein Konto mit einem Zeilenumbruch senden.',
  'FTP cannot send a password with a line break in it.': 'FTP kann kein Passwort mit einem Zeilenumbruch senden.',
  '{path} has a line break in it, which FTP cannot send.':
    '{path} enthält einen Zeilenumbruch, den FTP nicht senden kann.',
  'The server sends an answer without end.': 'Der Server schickt eine Antwort ohne Ende.',
  'This session was closed.': 'Diese Sitzung wurde geschlossen.',
  'The session was closed to cancel an operation.': 'Die Sitzung wurde geschlossen, um einen Vorgang abzubrechen.',
  'The session is still busy with another operation.': 'Die Sitzung ist noch mit einem anderen Vorgang beschäftigt.',
  'Portside reads from {system} but does not change anything there.':
    'Portside liest von {system}, ändert dort aber nichts.',
  'Where the server can show its files as Unix paths, ask its operator to switch that on: then all works as usual.':
    'Kann der Server seine Dateien mit Unix-Pfaden zeigen, bitten Sie den Betreiber, das einzuschalten: Dann geht alles wie gewohnt.',
  'This server cannot set the time of a file.': 'Dieser Server kann die Zeit einer Datei nicht setzen.',
  'This server cannot set permissions.': 'Dieser Server kann keine Rechte setzen.',
  'This server can make no link whose name or target has a space in it.':
    'Dieser Server kann keinen Link anlegen, dessen Name oder Ziel ein Leerzeichen enthält.',
  'The source of “{path}” failed: {text:sentence}': 'Die Quelle von „{path}“ hat versagt: {text}',
  'This is no FTP command: it must be one line that begins with a word of letters.':
    'Das ist kein FTP-Befehl: Er muss eine Zeile sein, die mit einem Wort aus Buchstaben beginnt.',
  '{command} cannot be sent by hand.': '{command} kann nicht von Hand gesendet werden.',
  'STAT of a path cannot be sent by hand.': 'STAT mit einem Pfad kann nicht von Hand gesendet werden.',
  'It needs a data connection. Download the file from the pane instead.':
    'Der Befehl braucht eine Datenverbindung. Laden Sie die Datei stattdessen im Bereich herunter.',
  'Transfers rely on it. Choose the transfer type in the settings of the site.':
    'Übertragungen verlassen sich darauf. Wählen Sie die Übertragungsart in den Einstellungen dieses Servers.',
  'It would shift the beginning of the next transfer. Resume the transfer in the queue instead.':
    'Er würde den Anfang der nächsten Übertragung verschieben. Setzen Sie die Übertragung stattdessen in der Warteschlange fort.',
  'It needs RNTO right after it. Rename the file in the pane instead.':
    'Auf ihn muss gleich RNTO folgen. Benennen Sie die Datei stattdessen im Bereich um.',
  'It needs RNFR right before it. Rename the file in the pane instead.':
    'Vor ihm muss gleich RNFR stehen. Benennen Sie die Datei stattdessen im Bereich um.',
  'Portside relies on the options that it has set: how names are spelt and what listings tell.':
    'Portside verlässt sich auf die Optionen, die es gesetzt hat: wie Namen geschrieben werden und was Auflistungen mitteilen.',
  'Uploads announce their own size.': 'Beim Hochladen wird die Größe von selbst mitgeteilt.',
  'Its answer can be as long as a folder. Open the folder in the pane instead.':
    'Die Antwort kann so lang wie ein Ordner sein. Öffnen Sie den Ordner stattdessen im Bereich.',
  'The server does not tell the size of a file.': 'Der Server nennt die Größe einer Datei nicht.',
} satisfies SentenceTexts;

export const ftpSentences = {
  ...attempts,
  ...awaited,
  ...replies,
  ...connecting,
  ...dataConnections,
  ...limits,
} satisfies SentenceTexts;
