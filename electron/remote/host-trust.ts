import type { DetailedPeerCertificate } from 'node:tls';
import type { PlainTextPrompt } from '../../shared/model/prompt.ts';

/** Why the other side is trusted. `system`: a certificate authority of the runtime; the rest as the user or a file decided. */
export type TrustReason = 'system' | 'known-host' | 'pinned' | 'accepted-once';

export interface OfferedHostKey {
  readonly host: string;
  readonly port: number;
  /** The public key in SSH wire format (RFC 4253 §6.6); starts with its type. */
  readonly key: Buffer;
}

export interface OfferedCertificate {
  readonly host: string;
  readonly port: number;
  readonly certificate: DetailedPeerCertificate;
  /** True where the chain leads to a trusted authority and the name and dates fit. */
  readonly authorized: boolean;
  /** The reason where it does not: Node's error code or text. */
  readonly authorizationError?: string;
}

/** Decides whether the other side is who it says it is, asking the user where needed. Every refusal throws `untrusted-host`. */
export interface HostTrust {
  /** The types of the keys that this host is known by (`ssh-ed25519`), so that it is asked for one that can be checked. */
  knownHostKeyTypes?(host: string, port: number): Promise<readonly string[]>;
  hostKey(offered: OfferedHostKey, signal: AbortSignal): Promise<TrustReason>;
  certificate(offered: OfferedCertificate, signal: AbortSignal): Promise<TrustReason>;
  /** Before a user name or password travels in the clear. */
  plainText(line: Omit<PlainTextPrompt, 'kind'>, signal: AbortSignal): Promise<void>;
}
