import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerSession } from '../../shared/model/monitor.ts';
import { eventually } from '../eventually.ts';
import { AppWindow } from './app-window.ts';

describe('watching the demo server', () => {
  let window: AppWindow;

  beforeAll(async () => {
    window = await AppWindow.open();
  });
  afterAll(() => window[Symbol.asyncDispose]());

  const ask: AppWindow['ask'] = (name, input) => window.ask(name, input);

  const rows = async (watchId: string): Promise<ServerSession[]> => {
    await ask('monitor.reload', { watchId });
    return (await ask('monitor.snapshot', { watchId })).sessions;
  };

  test('visitors come and transfer, one is sent away, and Portside knows its own session', async () => {
    const [watch] = await ask('monitor.watch.add', { operationId: '1', place: { on: 'demo' } });
    const watchId = watch?.id ?? '';
    expect(watch).toMatchObject({ kind: 'demo', label: 'Demo server', disconnects: 'session' });

    const busy = await eventually(
      async () => {
        const found = await rows(watchId);
        expect(found.map(({ status }) => status).sort()).toEqual(['downloading', 'uploading']);
        return found;
      },
      { interval: 200 },
    );
    expect(busy.map(({ user }) => user).sort()).toEqual(['jonas', 'marta']);
    for (const row of busy) expect(row).toMatchObject({ own: false, canDisconnect: true, encrypted: false });
    const downloading = busy.find(({ status }) => status === 'downloading') as ServerSession;
    await eventually(async () => {
      const now = (await rows(watchId)).find(({ identity }) => identity === downloading.identity);
      expect(now?.transferred).toBeGreaterThan(downloading.transferred ?? 0);
      expect(now?.rate).toBeGreaterThan(0);
    });
    expect(window.told('monitor.delta').some(({ added }) => added.length > 0)).toBe(true);
    await eventually(async () =>
      expect((await ask('monitor.alerts.list', undefined)).map(({ rule }) => rule)).toContain('clear-text-login'),
    );

    const { identity, user, address } = downloading;
    const facts = { identity, ...(user === undefined ? {} : { user }), ...(address === undefined ? {} : { address }) };
    expect(await ask('monitor.disconnect', { watchId, sessions: [{ ...facts, user: 'somebody else' }] })).toMatchObject(
      [{ outcome: 'already-gone' }],
    );
    expect(await ask('monitor.disconnect', { watchId, sessions: [facts] })).toMatchObject([
      { identity, outcome: 'ended' },
    ]);
    expect((await rows(watchId)).map((row) => row.identity)).not.toContain(identity);
    await eventually(async () => {
      const events = (await ask('monitor.log', { watchId })).map(({ kind, user: who }) => `${kind} ${who}`);
      expect(events).toContain(`logout ${user}`);
    });

    await ask('connections.openDemo', { operationId: '2', protocol: 'sftp' });
    await eventually(async () =>
      expect((await rows(watchId)).filter(({ own }) => own)).toMatchObject([{ user: 'demo', protocol: 'sftp' }]),
    );

    await ask('monitor.watch.remove', { watchId });
    expect(await ask('monitor.watch.list', undefined)).toEqual([]);
  });

  test('an FTP connection cannot be watched over, and the error says what would do', async () => {
    const connection = await ask('connections.openDemo', { operationId: '3', protocol: 'ftp' });
    const answer = await window.request('monitor.watch.add', {
      operationId: '4',
      place: { on: 'connection', connectionId: connection.id },
    });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'unsupported', hint: expect.stringContaining('SFTP') } });
  });
});
