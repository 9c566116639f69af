import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LogLine, ServerSession, Watch } from '../../../shared/model/monitor.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { createClient } from '../../client/client.ts';
import { FakeTransport } from '../../client/fake-transport.ts';
import { Monitor } from './monitor.ts';
import { ENDED_STAYS_MS } from './monitor-store.ts';

function watch(id: string, facts: Partial<Watch> = {}): Watch {
  const place = { on: 'this-machine' } as const;
  return {
    id,
    place,
    kind: 'vsftpd',
    label: 'This computer',
    state: 'live',
    missing: [],
    sessions: 0,
    alerts: 0,
    ...facts,
  };
}

function session(identity: string, facts: Partial<ServerSession> = {}): ServerSession {
  return { identity, status: 'idle', protocol: 'ftp', own: false, canDisconnect: true, ...facts };
}

const logLine = (id: number): LogLine => ({ id, kind: 'login', at: id, raw: `line ${id}`, past: false });

let watches: Watch[];
let sessions: ServerSession[];
let transport: FakeTransport;
let monitor: Monitor;
let reports: unknown[];

beforeEach(() => {
  vi.useFakeTimers();
  watches = [];
  sessions = [];
  reports = [];
  transport = new FakeTransport({
    'monitor.watch.list': () => watches,
    'monitor.watch.remove': () => undefined,
    'monitor.alerts.list': () => [],
    'monitor.snapshot': ({ watchId }) => ({ watch: watch(watchId), sessions }),
    'monitor.log': () => [logLine(1), logLine(2)],
    'monitor.disconnect': ({ sessions: asked }) =>
      asked.map(({ identity }) => ({ identity, outcome: 'ended', message: '' })),
  });
  const client = createClient(transport);
  monitor = new Monitor({ client, report: (message, error) => reports.push([message, error]) });
});
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);
const state = () => monitor.store.getState();
const rows = (id = 'one') => [...(state().views.get(id)?.rows.values() ?? [])];

async function begin(...present: ServerSession[]): Promise<void> {
  watches = [watch('one')];
  sessions = present;
  await monitor.resnapshot();
  await settle();
}

describe('the watch, in the window', () => {
  test('shows what is watched already, with its sessions and its log', async () => {
    await begin(session('a'));
    expect(state().active).toBe('one');
    expect(rows()).toEqual([{ session: session('a') }]);
    expect(
      state()
        .views.get('one')
        ?.lines.map(({ id }) => id),
    ).toEqual([1, 2]);
  });

  test('marks sessions that come, and those that end for a while', async () => {
    await begin(session('a'));
    transport.emit('monitor.delta', { watchId: 'one', at: 0, added: [session('b')], changed: [], ended: ['a'] });
    expect(rows()).toEqual([
      { session: session('a'), endedAt: Date.now() },
      { session: session('b'), appearedAt: Date.now() },
    ]);
    await vi.advanceTimersByTimeAsync(ENDED_STAYS_MS - 1);
    state().sweep('one');
    expect(rows()).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1);
    state().sweep('one');
    expect(rows().map((row) => row.session.identity)).toEqual(['b']);
  });

  test('takes what the first look finds for old news', async () => {
    watches = [watch('one', { state: 'starting' })];
    await monitor.resnapshot();
    await settle();
    transport.emit('monitor.delta', { watchId: 'one', at: 0, added: [session('a')], changed: [], ended: [] });
    expect(rows()).toEqual([{ session: session('a') }]);
  });

  test('a table that the pointer rests on for days does not collect every session that came and went', async () => {
    await begin(session('shown'));
    for (let visit = 0; visit < 20; visit++) {
      transport.emit('monitor.delta', { watchId: 'one', at: 0, added: [session(`${visit}`)], changed: [], ended: [] });
      transport.emit('monitor.delta', { watchId: 'one', at: 0, added: [], changed: [], ended: [`${visit}`] });
    }
    transport.emit('monitor.delta', { watchId: 'one', at: 0, added: [], changed: [], ended: ['shown'] });
    await vi.advanceTimersByTimeAsync(ENDED_STAYS_MS);
    state().sweep('one', new Set(['shown']));
    expect(rows().map((row) => row.session.identity)).toEqual(['shown']);
  });

  test('a session that ends while the log is still on its way does not come back', async () => {
    const log = Promise.withResolvers<LogLine[]>();
    transport.answers['monitor.log'] = () => log.promise;
    await begin(session('a'));
    transport.emit('monitor.delta', { watchId: 'one', at: 0, added: [], changed: [], ended: ['a'] });
    log.resolve([]);
    await settle();
    expect(rows()).toEqual([{ session: session('a'), endedAt: Date.now() }]);
  });

  test('brings a session that was thought gone back to life', async () => {
    await begin(session('a'));
    transport.emit('monitor.delta', { watchId: 'one', at: 0, added: [], changed: [], ended: ['a'] });
    transport.emit('monitor.delta', { watchId: 'one', at: 0, added: [], changed: [session('a')], ended: [] });
    expect(rows()).toEqual([{ session: session('a') }]);
  });

  test('keeps no ended sessions of a server that is not shown', async () => {
    watches = [watch('one'), watch('two')];
    sessions = [session('a')];
    await monitor.resnapshot();
    await settle();
    expect(state().active).toBe('two');
    transport.emit('monitor.delta', { watchId: 'one', at: 0, added: [], changed: [], ended: ['a'] });
    expect(rows('one')).toEqual([]);
  });

  test('appends log lines once, however often they are told', async () => {
    await begin();
    transport.emit('monitor.log', { watchId: 'one', lines: [logLine(2), logLine(3)] });
    expect(
      state()
        .views.get('one')
        ?.lines.map(({ id }) => id),
    ).toEqual([1, 2, 3]);
  });

  test('shows another server when the one that was shown is not watched any more', async () => {
    watches = [watch('one'), watch('two')];
    await monitor.resnapshot();
    state().select('one');
    transport.emit('monitor.watches', { watches: [watch('two')] });
    expect(state().active).toBe('two');
    expect(state().views.has('one')).toBe(false);
  });

  test('ends a session with the facts that were shown, and by force only when told', async () => {
    await begin();
    await monitor.disconnect('one', [session('a', { user: 'alice', address: '192.0.2.1' })], 'politely');
    await monitor.disconnect('one', [session('b')], 'by-force');
    expect(transport.inputs('monitor.disconnect')).toEqual([
      { watchId: 'one', sessions: [{ identity: 'a', user: 'alice', address: '192.0.2.1' }], force: false },
      { watchId: 'one', sessions: [{ identity: 'b' }], force: true },
    ]);
  });

  test('reports what failed', async () => {
    transport.answers['monitor.watch.remove'] = () => {
      throw new RemoteError('not-found', 'Gone.');
    };
    monitor.remove('one');
    await settle();
    expect(reports).toMatchObject([['error.watch', { data: { kind: 'not-found' } }]]);
  });
});
