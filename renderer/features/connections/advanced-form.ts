import type { ConnectionTarget, Protocol } from '../../../shared/model/connection.ts';
import type {
  Charset,
  FtpDataMode,
  FtpOptions,
  FtpTransferType,
  SftpOptions,
  TlsVersion,
} from '../../../shared/model/connection-options.ts';
import { normalizePath } from '../../../shared/model/remote-path.ts';

/** A row of the jump hosts as it is typed. */
export interface JumpHostForm {
  readonly key: number;
  readonly host: string;
  readonly port: string;
  readonly user: string;
  readonly keyFile: string;
}

/** The Advanced page as it is typed. What a server of the other protocol would need is kept, so that nothing is lost on the way there and back. */
export interface AdvancedForm {
  readonly initialPath: string;
  readonly mostSessions: string;
  readonly dataMode: FtpDataMode;
  readonly firstActivePort: string;
  readonly lastActivePort: string;
  readonly activeAddress: string;
  readonly lowestTls: TlsVersion;
  readonly highestTls: TlsVersion;
  readonly certificateFile: string;
  readonly certificateKeyFile: string;
  readonly transferType: FtpTransferType;
  readonly charset: Charset;
  /** Minutes ahead of UTC. */
  readonly timeZone: string;
  readonly account: string;
  readonly jumpHosts: readonly JumpHostForm[];
  readonly agent: boolean;
  readonly sshConfig: boolean;
  readonly legacyAlgorithms: boolean;
  readonly flushUploads: boolean;
}

export const emptyAdvanced: AdvancedForm = {
  initialPath: '',
  mostSessions: '',
  dataMode: 'auto',
  firstActivePort: '',
  lastActivePort: '',
  activeAddress: '',
  lowestTls: '1.2',
  highestTls: '1.3',
  certificateFile: '',
  certificateKeyFile: '',
  transferType: 'binary',
  charset: 'auto',
  timeZone: '0',
  account: '',
  jumpHosts: [],
  agent: true,
  sshConfig: true,
  legacyAlgorithms: false,
  flushUploads: false,
};

export type AdvancedField = 'mostSessions' | 'activePorts' | 'highestTls' | 'certificateFile' | 'account' | 'jumpHosts';
export type AdvancedProblem =
  | 'sessions-invalid'
  | 'ports-invalid'
  | 'ports-turned'
  | 'tls-turned'
  | 'certificate-missing'
  | 'account-invalid'
  | 'jump-invalid';
export type AdvancedProblems = Partial<Record<AdvancedField, AdvancedProblem>>;

const MOST_SESSIONS = 20;
const MOST_JUMPS = 8;

export function advancedFromTarget(target: ConnectionTarget): AdvancedForm {
  const { ftp = {}, sftp = {}, initialPath = '', mostSessions } = target;
  return {
    initialPath,
    mostSessions: mostSessions?.toString() ?? '',
    dataMode: ftp.dataMode ?? emptyAdvanced.dataMode,
    firstActivePort: ftp.activePorts?.first.toString() ?? '',
    lastActivePort: ftp.activePorts?.last.toString() ?? '',
    activeAddress: ftp.activeAddress ?? '',
    lowestTls: ftp.lowestTls ?? emptyAdvanced.lowestTls,
    highestTls: ftp.highestTls ?? emptyAdvanced.highestTls,
    certificateFile: ftp.clientCertificate?.file ?? '',
    certificateKeyFile: ftp.clientCertificate?.keyFile ?? '',
    transferType: ftp.transferType ?? emptyAdvanced.transferType,
    charset: ftp.charset ?? emptyAdvanced.charset,
    timeZone: String(ftp.timeZoneMinutes ?? 0),
    account: ftp.account ?? '',
    jumpHosts: (sftp.jumpHosts ?? []).map(({ host, port, user, keyFile = '' }, key) => ({
      key,
      host,
      port: String(port),
      user,
      keyFile,
    })),
    agent: sftp.agent ?? emptyAdvanced.agent,
    sshConfig: sftp.sshConfig ?? emptyAdvanced.sshConfig,
    legacyAlgorithms: sftp.legacyAlgorithms ?? emptyAdvanced.legacyAlgorithms,
    flushUploads: sftp.flushUploads ?? emptyAdvanced.flushUploads,
  };
}

/** The target with what the page says; defaults are left out, so that a better default of tomorrow reaches it. */
export function withAdvanced(target: ConnectionTarget, form: AdvancedForm): ConnectionTarget {
  const { initialPath: _path, mostSessions: _sessions, ftp: _ftp, sftp: _sftp, ...rest } = target;
  const path = form.initialPath.trim();
  const ftp = target.protocol === 'ftp' ? ftpOptionsOf(form) : {};
  const sftp = target.protocol === 'sftp' ? sftpOptionsOf(form) : {};
  return {
    ...rest,
    ...(path === '' ? {} : { initialPath: normalizePath(path) }),
    ...(form.mostSessions.trim() === '' ? {} : { mostSessions: Number(form.mostSessions) }),
    ...(Object.keys(ftp).length === 0 ? {} : { ftp }),
    ...(Object.keys(sftp).length === 0 ? {} : { sftp }),
  };
}

export function findAdvancedProblems(form: AdvancedForm, protocol: Protocol): AdvancedProblems {
  const problems: AdvancedProblems = {};
  const sessions = form.mostSessions.trim();
  if (sessions !== '' && !isNumberWithin(sessions, MOST_SESSIONS)) problems.mostSessions = 'sessions-invalid';
  return { ...problems, ...(protocol === 'ftp' ? ftpProblems(form) : sftpProblems(form)) };
}

function ftpProblems(form: AdvancedForm): AdvancedProblems {
  const problems: AdvancedProblems = {};
  const portsProblem = form.dataMode === 'passive' ? undefined : activePortsProblem(form);
  if (portsProblem) problems.activePorts = portsProblem;
  if (form.lowestTls > form.highestTls) problems.highestTls = 'tls-turned';
  if (form.certificateKeyFile.trim() !== '' && form.certificateFile.trim() === '')
    problems.certificateFile = 'certificate-missing';
  if (/\p{Cc}/u.test(form.account)) problems.account = 'account-invalid';
  return problems;
}

function activePortsProblem({ firstActivePort, lastActivePort }: AdvancedForm): AdvancedProblem | undefined {
  const [first, last] = [firstActivePort.trim(), lastActivePort.trim()];
  if (first === '' && last === '') return undefined;
  if (!isPort(first) || !isPort(last)) return 'ports-invalid';
  return Number(first) > Number(last) ? 'ports-turned' : undefined;
}

function sftpProblems({ jumpHosts }: AdvancedForm): AdvancedProblems {
  const isWrong = (jump: JumpHostForm) => Object.keys(findJumpHostProblems(jump)).length > 0;
  return jumpHosts.some(isWrong) ? { jumpHosts: 'jump-invalid' } : {};
}

type JumpHostProblems = Partial<
  Record<'host' | 'port' | 'user', NonNullable<ReturnType<typeof hostProblemOf>> | 'port-invalid' | 'user-invalid'>
>;

export function findJumpHostProblems(jump: JumpHostForm): JumpHostProblems {
  const problems: JumpHostProblems = {};
  const hostProblem = hostProblemOf(jump.host);
  if (hostProblem) problems.host = hostProblem;
  if (!isPort(jump.port)) problems.port = 'port-invalid';
  if (/\p{Cc}/u.test(jump.user)) problems.user = 'user-invalid';
  return problems;
}

export function mayAddJumpHost({ jumpHosts }: AdvancedForm): boolean {
  return jumpHosts.length < MOST_JUMPS;
}

/** With an empty row at the end, right before the server. */
export function withJumpHost(form: AdvancedForm): AdvancedForm {
  const key = Math.max(-1, ...form.jumpHosts.map((jump) => jump.key)) + 1;
  return { ...form, jumpHosts: [...form.jumpHosts, { key, host: '', port: '22', user: '', keyFile: '' }] };
}

/** How much of the page is not as it comes: shown beside its name while it is folded. */
export function countChosen(form: AdvancedForm, protocol: Protocol): number {
  const { ftp, sftp, initialPath, mostSessions } = withAdvanced(
    { protocol, encryption: 'auto', host: '', port: 1, user: '' },
    form,
  );
  const others = [initialPath, mostSessions].filter((value) => value !== undefined);
  return Object.keys({ ...ftp, ...sftp }).length + others.length;
}

function ftpOptionsOf(form: AdvancedForm): FtpOptions {
  const mayBeActive = form.dataMode !== 'passive';
  const address = form.activeAddress.trim();
  const [file, keyFile] = [form.certificateFile.trim(), form.certificateKeyFile.trim()];
  const ports = { first: Number(form.firstActivePort), last: Number(form.lastActivePort) };
  return {
    ...(form.dataMode === emptyAdvanced.dataMode ? {} : { dataMode: form.dataMode }),
    ...(mayBeActive && form.firstActivePort.trim() !== '' ? { activePorts: ports } : {}),
    ...(mayBeActive && address !== '' ? { activeAddress: address } : {}),
    ...(form.lowestTls === emptyAdvanced.lowestTls ? {} : { lowestTls: form.lowestTls }),
    ...(form.highestTls === emptyAdvanced.highestTls ? {} : { highestTls: form.highestTls }),
    ...(file === '' ? {} : { clientCertificate: keyFile === '' ? { file } : { file, keyFile } }),
    ...(form.transferType === emptyAdvanced.transferType ? {} : { transferType: form.transferType }),
    ...(form.charset === emptyAdvanced.charset ? {} : { charset: form.charset }),
    ...(form.timeZone === '0' ? {} : { timeZoneMinutes: Number(form.timeZone) }),
    ...(form.account === '' ? {} : { account: form.account }),
  };
}

function sftpOptionsOf(form: AdvancedForm): SftpOptions {
  const jumpHosts = form.jumpHosts.map(({ host, port, user, keyFile }) => ({
    host: withoutBrackets(host),
    port: Number(port),
    user: user.trim(),
    ...(keyFile.trim() === '' ? {} : { keyFile: keyFile.trim() }),
  }));
  return {
    ...(jumpHosts.length === 0 ? {} : { jumpHosts }),
    ...(form.legacyAlgorithms ? { legacyAlgorithms: true } : {}),
    ...(form.flushUploads ? { flushUploads: true } : {}),
    ...(form.sshConfig ? {} : { sshConfig: false }),
    ...(form.agent ? {} : { agent: false }),
  };
}

/** What is wrong with a host as it is typed, if anything. */
export function hostProblemOf(typed: string): 'host-missing' | 'host-invalid' | 'host-with-port' | undefined {
  const host = typed.trim();
  if (host === '') return 'host-missing';
  if (!/^[^\s/\\@\p{Cc}]+$/u.test(host)) return 'host-invalid';
  // More colons make an IPv6 address.
  return /^(?:[^:]*|\[.*\]):\d*$/u.test(host) ? 'host-with-port' : undefined;
}

export function isPort(typed: string): boolean {
  return isNumberWithin(typed, 65_535);
}

/** `[::1]`, as addresses have it in URLs, is `::1`. */
export function withoutBrackets(host: string): string {
  return host.trim().replace(/^\[(.*)\]$/u, '$1');
}

function isNumberWithin(typed: string, most: number): boolean {
  return /^\d+$/.test(typed) && Number(typed) >= 1 && Number(typed) <= most;
}
