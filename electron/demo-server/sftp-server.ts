import { createHash, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import ssh2, { type AuthContext, type ClientInfo, type Connection, type ServerChannel } from 'ssh2';
import type { Account } from './account.ts';
import type { ListeningServer } from './ftp-server.ts';
import type { LiveSession, Sessions } from './sessions.ts';
import { sftpRequests } from './sftp-requests.ts';
import { SftpSession, type SftpSite } from './sftp-session.ts';

export interface SftpServerSite extends SftpSite {
  readonly account: Account;
}

export interface ListeningSftpServer extends ListeningServer {
  /** `SHA256:` and base64, as ssh-keygen -l prints it. */
  readonly hostKeyFingerprint: string;
}

/** SFTP on a free port of `host`, with a host key of its own made at every start. */
export async function startSftpServer(
  host: string,
  site: SftpServerSite,
  sessions: Sessions,
): Promise<ListeningSftpServer> {
  const hostKey = generateHostKey();
  const server = createServer((socket) => serve(socket, hostKey, site, sessions));
  server.listen(0, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    hostKeyFingerprint: hostKey.fingerprint,
    async close() {
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

interface HostKey {
  /** PEM. */
  readonly privateKey: string;
  readonly fingerprint: string;
}

/** Not by ssh2's own generator: it makes an Ed25519 key that ssh2 cannot read once in 256 times. */
function generateHostKey(): HostKey {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const pem = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
  const parsed = ssh2.utils.parseKey(pem);
  if (parsed instanceof Error) throw parsed;
  return { privateKey: pem, fingerprint: fingerprint(parsed.getPublicSSH()) };
}

/** @param publicKey in SSH wire format. */
function fingerprint(publicKey: Buffer): string {
  return `SHA256:${createHash('sha256').update(publicKey).digest('base64').replace(/=+$/, '')}`;
}

function serve(socket: Socket, hostKey: HostKey, site: SftpServerSite, sessions: Sessions): void {
  // ssh2 sends a packet in several small writes; Nagle and delayed ACK would make each wait 40 ms.
  socket.setNoDelay(true);
  const live = sessions.open('sftp', socket);
  socket.on('error', () => {}); // a client that vanishes is no error of the server's
  const course = site.faults.connection({ protocol: 'sftp', connection: live.ordinal });
  if (course === 'stall') return;
  if (course !== 'proceed') {
    socket.destroy();
    return;
  }
  // One ssh2 server per socket: this is the only way in its API to know which socket a client came on.
  const ssh = new ssh2.Server({ hostKeys: [hostKey.privateKey], ident: 'Portside_demo' }, (client, info) => {
    serveClient(client, info, socket, live, site);
  });
  ssh.injectSocket(socket);
}

function serveClient(
  client: Connection,
  info: ClientInfo,
  socket: Socket,
  live: LiveSession,
  site: SftpServerSite,
): void {
  client.on('error', () => socket.destroy());
  client.on('authentication', (context) => authenticate(context, live, site.account));
  client.on('session', (accept) => {
    // Not on('sftp'): ssh2's own SFTP server can announce no extension and sends without regard to the client's window.
    accept().on('subsystem', (acceptSubsystem, reject, { name }) => {
      if (name !== 'sftp') reject();
      else void serveChannel(acceptSubsystem(), info, socket, live, site);
    });
  });
}

function authenticate(context: AuthContext, live: LiveSession, account: Account): void {
  const welcome = (password: string): void => {
    if (!account.admits(context.username, password)) {
      context.reject(['password', 'keyboard-interactive']);
      return;
    }
    live.loggedIn(context.username);
    context.accept();
  };
  if (context.method === 'password') welcome(context.password);
  else if (context.method === 'keyboard-interactive') {
    context.prompt([{ prompt: 'Password: ', echo: false }], (answers) => welcome(answers[0] ?? ''));
  } else context.reject(['password', 'keyboard-interactive']);
}

async function serveChannel(
  channel: ServerChannel,
  info: ClientInfo,
  socket: Socket,
  live: LiveSession,
  site: SftpSite,
): Promise<void> {
  const symlinkOrder = /^SSH-2\.0-OpenSSH/.test(info.header.identRaw) ? 'as-openssh' : 'as-specified';
  const session = new SftpSession(site, live, symlinkOrder);
  const gone = live.closed.then(() => channel.destroy());
  try {
    await session.serve(channel, sftpRequests, {
      async send(bytes) {
        if (channel.write(bytes)) return;
        await Promise.race([once(channel, 'drain'), gone]);
      },
      hangUp: () => socket.destroy(),
    });
    channel.exit(0);
    channel.end();
  } catch {
    // A malformed packet or a broken line: nothing can be answered, and the client sees the connection end.
    socket.destroy();
  }
}
