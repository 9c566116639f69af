import { createHash } from 'node:crypto';
import type { ConnectionTarget, FileSystemId } from '../../shared/model/connection.ts';

/**
 * The same for two targets that lead to the same account over the same line: where it opens and how many sessions it may take
 * do not count, nor how the host is spelt (RFC 4343: case; RFC 1034 §3.1: the dot at the end).
 */
export function targetKey(target: ConnectionTarget): string {
  const { initialPath: _path, mostSessions: _sessions, host, encryption, ...rest } = target;
  const line = target.protocol === 'ftp' ? { encryption } : {};
  return stableJson({ ...rest, ...line, host: host.toLowerCase().replace(/\.$/, '') });
}

/** The id of a connection that belongs to no site: the same whenever and wherever the same target is opened. */
export function targetId(target: ConnectionTarget): FileSystemId {
  return `target:${createHash('sha256').update(targetKey(target)).digest('base64url')}`;
}

/** The id of a saved site's connection, whatever becomes of its target. */
export function siteConnectionId(siteId: string): FileSystemId {
  return `site:${siteId}`;
}

/** JSON whose members are in the order of the alphabet; absent members and empty objects are left out. */
function stableJson(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    const entries = Object.entries(member).filter(([, inner]) => inner !== undefined && !isEmpty(inner));
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((member) => member === undefined);
}
