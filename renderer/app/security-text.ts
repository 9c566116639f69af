import type { ConnectionInfo, LineSecurity } from '../../shared/model/connection.ts';
import type { MessageId } from './messages.ts';

/** The parts of "TLS 1.3, certificate pinned": what protects the line and why the other side is trusted. */
export function securityWords({ security, target }: Pick<ConnectionInfo, 'security' | 'target'>): {
  readonly line: string | undefined;
  readonly message: MessageId;
} {
  if (security.level === 'plain') return { line: undefined, message: 'security.plain' };
  if (security.level === 'local') return { line: undefined, message: 'security.local' };
  const trust = security.trust ?? 'none';
  return {
    line: lineName(security),
    message: target.protocol === 'sftp' ? `security.ssh.${trust}` : `security.tls.${trust}`,
  };
}

/** `TLSv1.3` as OpenSSL writes it is `TLS 1.3` to people. */
function lineName({ protocol }: LineSecurity): string {
  return protocol?.replace(/^TLSv/, 'TLS ') ?? '';
}
