import { describe, expect, test } from 'vitest';
import type { DisconnectOutcome, DisconnectRequest } from '../../shared/model/monitor.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { endSessions } from './end-sessions.ts';
import type { MonitorSource, SourceSession } from './monitor-source.ts';

const call = { signal: new AbortController().signal };

function row(identity: string, facts: Partial<SourceSession> = {}): SourceSession {
  return { identity, user: 'ann', status: 'idle', protocol: 'ftp', canDisconnect: true, ...facts };
}

/** A server with these sessions, which ends one or throws as it is told. */
class Told implements MonitorSource {
  readonly kind = 'vsftpd';
  readonly facts = { live: true, missing: [], disconnects: 'session' } as const;
  sessions: SourceSession[];
  readonly #end: (identity: string) => DisconnectOutcome;
  /** Throws at every look after the first, where there is one. */
  later: RemoteError | undefined;
  #looks = 0;

  constructor(sessions: SourceSession[], end: (identity: string) => DisconnectOutcome) {
    this.sessions = sessions;
    this.#end = end;
  }

  async snapshot() {
    if (this.#looks++ > 0 && this.later) throw this.later;
    return { at: 0, sessions: this.sessions };
  }

  async disconnect(identity: string): Promise<DisconnectOutcome> {
    const outcome = this.#end(identity);
    if (outcome === 'ended') this.sessions = this.sessions.filter((session) => session.identity !== identity);
    return outcome;
  }
}

const end = (source: MonitorSource, requests: DisconnectRequest[]) =>
  endSessions(source, requests, { force: false }, call);
const lost = new RemoteError('disconnected', 'The connection was lost.');

describe('ending sessions', () => {
  test('one that fails takes nothing away from what became of the others', async () => {
    const source = new Told(
      ['1', '2', '3', '4', '5', '6'].map((identity) => row(identity)),
      (identity) => {
        if (identity === '3') throw lost;
        return 'ended';
      },
    );
    const results = await end(
      source,
      source.sessions.map(({ identity }) => ({ identity, user: 'ann' })),
    );
    expect(results.map(({ outcome }) => outcome)).toEqual([
      ...['ended', 'ended', 'still-there', 'ended', 'ended', 'ended'],
    ]);
    expect(results[2]?.message).toBe('The connection was lost.');
  });

  test('what has ended has ended, also where the list cannot be read any more', async () => {
    const source = new Told([row('1')], () => 'ended');
    source.later = lost;
    expect(await end(source, [{ identity: '1', user: 'ann' }])).toMatchObject([{ outcome: 'ended' }]);
  });

  test('where nothing became of any, the failure is told', async () => {
    const source = new Told([row('1'), row('2')], () => {
      throw lost;
    });
    await expect(
      end(source, [
        { identity: '1', user: 'ann' },
        { identity: '2', user: 'ann' },
      ]),
    ).rejects.toBe(lost);
  });

  test('a session whose address is not seen any more is not called gone, and is ended', async () => {
    const source = new Told([row('1')], () => 'ended');
    expect(await end(source, [{ identity: '1', user: 'ann', address: '192.0.2.1' }])).toMatchObject([
      { outcome: 'ended' },
    ]);
  });

  test('a connection on which somebody logged in while the question was open is not called gone', async () => {
    const source = new Told([row('1/ann', { address: '192.0.2.1', port: 5_000 })], () => 'ended');
    const results = await end(source, [{ identity: '1/', address: '192.0.2.1', port: 5_000 }]);
    expect(results).toMatchObject([{ outcome: 'changed', message: expect.stringContaining('logged in') }]);
    expect(source.sessions).toHaveLength(1);
  });

  test('a session that comes from elsewhere by now is left alone', async () => {
    const source = new Told([row('1', { address: '192.0.2.9' })], () => 'ended');
    expect(await end(source, [{ identity: '1', user: 'ann', address: '192.0.2.1' }])).toMatchObject([
      { outcome: 'already-gone' },
    ]);
    expect(source.sessions).toHaveLength(1);
  });
});
