import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type {
  Alert,
  DisconnectOutcome,
  LogLine,
  ServerEvent,
  ServerKind,
  SessionsDelta,
  Watch,
} from '../../shared/model/monitor.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { eventually } from '../../test/eventually.ts';
import type { Call } from '../remote/remote-file-system.ts';
import { MonitorService, type ReachedPlace } from './monitor-service.ts';
import type { MonitorSource, SourceFacts, SourceSession } from './monitor-source.ts';

const never = new AbortController().signal;
const pace = { everyMs: 20, timeoutMs: 300, longestPauseMs: 80 };

/** A server that does as it is told. */
class ToldSource implements MonitorSource {
  kind: ServerKind = 'vsftpd';
  readonly facts: SourceFacts = { live: true, missing: [], disconnects: 'session', log: 'told' };
  rows: SourceSession[] = [];
  failure: RemoteError | undefined;
  outcome: DisconnectOutcome = 'ended';
  hangs = false;
  looks: number[] = [];
  #tell: ((event: ServerEvent) => void) | undefined;

  async snapshot({ signal }: Call) {
    this.looks.push(Date.now());
    if (this.hangs) await delay(60_000, undefined, { signal });
    if (this.failure) throw this.failure;
    return { at: Date.now(), sessions: this.rows };
  }

  async *follow({ signal }: Call): AsyncIterable<ServerEvent> {
    const waiting: ServerEvent[] = [];
    let wake: () => void = () => undefined;
    this.#tell = (event) => {
      waiting.push(event);
      wake();
    };
    signal.addEventListener('abort', () => wake());
    while (!signal.aborted) {
      yield* waiting.splice(0);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  async disconnect(identity: string): Promise<DisconnectOutcome> {
    if (this.outcome === 'ended') this.rows = this.rows.filter((row) => row.identity !== identity);
    return this.outcome;
  }

  tell(event: Partial<ServerEvent>): void {
    this.#tell?.({ kind: 'login', at: Date.now(), raw: 'a line', past: false, ...event });
  }
}

function row(identity: string, facts: Partial<SourceSession> = {}): SourceSession {
  return {
    identity,
    user: 'ann',
    address: '192.0.2.1',
    status: 'idle',
    protocol: 'ftp',
    canDisconnect: true,
    ...facts,
  };
}

function start(...sources: ToldSource[]) {
  const told = {
    watches: [] as Watch[],
    deltas: [] as SessionsDelta[],
    lines: [] as LogLine[],
    alerts: [] as Alert[],
    closed: 0,
  };
  const unexpected: unknown[] = [];
  const places = sources.map(
    (source, index): ReachedPlace => ({
      label: `server ${index}`,
      key: `server ${index}`,
      sources: [source],
      isOwn: ({ user }) => user === 'me',
      close: async () => {
        told.closed++;
      },
    }),
  );
  let next = 0;
  const service = new MonitorService({
    pace,
    reach: async () => places[next++ % places.length] as ReachedPlace,
    knownGood: () => ({ isNew: true, has: () => false, add: () => undefined }),
    hostName: (address) => `host of ${address}`,
    onWatches: (watches) => {
      told.watches = watches;
    },
    onDelta: (delta) => told.deltas.push(delta),
    onLog: (_id, lines) => told.lines.push(...lines),
    onAlerts: (alerts) => {
      told.alerts = alerts;
    },
    onUnexpected: (error) => unexpected.push(error),
  });
  const add = async () => {
    const [watch] = await service.add({ on: 'this-machine' }, 'auto', {}, never);
    return watch?.id ?? '';
  };
  return { service, told, unexpected, add };
}

describe('the monitor', () => {
  test('tells of sessions as they come, change and go', async () => {
    const source = new ToldSource();
    const { service, told, add } = start(source);
    await using _running = service;
    source.rows = [row('1')];
    const id = await add();
    await eventually(() =>
      expect(told.deltas).toMatchObject([
        { watchId: id, added: [{ identity: '1', own: false, hostName: 'host of 192.0.2.1' }] },
      ]),
    );
    source.rows = [row('1', { status: 'busy' }), row('2', { user: 'me' })];
    await eventually(() =>
      expect(told.deltas.at(-1)).toMatchObject({ added: [{ identity: '2', own: true }], changed: [{ identity: '1' }] }),
    );
    source.rows = [];
    await eventually(() => expect(told.deltas.at(-1)).toMatchObject({ ended: ['1', '2'] }));
    expect(service.snapshot(id)).toMatchObject({ watch: { state: 'live', sessions: 0 }, sessions: [] });
  });

  test('watches several servers at once; one that does not answer holds nobody up', async () => {
    const good = new ToldSource();
    const silent = new ToldSource();
    silent.hangs = true;
    const { service, told, add } = start(good, silent);
    await using _running = service;
    good.rows = [row('1')];
    await add();
    await add();
    await eventually(() => expect(told.watches.map(({ state }) => state)).toEqual(['live', 'stale']));
    expect(told.watches[1]?.error).toMatchObject({ kind: 'timeout' });
    expect(good.looks.length).toBeGreaterThan(silent.looks.length * 2);
  });

  test('keeps the rows of a server that is lost, marks them stale, and comes back less and less often', async () => {
    const source = new ToldSource();
    const { service, told, add } = start(source);
    await using _running = service;
    source.rows = [row('1')];
    const id = await add();
    await eventually(() => expect(told.watches[0]?.state).toBe('live'));
    source.failure = new RemoteError('disconnected', 'The connection to server 0 was lost.');
    await eventually(() => expect(told.watches[0]).toMatchObject({ state: 'stale', error: { kind: 'disconnected' } }));
    expect(service.snapshot(id).sessions).toHaveLength(1);
    const failed = source.looks.length;
    await eventually(() => expect(source.looks.length).toBeGreaterThan(failed + 3));
    const pauses = source.looks.slice(failed).map((at, index, all) => at - (all[index - 1] ?? at));
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(pace.longestPauseMs - 5);
    expect(told.watches[0]?.nextAttemptAt).toBeGreaterThan(0);
    source.failure = undefined;
    expect(await service.reload(id)).toMatchObject({ state: 'live' });
    await eventually(() => expect(told.watches[0]).not.toHaveProperty('error'));
  });

  test('gives up where trying again cannot help, until it is asked to', async () => {
    const source = new ToldSource();
    source.failure = new RemoteError('unsupported', 'No shell.');
    const { service, told, add } = start(source);
    await using _running = service;
    const id = await add();
    await eventually(() => expect(told.watches[0]?.state).toBe('stopped'));
    const looks = source.looks.length;
    await delay(5 * pace.everyMs);
    expect(source.looks).toHaveLength(looks);
    source.failure = undefined;
    source.rows = [row('1')];
    await service.reload(id);
    await eventually(() => expect(source.looks.length).toBeGreaterThan(looks + 2));
  });

  test('ends what is still what the user was shown, and nothing else', async () => {
    const source = new ToldSource();
    const { service, add } = start(source);
    await using _running = service;
    source.rows = [row('1'), row('2'), row('3', { user: 'eve' })];
    const id = await add();
    const results = await service.disconnect(
      id,
      [
        { identity: '1', user: 'ann', address: '192.0.2.1' },
        { identity: '3', user: 'ann', address: '192.0.2.1' },
        { identity: 'gone', user: 'ann' },
      ],
      { force: false },
    );
    expect(results.map(({ outcome }) => outcome)).toEqual(['ended', 'already-gone', 'already-gone']);
    expect(source.rows.map(({ identity }) => identity)).toEqual(['2', '3']);
    expect(service.snapshot(id).sessions.map(({ identity }) => identity)).toEqual(['2', '3']);
  });

  test('does not believe in an end that the server’s list denies', async () => {
    const source = new ToldSource();
    const { service, add } = start(source);
    await using _running = service;
    source.rows = [row('1')];
    source.disconnect = async () => 'ended';
    const id = await add();
    const [result] = await service.disconnect(id, [{ identity: '1', user: 'ann', address: '192.0.2.1' }], {
      force: true,
    });
    expect(result).toMatchObject({ outcome: 'still-there', message: expect.stringContaining('Force') });
  });

  test('passes the log on, and raises alerts that can be paused and dealt with', async () => {
    const source = new ToldSource();
    const { service, told, add } = start(source);
    await using _running = service;
    const id = await add();
    await eventually(() => expect(told.watches[0]?.state).toBe('live'));
    source.tell({ user: 'ann', address: '203.0.113.7' });
    await eventually(() => expect(told.alerts).toMatchObject([{ rule: 'new-address', watchId: id, notify: true }]));
    await eventually(() => expect(told.lines).toMatchObject([{ raw: 'a line', user: 'ann' }]));
    expect(service.log(id)).toEqual(told.lines);
    await eventually(() => expect(told.watches[0]?.alerts).toBe(1));
    service.snooze(Date.now() + 60_000);
    source.tell({ user: 'bob', address: '203.0.113.7' });
    await eventually(() => expect(told.alerts.find(({ user }) => user === 'bob')).toMatchObject({ notify: false }));
    const [first, second] = service.alerts();
    service.acceptAlert(first?.id ?? '');
    service.dismissAlert(second?.id ?? '');
    expect(service.alerts()).toEqual([]);
    await eventually(() => expect(told.alerts).toEqual([]));
    await eventually(() => expect(told.watches[0]?.alerts).toBe(0));
  });

  test('a log that begins between connect and login makes no encrypted session one in clear text', async () => {
    const source = new ToldSource();
    source.kind = 'pure-ftpd';
    source.rows = [row('1', { processId: 7 }), row('2', { processId: 8 })];
    const { service, told, add } = start(source);
    await using _running = service;
    const id = await add();
    await eventually(() => expect(told.watches[0]?.state).toBe('live'));
    source.tell({ kind: 'login', processId: 7 });
    source.tell({ kind: 'connect', processId: 8 });
    source.tell({ kind: 'login', processId: 8 });
    await eventually(() => expect(service.snapshot(id).sessions[1]).toHaveProperty('encrypted', false));
    expect(service.snapshot(id).sessions[0]).not.toHaveProperty('encrypted');
  });

  test('what is said by hand counts also for a server that is watched already', async () => {
    const { service, told, add } = start(new ToldSource());
    await using _running = service;
    const first = await add();
    const settings = { logFiles: ['/var/log/its-own.log'] };
    const [again] = await service.add({ on: 'this-machine' }, 'auto', settings, never);
    expect(again?.id).not.toBe(first);
    expect(service.list().map(({ id }) => id)).toEqual([again?.id]);
    expect(told.closed).toBe(1);
  });

  test('watches a server once, and closes a place with its last watch', async () => {
    const source = new ToldSource();
    const { service, told, add } = start(source);
    const id = await add();
    expect(await add()).toBe(id);
    expect(service.list()).toHaveLength(1);
    expect(told.closed).toBe(0);
    await service.remove(id);
    expect(told.closed).toBe(1);
    await eventually(() => expect(told.watches).toEqual([]));
    expect(() => service.snapshot(id)).toThrow('not watched');
    const looks = source.looks.length;
    await delay(4 * pace.everyMs);
    expect(source.looks).toHaveLength(looks);
    await service[Symbol.asyncDispose]();
  });
});
