import type { Handlers } from '../../shared/ipc/dispatch.ts';
import type { Operations } from '../operations.ts';
import type { MonitorService } from './monitor-service.ts';

type MonitorRequests = Pick<Handlers, Extract<keyof Handlers, `monitor.${string}`>>;

export interface MonitorRequestsOptions {
  readonly monitor: MonitorService;
  readonly operations: Operations;
}

/** Watching servers, as a window asks for it. */
export function createMonitorRequests({ monitor, operations }: MonitorRequestsOptions): MonitorRequests {
  return {
    'monitor.watch.add': ({ operationId, place, source, settings }, caller) =>
      operations.run(caller, operationId, (signal) => monitor.add(place, source, settings, signal)),
    'monitor.watch.remove': ({ watchId }) => monitor.remove(watchId),
    'monitor.watch.list': () => monitor.list(),
    'monitor.snapshot': ({ watchId }) => monitor.snapshot(watchId),
    'monitor.reload': ({ watchId }) => monitor.reload(watchId),
    'monitor.disconnect': ({ watchId, sessions, force }) => monitor.disconnect(watchId, sessions, { force }),
    'monitor.log': ({ watchId }) => monitor.log(watchId),
    'monitor.alerts.list': () => monitor.alerts(),
    'monitor.alerts.knownGood': ({ alertId }) => monitor.acceptAlert(alertId),
    'monitor.alerts.dismiss': ({ alertId }) => monitor.dismissAlert(alertId),
    'monitor.alerts.snooze': ({ until, watchId }) => monitor.snooze(until, watchId),
  };
}
