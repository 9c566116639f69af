import { connect as connectSocket, isIPv6, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import type { ControlConnection } from './control-connection.ts';
import { replyError } from './ftp-errors.ts';
import { type Limit, shorter, within } from './limit.ts';
import { passiveBlocked } from './meanings.ts';
import { isPositive, parseExtendedPassive, parsePassive, type Reply } from './reply.ts';

/** A blocked port shows by silence; whoever waits longer than this for a handshake on the network waits in vain. */
const CONNECT_MS = 10_000;

/**
 * A data connection on its way. It is opened before the transfer command is sent and ready for bytes only after it:
 * passive mode has a TCP connection by then, active mode would have a listening port.
 */
export interface DataOpening {
  /** Called once the transfer command was sent: the server begins its part of the TLS handshake with it. */
  begin(): void;
  /** The socket, able to carry bytes and not read from yet; under TLS with the certificate of the control connection. */
  ready(limit: Limit): Promise<Socket>;
  close(): void;
}

/** How data connections come about. */
export interface DataMode {
  /** Throws what the server or the network refuses. The control connection stays usable. */
  open(control: ControlConnection, limit: Limit): Promise<DataOpening>;
}

/** We connect to a port that the server names: EPSV (RFC 2428 §3), or PASV (RFC 959 §4.1.2) where that fails. */
export class PassiveMode implements DataMode {
  #extended: 'untried' | 'works' | 'fails' = 'untried';

  async open(control: ControlConnection, limit: Limit): Promise<DataOpening> {
    // PASV can name IPv4 addresses only.
    const mustExtend = isIPv6(control.socket.remoteAddress ?? '') && !isMappedIpv4(control.socket.remoteAddress ?? '');
    if (this.#extended !== 'fails' || mustExtend) {
      try {
        const opening = await this.#openExtended(control, limit);
        this.#extended = 'works';
        return opening;
      } catch (error) {
        if (this.#extended === 'works' || mustExtend || control.lost || isRemoteError(error, 'cancelled', 'busy'))
          throw error;
        control.note('EPSV does not work here: trying PASV');
      }
    }
    const opening = await this.#openPassive(control, limit);
    this.#extended = 'fails';
    return opening;
  }

  async #openExtended(control: ControlConnection, limit: Limit): Promise<DataOpening> {
    const reply = positive(await control.ask('EPSV', limit), 'EPSV');
    return connectTo(parseExtendedPassive(reply), control, limit);
  }

  async #openPassive(control: ControlConnection, limit: Limit): Promise<DataOpening> {
    const reply = positive(await control.ask('PASV', limit), 'PASV');
    const { address, port } = parsePassive(reply);
    const host = (control.socket.remoteAddress ?? '').replace(/^::ffff:/i, '');
    // A server behind NAT names an address that nobody outside can reach; a hostile one names somebody else's (RFC 2577 §3).
    if (address !== host) {
      control.note(`The server names ${address} for the data connection; using ${host}, where it really is`);
    }
    return connectTo(port, control, limit);
  }
}

function isMappedIpv4(address: string): boolean {
  return /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(address);
}

function positive(reply: Reply, command: string): Reply {
  if (!isPositive(reply)) throw replyError(reply, { to: `open a data connection (${command})` });
  return reply;
}

async function connectTo(port: number, control: ControlConnection, limit: Limit): Promise<DataOpening> {
  const { remoteAddress: host = control.place.host, localAddress } = control.socket;
  // Servers compare the addresses of both connections, so on a host with several ours must be the same.
  const socket = connectSocket({ host, port, noDelay: true, ...(localAddress === undefined ? {} : { localAddress }) });
  try {
    await within<void>(shorter(limit, CONNECT_MS), 'an answer to the data connection', (resolve, reject) => {
      const onConnect = () => resolve();
      socket.once('connect', onConnect);
      socket.once('error', reject);
      return () => socket.off('connect', onConnect);
    });
  } catch (error) {
    socket.destroy();
    if (isRemoteError(error, 'cancelled')) throw error;
    throw new RemoteError(
      isRemoteError(error, 'timeout') ? 'timeout' : 'unreachable',
      `The data connection to ${host}, port ${port}, could not be opened.`,
      {
        cause: error,
        retry: 'now',
        serverText: error instanceof Error ? error.message : String(error),
        hint: passiveBlocked,
      },
    );
  }
  return new ConnectedData(socket, control);
}

/** A TCP connection that is there, and its TLS handshake. */
class ConnectedData implements DataOpening {
  readonly #raw: Socket;
  readonly #control: ControlConnection;
  #secured: TLSSocket | undefined;
  #isSecure = false;
  #failure: Error | undefined;

  constructor(raw: Socket, control: ControlConnection) {
    this.#raw = raw;
    this.#control = control;
    raw.on('error', (error) => this.#fail(error));
  }

  begin(): void {
    const { tls } = this.#control;
    if (tls === undefined) return;
    const socket = connectTls({ ...tls, socket: this.#raw });
    socket.on('session', (session) => this.#control.rememberTlsSession(session));
    socket.on('error', (error) => this.#fail(error));
    socket.once('close', () => this.#fail(new Error('The data connection was closed during the TLS handshake.')));
    socket.once('secureConnect', () => {
      this.#isSecure = true;
    });
    this.#secured = socket;
  }

  async ready(limit: Limit): Promise<Socket> {
    const secured = this.#secured;
    if (secured === undefined) return this.#raw;
    if (!this.#isSecure) await this.#handshake(secured, limit);
    this.#refuseOtherCertificate(secured);
    return secured;
  }

  close(): void {
    this.#secured?.destroy();
    this.#raw.destroy();
  }

  #handshake(secured: TLSSocket, limit: Limit): Promise<void> {
    return within(limit, 'its part of the TLS handshake on the data connection', (resolve, reject) => {
      const onSecure = () => resolve();
      const onClose = () => reject(this.#failure ?? new Error('closed'));
      if (this.#failure) reject(this.#failure);
      secured.once('secureConnect', onSecure);
      secured.once('close', onClose);
      return () => {
        secured.off('secureConnect', onSecure);
        secured.off('close', onClose);
      };
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
  }

  /** Whoever took over the port of the data connection has no right to our files, whatever its certificate. */
  #refuseOtherCertificate(secured: TLSSocket): void {
    const controlSocket = this.#control.socket;
    const expected =
      'getPeerCertificate' in controlSocket ? controlSocket.getPeerCertificate().fingerprint256 : undefined;
    if (secured.isSessionReused() || secured.getPeerCertificate().fingerprint256 === expected) return;
    secured.destroy();
    throw new RemoteError(
      'untrusted-host',
      'The data connection shows another certificate than the control connection.',
      {
        hint: 'Somebody may be interfering with the connection. Ask the operator of the server whether this is intended.',
      },
    );
  }
}
