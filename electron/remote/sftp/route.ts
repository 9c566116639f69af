import { join } from 'node:path';
import type { ConnectionTarget } from '../../../shared/model/connection.ts';
import type { JumpHost } from '../../../shared/model/connection-options.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { KnownHostsPlace } from '../host-trust.ts';
import { expandPath, type TokenValues } from './config/config-tokens.ts';
import {
  type ConfigPlaces,
  configPlaces,
  type HostConfig,
  localUserName,
  resolveHostConfig,
} from './config/ssh-config.ts';

/** Which keys are offered. */
export interface OfferedKeys {
  /** Files on this machine. `named`: by the user, so that one that cannot be used is an error; else it is passed over. */
  readonly files: readonly { readonly path: string; readonly from: 'named' | 'config' | 'usual' }[];
  /** Certificates of these keys, or of an agent's, beside those that lie next to their key (`id_rsa-cert.pub`). */
  readonly certificates: readonly string[];
  /** True where of an agent's keys only those of `files` are offered. */
  readonly only: boolean;
  /** What ssh_config says of the agent (IdentityAgent), expanded; undefined where it says nothing. */
  readonly agent: string | undefined;
}

/** One host on the way, the last of which is the server itself. */
export interface Hop {
  /** As the user or the configuration names it. */
  readonly alias: string;
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly keys: OfferedKeys;
  readonly knownHosts: KnownHostsPlace | undefined;
  readonly legacyAlgorithms: boolean;
}

/** The hosts to pass, first the nearest. Never empty. */
export type Route = readonly [Hop, ...Hop[]];

const SSH_PORT = 22;
const MOST_HOPS = 9;
/** The key files that ssh looks for by itself (ssh_config(5), IdentityFile), as far as they can be used. */
const USUAL_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

interface Wanted {
  readonly host: string;
  /** Undefined where nothing else than the usual one was asked for. */
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly keyFile: string | undefined;
}

/**
 * Joins what the user chose with what ssh_config says of the hosts: what was typed wins, and port 22 and an empty user are
 * taken for not chosen. Throws `unsupported` for a host that is reached by a ProxyCommand, and `invalid-request` for jump
 * hosts that lead round in circles.
 */
export async function resolveRoute(target: ConnectionTarget, places = configPlaces()): Promise<Route> {
  const options = target.sftp ?? {};
  const planner = new Planner(places, options);
  const wanted = wantedOf(target);
  const last = await planner.hop(wanted);
  const chosen = options.jumpHosts;
  const before = chosen === undefined ? await planner.jumpsOf(wanted, last) : await planner.chosen(chosen);
  if (before.length + 1 > MOST_HOPS) throw roundInCircles(wanted.host);
  const [first = last, ...rest] = [...before, last];
  return [first, ...rest];
}

type Options = NonNullable<ConnectionTarget['sftp']>;

class Planner {
  readonly #places: ConfigPlaces | undefined;
  readonly #options: Options;
  readonly #settings: ConfigPlaces | undefined;

  constructor(places: ConfigPlaces | undefined, options: Options) {
    this.#places = places;
    this.#options = options;
    this.#settings = options.sshConfig === false ? undefined : places;
  }

  async hop(wanted: Wanted): Promise<Hop> {
    const config = await this.#configOf(wanted);
    const host = config?.hostName ?? wanted.host;
    const port = wanted.port ?? config?.port ?? SSH_PORT;
    const user = wanted.user ?? config?.user ?? this.#places?.localUser ?? localUserName();
    const expand = this.#expander(wanted.host, { host, port, user, hostKeyAlias: config?.hostKeyAlias });
    return {
      alias: wanted.host,
      host,
      port,
      user,
      keys: this.#keys(wanted, config, expand),
      knownHosts: this.#knownHosts(config, expand),
      legacyAlgorithms: this.#options.legacyAlgorithms === true,
    };
  }

  chosen(jumps: readonly JumpHost[]): Promise<Hop[]> {
    return Promise.all(jumps.map((jump) => this.hop(wantedOf(jump))));
  }

  /** What ProxyJump says, and what it says of the hosts that it names. */
  async jumpsOf(wanted: Wanted, hop: Hop, depth = 0): Promise<Hop[]> {
    const config = await this.#configOf(wanted);
    if (config?.proxyCommand !== undefined) throw needsProxyCommand(wanted.host);
    const named = (config?.proxyJump ?? []).map((jump) => parseJump(jump, wanted.host));
    const [first] = named;
    if (first === undefined) return [];
    const jumps = await Promise.all(named.map((jump) => this.hop(jump)));
    const [nearest] = jumps;
    // “Host *” with a ProxyJump would send the jump host through itself; ssh leaves that out too.
    const adjacent = jumps.at(-1);
    if (nearest === undefined || (adjacent?.host === hop.host && adjacent.port === hop.port)) return [];
    if (depth === MOST_HOPS) throw roundInCircles(wanted.host);
    return [...(await this.jumpsOf(first, nearest, depth + 1)), ...jumps];
  }

  async #configOf({ host, user }: Wanted): Promise<HostConfig | undefined> {
    return this.#settings === undefined ? undefined : resolveHostConfig({ host, user }, this.#settings);
  }

  #expander(originalHost: string, hop: Pick<TokenValues, 'host' | 'port' | 'user' | 'hostKeyAlias'>) {
    const { home = '', localUser = '', localHost = '' } = this.#places ?? {};
    const values = { home, localUser, localHost, originalHost, environment: process.env, ...hop };
    return (path: string): string => expandPath(path, values);
  }

  #keys(wanted: Wanted, config: HostConfig | undefined, expand: (path: string) => string): OfferedKeys {
    const agent = config?.identityAgent === undefined ? undefined : expand(config.identityAgent);
    const certificates = (config?.certificateFiles ?? []).filter(isFile).map(expand);
    if (wanted.keyFile !== undefined) {
      return { files: [{ path: wanted.keyFile, from: 'named' }], certificates, only: true, agent };
    }
    const told = config?.identityFiles ?? [];
    const only = config?.identitiesOnly ?? false;
    if (told.length > 0) {
      const files = told.filter(isFile).map((path) => ({ path: expand(path), from: 'config' as const }));
      return { files, certificates, only, agent };
    }
    const folder = this.#settings?.userFolder;
    const usual = folder === undefined ? [] : USUAL_KEYS.map((name) => join(folder, name));
    return { files: usual.map((path) => ({ path, from: 'usual' as const })), certificates, only, agent };
  }

  #knownHosts(config: HostConfig | undefined, expand: (path: string) => string): KnownHostsPlace | undefined {
    if (this.#places === undefined) return undefined;
    const { userFolder, systemFolder } = this.#places;
    const named = (files: readonly string[] | undefined) => files?.filter(isFile).map((file) => expand(file));
    const inFolder = (folder: string | undefined, names: string[]) =>
      folder === undefined ? [] : names.map((name) => join(folder, name));
    return {
      userFiles: named(config?.userKnownHostsFiles) ?? inFolder(userFolder, ['known_hosts', 'known_hosts2']),
      globalFiles:
        named(config?.globalKnownHostsFiles) ?? inFolder(systemFolder, ['ssh_known_hosts', 'ssh_known_hosts2']),
      hashNames: config?.hashKnownHosts ?? false,
      ...(config?.hostKeyAlias === undefined ? {} : { name: config.hostKeyAlias }),
    };
  }
}

/** `none` stands for no file. */
function isFile(path: string): boolean {
  return path.toLowerCase() !== 'none';
}

function wantedOf({ host, port, user, keyFile }: Pick<ConnectionTarget, 'host' | 'port' | 'user' | 'keyFile'>): Wanted {
  return {
    host,
    port: port === SSH_PORT ? undefined : port,
    user: user === '' ? undefined : user,
    keyFile: keyFile === '' ? undefined : keyFile,
  };
}

/** `[user@]host[:port]` or `ssh://…` (ssh_config(5), ProxyJump). */
function parseJump(text: string, of: string): Wanted {
  const [, user, bracketed, plain, port] =
    /^(?:ssh:\/\/)?(?:(.*)@)?(?:\[([^\]]+)\]|([^\s:@/]+|[0-9a-fA-F:]+:[0-9a-fA-F:]*))(?::(\d+))?\/?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) {
    throw new RemoteError('invalid-request', `The ProxyJump of “${of}” in ssh_config makes no sense: “${text}”.`, {
      hint: 'Write it as user@host:port, or name the jump hosts in the site.',
    });
  }
  const chosen = port === undefined ? undefined : Number(port);
  return { host, port: chosen === SSH_PORT ? undefined : chosen, user: user || undefined, keyFile: undefined };
}

function needsProxyCommand(host: string): RemoteError {
  return new RemoteError(
    'unsupported',
    `ssh_config reaches “${host}” through a ProxyCommand; Portside does not run such commands.`,
    { hint: 'Use ProxyJump there, name jump hosts in the site, or switch off “Follow ~/.ssh/config” for this site.' },
  );
}

function roundInCircles(host: string): RemoteError {
  return new RemoteError('invalid-request', `The jump hosts of “${host}” lead round in circles, or are too many.`, {
    hint: `Look at ProxyJump in ~/.ssh/config; at most ${MOST_HOPS - 1} hosts can be passed.`,
  });
}
