import { setTimeout as delay } from 'node:timers/promises';
import type {
  DisconnectOutcome,
  DisconnectRequest,
  DisconnectResult,
  SessionIdentity,
} from '../../shared/model/monitor.ts';
import { isRemoteError, RemoteError } from '../../shared/model/remote-error.ts';
import type { Call } from '../remote/remote-file-system.ts';
import type { MonitorSource, SourceSession } from './monitor-source.ts';

/** Servers allow only some commands at the same time over one line (sshd_config(5), MaxSessions 10). */
const AT_ONCE = 4;
/** Looks at the list after the end, and the time between two of them. */
const LOOKS = 5;
const LOOK_EVERY_MS = 300;

/** What became of one request; an error where the server could not be asked, or did not answer. */
type Ending = DisconnectOutcome | RemoteError;

/**
 * Ends sessions, a few at the same time. Each is looked up right before, and left alone where it is no longer whose the user was
 * told; after that the server's own list must confirm who is gone. Throws only where nothing at all became of it.
 */
export async function endSessions(
  source: MonitorSource,
  requests: readonly DisconnectRequest[],
  options: { readonly force: boolean },
  call: Call,
): Promise<DisconnectResult[]> {
  const { sessions } = await source.snapshot(call);
  const present = new Map(sessions.map((session) => [session.identity, session]));
  const endings = new Map<SessionIdentity, Ending>();
  for (let first = 0; first < requests.length; first += AT_ONCE) {
    const some = requests.slice(first, first + AT_ONCE);
    const ended = some.map((request) => {
      const session = present.get(request.identity);
      if (session === undefined && sessions.some((other) => isSameConnection(other, request))) return 'changed';
      return endOne(source, request, session, options, call);
    });
    for (const [index, ending] of (await Promise.all(ended)).entries())
      endings.set(some[index]?.identity ?? '', ending);
  }
  const failures = [...endings.values()].filter((ending) => ending instanceof RemoteError);
  if (failures[0] !== undefined && failures.length === endings.size) throw failures[0];
  const left = await stillListed(source, endings, call);
  return requests.map(({ identity }) => {
    const ending = endings.get(identity) ?? 'already-gone';
    if (left.has(identity)) {
      const message = ending instanceof RemoteError ? ending.message : wordsFor('still-there', source);
      return { identity, outcome: 'still-there', message };
    }
    const outcome = ending instanceof RemoteError ? 'already-gone' : ending;
    return { identity, outcome, message: wordsFor(outcome, source) };
  });
}

async function endOne(
  source: MonitorSource,
  request: DisconnectRequest,
  present: SourceSession | undefined,
  options: { readonly force: boolean },
  call: Call,
): Promise<Ending> {
  if (source.disconnect === undefined) return 'denied';
  if (present === undefined || present.user !== request.user || isElsewhere(present, request)) return 'already-gone';
  try {
    return await source.disconnect(request.identity, options, call);
  } catch (error) {
    if (isRemoteError(error, 'denied')) return 'denied';
    if (isRemoteError(error)) return error;
    throw error;
  }
}

/** Whoever logs in is another session from then on, of another process at some servers; the client's end stays the same. */
function isSameConnection(session: SourceSession, { address, port }: DisconnectRequest): boolean {
  return port !== undefined && session.port === port && session.address === address;
}

/** An address that is only seen sometimes contradicts nothing: a connection that hangs half-closed is listed without one. */
function isElsewhere(present: SourceSession, request: DisconnectRequest): boolean {
  return present.address !== undefined && request.address !== undefined && present.address !== request.address;
}

/** Those that are said to be gone, or of which nothing is known, and that the server goes on listing. */
async function stillListed(
  source: MonitorSource,
  endings: ReadonlyMap<SessionIdentity, Ending>,
  call: Call,
): Promise<ReadonlySet<SessionIdentity>> {
  const unknown = [...endings].filter(([, ending]) => ending instanceof RemoteError).map(([identity]) => identity);
  const gone = [...endings].filter(([, ending]) => ending === 'ended').map(([identity]) => identity);
  const asked = new Set([...gone, ...unknown]);
  try {
    for (let look = 1; asked.size > 0; look++) {
      const { sessions } = await source.snapshot(call);
      const left = new Set(sessions.map(({ identity }) => identity).filter((identity) => asked.has(identity)));
      if (left.size === 0 || look === LOOKS) return left;
      await delay(LOOK_EVERY_MS, undefined, { signal: call.signal });
    }
  } catch (error) {
    // The list cannot be had any more; what the end itself told is all there is.
    if (!isRemoteError(error) && !call.signal.aborted) throw error;
    return new Set(unknown);
  }
  return new Set();
}

function wordsFor(outcome: DisconnectOutcome, { facts }: MonitorSource): string {
  if (outcome === 'ended') return 'Disconnected.';
  if (outcome === 'already-gone') return 'Already disconnected.';
  if (outcome === 'changed') return 'Somebody logged in on this connection meanwhile: look at its new row.';
  if (outcome === 'still-there') return 'The session did not end. Force it?';
  if (facts.disconnects === undefined) return 'This server offers no way to end a session.';
  return 'You may only disconnect your own sessions on this server.';
}
