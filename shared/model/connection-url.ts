import { type ConnectionTarget, defaultPort, type FtpEncryption, type Protocol } from './connection.ts';
import { normalizePath } from './remote-path.ts';

type ConnectionUrlProblem = 'empty' | 'unknown-scheme' | 'no-host' | 'bad-host' | 'bad-port' | 'bad-escape';

export type ParsedConnectionUrl =
  | { readonly ok: true; readonly target: ConnectionTarget; readonly password?: string }
  | { readonly ok: false; readonly problem: ConnectionUrlProblem };

interface Line {
  readonly protocol: Protocol;
  readonly encryption: FtpEncryption;
}

/** `ftps` starts with TLS, `ftpes` demands AUTH TLS; the names are custom, no RFC has them. */
const schemes: Record<string, Line> = {
  sftp: { protocol: 'sftp', encryption: 'auto' },
  ssh: { protocol: 'sftp', encryption: 'auto' },
  ftp: { protocol: 'ftp', encryption: 'auto' },
  ftps: { protocol: 'ftp', encryption: 'implicit' },
  ftpes: { protocol: 'ftp', encryption: 'explicit' },
};

const HOST = /^[^\s/\\@:\p{Cc}]+$/u;
/** What WinSCP puts behind user and password; the key of the host is checked by other means. */
const WINSCP_PARAMETERS = /;(?:fingerprint|x-[\w-]+)=.*$/isu;
const IPV6 = /^[0-9a-f:.]+(?:%[\w.-]+)?$/iu;

/**
 * Reads what people type or paste to name a server: `sftp://user:password@host:2222/path` (RFC 3986 §3, but a user name may hold an
 * unescaped `@`, as mail-address logins do), or `user@host`, or a bare host. Without a scheme the port and the host's
 * first label decide; SFTP where they do not.
 */
export function parseConnectionUrl(typed: string): ParsedConnectionUrl {
  const text = typed.trim();
  if (text === '') return problem('empty');
  const [, scheme, rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/isu.exec(text) ?? [];
  if (scheme !== undefined && !Object.hasOwn(schemes, scheme.toLowerCase())) return problem('unknown-scheme');

  const slash = rest.indexOf('/');
  const authority = slash < 0 ? rest : rest.slice(0, slash);
  const at = authority.lastIndexOf('@');
  const login = at < 0 ? '' : authority.slice(0, at).replace(WINSCP_PARAMETERS, '');
  const colon = login.indexOf(':');

  const address = parseAddress(authority.slice(at + 1));
  if (typeof address === 'string') return problem(address);
  const line = scheme === undefined ? guessLine(address) : schemes[scheme.toLowerCase()];
  if (line === undefined) return problem('unknown-scheme');

  const user = decode(colon < 0 ? login : login.slice(0, colon));
  const password = colon < 0 ? undefined : decode(login.slice(colon + 1));
  const path = slash < 0 ? '/' : decode(rest.slice(slash));
  if (user === null || password === null || path === null) return problem('bad-escape');
  if (/\p{Cc}/u.test(user) || path.includes('\0')) return problem('bad-escape');

  const initialPath = normalizePath(path);
  return {
    ok: true,
    target: {
      ...line,
      host: address.host,
      port: address.port ?? defaultPort(line.protocol, line.encryption),
      user,
      ...(initialPath === '/' ? {} : { initialPath }),
    },
    ...(password === undefined ? {} : { password }),
  };
}

/** The address without any password, as it may be shown and kept. */
export function formatConnectionUrl(target: ConnectionTarget): string {
  const scheme = target.protocol === 'sftp' ? 'sftp' : ftpSchemes[target.encryption];
  const user = target.user === '' ? '' : `${encodeURIComponent(target.user)}@`;
  const host = target.host.includes(':') ? `[${target.host}]` : target.host;
  const port = target.port === defaultPort(target.protocol, target.encryption) ? '' : `:${target.port}`;
  const path = target.initialPath?.split('/').map(encodeURIComponent).join('/') ?? '';
  return `${scheme}://${user}${host}${port}${path}`;
}

const ftpSchemes: Record<FtpEncryption, string> = { auto: 'ftp', none: 'ftp', explicit: 'ftpes', implicit: 'ftps' };

/** The same text with the password taken out, for display while it is being typed over. */
export function withoutPassword(typed: string): string {
  return typed.replace(/^(\s*(?:[a-z][a-z0-9+.-]*:\/\/)?[^/:]*):[^/]*@/iu, '$1@');
}

interface Address {
  readonly host: string;
  readonly port: number | undefined;
}

function parseAddress(text: string): Address | ConnectionUrlProblem {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/u.exec(text);
  const colons = text.split(':').length - 1;
  const [host = '', portText] = bracketed
    ? [bracketed[1], bracketed[2]]
    : colons > 1
      ? [text, undefined]
      : text.split(':');
  if (host === '') return 'no-host';
  if (!(bracketed || colons > 1 ? IPV6 : HOST).test(host)) return 'bad-host';
  if (portText === undefined || portText === '') return { host, port: undefined };
  const port = Number(portText);
  if (!/^\d{1,5}$/.test(portText) || port < 1 || port > 65_535) return 'bad-port';
  return { host, port };
}

function guessLine({ host, port }: Address): Line {
  if (port === 990) return { protocol: 'ftp', encryption: 'implicit' };
  if (port === 21 || (port === undefined && host.toLowerCase().startsWith('ftp.'))) {
    return { protocol: 'ftp', encryption: 'auto' };
  }
  return { protocol: 'sftp', encryption: 'auto' };
}

/** Percent-escapes resolved; null where they are no UTF-8. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    // A lone `%` is common in passwords pasted as they are; anything else that does not decode is a mistake.
    return /%[0-9a-f]{2}/iu.test(text) ? null : text;
  }
}

function problem(kind: ConnectionUrlProblem): ParsedConnectionUrl {
  return { ok: false, problem: kind };
}
