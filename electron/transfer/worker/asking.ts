import type { Credentials } from '../../remote/credentials.ts';
import type { HostTrust } from '../../remote/host-trust.ts';
import type { Asked, MainRequests, SessionNumber, WorkerRequests } from './messages.ts';
import type { Wire } from './wire.ts';

type Member = (...inputs: unknown[]) => unknown;

/**
 * Trust and credentials of a session as a worker sees them: every question goes to the main thread, which knows the answer or asks
 * the user. A secret crosses only as the answer to its question.
 */
export function askingOver(
  wire: Wire<MainRequests, WorkerRequests>,
  session: SessionNumber,
  asks: { readonly [whom in Asked]: readonly string[] },
): { trust: HostTrust; credentials: Credentials } {
  const standIn = (whom: Asked): unknown => Object.fromEntries(asks[whom].map((member) => [member, ask(whom, member)]));
  const ask =
    (whom: Asked, member: string): Member =>
    (...inputs) => {
      const signal = inputs.find((input) => input instanceof AbortSignal);
      const plain = inputs.filter((input) => !(input instanceof AbortSignal));
      return wire.call('ask', { session, whom, member, inputs: plain }, signal);
    };
  const credentials = standIn('credentials') as Credentials;
  // What only answers with another object to ask cannot cross: what is asked of that carries the way to it.
  if (credentials.forJumpHost) {
    const members = asks.credentials.filter((member) => member !== JUMP_HOST);
    const askJump = ask('credentials', JUMP_HOST);
    credentials.forJumpHost = (hop) =>
      Object.fromEntries(
        members.map((member) => [member, (...inputs: unknown[]) => askJump(plainHop(hop), member, ...inputs)]),
      ) as unknown as Credentials;
  }
  return { trust: standIn('trust') as HostTrust, credentials };
}

const JUMP_HOST: keyof Credentials = 'forJumpHost';
type JumpHost = Parameters<NonNullable<Credentials['forJumpHost']>>[0];

function plainHop({ host, port, user }: JumpHost): JumpHost {
  return { host, port, user };
}

/** The names of what can be asked of an object: its methods, those that its class may lack left out. */
export function membersOf(asked: object): string[] {
  const names = new Set<string>();
  for (let level = asked; level !== Object.prototype && level !== null; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) {
      if (name !== 'constructor' && typeof Reflect.get(asked, name) === 'function') names.add(name);
    }
  }
  return [...names];
}

/** Puts a worker's question to the one who knows. The abort signal is the last input, as in every such member. */
export function answerFor(
  asked: object,
  member: string,
  inputs: readonly unknown[],
  signal: AbortSignal,
): Promise<unknown> {
  if (!membersOf(asked).includes(member)) return Promise.reject(new Error(`nobody can be asked “${member}”`));
  if (member === JUMP_HOST) {
    const [hop, of, ...rest] = inputs;
    return answerFor((asked as Required<Credentials>).forJumpHost(hop as JumpHost), String(of), rest, signal);
  }
  const method = Reflect.get(asked, member) as Member;
  return Promise.resolve(Reflect.apply(method, asked, [...inputs.map(withBuffers), signal]));
}

/** Bytes cross threads as plain arrays; whoever compares keys expects them as they were. */
function withBuffers(value: unknown): unknown {
  const seen = new Map<object, object>();
  const revive = (one: unknown): unknown => {
    if (one instanceof Uint8Array) return Buffer.from(one.buffer, one.byteOffset, one.byteLength);
    if (typeof one !== 'object' || one === null) return one;
    const known = seen.get(one);
    if (known) return known;
    // A certificate can be its own issuer.
    const copy: Record<string, unknown> | unknown[] = Array.isArray(one) ? [] : {};
    seen.set(one, copy);
    for (const [key, member] of Object.entries(one)) Reflect.set(copy, key, revive(member));
    return copy;
  };
  return revive(value);
}
