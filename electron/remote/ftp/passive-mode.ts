import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { addressesOf, isIpv6Line } from './control-address.ts';
import type { ControlConnection } from './control-connection.ts';
import { ConnectedData, type DataMode, type DataOpening } from './data-connection.ts';
import { replyError } from './ftp-errors.ts';
import { connectInlet } from './inlet.ts';
import { type Limit, shorter, within } from './limit.ts';
import { passiveBlocked } from './meanings.ts';
import { isPositive, parseExtendedPassive, parsePassive, type Reply } from './reply.ts';

/** A blocked port shows by silence; whoever waits longer than this for a handshake on the network waits in vain. */
const CONNECT_MS = 10_000;

/** We connect to a port that the server names: EPSV (RFC 2428 §3), or PASV (RFC 959 §4.1.2) where that fails. */
export class PassiveMode implements DataMode {
  #extended: 'untried' | 'works' | 'fails' = 'untried';

  async open(control: ControlConnection, limit: Limit): Promise<DataOpening> {
    // PASV can name IPv4 addresses only.
    const mustExtend = isIpv6Line(control);
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
    const host = addressesOf(control).remote;
    // A server behind NAT names an address that nobody outside can reach; a hostile one names somebody else's (RFC 2577 §3).
    if (address !== host) {
      control.note(`The server names ${address} for the data connection; using ${host}, where it really is`);
    }
    return connectTo(port, control, limit);
  }
}

function positive(reply: Reply, command: string): Reply {
  if (!isPositive(reply)) throw replyError(reply, { to: `open a data connection (${command})` });
  return reply;
}

async function connectTo(port: number, control: ControlConnection, limit: Limit): Promise<DataOpening> {
  const { remoteAddress: host = control.place.host, localAddress } = control.socket;
  // Servers compare the addresses of both connections, so on a host with several ours must be the same.
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
