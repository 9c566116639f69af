import { z } from 'zod';
import { FileSystemId } from './connection.ts';
import { RemoteErrorData } from './remote-error.ts';

/** The kinds of server whose sessions Portside can list. */
export const ServerKind = z.enum(['pure-ftpd', 'proftpd', 'vsftpd', 'openssh', 'demo']);
export type ServerKind = z.infer<typeof ServerKind>;

export const SessionStatus = z.enum(['logging-in', 'idle', 'listing', 'downloading', 'uploading', 'busy', 'unknown']);
export type SessionStatus = z.infer<typeof SessionStatus>;

/**
 * Names one session for its whole life and no other after it. Opaque to everyone but the source that made it: pid, start
 * time and user where there are processes, a connection id or a login elsewhere.
 */
export const SessionIdentity = z.string().min(1).max(1_000);
export type SessionIdentity = z.infer<typeof SessionIdentity>;

/** One client of a watched server. An absent member means that the server, or this account's rights, do not tell. */
export const ServerSession = z.object({
  identity: SessionIdentity,
  /** Absent while nobody is logged in. */
  user: z.string().optional(),
  /** `user` is a system account that virtual users share: which of them it is, the server does not say. */
  sharedAccount: z.boolean().optional(),
  address: z.string().optional(),
  /** The client's TCP port. */
  port: z.number().int().optional(),
  /** The name of the address, by reverse DNS. */
  hostName: z.string().optional(),
  /** Ms since 1970, UTC, by this machine's clock: the server's skew is taken out. */
  loginTime: z.number().optional(),
  status: SessionStatus,
  processId: z.number().int().optional(),
  protocol: z.enum(['ftp', 'sftp']),
  encrypted: z.boolean().optional(),
  /** The file on its way, or the directory being listed, as the server names it. */
  file: z.string().optional(),
  /** Bytes that have travelled so far. */
  transferred: z.number().nonnegative().optional(),
  /** Bytes in all. */
  size: z.number().nonnegative().optional(),
  /** 0 to 1, where the server tells the share and not the bytes. */
  progress: z.number().min(0).max(1).optional(),
  /** Bytes per second. */
  rate: z.number().nonnegative().optional(),
  /** Since when nothing happens, as `loginTime`. */
  idleSince: z.number().optional(),
  /** What the server calls it, where `status` says less. */
  detail: z.string().optional(),
  /** What a disconnect would end besides the file transfer, in words. */
  alsoEnds: z.string().optional(),
  /** One of Portside's own sessions. */
  own: z.boolean(),
  canDisconnect: z.boolean(),
});
export type ServerSession = z.infer<typeof ServerSession>;

/** A right that this account lacks: what the user goes without, and exactly how an administrator can grant it. */
export const MissingRight = z.object({
  right: z.enum(['sessions', 'titles', 'addresses', 'progress', 'disconnect', 'log']),
  message: z.string(),
  remedy: z
    .object({
      /** `sudoers`: a line for visudo; `directive`: a line of the server's configuration; `command`: run as root. */
      kind: z.enum(['sudoers', 'directive', 'command']),
      text: z.string(),
      /** What else it would allow. */
      caution: z.string().optional(),
    })
    .optional(),
});
export type MissingRight = z.infer<typeof MissingRight>;

/** Where the watched server is reached. */
export const WatchPlace = z.discriminatedUnion('on', [
  z.object({ on: z.literal('this-machine') }),
  z.object({ on: z.literal('connection'), connectionId: FileSystemId }),
  z.object({ on: z.literal('demo') }),
]);
export type WatchPlace = z.infer<typeof WatchPlace>;

/** What the probe cannot guess and the user may say by hand. */
export const WatchSettings = z.object({
  /** ProFTPD's ScoreboardFile. */
  scoreboardFile: z
    .string()
    .regex(/^\/[^\0\n]*$/)
    .max(4_096)
    .optional(),
  /** The server's log files. */
  logFiles: z
    .array(
      z
        .string()
        .regex(/^\/[^\0\n]*$/)
        .max(4_096),
    )
    .max(8)
    .optional(),
  /** More sessions of one user than this raise an alert. */
  sessionsPerUser: z.number().int().min(1).max(100_000).optional(),
});
export type WatchSettings = z.infer<typeof WatchSettings>;

/**
 * `starting`: no answer yet; `live`: the last snapshot came on time; `stale`: it did not, the rows are old, another attempt
 * follows at `nextAttemptAt`; `stopped`: it will not be tried again by itself.
 */
export const WatchState = z.enum(['starting', 'live', 'stale', 'stopped']);
export type WatchState = z.infer<typeof WatchState>;

/** One watched server. */
export const Watch = z.object({
  id: z.string(),
  place: WatchPlace,
  kind: ServerKind,
  /** `root@example.org`, `This computer`. */
  label: z.string(),
  state: WatchState,
  /** When the rows were read, ms since 1970, UTC. */
  readAt: z.number().optional(),
  error: RemoteErrorData.optional(),
  nextAttemptAt: z.number().optional(),
  missing: z.array(MissingRight),
  sessions: z.number().int(),
  /** Alerts that nobody has dealt with. */
  alerts: z.number().int(),
  /** Ends one session, or every session of its login; absent where this server offers no way. */
  disconnects: z.enum(['session', 'login']).optional(),
  /** What the followed log is read from; absent where there is none. */
  log: z.string().optional(),
  /** How far the server's clock is ahead of this machine's, ms. */
  clockSkewMs: z.number().optional(),
  /** Alerts of this server call nobody until then, ms since 1970, UTC: see `monitor.alerts.snooze`. */
  snoozedUntil: z.number().optional(),
});
export type Watch = z.infer<typeof Watch>;

export const SessionsDelta = z.object({
  watchId: z.string(),
  /** When it was read, ms since 1970, UTC. */
  at: z.number(),
  added: z.array(ServerSession),
  changed: z.array(ServerSession),
  ended: z.array(SessionIdentity),
});
export type SessionsDelta = z.infer<typeof SessionsDelta>;

export const ServerEventKind = z.enum([
  'connect',
  'login',
  'login-failed',
  'encrypted',
  'download',
  'upload',
  'delete',
  'rename',
  'make-directory',
  'remove-directory',
  'logout',
  'other',
]);
export type ServerEventKind = z.infer<typeof ServerEventKind>;

/** One line of a server's log, understood as far as its format tells. */
export const ServerEvent = z.object({
  kind: ServerEventKind,
  /** As `loginTime`; the time of reading where the line has none. */
  at: z.number(),
  user: z.string().optional(),
  address: z.string().optional(),
  processId: z.number().int().optional(),
  protocol: z.enum(['ftp', 'sftp']).optional(),
  file: z.string().optional(),
  /** The new name of a `rename`. */
  to: z.string().optional(),
  bytes: z.number().optional(),
  /** False where the transfer was broken off. */
  complete: z.boolean().optional(),
  /** How often it happened, where a system log gathers what repeats in one line. */
  times: z.number().int().positive().optional(),
  /** The line itself. */
  raw: z.string(),
  /** Written before Portside began to watch. */
  past: z.boolean(),
});
export type ServerEvent = z.infer<typeof ServerEvent>;

export const LogLine = ServerEvent.extend({ id: z.number().int() });
export type LogLine = z.infer<typeof LogLine>;

export const AlertRule = z.enum([
  'new-address',
  'failed-logins',
  'clear-text-login',
  'anonymous-login',
  'too-many-sessions',
]);
export type AlertRule = z.infer<typeof AlertRule>;

export const Alert = z.object({
  id: z.string(),
  watchId: z.string(),
  rule: AlertRule,
  /** The latest occurrence, ms since 1970, UTC. */
  at: z.number(),
  /** For a person. */
  reason: z.string(),
  user: z.string().optional(),
  address: z.string().optional(),
  /** Attempts, sessions: what the rule counts. */
  count: z.number().int(),
  /** The sessions it is about, ended ones included. */
  sessions: z.array(SessionIdentity),
  /** False while alerts are paused: it is listed, but nobody is called. */
  notify: z.boolean(),
});
export type Alert = z.infer<typeof Alert>;

/**
 * What became of a request to end a session. `still-there` can be asked again with force; `changed`: somebody logged in on the
 * connection meanwhile, so it was left alone.
 */
export const DisconnectOutcome = z.enum(['ended', 'already-gone', 'changed', 'denied', 'still-there']);
export type DisconnectOutcome = z.infer<typeof DisconnectOutcome>;

/** A session to end, with the facts that the user was shown: where they no longer hold, nothing is ended. */
export const DisconnectRequest = z.object({
  identity: SessionIdentity,
  user: z.string().optional(),
  address: z.string().optional(),
  /** The client's TCP port. */
  port: z.number().int().optional(),
});
export type DisconnectRequest = z.infer<typeof DisconnectRequest>;

export const DisconnectResult = z.object({
  identity: SessionIdentity,
  outcome: DisconnectOutcome,
  /** For a person. */
  message: z.string(),
});
export type DisconnectResult = z.infer<typeof DisconnectResult>;
