import type { ServerSession, SessionIdentity } from '../../shared/model/monitor.ts';
import type { ServerSnapshot, SourceSession } from './monitor-source.ts';

export type Sessions = ReadonlyMap<SessionIdentity, ServerSession>;

/** What is known of sessions beside the snapshot. */
export interface SessionKnowledge {
  /** The name of an address, where it is known already. */
  hostName(address: string): string | undefined;
  isOwn(session: SourceSession): boolean;
  /** Whether a session is encrypted, where the source does not tell and the log did. */
  encrypted?(session: SourceSession): boolean | undefined;
}

export interface SnapshotDifference {
  readonly added: ServerSession[];
  readonly changed: ServerSession[];
  readonly ended: SessionIdentity[];
}

/** Login times come from clocks that tick and answers that take time: smaller differences are none. */
export const SAME_TIME_MS = 3_000;
/** How much the newest measurement counts in a rate. */
const NEWEST_SHARE = 0.5;

/**
 * The sessions of a snapshot completed with what the one before tells: how fast a transfer is, since when a session is idle.
 * Times that differ by the noise of measuring stay as they were, and a session that is the same as before is the same object.
 */
export function completeSnapshot(
  before: { readonly at: number; readonly sessions: Sessions } | undefined,
  snapshot: ServerSnapshot,
  knowledge: SessionKnowledge,
): Sessions {
  const elapsed = before === undefined ? 0 : (snapshot.at - before.at) / 1_000;
  const completed = snapshot.sessions.map((session): [SessionIdentity, ServerSession] => {
    const earlier = before?.sessions.get(session.identity);
    const full: ServerSession = { ...session, own: knowledge.isOwn(session) };
    const hostName = session.address === undefined ? undefined : knowledge.hostName(session.address);
    if (hostName !== undefined) full.hostName = hostName;
    full.encrypted ??= knowledge.encrypted?.(session);
    if (full.encrypted === undefined) delete full.encrypted;
    if (isClose(earlier?.loginTime, session.loginTime)) full.loginTime = earlier?.loginTime;
    if (isClose(earlier?.idleSince, session.idleSince)) full.idleSince = earlier?.idleSince;
    if (full.status === 'idle') full.idleSince ??= idleSince(before !== undefined, earlier, snapshot.at);
    full.rate ??= rateOf(earlier, session, elapsed);
    dropUndefined(full);
    return [session.identity, earlier !== undefined && isEqual(earlier, full) ? earlier : ownCopy(full)];
  });
  return new Map(completed);
}

/** By identity, in the order of the newer one. */
export function diffSnapshots(before: Sessions, after: Sessions): SnapshotDifference {
  const added: ServerSession[] = [];
  const changed: ServerSession[] = [];
  for (const [identity, session] of after) {
    const earlier = before.get(identity);
    if (earlier === undefined) added.push(session);
    else if (earlier !== session && !isEqual(earlier, session)) changed.push(session);
  }
  const ended = [...before.keys()].filter((identity) => !after.has(identity));
  return { added, changed, ended };
}

/** Where the source does not tell: since it was first seen so. Of those that were idle at the first look nobody knows. */
function idleSince(watchedBefore: boolean, earlier: ServerSession | undefined, now: number): number | undefined {
  if (earlier?.status === 'idle') return earlier.idleSince;
  return watchedBefore ? now : undefined;
}

function rateOf(earlier: ServerSession | undefined, now: SourceSession, seconds: number): number | undefined {
  if (earlier?.transferred === undefined || now.transferred === undefined || seconds <= 0) return undefined;
  if (earlier.file !== now.file || earlier.status !== now.status || now.transferred < earlier.transferred)
    return undefined;
  const measured = (now.transferred - earlier.transferred) / seconds;
  const rate = earlier.rate === undefined ? measured : measured * NEWEST_SHARE + earlier.rate * (1 - NEWEST_SHARE);
  return Math.round(rate);
}

function isClose(before: number | undefined, now: number | undefined): boolean {
  return before !== undefined && now !== undefined && Math.abs(before - now) < SAME_TIME_MS;
}

function isEqual(a: ServerSession, b: ServerSession): boolean {
  const keys = Object.keys(a) as (keyof ServerSession)[];
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}

function dropUndefined(session: ServerSession): void {
  for (const key of Object.keys(session) as (keyof ServerSession)[]) {
    if (session[key] === undefined) delete session[key];
  }
}

/** A part of a string keeps the whole alive: without this a row that stays would hold on to the answer it was read from. */
function ownCopy(session: ServerSession): ServerSession {
  return JSON.parse(JSON.stringify(session)) as ServerSession;
}
