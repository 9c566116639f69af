import type { ConnectionInfo, ConnectionTarget, FileSystemId } from '../../../shared/model/connection.ts';
import { type ParsedConnectionUrl, parseConnectionUrl } from '../../../shared/model/connection-url.ts';
import { type RemotePath, ROOT } from '../../../shared/model/remote-path.ts';

type Problem = Extract<ParsedConnectionUrl, { ok: false }>['problem'];

/** Where an address leads: to a server that is open, or to one that has to be. */
export type Destination =
  | { readonly kind: 'open'; readonly fs: FileSystemId; readonly path: RemotePath }
  | { readonly kind: 'elsewhere'; readonly target: ConnectionTarget; readonly password?: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

const ADDRESS = /^\s*[a-z][a-z0-9+.-]*:\/\//i;

/** Whether what is typed into a path field is the address of a server, as “Copy address” gives it, and no path. */
export function isAddress(typed: string): boolean {
  return ADDRESS.test(typed);
}

/**
 * Where a typed address leads. Without a user it means whoever is connected there.
 *
 * @param connections the connections that are open, those first that are preferred.
 */
export function destinationOf(typed: string, connections: readonly ConnectionInfo[]): Destination {
  const parsed = parseConnectionUrl(typed);
  if (!parsed.ok) return { kind: 'problem', problem: parsed.problem };
  const { target, password } = parsed;
  const open = connections.find((connection) => isSameServer(connection.target, target));
  if (!open) return { kind: 'elsewhere', target, ...(password === undefined ? {} : { password }) };
  const isRoot = /^[^/]*\/\/[^/]*\/$/.test(typed.trim());
  return { kind: 'open', fs: open.id, path: target.initialPath ?? (isRoot ? ROOT : open.home) };
}

/** How the line is protected, an address does not always say. */
function isSameServer(one: ConnectionTarget, typed: ConnectionTarget): boolean {
  return (
    one.protocol === typed.protocol &&
    one.host.toLowerCase() === typed.host.toLowerCase() &&
    one.port === typed.port &&
    (typed.user === '' || typed.user === one.user)
  );
}
