import { setTimeout as delay } from 'node:timers/promises';
import type { DisconnectOutcome, DisconnectRequest, DisconnectResult } from '../../shared/model/monitor.ts';
import { isRemoteError } from '../../shared/model/remote-error.ts';
import type { Call } from '../remote/remote-file-system.ts';
import type { MonitorSource, SourceSession } from './monitor-source.ts';

/** Servers allow only some commands at the same time over one line (sshd_config(5), MaxSessions 10). */
const AT_ONCE = 4;
/** Looks at the list after the end, and the time between two of them. */
const LOOKS = 5;
const LOOK_EVERY_MS = 300;

/**
 * Ends sessions, a few at the same time. Each is looked up right before, and left alone where it is no longer whose the user was
 * told; after the signal the server's own list must confirm that it is gone. Throws only where the server cannot be asked.
 */
export async function endSessions(
  source: MonitorSource,
  requests: readonly DisconnectRequest[],
  options: { readonly force: boolean },
  call: Call,
): Promise<DisconnectResult[]> {
  const { sessions } = await source.snapshot(call);
  const present = new Map(sessions.map((session) => [session.identity, session]));
  const results: DisconnectResult[] = [];
  for (let first = 0; first < requests.length; first += AT_ONCE) {
    const some = requests.slice(first, first + AT_ONCE);
    const outcomes = some.map((request) => endOne(source, request, present.get(request.identity), options, call));
    for (const [index, outcome] of (await Promise.all(outcomes)).entries()) {
      const identity = some[index]?.identity ?? '';
      results.push({ identity, outcome, message: wordsFor(outcome, source) });
    }
  }
  const claimed = new Set(results.filter(({ outcome }) => outcome === 'ended').map(({ identity }) => identity));
  const left = await stillListed(source, claimed, call);
  return results.map((result) =>
    left.has(result.identity)
      ? { identity: result.identity, outcome: 'still-there', message: wordsFor('still-there', source) }
      : result,
  );
}

async function endOne(
  source: MonitorSource,
  request: DisconnectRequest,
  present: SourceSession | undefined,
  options: { readonly force: boolean },
  call: Call,
): Promise<DisconnectOutcome> {
  if (source.disconnect === undefined) return 'denied';
  if (present === undefined || present.user !== request.user || present.address !== request.address)
    return 'already-gone';
  try {
    return await source.disconnect(request.identity, options, call);
  } catch (error) {
    if (isRemoteError(error, 'denied')) return 'denied';
    throw error;
  }
}

/** Those of the sessions that the server goes on listing. */
async function stillListed(source: MonitorSource, identities: ReadonlySet<string>, call: Call): Promise<Set<string>> {
  for (let look = 1; identities.size > 0; look++) {
    const { sessions } = await source.snapshot(call);
    const left = new Set(sessions.map(({ identity }) => identity).filter((identity) => identities.has(identity)));
    if (left.size === 0 || look === LOOKS) return left;
    await delay(LOOK_EVERY_MS, undefined, { signal: call.signal });
  }
  return new Set();
}

function wordsFor(outcome: DisconnectOutcome, { facts }: MonitorSource): string {
  if (outcome === 'ended') return 'Disconnected.';
  if (outcome === 'already-gone') return 'Already disconnected.';
  if (outcome === 'still-there') return 'The session did not end. Force it?';
  if (facts.disconnects === undefined) return 'This server offers no way to end a session.';
  return 'You may only disconnect your own sessions on this server.';
}
