import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Direction, type LineFault, Relay } from './faulty-relay.ts';
import { type PassivePlace, rewritePassiveReplies } from './passive-replies.ts';

export interface FaultyProxyOptions {
  /** The server behind the proxy, an address of this machine. */
  readonly host: string;
  readonly port: number;
  /** Where the proxy listens. Default: the server's address. */
  readonly listenOn?: string;
  /**
   * For FTP under TLS, whose passive replies nobody on the way can read: the ports that the server may name. The proxy
   * listens on them itself, so `listenOn` must be another address than the server's.
   */
  readonly dataPorts?: { readonly first: number; readonly last: number };
  /** `ftp`: the data connections that passive replies on a plain control connection announce pass through the proxy too. */
  readonly carries: 'ftp' | 'sftp';
}

/** What a rule applies to: the connections clients make to the proxy, or FTP's data connections. */
type Channel = 'control' | 'data';

interface FaultRule {
  readonly on: Channel;
  /** The how-manieth connection opened after the injection, from 1; `new`: each of those; absent: those open now as well. */
  readonly connection?: number | 'new';
  /** Absent: both, each with a count of its own. */
  readonly direction?: Direction;
  /** `refuse` resets the connection before a byte has passed. */
  readonly fault: LineFault | { readonly do: 'refuse' };
}

/** A line to a server on which things go wrong when a test says so, and which is honest until then. */
export interface FaultyProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  inject(rule: FaultRule): void;
  /** Forgets all rules. What a fault has done already stays done. */
  heal(): void;
  /** Connections of that kind so far, refused ones among them. */
  opened(channel: Channel): number;
  /** Bytes that have passed in that direction so far, on closed connections too. */
  passed(channel: Channel, direction: Direction): number;
  /** Resets every connection and stops listening. */
  close(): Promise<void>;
}

/** Starts a proxy on a free port. */
export async function startFaultyProxy(options: FaultyProxyOptions): Promise<FaultyProxy> {
  const proxy = new LoopbackProxy(options);
  const port = await proxy.listen();
  const close = (): Promise<void> => proxy.close();
  return {
    host: options.listenOn ?? options.host,
    port,
    inject: (rule) => proxy.inject(rule),
    heal: () => proxy.heal(),
    opened: (channel) => proxy.opened[channel],
    passed: (channel, direction) => proxy.passed(channel, direction),
    close,
    [Symbol.asyncDispose]: close,
  };
}

class LoopbackProxy {
  readonly opened: Record<Channel, number> = { control: 0, data: 0 };
  readonly #options: FaultyProxyOptions;
  readonly #listeners = new Set<Server>();
  /** Open ones. */
  readonly #relays = new Map<Relay, Channel>();
  readonly #all: { readonly channel: Channel; readonly relay: Relay }[] = [];
  #rules: Array<{ readonly rule: FaultRule; readonly openedBefore: number }> = [];

  constructor(options: FaultyProxyOptions) {
    this.#options = options;
  }

  async listen(): Promise<number> {
    const { host, dataPorts } = this.#options;
    for (let port = dataPorts?.first ?? 1; port <= (dataPorts?.last ?? 0); port += 1) {
      await this.#listen((client) => this.#accept('data', client, { host, port }), port);
    }
    return portOf(await this.#listen((client) => this.#accept('control', client, this.#options)));
  }

  inject(rule: FaultRule): void {
    this.#rules.push({ rule, openedBefore: this.opened[rule.on] });
    if (rule.connection !== undefined) return;
    for (const [relay, channel] of this.#relays) if (channel === rule.on) apply(rule, relay);
  }

  heal(): void {
    this.#rules = [];
    for (const relay of this.#relays.keys()) relay.heal();
  }

  passed(channel: Channel, direction: Direction): number {
    const relays = this.#all.filter((each) => each.channel === channel);
    return relays.reduce((sum, { relay }) => sum + relay.passed(direction), 0);
  }

  async close(): Promise<void> {
    const stopped = [...this.#listeners].map((server) => once(server, 'close'));
    for (const server of this.#listeners) server.close();
    for (const relay of this.#relays.keys()) relay.reset();
    await Promise.all(stopped);
  }

  get #address(): string {
    return this.#options.listenOn ?? this.#options.host;
  }

  async #listen(accept: (client: Socket) => void, port = 0): Promise<Server> {
    const listener = createServer({ allowHalfOpen: true, pauseOnConnect: true }, accept);
    listener.listen(port, this.#address);
    await once(listener, 'listening');
    this.#listeners.add(listener);
    listener.once('close', () => this.#listeners.delete(listener));
    return listener;
  }

  #accept(channel: Channel, client: Socket, target: PassivePlace): void {
    this.opened[channel] += 1;
    const rules = this.#rulesFor(channel, this.opened[channel]);
    if (rules.some((rule) => rule.fault.do === 'refuse')) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: target.host, port: target.port, allowHalfOpen: true });
    const waiting = new Set<Server>();
    const relay = new Relay(client, server, (bytes) =>
      channel === 'control' && this.#options.carries === 'ftp'
        ? rewritePassiveReplies(bytes, this.#address, (place) => this.#announce(place, waiting))
        : bytes,
    );
    this.#relays.set(relay, channel);
    this.#all.push({ channel, relay });
    for (const rule of rules) apply(rule, relay);
    void relay.closed.then(() => {
      this.#relays.delete(relay);
      for (const listener of waiting) listener.close();
    });
  }

  /** Waits for one data connection, and carries it. */
  async #announce(place: PassivePlace, waiting: Set<Server>): Promise<number> {
    const listener = await this.#listen((client) => {
      listener.close();
      waiting.delete(listener);
      this.#accept('data', client, place);
    });
    waiting.add(listener);
    return portOf(listener);
  }

  #rulesFor(channel: Channel, ordinal: number): FaultRule[] {
    const applying = this.#rules.filter(
      ({ rule: { on, connection }, openedBefore }) =>
        on === channel && (typeof connection !== 'number' || connection === ordinal - openedBefore),
    );
    return applying.map(({ rule }) => rule);
  }
}

function portOf(listener: Server): number {
  return (listener.address() as AddressInfo).port;
}

function apply(rule: FaultRule, relay: Relay): void {
  const { fault } = rule;
  if (fault.do === 'refuse') return;
  for (const direction of ['to-server', 'to-client'] as const) {
    if (rule.direction === undefined || rule.direction === direction) relay.inject(direction, fault);
  }
}
