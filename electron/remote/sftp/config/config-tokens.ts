import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** What the tokens of ssh_config stand for (ssh_config(5), TOKENS). */
export interface TokenValues {
  /** The user's home on this machine. */
  readonly home: string;
  readonly localUser: string;
  readonly localHost: string;
  /** As typed. */
  readonly originalHost: string;
  /** After HostName. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly hostKeyAlias: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** `%h` and `%%` in a HostName. */
export function expandHostName(hostName: string, typed: string): string {
  return hostName.replace(/%(.)/g, (token, letter: string) => {
    if (letter === 'h') return typed;
    return letter === '%' ? '%' : token;
  });
}

/** A path with its tokens, `${VARIABLES}` and leading `~` replaced. Unknown tokens stay as they are. */
export function expandPath(path: string, values: TokenValues): string {
  const { home, localUser, localHost, originalHost, host, port, user, hostKeyAlias, environment } = values;
  const tokens: Readonly<Record<string, string>> = {
    '%': '%',
    C: createHash('sha1').update(`${localHost}${host}${port}${user}`).digest('hex'),
    d: home,
    h: host,
    i: String(process.getuid?.() ?? 0),
    k: hostKeyAlias ?? originalHost,
    L: localHost.split('.')[0] ?? localHost,
    l: localHost,
    n: originalHost,
    p: String(port),
    r: user,
    u: localUser,
  };
  const expanded = path
    .replace(/\$\{([A-Za-z0-9_]+)\}/g, (_, name: string) => environment[name] ?? '')
    .replace(/%(.)/g, (token, letter: string) => tokens[letter] ?? token);
  return expanded === '~' || expanded.startsWith('~/') || expanded.startsWith('~\\')
    ? join(home, expanded.slice(1))
    : expanded;
}
