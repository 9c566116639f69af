import {
  type ConnectionTarget,
  defaultPort,
  type FtpEncryption,
  type Protocol,
} from '../../../shared/model/connection.ts';
import { normalizePath } from '../../../shared/model/remote-path.ts';

/** The five ways to a server, as the dialog names them. */
export const lines = {
  sftp: { protocol: 'sftp', encryption: 'auto' },
  'ftp-auto': { protocol: 'ftp', encryption: 'auto' },
  'ftp-explicit': { protocol: 'ftp', encryption: 'explicit' },
  'ftp-implicit': { protocol: 'ftp', encryption: 'implicit' },
  'ftp-none': { protocol: 'ftp', encryption: 'none' },
} as const satisfies Record<string, { protocol: Protocol; encryption: FtpEncryption }>;

export type LineId = keyof typeof lines;
export const lineIds = Object.keys(lines) as LineId[];

/** The dialog's fields as they are typed. */
export interface ConnectForm {
  readonly line: LineId;
  readonly host: string;
  readonly port: string;
  readonly user: string;
  readonly password: string;
  readonly keyFile: string;
  readonly anonymous: boolean;
  readonly initialPath: string;
}

export const emptyForm: ConnectForm = {
  line: 'sftp',
  host: '',
  port: '22',
  user: '',
  password: '',
  keyFile: '',
  anonymous: false,
  initialPath: '',
};

export type FormField = 'host' | 'port' | 'user' | 'keyFile';
type FormProblem = 'host-missing' | 'host-invalid' | 'port-invalid' | 'user-missing' | 'user-invalid';
export type FormProblems = Partial<Record<FormField, FormProblem>>;

/** RFC 1635 §2.2: the user name of public archives. */
const ANONYMOUS = 'anonymous';

export function formFromTarget(target: ConnectionTarget, password = ''): ConnectForm {
  const line = lineIds.find(
    (id) =>
      lines[id].protocol === target.protocol &&
      (target.protocol === 'sftp' || lines[id].encryption === target.encryption),
  );
  return {
    line: line ?? 'sftp',
    host: target.host,
    port: String(target.port),
    user: target.user === ANONYMOUS ? '' : target.user,
    password,
    keyFile: target.keyFile ?? '',
    anonymous: target.protocol === 'ftp' && target.user === ANONYMOUS,
    initialPath: target.initialPath ?? '',
  };
}

/** A change of protocol takes the port along, unless the user chose one. */
export function withLine(form: ConnectForm, line: LineId): ConnectForm {
  const followed = form.port === String(portOf(form.line)) || form.port === '';
  return { ...form, line, port: followed ? String(portOf(line)) : form.port };
}

export function isFtp(form: ConnectForm): boolean {
  return lines[form.line].protocol === 'ftp';
}

export function findProblems(form: ConnectForm): FormProblems {
  const host = form.host.trim();
  const port = Number(form.port);
  return {
    ...(host === '' ? { host: 'host-missing' as const } : {}),
    ...(/[\s/\\@\p{Cc}]/u.test(host) ? { host: 'host-invalid' as const } : {}),
    ...(/^\d+$/.test(form.port) && port >= 1 && port <= 65_535 ? {} : { port: 'port-invalid' as const }),
    ...(isAnonymous(form) || form.user.trim() !== '' ? {} : { user: 'user-missing' as const }),
    ...(/\p{Cc}/u.test(form.user) ? { user: 'user-invalid' as const } : {}),
  };
}

/** What the form asks for; it must be free of problems. */
export function targetFromForm(form: ConnectForm): { target: ConnectionTarget; password: string | undefined } {
  const line = lines[form.line];
  const keyFile = line.protocol === 'sftp' ? form.keyFile.trim() : '';
  const path = form.initialPath.trim();
  return {
    target: {
      ...line,
      host: form.host.trim().replace(/^\[(.*)\]$/u, '$1'),
      port: Number(form.port),
      user: isAnonymous(form) ? ANONYMOUS : form.user.trim(),
      ...(keyFile === '' ? {} : { keyFile }),
      ...(path === '' ? {} : { initialPath: normalizePath(path) }),
    },
    // RFC 1635 §2.2 asks for a mail address as the password; any text does, and a real one is nobody's business.
    password: isAnonymous(form) ? 'guest' : form.password === '' ? undefined : form.password,
  };
}

function isAnonymous(form: ConnectForm): boolean {
  return isFtp(form) && form.anonymous;
}

function portOf(line: LineId): number {
  return defaultPort(lines[line].protocol, lines[line].encryption);
}
