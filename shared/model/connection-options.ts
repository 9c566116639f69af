import { z } from 'zod';

/** How the data connections of FTP are made (RFC 959 §3.2, RFC 1579): `auto` is passive, and active where passive fails. */
export const FtpDataMode = z.enum(['auto', 'passive', 'active']);
export type FtpDataMode = z.infer<typeof FtpDataMode>;

export const TlsVersion = z.enum(['1.2', '1.3']);
export type TlsVersion = z.infer<typeof TlsVersion>;

/** `binary` changes nothing; `ascii` translates line ends (RFC 959 §3.1.1.1); `auto` takes ASCII for the usual text files. */
export const FtpTransferType = z.enum(['binary', 'ascii', 'auto']);
export type FtpTransferType = z.infer<typeof FtpTransferType>;

/**
 * The character sets that a site can name. `auto` is UTF-8, and Latin-1 for what is not UTF-8 (RFC 2640). The rest are names of
 * the IANA registry in lower case.
 */
export const charsets = [
  'auto',
  'utf-8',
  'iso-8859-1',
  'iso-8859-2',
  'iso-8859-5',
  'iso-8859-7',
  'iso-8859-9',
  'iso-8859-15',
  'windows-1250',
  'windows-1251',
  'windows-1252',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-1258',
  'koi8-r',
  'koi8-u',
  'cp437',
  'cp850',
  'cp866',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'gbk',
  'gb18030',
  'big5',
  'tis-620',
  'macintosh',
] as const;
export const Charset = z.enum(charsets);
export type Charset = z.infer<typeof Charset>;

const Port = z.number().int().min(1).max(65_535);

/** A file on this machine. */
const LocalFile = z.string().min(1).max(4096);

/** What the user may set for FTP beyond host and account; absent members take the default named here. */
export const FtpOptions = z.object({
  /** Default: `auto`. */
  dataMode: FtpDataMode.optional(),
  /** Active mode: the local ports that a firewall lets in. Default: any that the system gives. */
  activePorts: z
    .object({ first: Port, last: Port })
    .refine(({ first, last }) => first <= last, 'The first port is greater than the last.')
    .optional(),
  /** Active mode behind a router: the address that the server shall call. Default: the control connection's own. */
  activeAddress: z.string().min(1).max(255).optional(),
  /** Default: 1.2. */
  lowestTls: TlsVersion.optional(),
  /** Default: 1.3. */
  highestTls: TlsVersion.optional(),
  /** A PKCS#12 file, or a PEM file with certificate and, unless `keyFile` names it, key. */
  clientCertificate: z.object({ file: LocalFile, keyFile: LocalFile.optional() }).optional(),
  /** Default: `binary`. */
  transferType: FtpTransferType.optional(),
  /** Default: `auto`. */
  charset: Charset.optional(),
  /** Minutes that the times of listings are ahead of UTC. Default: 0; times of MLSD and MDTM are always UTC (RFC 3659 §2.3). */
  timeZoneMinutes: z.number().int().min(-1440).max(1440).optional(),
  /** The answer to 332 (RFC 959 §5.4). */
  account: z
    .string()
    .max(255)
    .regex(/^\P{Cc}*$/u)
    .optional(),
});
export type FtpOptions = z.infer<typeof FtpOptions>;

/** A host that the connection goes through (ProxyJump of OpenSSH). */
export const JumpHost = z.object({
  host: z
    .string()
    .trim()
    .min(1)
    .max(255)
    .regex(/^[^\s/\\@\p{Cc}]+$/u),
  port: Port.default(22),
  user: z
    .string()
    .max(255)
    .regex(/^\P{Cc}*$/u),
  keyFile: LocalFile.optional(),
});
export type JumpHost = z.infer<typeof JumpHost>;

/** What the user may set for SFTP beyond host and account. */
export const SftpOptions = z.object({
  /** In the order in which they are passed. Default: what `~/.ssh/config` says, else none. */
  jumpHosts: z.array(JumpHost).max(8).optional(),
  /** Also offers algorithms that old servers need and that are not safe any more (SHA-1, CBC, ssh-rsa). Default: false. */
  legacyAlgorithms: z.boolean().optional(),
  /** Whether `~/.ssh/config` is honoured. Default: true. */
  sshConfig: z.boolean().optional(),
  /** Whether keys of an agent are offered. Default: true. */
  agent: z.boolean().optional(),
  /** Uploaded files count as done only when they are on the server's disk (fsync@openssh.com). Slower. Default: false. */
  flushUploads: z.boolean().optional(),
});
export type SftpOptions = z.infer<typeof SftpOptions>;
