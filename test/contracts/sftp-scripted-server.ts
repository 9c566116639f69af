import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session, type SFTPWrapper } from 'ssh2';

/** What a server in the test's own process does; for what no real one can be brought to. */
export interface ScriptedServerOptions {
  /** What it calls itself; default: ssh2's name, so not OpenSSH. */
  readonly ident?: string;
  /** Default: takes everyone. */
  readonly authenticate?: (context: AuthContext, connection: Connection) => void;
  /** Answers the request for a session itself, or not at all. */
  readonly session?: (accept: () => Session) => void;
  /** Serves SFTP with ssh2's own server side. */
  readonly sftp?: (sftp: SFTPWrapper) => void;
  /** Answers the request for a subsystem or a command with bytes of its own. */
  readonly channel?: (channel: ServerChannel) => void;
}

export interface ScriptedServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
}

/** Starts an SSH server on a free loopback port. */
export async function startScriptedServer(options: ScriptedServerOptions): Promise<ScriptedServer> {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  const connections = new Set<Connection>();
  const { ident } = options;
  const named = ident === undefined ? {} : { ident };
  const ssh = new ssh2.Server({ hostKeys: [privateKey], ...named }, (connection) => {
    connections.add(connection);
    connection.on('error', () => {});
    connection.on('close', () => connections.delete(connection));
    connection.on('authentication', (context) =>
      (options.authenticate ?? ((any) => any.accept()))(context, connection),
    );
    connection.on('session', (accept) => {
      if (options.session !== undefined) {
        options.session(accept);
        return;
      }
      const session = accept();
      const { sftp, channel } = options;
      if (sftp !== undefined) session.on('sftp', (acceptSftp) => sftp(acceptSftp()));
      if (channel !== undefined) {
        session.on('subsystem', (acceptChannel) => channel(acceptChannel()));
        session.on('exec', (acceptChannel) => channel(acceptChannel()));
      }
    });
  });
  // ssh2 sends a packet in several small writes; Nagle and delayed ACK would make each wait 40 ms.
  const server = createServer({ noDelay: true }, (socket) => ssh.injectSocket(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const connection of connections) connection.end();
      await closed;
    },
  };
}
