import type { Socket } from 'node:net';
import { connect as connectTls, TLSSocket } from 'node:tls';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { plainAddress } from './control-address.ts';
import type { Ahead, ControlConnection } from './control-connection.ts';
import { type Limit, within } from './limit.ts';

/**
 * A data connection on its way. It is opened before the transfer command is sent and ready for bytes only after it:
 * passive mode has a TCP connection by then, active mode a port on which the server is awaited.
 */
export interface DataOpening {
  /** Called once the transfer command was sent: the server begins its part of the TLS handshake with it. */
  begin(): void;
  /**
   * Sends all bytes of an upload, and their end, along with its command instead of after the answer: they wait at the server, and a
   * round trip is saved. False, and nothing is sent, where the line is not ready for that: under TLS, or in active mode.
   */
  sendAlong?(bytes: Buffer): boolean;
  /** The socket, able to carry bytes and not read from yet; under TLS with the certificate of the control connection. */
  ready(limit: Limit): Promise<Socket>;
  /** A failure as the user should read it: it may be about the data connection, whose ways only this knows. */
  explain(error: RemoteError): RemoteError;
  close(): void;
  /** True where it was opened before it was known what for; the server may have given it up since. */
  readonly isAhead?: boolean;
}

/** How data connections come about. */
export interface DataMode {
  /** Throws what the server or the network refuses. The control connection stays usable. */
  open(control: ControlConnection, limit: Limit): Promise<DataOpening>;
  /**
   * What asks for the next data connection before it is needed, so that {@link open} finds it there. Undefined where that is of no
   * use, or one is on its way.
   */
  ahead?(control: ControlConnection): Ahead | undefined;
}

/** A TCP connection that is there, and its TLS handshake, which may have begun. */
export class ConnectedData implements DataOpening {
  readonly #raw: Socket;
  readonly #control: ControlConnection;
  #secured: TLSSocket | undefined;
  #isSecure = false;
  #failure: Error | undefined;
  #isAhead = false;

  constructor(raw: Socket, control: ControlConnection) {
    this.#raw = raw;
    this.#control = control;
    raw.on('error', (error) => this.#fail(error));
    if (raw instanceof TLSSocket) this.#secure(raw);
  }

  get isAhead(): boolean {
    return this.#isAhead;
  }

  /** True where the server has closed it, or the network. */
  get isOver(): boolean {
    return this.#failure !== undefined || this.#raw.destroyed || this.#raw.readableEnded;
  }

  /** Where it comes from. */
  get localAddress(): string {
    return plainAddress(this.#raw.localAddress);
  }

  openedAhead(): this {
    this.#isAhead = true;
    return this;
  }

  begin(): void {
    const { tls } = this.#control;
    if (tls === undefined || this.#secured) return;
    this.#secure(connectTls({ ...tls, socket: this.#raw }));
  }

  sendAlong(bytes: Buffer): boolean {
    if (this.#control.tls !== undefined || this.isOver) return false;
    this.#raw.end(bytes);
    return true;
  }

  #secure(socket: TLSSocket): void {
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

  explain(error: RemoteError): RemoteError {
    return error;
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
