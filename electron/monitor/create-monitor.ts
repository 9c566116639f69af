import { join } from 'node:path';
import type { WatchPlace } from '../../shared/model/monitor.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import type { Demo } from '../demo.ts';
import type { Logger } from '../log/logger.ts';
import type { TranscriptLog } from '../log/transcript-log.ts';
import { defaultTimeouts } from '../remote/connect.ts';
import type { Connections } from '../remote/connections.ts';
import { connectSshExec } from '../remote/sftp/ssh-exec.ts';
import type { WindowEvents } from '../window-events.ts';
import { KnownGoodStore } from './known-good.ts';
import { LocalExec } from './local-exec.ts';
import { MonitorService, type ReachedPlace } from './monitor-service.ts';
import { type PlaceAccess, reachPlace, serverKey } from './reach-place.ts';
import { ReverseNames } from './reverse-names.ts';
import { DemoSource } from './sources/demo.ts';

export interface MonitorParts {
  readonly dataDirectory: string;
  readonly connections: Connections;
  readonly demo: Demo;
  readonly transcripts: TranscriptLog;
  readonly windows: WindowEvents;
  readonly logger: Logger;
}

/** The monitor, wired to the connections, the demo server and the windows. */
export async function createMonitor(parts: MonitorParts): Promise<MonitorService> {
  const { windows, logger } = parts;
  const names = new ReverseNames();
  const onUnexpected = (error: unknown) => logger.error('watching a server failed unexpectedly', error);
  const knownGood = await KnownGoodStore.open({
    file: join(parts.dataDirectory, 'monitor-known-good.json'),
    onSetAside: (message) => logger.info(message),
    onUnexpected,
  });
  const options = { access: (place: ShellPlace) => accessTo(parts, place), demo: () => demoPlace(parts) };
  return new MonitorService({
    reach: (place, source, settings, signal) => reachPlace(options, place, source, settings, signal),
    knownGood: (server) => knownGood.of(server),
    hostName: (address) => names.of(address),
    onWatches: (watches) => windows.emit('monitor.watches', { watches }),
    onDelta: (delta) => windows.emit('monitor.delta', delta),
    onLog: (watchId, lines) => windows.emit('monitor.log', { watchId, lines }),
    onAlerts: (alerts) => windows.emit('monitor.alerts', { alerts }),
    onUnexpected,
  });
}

type ShellPlace = Exclude<WatchPlace, { on: 'demo' }>;

function accessTo({ connections, transcripts }: MonitorParts, place: ShellPlace): PlaceAccess {
  const loginsAt = (isHere: (host: string) => boolean) =>
    connections
      .list()
      .filter(({ target }) => isHere(target.host))
      .map(({ target: { user, protocol } }) => ({ user, protocol }));
  if (place.on === 'this-machine') {
    return {
      label: 'This computer',
      key: 'this computer',
      open: async () => new LocalExec(),
      ownLogins: () => loginsAt((host) => /^(?:localhost|127\.[\d.]+|::1)$/.test(host)),
    };
  }
  const { info, secrets } = connections.access(place.connectionId);
  const { target, label } = info;
  if (target.protocol !== 'sftp') {
    throw new RemoteError(
      'unsupported',
      `${label} is an FTP connection, and FTP cannot tell who else is on the server.`,
      {
        hint: 'Connect to the same server over SFTP, with an account that may log in with SSH, and watch it over that connection.',
      },
    );
  }
  const { host } = target;
  return {
    label,
    key: serverKey(target),
    open: (signal) =>
      connectSshExec(target, {
        ...secrets,
        signal,
        transcript: transcripts.for(`${label} monitor`),
        timeouts: defaultTimeouts,
      }),
    ownLogins: () => loginsAt((other) => other === host),
  };
}

async function demoPlace({ demo, connections }: MonitorParts): Promise<ReachedPlace> {
  const server = await demo.watched();
  const ports = [server.ftp.port, server.sftp.port];
  return {
    label: 'Demo server',
    key: 'demo',
    sources: [new DemoSource(server)],
    isOwn: ({ user }) => user === server.user && connections.list().some(({ target }) => ports.includes(target.port)),
    close: async () => undefined,
  };
}
