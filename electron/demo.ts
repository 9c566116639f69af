import { createHash, randomBytes } from 'node:crypto';
import type { ConnectionTarget } from '../shared/model/connection.ts';
import { RemoteError } from '../shared/model/remote-error.ts';
import { type DemoServer, startDemoServer } from './demo-server/demo-server.ts';
import { DemoVisitors } from './monitor/demo-visitors.ts';
import type { ConnectionSecrets } from './remote/connections.ts';
import type { Credentials } from './remote/credentials.ts';
import type { HostTrust } from './remote/host-trust.ts';

/** Slow enough to be looked at. */
const VISITORS_BYTES_PER_SECOND = 50_000;

const OWN_WAY: ConnectionTarget['sftp'] = { sshConfig: false, agent: false };

/** The embedded demo server, started when it is first asked for. */
export class Demo implements AsyncDisposable {
  #server: Promise<DemoServer> | undefined;
  #visitors: DemoVisitors | undefined;
  readonly #logins = ['marta', 'jonas'].map((user) => ({
    user,
    password: randomBytes(12).toString('base64url'),
    bytesPerSecond: VISITORS_BYTES_PER_SECOND,
  }));

  /** Where it listens and how to get in: its keys and its password are known, so nothing is asked. */
  async access(
    protocol: ConnectionTarget['protocol'],
  ): Promise<{ target: ConnectionTarget; secrets: ConnectionSecrets }> {
    const server = await this.#started();
    const { host, port } = server[protocol];
    return {
      // Neither keys nor rules of the user's own have to do with it.
      target: { protocol, encryption: 'explicit', host, port, user: server.user, sftp: OWN_WAY },
      secrets: { trust: trustOnly(server), credentials: knowing(server.password) },
    };
  }

  /** The server as its administrator sees it; from the first look on visitors come and go, so that there is something to see. */
  async watched(): Promise<DemoServer> {
    const server = await this.#started();
    this.#visitors ??= new DemoVisitors(server.ftp, this.#logins);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#visitors?.[Symbol.asyncDispose]();
    const server = await this.#server;
    await server?.close();
  }

  #started(): Promise<DemoServer> {
    this.#server ??= this.#start();
    return this.#server;
  }

  async #start(): Promise<DemoServer> {
    try {
      return await startDemoServer({ visitors: this.#logins });
    } catch (error) {
      // The next who asks starts it anew.
      this.#server = undefined;
      throw new RemoteError('io', 'The demo server could not be started.', {
        hint: 'It needs a free port of this computer, and some room in its folder for temporary files.',
        cause: error,
        ...(error instanceof Error ? { serverText: error.message } : {}),
      });
    }
  }
}

/** Trusts the demo server's own keys and nothing else. */
function trustOnly(server: DemoServer): HostTrust {
  const refuse = () => {
    throw new RemoteError('untrusted-host', 'Something else answers where the demo server should be.');
  };
  return {
    async hostKey({ key }) {
      const fingerprint = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
      return fingerprint === server.sftp.hostKeyFingerprint ? 'known-host' : refuse();
    },
    async certificate({ certificate }) {
      return certificate.fingerprint256 === server.ftp.certificateFingerprint ? 'pinned' : refuse();
    },
    async plainText() {
      refuse();
    },
  };
}

function knowing(password: string): Credentials {
  const unasked = () => {
    throw new RemoteError('auth', 'The demo server did not accept its own password.');
  };
  return {
    password: async (reason) => (reason === 'first' ? password : unasked()),
    passphrase: async () => unasked(),
    answer: async () => unasked(),
  };
}
