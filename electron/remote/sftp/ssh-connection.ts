import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import ssh2, { type Client, type NegotiatedAlgorithms } from 'ssh2';
import type { ConnectionTarget } from '../../../shared/model/connection.ts';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { cancelledError } from '../cancelled.ts';
import type { ConnectContext } from '../connect.ts';
import type { ExpectedHostKeys, KeyedHost } from '../host-trust.ts';
import { offeredAlgorithms } from './algorithms.ts';
import { ConnectDeadline } from './connect-deadline.ts';
import { dial } from './dial.ts';
import { forward } from './forward.ts';
import { askForHostCertificates } from './host-certificates.ts';
import { checkHostKey, KnownByAnotherKey, type TrustedHost } from './host-key-check.ts';
import { contextOfJumpHost } from './jump-context.ts';
import { Authentication } from './login/authentication.ts';
import { allowUserCertificates } from './login/certificate-request.ts';
import { identitiesOf } from './login/identities.ts';
import { type Hop, type Route, resolveRoute } from './route.ts';
import { ServerGreeting } from './server-greeting.ts';
import { type Address, atJumpHost, connectTimeout, handshakeError, notSsh, passwordExpired } from './ssh-errors.ts';

/** Milliseconds that the last words may take. */
const GOODBYE_MS = 2000;

/** A line that is encrypted, trusted and logged in. */
export interface SshConnection {
  readonly client: Client;
  /** The TCP connection that carries everything: to the server, or to the first jump host. Destroying it ends them all. */
  readonly socket: Socket;
  /** Says goodbye to every host of the way, the farthest first, and closes the line when that is on its way. */
  readonly end: () => void;
  /** The server's software: `OpenSSH_9.2p1 Debian-2`. */
  readonly software: string;
  readonly cipher: string;
  readonly trust: TrustedHost;
}

/**
 * Dials, checks the host key and logs in, on every host of the way. Nothing secret is sent before the key is trusted. Throws
 * `RemoteError`; one of a jump host names it.
 *
 * A server hangs up on a client that has not logged in for a while (sshd_config(5), LoginGraceTime), which a user looking
 * for a password easily exceeds. The answers are held, so the line is then opened a second time without asking.
 */
export async function openSshConnection(target: ConnectionTarget, context: ConnectContext): Promise<SshConnection> {
  const route = await resolveRoute(target);
  const useAgent = target.sftp?.agent !== false;
  try {
    return await openRoute(route, useAgent, context);
  } catch (error) {
    if (!(error instanceof LostWhileAsking)) throw error;
    context.transcript.write('info', 'connecting again');
  }
  try {
    return await openRoute(route, useAgent, context);
  } catch (error) {
    if (!(error instanceof LostWhileAsking)) throw error;
    throw new RemoteError('timeout', 'The server hung up while it waited for an answer.', {
      hint: 'Connect again and answer within the time that the server allows.',
    });
  }
}

/** From host to host, each line inside the one before it. */
async function openRoute(route: Route, useAgent: boolean, context: ConnectContext): Promise<SshConnection> {
  const [nearest, ...further] = route;
  const contextOf = (hop: Hop) => (hop === route.at(-1) ? context : contextOfJumpHost(hop, context));
  const passing = async <T>(hop: Hop, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      throw hop === route.at(-1) || !isRemoteError(error) ? error : atJumpHost(error, hop.alias);
    }
  };
  const { host, port } = nearest;
  const clients: Client[] = [];
  let socket: Socket | undefined;
  const dialNearest = async (signal: AbortSignal) => {
    socket = await dial({ host, port }, signal, contextOf(nearest).transcript);
    return socket;
  };
  try {
    let from = nearest;
    let line = await passing(
      nearest,
      shakeHands({ hop: nearest, useAgent, context: contextOf(nearest), dial: dialNearest }),
    );
    for (const hop of further) {
      const { client } = line;
      clients.unshift(client);
      const through = from.alias;
      const dialThrough = (signal: AbortSignal) => forward(client, { host: hop.host, port: hop.port }, through, signal);
      line = await passing(hop, shakeHands({ hop, useAgent, context: contextOf(hop), dial: dialThrough }));
      from = hop;
    }
    clients.unshift(line.client);
    if (socket === undefined) throw new Error('logged in without a line');
    const bottom: Socket = socket;
    return { ...line, socket: bottom, end: () => goodbye(clients, bottom) };
  } catch (error) {
    socket?.destroy();
    throw error;
  }
}

function goodbye(clients: readonly Client[], socket: Socket): void {
  for (const client of clients) client.end();
  socket.destroySoon();
  // A line that takes nothing any more is not waited for.
  const patience = setTimeout(() => socket.destroy(), GOODBYE_MS);
  socket.once('close', () => clearTimeout(patience));
}

class LostWhileAsking extends Error {}

/** Everything of a connection but what is at the bottom of it. */
type LoggedIn = Omit<SshConnection, 'socket' | 'end'>;

interface HandshakeOptions {
  readonly hop: Hop;
  readonly useAgent: boolean;
  readonly context: ConnectContext;
  readonly dial: (signal: AbortSignal) => Promise<Duplex>;
}

/** A host that shows a certificate of no use, but is known by another key, is asked for that one on a line of its own. */
async function shakeHands(options: HandshakeOptions): Promise<LoggedIn> {
  try {
    return await new Handshake(options).run();
  } catch (error) {
    if (!(error instanceof KnownByAnotherKey)) throw error;
    options.context.transcript.write('info', `connecting again: the host is ${error.message}`);
    return new Handshake(options, 'unwanted').run();
  }
}

/** One attempt at one host. */
class Handshake {
  readonly #hop: Hop;
  readonly #useAgent: boolean;
  readonly #context: ConnectContext;
  readonly #dial: (signal: AbortSignal) => Promise<Duplex>;
  readonly #address: Address;
  readonly #greeting = new ServerGreeting();
  readonly #stop = new AbortController();
  readonly #deadline: ConnectDeadline;
  readonly #failed = Promise.withResolvers<never>();
  readonly #client = new ssh2.Client();
  #algorithms = offeredAlgorithms();
  readonly #certificates: 'wanted' | 'unwanted';
  #expected: ExpectedHostKeys = { types: [], certified: false };
  /** From here on the line belongs to the session, which has listeners of its own. */
  #opened = false;
  /** Key or certificate. */
  #shown: Buffer | undefined;
  #trust: TrustedHost | undefined;
  #negotiated: NegotiatedAlgorithms | undefined;

  constructor(
    { hop, useAgent, context, dial }: HandshakeOptions,
    /** Of the host. They are asked for where an authority may vouch for it. */
    certificates: 'wanted' | 'unwanted' = 'wanted',
  ) {
    this.#hop = hop;
    this.#useAgent = useAgent;
    this.#context = context;
    this.#dial = dial;
    this.#certificates = certificates;
    this.#address = { host: hop.host, port: hop.port };
    this.#deadline = new ConnectDeadline(context.timeouts.connectMs, () => this.#fail(connectTimeout(this.#address)));
    // Listened to before anything can fail; `run` waits for it in every step.
    this.#failed.promise.catch(() => {});
  }

  async run(): Promise<LoggedIn> {
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

  async #open(): Promise<LoggedIn> {
    const { transcript, trust } = this.#context;
    const { host, port } = this.#address;
    const alias = this.#hop.alias === host ? '' : ` (${this.#hop.alias} in ssh_config)`;
    transcript.write('info', `connect to ${host}, port ${port}${alias}`);
    this.#expected = (await trust.expectedHostKeys?.(this.#keyedHost())) ?? this.#expected;
    this.#algorithms = offeredAlgorithms(this.#expected.types, this.#hop.legacyAlgorithms ? 'legacy' : 'safe');
    const stream = await this.#dial(this.#stop.signal);
    await this.#logIn(stream);
    await this.#context.credentials.accepted?.();
    const { ident } = this.#greeting;
    if (this.#trust === undefined) throw new Error('logged in without a host key');
    return {
      client: this.#client,
      software: ident ?? '',
      cipher: this.#negotiated?.cs.cipher ?? '',
      trust: this.#trust,
    };
  }

  /** Resolves when the server has accepted the login; failures go to `#fail`. */
  #logIn(stream: Duplex): Promise<void> {
    return new Promise((resolve) => {
      const client = this.#client;
      client.on('error', (error) => this.#onError(error));
      client.on('close', () => this.#onClose());
      client.on('handshake', (negotiated) => this.#onHandshake(negotiated));
      client.on('change password', (prompt) => this.#fail(passwordExpired(this.#hop.user, prompt)));
      client.on('banner', (text) => this.#context.transcript.write('received', text.trimEnd()));
      client.once('ready', () => {
        this.#context.transcript.write('received', 'logged in');
        this.#opened = true;
        resolve();
      });
      this.#stop.signal.addEventListener('abort', () => stream.destroy(), { once: true });
      client.connect({
        sock: stream,
        username: this.#hop.user,
        readyTimeout: 0,
        // Its pings queue up behind the data of an upload, and on a slow line it would take their lateness for death.
        keepaliveInterval: 0,
        algorithms: this.#algorithms,
        hostVerifier: (shown: Buffer, verify: (trusted: boolean) => void) => this.#verifyHost(shown, verify),
        authHandler: this.#authHandler(),
      });
      if (this.#expected.certified && this.#certificates === 'wanted') askForHostCertificates(client);
      if (!allowUserCertificates(client)) {
        this.#context.transcript.write('info', 'this version of Portside cannot log in with certificates');
      }
      this.#readAlong(stream);
    });
  }

  #readAlong(stream: Duplex): void {
    const listen = (bytes: Buffer) => {
      this.#greeting.push(bytes);
      if (this.#greeting.otherProtocol !== undefined) this.#fail(notSsh(this.#greeting.otherProtocol, this.#address));
      if (this.#greeting.done) stream.off('data', listen);
    };
    stream.on('data', listen);
  }

  #verifyHost(shown: Buffer, verify: (trusted: boolean) => void): void {
    if (this.#trust !== undefined) {
      // A later key exchange on the same line (RFC 4253 §9) must show the same; nobody is asked twice.
      verify(this.#shown?.equals(shown) === true);
      return;
    }
    const { trust, transcript } = this.#context;
    const context = { knownTypes: this.#expected.types, trust, transcript, signal: this.#stop.signal };
    const check = checkHostKey(shown, this.#keyedHost(), context);
    this.#deadline.whileAsking(check).then(
      (trusted) => {
        this.#trust = trusted;
        this.#shown = shown;
        const by = trusted.authority === undefined ? '' : `, host certificate of CA ${trusted.authority}`;
        transcript.write('info', `host key trusted: ${trusted.reason}${by}`);
        verify(true);
      },
      (error: unknown) => {
        this.#fail(error);
        verify(false);
      },
    );
  }

  #keyedHost(): KeyedHost {
    const { knownHosts } = this.#hop;
    return { ...this.#address, ...(knownHosts === undefined ? {} : { knownHosts }) };
  }

  #authHandler() {
    const { credentials, transcript } = this.#context;
    const { user, keys, legacyAlgorithms } = this.#hop;
    const { signal } = this.#stop;
    const whileAsking = <T>(answer: Promise<T>) => this.#deadline.whileAsking(answer);
    const identities = identitiesOf({
      keys,
      agent: this.#useAgent,
      askPassphrase: (path, reason) => whileAsking(credentials.passphrase(path, reason, signal)),
      whileConfirming: whileAsking,
      tell: (text) => transcript.write('info', text),
    });
    const authentication = new Authentication(
      { user, identities, sha1: legacyAlgorithms ? 'allowed' : 'refused' },
      { credentials, transcript, signal, whileAsking, end: (error) => this.#fail(error) },
    );
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
    if (isRemoteError(error)) this.#fail(error);
    // A key that gave no signature: ssh2 goes on with the next method by itself, and the login knows why.
    else if (error.level !== 'agent') this.#onLost(error);
  }

  #onClose(): void {
    this.#onLost(undefined);
  }

  #onLost(error: Error | undefined): void {
    if (this.#opened) return;
    const { question } = this.#deadline;
    const failure = handshakeError(error, this.#greeting, this.#algorithms, this.#address, this.#hop.legacyAlgorithms);
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
    const again = error instanceof LostWhileAsking || error instanceof KnownByAnotherKey;
    const failure = again || isRemoteError(error) ? error : unforeseen(error);
    if (isRemoteError(failure)) this.#context.transcript.write('error', failure.message);
    this.#failed.reject(failure);
    this.#deadline.end();
    // A late error of a line that is given up already has nothing left to tell.
    this.#client.removeAllListeners().on('error', () => {});
    this.#stop.abort(failure);
  }
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
