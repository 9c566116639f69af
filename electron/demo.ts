import { createHash } from 'node:crypto';
import type { ConnectionTarget } from '../shared/model/connection.ts';
import { RemoteError } from '../shared/model/remote-error.ts';
import { type DemoServer, startDemoServer } from './demo-server/demo-server.ts';
import type { ConnectionSecrets } from './remote/connections.ts';
import type { Credentials } from './remote/credentials.ts';
import type { HostTrust } from './remote/host-trust.ts';

/** The embedded demo server, started when it is first asked for. */
export class Demo implements AsyncDisposable {
  #server: Promise<DemoServer> | undefined;

  /** Where it listens and how to get in: its keys and its password are known, so nothing is asked. */
  async access(
    protocol: ConnectionTarget['protocol'],
  ): Promise<{ target: ConnectionTarget; secrets: ConnectionSecrets }> {
    this.#server ??= this.#start();
    const server = await this.#server;
    const { host, port } = server[protocol];
    return {
      target: { protocol, encryption: 'explicit', host, port, user: server.user },
      secrets: { trust: trustOnly(server), credentials: knowing(server.password) },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const server = await this.#server;
    await server?.close();
  }

  async #start(): Promise<DemoServer> {
    try {
      return await startDemoServer();
    } catch (error) {
      // The next who asks starts it anew.
      this.#server = undefined;
      throw error;
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
