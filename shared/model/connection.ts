import { z } from 'zod';
import { FtpOptions, SftpOptions } from './connection-options.ts';
import { RemotePath } from './remote-path.ts';

export const Protocol = z.enum(['sftp', 'ftp']);
export type Protocol = z.infer<typeof Protocol>;

/**
 * How FTP is protected (RFC 4217): `explicit` demands AUTH TLS, `implicit` starts with TLS (port 990), `auto` uses
 * AUTH TLS where the server offers it and asks before anything is sent in the clear, `none` is plain FTP, asked about too.
 */
export const FtpEncryption = z.enum(['auto', 'explicit', 'implicit', 'none']);
export type FtpEncryption = z.infer<typeof FtpEncryption>;

/** Where to connect and as whom. Holds no secret. */
export const ConnectionTarget = z.object({
  protocol: Protocol,
  /** FTP only. */
  encryption: FtpEncryption.default('auto'),
  host: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .regex(/^[^\s/\\@\p{Cc}]+$/u),
  port: z.number().int().min(1).max(65_535),
  user: z
    .string()
    .max(255)
    .regex(/^\P{Cc}*$/u),
  /** SFTP only: a private key file on this machine. */
  keyFile: z.string().max(4096).optional(),
  /** Open this directory instead of the account's home. */
  initialPath: RemotePath.optional(),
  /** Sessions at most on this server, browsing included. Default: the protocol's own. */
  mostSessions: z.number().int().min(1).max(20).optional(),
  ftp: FtpOptions.optional(),
  sftp: SftpOptions.optional(),
});
export type ConnectionTarget = z.infer<typeof ConnectionTarget>;

export function defaultPort(protocol: Protocol, encryption: FtpEncryption): number {
  if (protocol === 'sftp') return 22;
  return encryption === 'implicit' ? 990 : 21;
}

/** How safe the line is, for the status bar. */
export const LineSecurity = z.object({
  level: z.enum(['encrypted', 'plain', 'local']),
  /** `SSH`, `TLSv1.3`, ... */
  protocol: z.string().optional(),
  cipher: z.string().optional(),
  /** Why the other side is trusted. */
  trust: z.enum(['system', 'known-host', 'certified', 'pinned', 'accepted-once', 'none']).optional(),
  fingerprint: z.string().optional(),
  /** `certified`: the fingerprint of the authority that vouches for an SSH host. */
  authority: z.string().optional(),
});
export type LineSecurity = z.infer<typeof LineSecurity>;

/** `local`, or the id of an open connection, or of a set of files dropped onto the window (`drop:...`). */
export const FileSystemId = z.string().min(1).max(100);
export type FileSystemId = z.infer<typeof FileSystemId>;
export const LOCAL: FileSystemId = 'local';

/** A path on one of the file systems that are open now. */
export const Place = z.object({ fs: FileSystemId, path: RemotePath });
export type Place = z.infer<typeof Place>;

/** What a user can do on a connection; an absent ability has no control in the window. */
export const Ability = z.enum([
  'set-modified-time',
  'set-permissions',
  'create-symlink',
  'read-link',
  'create-hard-link',
  'set-owner',
  'server-copy',
  'checksum',
  'free-space',
  'atomic-replace',
  'trash',
  'restore-from-trash',
  'raw-command',
  'exec',
]);
export type Ability = z.infer<typeof Ability>;

export const ConnectionInfo = z.object({
  id: FileSystemId,
  /** The saved site that was opened. */
  siteId: z.string().optional(),
  /** The site's name, or `user@host`, with the port where it is not the usual one. */
  label: z.string(),
  target: ConnectionTarget,
  home: RemotePath,
  security: LineSecurity,
  abilities: z.array(Ability),
  /**
   * `reconnecting`: no session lives, and the next attempt to open one begins at `retryAt`. `lost`: nobody tries by itself, for the
   * reason needs the user or the user stopped it; the next request tries again.
   */
  state: z.enum(['open', 'reconnecting', 'lost']),
  /** With `reconnecting`: ms since 1970; an attempt under way began in the past. */
  retryAt: z.number().optional(),
});
export type ConnectionInfo = z.infer<typeof ConnectionInfo>;
