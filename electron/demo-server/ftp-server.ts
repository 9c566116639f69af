import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { accountCommands } from './ftp-account-commands.ts';
import { fileCommands } from './ftp-file-commands.ts';
import { FtpSession, type FtpSite } from './ftp-session.ts';
import { transferCommands } from './ftp-transfer-commands.ts';
import type { Sessions } from './sessions.ts';

const commands = new Map(
  Object.entries({
    ...accountCommands,
    ...fileCommands,
    ...transferCommands,
    // RFC 1123 §4.1.3.1: the old spellings.
    XPWD: fileCommands['PWD'],
    XCWD: fileCommands['CWD'],
    XCUP: fileCommands['CDUP'],
    XMKD: fileCommands['MKD'],
    XRMD: fileCommands['RMD'],
  }).flatMap(([name, command]) => (command ? [[name, command] as const] : [])),
);

export interface ListeningServer {
  readonly port: number;
  /** Stops listening; those who are connected stay until their sessions are ended. */
  close(): Promise<void>;
}

/** FTP on a free port of `host` (RFC 959, 2389, 2428, 3659; TLS by RFC 4217). */
export async function startFtpServer(host: string, site: FtpSite, sessions: Sessions): Promise<ListeningServer> {
  const server = createServer((socket) => serve(socket, site, sessions));
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

function serve(socket: Socket, site: FtpSite, sessions: Sessions): void {
  const live = sessions.open('ftp', socket);
  const session = new FtpSession(site, live, socket);
  const course = site.faults.connection({ protocol: 'ftp', connection: live.ordinal });
  if (course === 'proceed') void session.serve(commands);
  else if (course === 'close') socket.destroy();
  else if (course !== 'stall') {
    session.control.send(course.refuse);
    session.control.end();
  }
}
