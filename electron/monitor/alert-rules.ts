import { randomUUID } from 'node:crypto';
import type { Alert, AlertRule, ServerEvent, ServerSession, SessionIdentity } from '../../shared/model/monitor.ts';
import { isAnonymous } from './log-lines/line-event.ts';

const MINUTE_MS = 60_000;
/** So many failures from one address in this time are no slip of the fingers. */
const FAILURES = 5;
const FAILURE_WINDOW_MS = 10 * MINUTE_MS;
const DEFAULT_SESSIONS_PER_USER = 10;
/** Sessions named in one alert. */
const NAMED_SESSIONS = 200;
const KEPT_ALERTS = 200;
const TOO_MANY = 'too-many ';

/** What is in order on one server, kept over restarts. */
export interface KnownGood {
  /** True until something was learned of this server. */
  readonly isNew: boolean;
  has(key: string): boolean;
  add(keys: readonly string[]): void;
}

export interface AlertSettings {
  readonly watchId: string;
  readonly sessionsPerUser?: number | undefined;
}

/**
 * Watches the sessions and the log of one server for what an administrator wants to be called for. Each occasion raises one alert,
 * which is brought up to date until somebody deals with it. Has no I/O and no clock.
 */
export class AlertRules {
  readonly #settings: AlertSettings;
  readonly #known: KnownGood;
  readonly #open = new Map<string, Alert>();
  readonly #seen: Record<'address' | 'clear' | 'anonymous', Set<SessionIdentity>> = {
    address: new Set(),
    clear: new Set(),
    anonymous: new Set(),
  };
  readonly #failures = new Map<string, number[]>();
  /** How many sessions a user had when the alert about them was dismissed. */
  readonly #toleratedSessions = new Map<string, number>();
  /** Portside has never seen this server: the past that its log tells is how it should be. */
  readonly #taught: boolean;
  /** At the first look at such a server, everything is as it should be. */
  #learning: boolean;

  constructor(settings: AlertSettings, known: KnownGood) {
    this.#settings = settings;
    this.#known = known;
    this.#taught = known.isNew;
    this.#learning = known.isNew;
  }

  list(): Alert[] {
    return [...this.#open.values()];
  }

  /** Every session of a snapshot. True where an alert was raised or has changed. */
  look(sessions: readonly ServerSession[], now: number, notify: boolean): boolean {
    const present = new Set(sessions.map(({ identity }) => identity));
    for (const seen of Object.values(this.#seen)) {
      for (const identity of seen) if (!present.has(identity)) seen.delete(identity);
    }
    const occasion = { now, notify };
    let changed = false;
    const learned: string[] = [];
    for (const session of sessions) {
      if (session.user === undefined) continue;
      const key = addressKey(session.user, session.address);
      if (this.#learning || session.own) learned.push(key);
      else changed = this.#lookAtAddress(session, occasion) || changed;
      // The log told of Portside's own login before the session was known for its own.
      if (session.own) changed = this.#open.delete(key) || changed;
      changed = this.#lookAtLine(session, occasion) || changed;
    }
    this.#learning = false;
    this.#known.add(learned.filter((key) => !this.#known.has(key)));
    return this.#countPerUser(sessions, occasion) || changed;
  }

  /** An event of the log, of Portside's own doing or not. True where an alert was raised or has changed. */
  hear(event: ServerEvent & { readonly own?: boolean }, now: number, notify: boolean): boolean {
    const { kind, user, address } = event;
    if (kind === 'login' && user !== undefined && address !== undefined) return this.#hearLogin(event, now, notify);
    if (kind !== 'login-failed' || event.past) return false;
    return this.#countFailure(event, { now, notify });
  }

  /** Never again for this user and address, or whatever the alert is about. False where there is no such alert. */
  accept(id: string): boolean {
    const key = this.#keyOf(id);
    if (key === undefined) return false;
    this.#known.add([key]);
    return this.#open.delete(key);
  }

  /** Dealt with; the next occasion raises it anew. False where there is no such alert. */
  dismiss(id: string): boolean {
    const key = this.#keyOf(id);
    if (key === undefined) return false;
    const alert = this.#open.get(key);
    // What it counted is dealt with too: the same sessions and the same attempts are no new occasion.
    if (alert?.rule === 'too-many-sessions') this.#toleratedSessions.set(key, alert.count);
    this.#failures.delete(key);
    return this.#open.delete(key);
  }

  #keyOf(id: string): string | undefined {
    return [...this.#open].find(([, alert]) => alert.id === id)?.[0];
  }

  #lookAtAddress(session: ServerSession, occasion: Occasion): boolean {
    const { user, address, identity } = session;
    if (user === undefined || address === undefined || this.#seen.address.has(identity)) return false;
    this.#seen.address.add(identity);
    const reason = `${user} is logged in from ${address}, an address that was not seen before for this user.`;
    return this.#raise('new-address', addressKey(user, address), { user, address, identity, reason }, occasion);
  }

  #lookAtLine(session: ServerSession, occasion: Occasion): boolean {
    const { user, address, identity, encrypted, own, sharedAccount } = session;
    if (user === undefined || own) return false;
    const where = address === undefined ? '' : ` from ${address}`;
    if (isAnonymous(user) && !sharedAccount) {
      if (this.#seen.anonymous.has(identity)) return false;
      this.#seen.anonymous.add(identity);
      const reason = `Somebody is logged in anonymously${where}: this server lets everyone in.`;
      return this.#raise('anonymous-login', 'anonymous', { user, address, identity, reason }, occasion);
    }
    if (encrypted !== false || this.#seen.clear.has(identity)) return false;
    this.#seen.clear.add(identity);
    const reason = `${user} is logged in without encryption${where}: the password went over the line in clear text.`;
    return this.#raise('clear-text-login', `clear-text ${user}`, { user, address, identity, reason }, occasion);
  }

  #countPerUser(sessions: readonly ServerSession[], occasion: Occasion): boolean {
    const limit = this.#settings.sessionsPerUser ?? DEFAULT_SESSIONS_PER_USER;
    const perUser = Map.groupBy(
      sessions.filter(({ user, own, sharedAccount }) => user !== undefined && !own && !sharedAccount),
      ({ user }) => user ?? '',
    );
    for (const key of this.#toleratedSessions.keys()) {
      if ((perUser.get(key.slice(TOO_MANY.length))?.length ?? 0) <= limit) this.#toleratedSessions.delete(key);
    }
    let changed = false;
    for (const [user, theirs] of perUser) {
      if (theirs.length <= limit) continue;
      const key = `${TOO_MANY}${user}`;
      if (this.#open.get(key)?.count === theirs.length) continue;
      if (theirs.length <= (this.#toleratedSessions.get(key) ?? 0)) continue;
      const reason = `${user} has ${theirs.length} sessions at the same time; more than ${limit} are unusual.`;
      const identities = theirs.slice(0, NAMED_SESSIONS).map(({ identity }) => identity);
      changed =
        this.#raise('too-many-sessions', key, { user, reason, count: theirs.length, identities }, occasion) || changed;
    }
    return changed;
  }

  /** Catches sessions that come and go between two snapshots; the log of the past teaches what is usual. */
  #hearLogin(
    { user = '', address = '', past, own }: ServerEvent & { readonly own?: boolean },
    now: number,
    notify: boolean,
  ): boolean {
    const key = addressKey(user, address);
    if (own) return false;
    if (past || this.#learning) {
      if (this.#taught && !this.#known.has(key)) this.#known.add([key]);
      return false;
    }
    if (this.#open.has(key)) return false;
    const reason = `${user} logged in from ${address}, an address that was not seen before for this user.`;
    return this.#raise('new-address', key, { user, address, reason }, { now, notify });
  }

  #countFailure({ user, address, at, times: repeated = 1 }: ServerEvent, occasion: Occasion): boolean {
    const who = address ?? user ?? '';
    const key = `failed ${who}`;
    const fresh = new Array<number>(repeated).fill(at);
    const times = [...(this.#failures.get(key) ?? []), ...fresh].filter((time) => time > at - FAILURE_WINDOW_MS);
    // The latest last, so that the one that is forgotten is the one that was quiet longest.
    this.#failures.delete(key);
    this.#failures.set(key, times);
    if (this.#failures.size > 10_000) this.#failures.delete(this.#failures.keys().next().value ?? '');
    if (times.length < FAILURES) return false;
    const target = user === undefined ? '' : `, the last as ${user}`;
    const minutes = FAILURE_WINDOW_MS / MINUTE_MS;
    const from = address === undefined ? `as ${who}` : `from ${address}`;
    const reason = `${times.length} failed logins ${from} within ${minutes} minutes${target}.`;
    return this.#raise('failed-logins', key, { user, address, reason, count: times.length }, occasion);
  }

  #raise(rule: AlertRule, key: string, facts: AlertFacts, { now, notify }: Occasion): boolean {
    if (this.#known.has(key)) return false;
    const earlier = this.#open.get(key);
    const named = facts.identities ?? [...(earlier?.sessions ?? []), ...(facts.identity ? [facts.identity] : [])];
    const alert: Alert = {
      id: earlier?.id ?? randomUUID(),
      watchId: this.#settings.watchId,
      rule,
      at: now,
      reason: facts.reason,
      count: facts.count ?? (earlier?.count ?? 0) + 1,
      sessions: named.slice(-NAMED_SESSIONS),
      notify: earlier?.notify === true || notify,
    };
    if (facts.user !== undefined) alert.user = facts.user;
    if (facts.address !== undefined) alert.address = facts.address;
    this.#open.set(key, alert);
    if (this.#open.size > KEPT_ALERTS) this.#open.delete(this.#open.keys().next().value ?? '');
    return true;
  }
}

interface Occasion {
  readonly now: number;
  readonly notify: boolean;
}

interface AlertFacts {
  readonly reason: string;
  readonly user?: string | undefined;
  readonly address?: string | undefined;
  readonly identity?: SessionIdentity;
  readonly identities?: readonly SessionIdentity[];
  readonly count?: number;
}

function addressKey(user: string, address: string | undefined): string {
  return `address ${JSON.stringify([user, address ?? ''])}`;
}
