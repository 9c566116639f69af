import { Resolver } from 'node:dns/promises';

const HOUR_MS = 3_600_000;
const AT_ONCE = 4;
const KEPT = 10_000;

export interface ReverseNamesOptions {
  /** The names of an address; throws where it has none. */
  readonly lookUp?: (address: string) => Promise<string[]>;
  readonly now?: () => number;
}

interface Known {
  readonly name: string | undefined;
  readonly until: number;
}

/** Names of addresses, looked up beside the work and kept for an hour: whoever asks gets what is known by then. */
export class ReverseNames {
  readonly #lookUp: (address: string) => Promise<string[]>;
  readonly #now: () => number;
  readonly #known = new Map<string, Known>();
  readonly #waiting = new Set<string>();
  #running = 0;

  constructor(options: ReverseNamesOptions = {}) {
    const resolver = new Resolver({ timeout: 3_000, tries: 1 });
    this.#lookUp = options.lookUp ?? ((address) => resolver.reverse(address));
    this.#now = options.now ?? Date.now;
  }

  /** Undefined where the address has no name, or it is not known yet. */
  of(address: string): string | undefined {
    // Each machine calls itself by its own name: this one's says nothing about the server's.
    if (isLoopback(address)) return undefined;
    const known = this.#known.get(address);
    if (known === undefined || known.until < this.#now()) {
      this.#waiting.add(address);
      this.#next();
    }
    return known?.name;
  }

  #next(): void {
    const [address] = this.#waiting;
    if (address === undefined || this.#running >= AT_ONCE) return;
    this.#waiting.delete(address);
    this.#running++;
    // Without a name, or without a name server, the address speaks for itself.
    const names = this.#lookUp(address).catch((): string[] => []);
    void names.then(([name]) => {
      this.#running--;
      this.#known.delete(address);
      this.#known.set(address, { name, until: this.#now() + HOUR_MS });
      if (this.#known.size > KEPT) this.#known.delete(this.#known.keys().next().value ?? '');
      this.#next();
    });
    // Until the answer, nobody asks for it again.
    this.#known.set(address, { name: this.#known.get(address)?.name, until: this.#now() + HOUR_MS });
  }
}

/** RFC 6890: 127.0.0.0/8 and ::1. */
function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
}
