import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { addressesOf, isIpv6Line, nameOfServer } from './control-address.ts';
import type { Ahead, ControlConnection } from './control-connection.ts';
import { ConnectedData, type DataMode, type DataOpening } from './data-connection.ts';
import { replyError } from './ftp-errors.ts';
import { connectInlet } from './inlet.ts';
import { type Limit, patientFor, reasonOf, shorter, within } from './limit.ts';
import { passiveBlocked } from './meanings.ts';
import { isPositive, parseExtendedPassive, parsePassive, type Reply } from './reply.ts';

/** A blocked port shows by silence; whoever waits longer than this for a handshake on the network waits in vain. */
const CONNECT_MS = 10_000;
/** A data connection that was opened ahead is wanted within a moment or not at all; no port is kept open for longer. */
const AHEAD_MS = 2_000;

/** Servers whose ports are reached by PASV only, as behind a firewall that opens what PASV names and does not know EPSV. */
const onlyPasv = new Set<string>();

/** We connect to a port that the server names: EPSV (RFC 2428 §3), or PASV (RFC 959 §4.1.2) where that fails. */
export class PassiveMode implements DataMode {
  #extended: 'untried' | 'works' | 'fails' = 'untried';
  #ahead: OpenedAhead | undefined;
  #aheadFails = false;
  /** The address of this computer that data connections have to name as theirs; undefined where they have the right one by themselves. */
  #from: string | undefined;

  ahead(control: ControlConnection): Ahead | undefined {
    if (this.#extended !== 'works' || this.#aheadFails || this.#ahead) return undefined;
    return {
      command: 'EPSV',
      take: (reply) => {
        this.#aheadFails = true;
        if (!isPositive(reply)) return;
        const opening = this.#connect(parseExtendedPassive(reply), control, patientFor(CONNECT_MS));
        this.#ahead = new OpenedAhead(opening);
        this.#aheadFails = false;
      },
    };
  }

  async open(control: ControlConnection, limit: Limit): Promise<DataOpening> {
    await control.caughtUp();
    const opened = await this.#takeAhead(limit);
    if (opened) return opened;
    // PASV can name IPv4 addresses only.
    const mustExtend = isIpv6Line(control);
    const name = nameOfServer(control);
    if (this.#extended === 'untried' && onlyPasv.has(name)) this.#extended = 'fails';
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
    // Where it fails, EPSV gets its turn in the next session.
    onlyPasv.delete(name);
    const opening = await this.#openPassive(control, limit);
    this.#extended = 'fails';
    onlyPasv.add(name);
    return opening;
  }

  async #takeAhead(limit: Limit): Promise<DataOpening | undefined> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    const opened = await ahead?.take();
    if (!opened || !limit.signal.aborted) return opened;
    opened.close();
    throw reasonOf(limit.signal);
  }

  async #openExtended(control: ControlConnection, limit: Limit): Promise<DataOpening> {
    const reply = positive(await control.ask('EPSV', limit), 'EPSV');
    const opened = await this.#connect(parseExtendedPassive(reply), control, limit);
    return opened ?? this.#openExtended(control, limit);
  }

  async #openPassive(control: ControlConnection, limit: Limit): Promise<DataOpening> {
    const reply = positive(await control.ask('PASV', limit), 'PASV');
    const { address, port } = parsePassive(reply);
    const host = addressesOf(control).remote;
    // A server behind NAT names an address that nobody outside can reach; a hostile one names somebody else's (RFC 2577 §3).
    if (address !== host) {
      control.note(`The server names ${address} for the data connection; using ${host}, where it really is`);
    }
    return (await this.#connect(port, control, limit)) ?? this.#openPassive(control, limit);
  }

  /**
   * Servers compare the addresses of both connections. The system gives both the same, unless its routes or addresses have changed in
   * between; only then is it told which, since it has to look for a free port for every connection that names its address (bind(2)):
   * among the thousands of ports that a tree of files uses up, that was half of all processor time.
   *
   * @returns undefined where the address was another one; the next connection names it.
   */
  async #connect(port: number, control: ControlConnection, limit: Limit): Promise<ConnectedData | undefined> {
    const opened = await connectTo(port, this.#from, control, limit);
    const { local } = addressesOf(control);
    if (this.#from !== undefined || local === '' || opened.localAddress === local) return opened;
    control.note(`The data connection comes from ${opened.localAddress}, not from ${local} as this one: trying again`);
    opened.close();
    this.#from = control.socket.localAddress;
    return undefined;
  }
}

/** A data connection that nobody has asked for yet. */
class OpenedAhead {
  readonly #opening: Promise<ConnectedData | undefined>;
  readonly #giveUp: NodeJS.Timeout;
  #isTooLate = false;

  constructor(opening: Promise<ConnectedData | undefined>) {
    // Where it fails the usual way is taken, and tells why if that fails too.
    this.#opening = opening.catch(() => undefined);
    this.#giveUp = setTimeout(() => {
      this.#isTooLate = true;
      void this.#opening.then((opened) => opened?.close());
    }, AHEAD_MS).unref();
  }

  /** Undefined where there is none any more. */
  async take(): Promise<DataOpening | undefined> {
    clearTimeout(this.#giveUp);
    const opened = await this.#opening;
    if (opened === undefined || this.#isTooLate || opened.isOver) return undefined;
    return opened.openedAhead();
  }
}

function positive(reply: Reply, command: string): Reply {
  if (!isPositive(reply)) throw replyError(reply, { to: `open a data connection (${command})` });
  return reply;
}

async function connectTo(
  port: number,
  localAddress: string | undefined,
  control: ControlConnection,
  limit: Limit,
): Promise<ConnectedData> {
  const { remoteAddress: host = control.place.host } = control.socket;
  const place = { host, port, noDelay: true, ...(localAddress === undefined ? {} : { localAddress }) };
  // What we say first in the handshake waits at the server until the transfer command has come.
  const socket = connectInlet(place, control.tls);
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
