import { lookup } from 'node:dns/promises';
import { createServer, isIP, type Server, type Socket } from 'node:net';
import type { FtpOptions } from '../../../shared/model/connection-options.ts';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { addressesOf, isPrivateAddress, plainAddress } from './control-address.ts';
import type { ControlConnection } from './control-connection.ts';
import { ConnectedData, type DataMode, type DataOpening } from './data-connection.ts';
import { replyError } from './ftp-errors.ts';
import { type Limit, shorter, within } from './limit.ts';
import { isNotImplemented, isPositive } from './reply.ts';

/** A server that may call does so at once, and repeats a call that was lost within seconds. */
const CALL_MS = 15_000;

export type ActiveOptions = Pick<FtpOptions, 'activePorts' | 'activeAddress'>;

/**
 * We listen and the server connects: PORT (RFC 959 §3.2), or EPRT (RFC 2428 §2) over IPv6 and where PORT is unknown. The
 * port is open on the address of the control connection only, for one connection, and for nobody but the server.
 */
export class ActiveMode implements DataMode {
  readonly #options: ActiveOptions;
  #nextPort: number | undefined;
  #extended = false;

  constructor(options: ActiveOptions) {
    this.#options = options;
  }

  async open(control: ControlConnection, limit: Limit): Promise<DataOpening> {
    const address = await this.#announcedAddress(control, limit);
    const opening = new AwaitedData(control, this.#hint(control));
    try {
      const port = await this.#listen(opening, control);
      await this.#announce(control, address, port, limit);
      return opening;
    } catch (error) {
      opening.close();
      throw error;
    }
  }

  async #announce(control: ControlConnection, address: string, port: number, limit: Limit): Promise<void> {
    const family = isIP(address);
    const extended = `EPRT |${family === 6 ? 2 : 1}|${address}|${port}|`;
    const simple = `PORT ${address.replaceAll('.', ',')},${port >> 8},${port & 255}`;
    this.#extended ||= family === 6;
    let reply = await control.ask(this.#extended ? extended : simple, limit);
    if (isNotImplemented(reply) && reply.code !== 501 && !this.#extended) {
      const second = await control.ask(extended, limit);
      if (isPositive(second)) this.#extended = true;
      if (!isNotImplemented(second)) reply = second;
    }
    if (isPositive(reply)) return;
    const refused = replyError(reply, { to: `use active mode (${this.#extended ? 'EPRT' : 'PORT'})` });
    const { message, serverCode, serverText } = refused.data;
    throw new RemoteError('unreachable', message, {
      retry: 'never',
      hint: this.#hint(control),
      ...(serverCode === undefined ? {} : { serverCode }),
      ...(serverText === undefined ? {} : { serverText }),
    });
  }

  /** Where the server shall call: what the user says, or where the control connection comes from. */
  async #announcedAddress(control: ControlConnection, limit: Limit): Promise<string> {
    const { local } = addressesOf(control);
    const { activeAddress } = this.#options;
    if (activeAddress === undefined) return local;
    const family = isIP(local) === 6 ? 6 : 4;
    if (isIP(activeAddress) === family) return activeAddress;
    if (isIP(activeAddress) === 0) return addressOfName(activeAddress, family, limit);
    throw new RemoteError(
      'invalid-request',
      `The address ${activeAddress} for active mode does not fit: the connection to the server uses IPv${family}.`,
      { hint: 'Correct or clear the external address in the settings of this site.' },
    );
  }

  /** The next free port of the range, or any. One after the other, since a port that was just in use may not serve the same server at once. */
  async #listen(opening: AwaitedData, control: ControlConnection): Promise<number> {
    const { local } = addressesOf(control);
    const { activePorts } = this.#options;
    if (activePorts === undefined) return opening.listen(local, 0);
    const { first, last } = activePorts;
    const count = last - first + 1;
    this.#nextPort ??= first + Math.floor(Math.random() * count);
    for (let tried = 0; tried < count; tried += 1) {
      const port: number = this.#nextPort;
      this.#nextPort = port === last ? first : port + 1;
      try {
        return await opening.listen(local, port);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'))
          throw notListening(error, port);
      }
    }
    throw new RemoteError('busy', `Every port of this computer from ${first} to ${last} is in use.`, {
      retry: 'now',
      hint: 'Active mode may use these ports only. Allow a wider range in the settings of this site, or fewer sessions.',
    });
  }

  #hint(control: ControlConnection): string {
    const { local, remote } = addressesOf(control);
    const { activePorts, activeAddress } = this.#options;
    const ports = activePorts === undefined ? 'all ports' : `the ports ${activePorts.first} to ${activePorts.last}`;
    const behindRouter = activeAddress === undefined && isPrivateAddress(local) && !isPrivateAddress(remote);
    return (
      `In active mode the server calls this computer: its firewall and router must let ${ports} in. ` +
      (behindRouter
        ? 'This computer is behind a router, so the site also needs its external address. Passive mode needs neither.'
        : 'Passive mode does not need that.')
    );
  }
}

async function addressOfName(name: string, family: 4 | 6, limit: Limit): Promise<string> {
  try {
    return await within<string>(limit, `the address of ${name}`, (resolve, reject) => {
      lookup(name, { family }).then(({ address }) => resolve(address), reject);
      return () => {};
    });
  } catch (error) {
    if (isRemoteError(error)) throw error;
    throw new RemoteError('unreachable', `The external address “${name}” for active mode could not be looked up.`, {
      cause: error,
      retry: 'now',
      hint: 'Check the external address in the settings of this site.',
    });
  }
}

function notListening(error: unknown, port: number): RemoteError {
  const words = error instanceof Error ? error.message : String(error);
  return new RemoteError('io', `This computer does not let Portside listen on port ${port}: ${words}`, {
    cause: error,
    hint: 'Choose other ports for active mode in the settings of this site, above 1023.',
  });
}

/** A port on which the server is awaited, and then the connection that it made. */
class AwaitedData implements DataOpening {
  readonly #control: ControlConnection;
  readonly #hint: string;
  readonly #listener: Server;
  #connected: ConnectedData | undefined;
  #begun = false;
  #tell: (() => void) | undefined;

  constructor(control: ControlConnection, hint: string) {
    this.#control = control;
    this.#hint = hint;
    this.#listener = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => this.#accept(socket));
  }

  /** Answers the port. Throws the system's error. @param port 0 for any. */
  listen(address: string, port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#listener.once('error', reject);
      this.#listener.listen({ host: address, port, exclusive: true, backlog: 4 }, () => {
        this.#listener.off('error', reject);
        // What fails later shows as a server that does not come.
        this.#listener.on('error', () => {});
        const bound = this.#listener.address();
        resolve(bound !== null && typeof bound === 'object' ? bound.port : port);
      });
    });
  }

  begin(): void {
    this.#begun = true;
    this.#connected?.begin();
  }

  async ready(limit: Limit): Promise<Socket> {
    if (this.#connected === undefined) {
      await within<void>(shorter(limit, CALL_MS), 'the data connection', (resolve) => {
        this.#tell = resolve;
        return () => {
          this.#tell = undefined;
        };
      });
    }
    if (this.#connected === undefined) throw new Error('The data connection was closed before it came.');
    return this.#connected.ready(limit);
  }

  explain(error: RemoteError): RemoteError {
    const never = this.#connected === undefined && error.kind === 'timeout';
    if (!never && error.kind !== 'unreachable') return error;
    const { kind: _, message, ...more } = error.data;
    const silence = 'The server did not open the data connection to this computer.';
    return new RemoteError('unreachable', never ? silence : message, { ...more, hint: this.#hint, cause: error });
  }

  close(): void {
    this.#listener.close();
    this.#connected?.close();
  }

  #accept(socket: Socket): void {
    const caller = plainAddress(socket.remoteAddress);
    // Whoever guesses the port would otherwise get the file, or plant one (RFC 2577 §4).
    if (this.#connected !== undefined || caller !== addressesOf(this.#control).remote) {
      socket.on('error', () => {}); // it is being refused
      socket.resetAndDestroy();
      this.#control.note(`Refused a data connection from ${caller}, which is not the server`);
      return;
    }
    this.#listener.close();
    this.#connected = new ConnectedData(socket, this.#control);
    if (this.#begun) this.#connected.begin();
    this.#tell?.();
  }
}
