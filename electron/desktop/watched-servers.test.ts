import { describe, expect, test } from 'vitest';
import type { Alert } from '../../shared/model/monitor.ts';
import { WatchedServers } from './watched-servers.ts';

function alert(facts: Partial<Alert>): Alert {
  return {
    id: 'a',
    watchId: 'w',
    rule: 'failed-logins',
    at: 0,
    reason: 'Failed.',
    count: 5,
    sessions: [],
    notify: true,
    ...facts,
  };
}

describe('alerts on the desktop', () => {
  test('one that came while alerts were paused and goes on after the pause calls somebody then, once', () => {
    const called: string[] = [];
    const desktop = new WatchedServers({
      onChange: () => undefined,
      onAlerts: (alerts) => called.push(...alerts.map(({ id, count }) => `${id} ${count}`)),
    });
    desktop.emit('monitor.alerts', { alerts: [alert({ notify: false })] });
    expect(called).toEqual([]);
    desktop.emit('monitor.alerts', { alerts: [alert({ count: 6 })] });
    desktop.emit('monitor.alerts', { alerts: [alert({ count: 7 })] });
    expect(called).toEqual(['a 6']);
  });
});
