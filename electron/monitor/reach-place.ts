import type { ConnectionTarget } from '../../shared/model/connection.ts';
import type { ServerKind, WatchPlace, WatchSettings } from '../../shared/model/monitor.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { createSource } from './create-source.ts';
import type { Exec } from './exec.ts';
import type { ReachedPlace } from './monitor-service.ts';
import type { Login, MonitorSource } from './monitor-source.ts';
import { type Probe, probe } from './probe.ts';
import { ReopeningExec } from './reopening-exec.ts';

/** Somebody that Portside itself is logged in as. */
interface OwnLogin {
  readonly user: string;
  readonly protocol: 'ftp' | 'sftp';
}

/** How a place is reached, and what Portside does there besides. */
export interface PlaceAccess {
  readonly label: string;
  readonly key: string;
  /** Opens a line for commands; again when it was lost. */
  open(signal: AbortSignal): Promise<Exec>;
  /** Portside's own sessions on that machine, now. */
  ownLogins(): readonly OwnLogin[];
}

export interface ReachOptions {
  /** Throws `unsupported` for a connection that cannot run commands. */
  readonly access: (place: Exclude<WatchPlace, { on: 'demo' }>) => PlaceAccess;
  readonly demo: () => Promise<ReachedPlace>;
}

const SSH_PORT = 22;

const NAMES: Record<ServerKind, string> = {
  'pure-ftpd': 'Pure-FTPd',
  proftpd: 'ProFTPD',
  vsftpd: 'vsftpd',
  openssh: 'OpenSSH',
  demo: 'the demo server',
};

/** `root@example.org`, `root@10.0.0.5:2222 through gate.example.org`: two saved sites may have one name, and the same site another tomorrow. */
export function serverKey({ user, host, port, sftp }: ConnectionTarget): string {
  const gates = sftp?.jumpHosts?.map((gate) => ` through ${gate.host}`) ?? [];
  return `${user}@${host.includes(':') ? `[${host}]` : host}${port === SSH_PORT ? '' : `:${port}`}${gates.join('')}`;
}

/** Opens a place and finds out, in one round trip, what can be watched there. */
export async function reachPlace(
  { access, demo }: ReachOptions,
  place: WatchPlace,
  kind: ServerKind | 'auto',
  settings: WatchSettings,
  signal: AbortSignal,
): Promise<ReachedPlace> {
  if (place.on === 'demo') return demo();
  const reached = access(place);
  const exec = new ReopeningExec((opening) => reached.open(opening));
  try {
    const found = await probe(exec, settings.logFiles ?? [], { signal });
    return {
      label: reached.label,
      key: reached.key,
      sources: createSources(exec, found, kind, settings, reached.label),
      isOwn: (login, seenFrom = found.ownAddress) => isOwn(login, seenFrom, reached.ownLogins()),
      close: () => exec[Symbol.asyncDispose](),
    };
  } catch (error) {
    await exec[Symbol.asyncDispose]();
    throw error;
  }
}

function createSources(
  exec: Exec,
  found: Probe,
  kind: ServerKind | 'auto',
  settings: WatchSettings,
  label: string,
): MonitorSource[] {
  if (kind === 'demo') throw new RemoteError('invalid-request', 'The demo server is on this computer only.');
  // By hand, a server may also be chosen that does not run now, or that is hidden from this account.
  const kinds = kind === 'auto' ? found.running : [kind];
  if (kinds.length > 0) return kinds.map((one) => createSource(one, exec, found, settings));
  const names = Object.values(NAMES).slice(0, 4).join(', ');
  throw new RemoteError('not-found', `No FTP or SFTP server was found running on ${label}.`, {
    hint: found.seesOthers
      ? `Portside looks for ${names}. Start the server, or choose its kind by hand.`
      : 'This account cannot see the processes of others. Choose the kind of server by hand, or watch as root.',
  });
}

/** A login of a user and protocol that Portside uses there, from where the server sees Portside; loopback where it is the same machine. */
function isOwn(login: Login, ownAddress: string | undefined, logins: readonly OwnLogin[]): boolean {
  const fromHere =
    login.address !== undefined &&
    (ownAddress === undefined ? /^(?:127\.|::1$)/.test(login.address) : login.address === ownAddress);
  const isProtocol = (protocol: string) => login.protocol === undefined || login.protocol === protocol;
  return fromHere && logins.some(({ user, protocol }) => user === login.user && isProtocol(protocol));
}
