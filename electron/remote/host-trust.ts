import type { DetailedPeerCertificate } from 'node:tls';
import type { PlainTextPrompt } from '../../shared/model/prompt.ts';
import type { HostCertificateFault } from './certificates/host-certificate.ts';

/**
 * Why the other side is trusted. `system`: a certificate authority of the runtime; `certified`: an authority that known_hosts names;
 * the rest as the user or a file decided.
 */
export type TrustReason = 'system' | 'known-host' | 'certified' | 'pinned' | 'accepted-once';

/** Where OpenSSH keeps the keys of a host. */
export interface KnownHostsPlace {
  /** Read; a key that is to be remembered goes into the first. */
  readonly userFiles: readonly string[];
  /** Read only. */
  readonly globalFiles: readonly string[];
  /** Whether names are written hashed (ssh_config(5), HashKnownHosts). */
  readonly hashNames: boolean;
  /** The name that the host has there, where it is another than its own (HostKeyAlias). */
  readonly name?: string;
}

/** A host whose key is looked for. */
export interface KeyedHost {
  readonly host: string;
  readonly port: number;
  /** Absent where no files of OpenSSH take part. */
  readonly knownHosts?: KnownHostsPlace;
}

export interface OfferedHostKey extends KeyedHost {
  /** The public key in SSH wire format (RFC 4253 §6.6); starts with its type. */
  readonly key: Buffer;
  /** What is wrong with the certificate that the key came in. */
  readonly certificateFault?: HostCertificateFault;
}

/** What is known of a host before it has shown anything, so that it is asked for what can be checked. */
export interface ExpectedHostKeys {
  /** The types of the keys that it is known by: `ssh-ed25519`. */
  readonly types: readonly string[];
  /** True where an authority may vouch for it. */
  readonly certified: boolean;
}

export interface OfferedHostCertificate extends KeyedHost {
  /** In SSH wire format (PROTOCOL.certkeys). */
  readonly certificate: Buffer;
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
  expectedHostKeys?(host: KeyedHost): Promise<ExpectedHostKeys>;
  /** Never asks. What is not trusted for a fault is worth no more than the key in it, which {@link hostKey} decides about. */
  hostCertificate?(offered: OfferedHostCertificate): Promise<'trusted' | HostCertificateFault>;
  hostKey(offered: OfferedHostKey, signal: AbortSignal): Promise<TrustReason>;
  certificate(offered: OfferedCertificate, signal: AbortSignal): Promise<TrustReason>;
  /** Before a user name or password travels in the clear. */
  plainText(line: Omit<PlainTextPrompt, 'kind'>, signal: AbortSignal): Promise<void>;
}
