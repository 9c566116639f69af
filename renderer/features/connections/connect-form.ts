import {
  type ConnectionTarget,
  defaultPort,
  type FtpEncryption,
  type Protocol,
} from '../../../shared/model/connection.ts';
import { parseConnectionUrl } from '../../../shared/model/connection-url.ts';
import {
  type AdvancedField,
  type AdvancedForm,
  type AdvancedProblem,
  advancedFromTarget,
  emptyAdvanced,
  findAdvancedProblems,
  hostProblemOf,
  isPort,
  withAdvanced,
  withoutBrackets,
} from './advanced-form.ts';

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
  readonly advanced: AdvancedForm;
}

export const emptyForm: ConnectForm = {
  line: 'sftp',
  host: '',
  port: '22',
  user: '',
  password: '',
  keyFile: '',
  anonymous: false,
  advanced: emptyAdvanced,
};

export type BasicField = 'host' | 'port' | 'user';
export type FormField = BasicField | AdvancedField;
export const basicFields: readonly BasicField[] = ['host', 'port', 'user'];
type HostProblem = NonNullable<ReturnType<typeof hostProblemOf>>;
type FormProblem = HostProblem | 'port-invalid' | 'user-missing' | 'user-invalid' | AdvancedProblem;
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
    advanced: advancedFromTarget(target),
  };
}

/** What a whole address that was put into the field of the host says of the form; undefined where it is none. */
export function withAddress(form: ConnectForm, text: string): ConnectForm | undefined {
  const parsed = text.includes('://') ? parseConnectionUrl(text) : undefined;
  if (!parsed?.ok) return undefined;
  const { line, host, port, anonymous, user, password, advanced } = formFromTarget(parsed.target, parsed.password);
  return {
    ...{ ...form, line, host, port, anonymous },
    user: user === '' ? form.user : user,
    password: password === '' ? form.password : password,
    advanced: advanced.initialPath === '' ? form.advanced : { ...form.advanced, initialPath: advanced.initialPath },
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
  const problems: FormProblems = {};
  const hostProblem = hostProblemOf(form.host);
  if (hostProblem) problems.host = hostProblem;
  if (!isPort(form.port)) problems.port = 'port-invalid';
  if (/\p{Cc}/u.test(form.user)) problems.user = 'user-invalid';
  else if (!isAnonymous(form) && form.user.trim() === '') problems.user = 'user-missing';
  return { ...problems, ...findAdvancedProblems(form.advanced, lines[form.line].protocol) };
}

/** What the form asks for; it must be free of problems. */
export function targetFromForm(form: ConnectForm): { target: ConnectionTarget; password: string | undefined } {
  const line = lines[form.line];
  const keyFile = line.protocol === 'sftp' ? form.keyFile.trim() : '';
  const target = {
    ...line,
    host: withoutBrackets(form.host),
    port: Number(form.port),
    user: isAnonymous(form) ? ANONYMOUS : form.user.trim(),
    ...(keyFile === '' ? {} : { keyFile }),
  };
  return {
    target: withAdvanced(target, form.advanced),
    // RFC 1635 §2.2 asks for a mail address as the password; any text does, and a real one is nobody's business.
    password: isAnonymous(form) ? 'guest' : form.password === '' ? undefined : form.password,
  };
}

export function isAnonymous(form: ConnectForm): boolean {
  return isFtp(form) && form.anonymous;
}

function portOf(line: LineId): number {
  return defaultPort(lines[line].protocol, lines[line].encryption);
}
