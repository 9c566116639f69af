import { setTimeout as delay } from 'node:timers/promises';
import type {
  DisconnectOutcome,
  ServerEvent,
  ServerEventKind,
  SessionIdentity,
  SessionStatus,
} from '../../../shared/model/monitor.ts';
import type { DemoServer } from '../../demo-server/demo-server.ts';
import type { DemoSession } from '../../demo-server/sessions.ts';
import type { Call } from '../../remote/remote-file-system.ts';
import { known } from '../log-lines/line-event.ts';
import type { MonitorSource, ServerSnapshot, SourceFacts, SourceSession } from '../monitor-source.ts';

/** The demo server keeps no log; this often its sessions are compared instead. */
const LOOK_EVERY_MS = 250;
const ENDS_WITHIN_LOOKS = 12;

/** Portside's own demo server, watched from inside: everything is known and everything is allowed. */
export class DemoSource implements MonitorSource {
  readonly kind = 'demo';
  readonly facts: SourceFacts = {
    live: true,
    missing: [],
    disconnects: 'session',
    log: 'what the demo server does',
    clockSkewMs: 0,
  };
  readonly #server: Pick<DemoServer, 'sessions'>;

  constructor(server: Pick<DemoServer, 'sessions'>) {
    this.#server = server;
  }

  async snapshot(): Promise<ServerSnapshot> {
    return { at: Date.now(), sessions: this.#server.sessions().map(describe) };
  }

  async *follow({ signal }: Call): AsyncIterable<ServerEvent> {
    let before = new Map(this.#server.sessions().map((session) => [session.id, session]));
    while (!signal.aborted) {
      await delay(LOOK_EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined); // the loop ends with the signal
      const now = new Map(this.#server.sessions().map((session) => [session.id, session]));
      yield* eventsBetween(before, now);
      before = now;
    }
  }

  async disconnect(identity: SessionIdentity, _options: unknown, { signal }: Call): Promise<DisconnectOutcome> {
    const find = () => this.#server.sessions().find((session) => identityOf(session) === identity);
    const session = find();
    if (session === undefined) return 'already-gone';
    session.disconnect();
    for (let look = 0; look < ENDS_WITHIN_LOOKS; look++) {
      if (find() === undefined) return 'ended';
      await delay(LOOK_EVERY_MS, undefined, { signal });
    }
    return 'still-there';
  }
}

function identityOf({ id, user = '' }: DemoSession): SessionIdentity {
  return `${id}/${user}`;
}

function describe(session: DemoSession): SourceSession {
  const { user, address, port, loginTime, connectedAt, state, protocol, encrypted, file, bytes } = session;
  const moving = state === 'downloading' || state === 'uploading';
  return {
    ...known({ user, file, transferred: moving ? bytes : undefined }),
    identity: identityOf(session),
    address: address.replace(/^::ffff:/, ''),
    port,
    loginTime: loginTime ?? connectedAt,
    status: state satisfies SessionStatus,
    protocol,
    encrypted,
    canDisconnect: true,
  };
}

type ById = ReadonlyMap<string, DemoSession>;

/** What must have happened between two looks. */
function eventsBetween(before: ById, now: ById): ServerEvent[] {
  const events: ServerEvent[] = [];
  for (const [id, session] of now) {
    const earlier = before.get(id);
    if (earlier === undefined) events.push(event('connect', session));
    if (earlier?.user === undefined && session.user !== undefined) events.push(event('login', session));
    if (earlier !== undefined && earlier.file !== session.file) events.push(...transferred(earlier));
  }
  for (const [id, session] of before) {
    if (!now.has(id)) events.push(...transferred(session), event('logout', session));
  }
  return events;
}

function transferred(session: DemoSession): ServerEvent[] {
  const { state, file, bytes } = session;
  if (file === undefined || (state !== 'downloading' && state !== 'uploading')) return [];
  return [{ ...event(state === 'downloading' ? 'download' : 'upload', session), file, bytes }];
}

function event(kind: ServerEventKind, { user, address, protocol, file }: DemoSession): ServerEvent {
  const what = kind === 'download' || kind === 'upload' ? ` ${file}` : '';
  const raw = `${protocol} ${user ?? '(not logged in)'} ${address} ${kind}${what}`;
  return { ...known({ user }), kind, address, protocol, at: Date.now(), raw, past: false };
}
