import { type LookupAddress, promises } from 'node:dns';
import { connect, type Socket } from 'node:net';
import { untilCancelled } from './cancelled.ts';

/** So long one address is waited for alone before the next is tried beside it (RFC 8305 §5, "Connection Attempt Delay"). */
const NEXT_MS = 250;
/** What says more of the way there than of the host: another address tells why it cannot be reached. */
const NO_ROUTE = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL']);

export interface ReachOptions {
  /** Told of each address that is tried, where there are several. */
  readonly tell?: (text: string) => void;
  /** Tests give their own. Throws what looking a name up throws. */
  readonly addressesOf?: (host: string) => Promise<readonly LookupAddress[]>;
}

/**
 * Opens a TCP connection to the address of the host that answers first (RFC 8305). An attempt is not given up for the next one, as
 * Node's own way does after 250 ms: on a slow line every address would be, but the last, which may be of a network that is not there.
 *
 * Rejects with the signal's reason, or with the error of the system that says most.
 */
export async function reachHost(
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
  { tell = () => {}, addressesOf = lookedUp }: ReachOptions = {},
): Promise<Socket> {
  signal.throwIfAborted();
  const lookup = addressesOf(host);
  const addresses = await untilCancelled(lookup, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
  return new Race(byTurns(addresses), port, addresses.length > 1 ? tell : () => {}).run(signal);
}

/** Attempts at one host, of which the first to succeed ends the others. */
class Race {
  readonly #addresses: LookupAddress[];
  readonly #port: number;
  readonly #tell: (text: string) => void;
  readonly #open = new Set<Socket>();
  readonly #failures: Error[] = [];
  readonly #outcome = Promise.withResolvers<Socket>();
  #next: NodeJS.Timeout | undefined;

  constructor(addresses: LookupAddress[], port: number, tell: (text: string) => void) {
    this.#addresses = addresses;
    this.#port = port;
    this.#tell = tell;
  }

  async run(signal: AbortSignal): Promise<Socket> {
    const cancel = () => this.#outcome.reject(signal.reason);
    signal.addEventListener('abort', cancel, { once: true });
    this.#tryNext();
    try {
      const socket = await this.#outcome.promise;
      if (signal.aborted) socket.destroy();
      signal.throwIfAborted();
      return socket;
    } finally {
      signal.removeEventListener('abort', cancel);
      clearTimeout(this.#next);
      for (const socket of this.#open) socket.destroy();
    }
  }

  #tryNext(): void {
    clearTimeout(this.#next);
    const next = this.#addresses.shift();
    if (next === undefined) {
      if (this.#open.size === 0) this.#outcome.reject(tellingOf(this.#failures));
      return;
    }
    this.#tell(`trying ${next.address}`);
    const socket = connect({ host: next.address, port: this.#port });
    this.#open.add(socket);
    const onError = (error: Error) => {
      this.#open.delete(socket);
      this.#failures.push(error);
      this.#tryNext();
    };
    socket.once('error', onError);
    socket.once('connect', () => {
      socket.off('error', onError);
      this.#open.delete(socket);
      this.#outcome.resolve(socket);
    });
    if (this.#addresses.length > 0) this.#next = setTimeout(() => this.#tryNext(), NEXT_MS);
  }
}

function lookedUp(host: string): Promise<readonly LookupAddress[]> {
  return promises.lookup(host, { all: true });
}

/** One of either family after the other, in their own order (RFC 8305 §4). */
function byTurns(addresses: readonly LookupAddress[]): LookupAddress[] {
  const first = addresses.filter(({ family }) => family === addresses[0]?.family);
  const second = addresses.filter(({ family }) => family !== addresses[0]?.family);
  const longest = Math.max(first.length, second.length);
  return Array.from({ length: longest }, (_, at) => [first[at], second[at]])
    .flat()
    .filter((address) => address !== undefined);
}

function tellingOf(failures: readonly Error[]): Error {
  const telling = failures.find((error) => !('code' in error && NO_ROUTE.has(String(error.code))));
  return telling ?? failures[0] ?? new Error('The name has no address.');
}
