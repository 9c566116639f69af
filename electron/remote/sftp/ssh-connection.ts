import type { Socket } from 'node:net';
import ssh2, { type Client, type NegotiatedAlgorithms } from 'ssh2';
import type { ConnectionTarget } from '../../../shared/model/connection.ts';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { cancelledError } from '../cancelled.ts';
import type { ConnectContext } from '../connect.ts';
import { hostKeyFingerprint } from '../fingerprint.ts';
import type { TrustReason } from '../host-trust.ts';
import { offeredAlgorithms } from './algorithms.ts';
import { Authentication } from './authentication.ts';
import { ConnectDeadline } from './connect-deadline.ts';
import { dial } from './dial.ts';
import { ServerGreeting } from './server-greeting.ts';
import { type Address, connectTimeout, handshakeError, notSsh } from './ssh-errors.ts';

/** A line that is encrypted, trusted and logged in. */
export interface SshConnection {
  readonly client: Client;
  readonly socket: Socket;
  /** The server's software: `OpenSSH_9.2p1 Debian-2`. */
  readonly software: string;
  readonly cipher: string;
  readonly trust: TrustReason;
  /** As `ssh-keygen -l` prints it. */
  readonly fingerprint: string;
}

/**
 * Dials, checks the host key and logs in. Nothing secret is sent before the key is trusted. Throws `RemoteError`.
 *
 * A server hangs up on a client that has not logged in for a while (sshd_config(5), LoginGraceTime), which a user looking
 * for a password easily exceeds. The answers are held, so the line is then opened a second time without asking.
 */
export async function openSshConnection(target: ConnectionTarget, context: ConnectContext): Promise<SshConnection> {
  try {
    return await new Handshake(target, context).run();
  } catch (error) {
    if (!(error instanceof LostWhileAsking)) throw error;
    context.transcript.write('info', 'connecting again');
  }
  try {
    return await new Handshake(target, context).run();
  } catch (error) {
    if (!(error instanceof LostWhileAsking)) throw error;
    throw new RemoteError('timeout', 'The server hung up while it waited for an answer.', {
      hint: 'Connect again and answer within the time that the server allows.',
    });
  }
}

class LostWhileAsking extends Error {}

/** One attempt. */
class Handshake {
  readonly #target: ConnectionTarget;
  readonly #context: ConnectContext;
  readonly #address: Address;
  readonly #greeting = new ServerGreeting();
  readonly #stop = new AbortController();
  readonly #deadline: ConnectDeadline;
  readonly #failed = Promise.withResolvers<never>();
  readonly #client = new ssh2.Client();
  #algorithms = offeredAlgorithms();
  /** From here on the line belongs to the session, which has listeners of its own. */
  #opened = false;
  #hostKey: Buffer | undefined;
  #trust: TrustReason | undefined;
  #negotiated: NegotiatedAlgorithms | undefined;

  constructor(target: ConnectionTarget, context: ConnectContext) {
    this.#target = target;
    this.#context = context;
    this.#address = { host: target.host, port: target.port };
    this.#deadline = new ConnectDeadline(context.timeouts.connectMs, () => this.#fail(connectTimeout(this.#address)));
    // Listened to before anything can fail; `run` waits for it in every step.
    this.#failed.promise.catch(() => {});
  }

  async run(): Promise<SshConnection> {
    const cancel = () => this.#fail(cancelledError());
    this.#context.signal.addEventListener('abort', cancel, { once: true });
    if (this.#context.signal.aborted) cancel();
    try {
      return await Promise.race([this.#open(), this.#failed.promise]);
    } catch (error) {
      this.#fail(error);
      throw error;
    } finally {
      this.#context.signal.removeEventListener('abort', cancel);
      this.#deadline.end();
    }
  }

  async #open(): Promise<SshConnection> {
    const { transcript, trust } = this.#context;
    const { host, port } = this.#address;
    transcript.write('info', `connect to ${host}, port ${port}`);
    const known = await trust.knownHostKeyTypes?.(host, port);
    this.#algorithms = offeredAlgorithms(known);
    const socket = await dial(this.#address, this.#stop.signal);
    await this.#logIn(socket);
    const { ident } = this.#greeting;
    if (this.#hostKey === undefined || this.#trust === undefined) throw new Error('logged in without a host key');
    return {
      client: this.#client,
      socket,
      software: ident ?? '',
      cipher: this.#negotiated?.cs.cipher ?? '',
      trust: this.#trust,
      fingerprint: hostKeyFingerprint(this.#hostKey),
    };
  }

  /** Resolves when the server has accepted the login; failures go to `#fail`. */
  #logIn(socket: Socket): Promise<void> {
    return new Promise((resolve) => {
      const client = this.#client;
      client.on('error', (error) => this.#onError(error));
      client.on('close', () => this.#onClose());
      client.on('handshake', (negotiated) => this.#onHandshake(negotiated));
      client.on('banner', (text) => this.#context.transcript.write('received', text.trimEnd()));
      client.once('ready', () => {
        this.#context.transcript.write('received', 'logged in');
        this.#opened = true;
        resolve();
      });
      this.#stop.signal.addEventListener('abort', () => socket.destroy(), { once: true });
      client.connect({
        sock: socket,
        username: this.#target.user,
        readyTimeout: 0,
        // Its pings queue up behind the data of an upload, and on a slow line it would take their lateness for death.
        keepaliveInterval: 0,
        algorithms: this.#algorithms,
        hostVerifier: (key: Buffer, verify: (trusted: boolean) => void) => this.#verifyHost(key, verify),
        authHandler: this.#authHandler(),
      });
      this.#readAlong(socket);
    });
  }

  #readAlong(socket: Socket): void {
    const listen = (bytes: Buffer) => {
      this.#greeting.push(bytes);
      if (this.#greeting.otherProtocol !== undefined) this.#fail(notSsh(this.#greeting.otherProtocol, this.#address));
      if (this.#greeting.done) socket.off('data', listen);
    };
    socket.on('data', listen);
  }

  #verifyHost(key: Buffer, verify: (trusted: boolean) => void): void {
    if (this.#trust !== undefined) {
      // A later key exchange on the same line (RFC 4253 §9) must show the same key; nobody is asked twice.
      verify(this.#hostKey?.equals(key) === true);
      return;
    }
    this.#context.transcript.write('received', `host key ${hostKeyFingerprint(key)}`);
    const offered = { ...this.#address, key };
    this.#deadline.whileAsking(this.#context.trust.hostKey(offered, this.#stop.signal)).then(
      (reason) => {
        this.#trust = reason;
        this.#hostKey = key;
        this.#context.transcript.write('info', `host key trusted: ${reason}`);
        verify(true);
      },
      (error: unknown) => {
        this.#fail(error);
        verify(false);
      },
    );
  }

  #authHandler() {
    const { credentials, transcript } = this.#context;
    const login = {
      user: this.#target.user,
      keyFile: this.#target.keyFile,
      agentSocket: agentSocket(),
    };
    const authentication = new Authentication(
      login,
      credentials,
      transcript,
      (answer) => this.#deadline.whileAsking(answer),
      this.#stop.signal,
    );
    authentication.onRefusal = (error) => this.#fail(error);
    return (
      methods: ssh2.AuthenticationType[] | null,
      partial: boolean | null,
      next: (method: ssh2.AnyAuthMethod) => void,
    ): void => {
      authentication.next(methods, partial).then(next, (error: unknown) => this.#fail(error));
    };
  }

  #onHandshake(negotiated: NegotiatedAlgorithms): void {
    this.#negotiated ??= negotiated;
    const { kex, serverHostKey, cs } = negotiated;
    const words = `encrypted with ${cs.cipher}, key exchange ${kex}, host key ${serverHostKey}`;
    this.#context.transcript.write('info', `${words}, server ${this.#greeting.ident ?? 'unnamed'}`);
  }

  #onError(error: Error & { level?: string }): void {
    // ssh2 goes on with the next method by itself.
    if (error.level === 'agent') this.#context.transcript.write('info', `the SSH agent: ${error.message}`);
    else this.#onLost(error);
  }

  #onClose(): void {
    this.#onLost(undefined);
  }

  #onLost(error: Error | undefined): void {
    if (this.#opened) return;
    const { question } = this.#deadline;
    const failure = handshakeError(error, this.#greeting, this.#algorithms, this.#address);
    if (question === undefined || failure.kind === 'protocol') {
      this.#fail(failure);
      return;
    }
    this.#context.transcript.write('info', 'the server hung up while a question is open');
    question.then(
      () => this.#fail(new LostWhileAsking('the server hung up', { cause: error })),
      (refusal: unknown) => this.#fail(refusal),
    );
  }

  #fail(error: unknown): void {
    if (this.#opened || this.#stop.signal.aborted) return;
    const failure = error instanceof LostWhileAsking || isRemoteError(error) ? error : unforeseen(error);
    if (isRemoteError(failure)) this.#context.transcript.write('error', failure.message);
    this.#failed.reject(failure);
    this.#deadline.end();
    // A late error of a line that is given up already has nothing left to tell.
    this.#client.removeAllListeners().on('error', () => {});
    this.#stop.abort(failure);
  }
}

/** Where the SSH agent listens (ssh-agent(1)); on Windows its service has one fixed pipe. */
function agentSocket(): string | undefined {
  const told = process.env['SSH_AUTH_SOCK'];
  if (told !== undefined && told !== '') return told;
  return process.platform === 'win32' ? '\\\\.\\pipe\\openssh-ssh-agent' : undefined;
}

function unforeseen(error: unknown): RemoteError {
  return new RemoteError(
    'protocol',
    `The connection failed: ${error instanceof Error ? error.message : String(error)}`,
    {
      cause: error,
    },
  );
}
