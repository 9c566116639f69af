import type { ServerKind } from '../../shared/model/monitor.ts';
import type { Call } from '../remote/remote-file-system.ts';
import type { Exec } from './exec.ts';
import { SOCKET_WORDS } from './processes.ts';
import { shell } from './quoting.ts';
import {
  clockSection,
  connectionSection,
  type Report,
  readClock,
  readReport,
  readSeenFrom,
  type ServerClock,
} from './report.ts';
import type { Rights } from './rights.ts';

/** The kinds of server that processes on a machine betray. */
export type ProbedKind = Exclude<ServerKind, 'demo'>;

export interface LogFile {
  readonly file: string;
  readonly reach: 'direct' | 'sudo' | 'none';
}

/** What one round trip found out about a machine and about what this account may do there. */
export interface Probe {
  readonly rights: Rights;
  readonly clock: ServerClock;
  /** The servers that run now. */
  readonly running: readonly ProbedKind[];
  /** Whether the processes of other accounts can be seen. */
  readonly seesOthers: boolean;
  /** Directives of vsftpd's and ProFTPD's configuration, lower-case names. */
  readonly configuration: ReadonlyMap<string, string>;
  /** The log files that exist where each server usually has them, or where its configuration says. */
  readonly logs: Readonly<Record<ProbedKind, readonly LogFile[]>>;
  /** The address of this machine as the server sees it. */
  readonly ownAddress: string | undefined;
}

const TOOLS = ['ps', 'ss', 'tail', 'ftpwho', 'pure-ftpwho', 'sudo', 'journalctl'] as const;
const CONFIGURATIONS = [
  ...['/etc/vsftpd.conf', '/etc/vsftpd/vsftpd.conf'],
  ...['/etc/proftpd/proftpd.conf', '/etc/proftpd.conf', '/usr/local/etc/proftpd.conf'],
];
const DIRECTIVES =
  'vsftpd_log_file|xferlog_file|dual_log_enable|xferlog_enable|xferlog_std_format|setproctitle_enable|guest_enable|ScoreboardFile|SystemLog|TransferLog';

/** Where systems keep the log of system services. */
const SYSTEM_LOGS = ['/var/log/messages', '/var/log/syslog', '/var/log/daemon.log'];
const USUAL_LOGS: Record<ProbedKind, readonly (readonly string[])[]> = {
  'pure-ftpd': [SYSTEM_LOGS, ['/var/log/pure-ftpd/transfer.log', '/var/log/pureftpd.log', '/var/log/xferlog']],
  proftpd: [
    ['/var/log/proftpd/proftpd.log', '/var/log/proftpd.log'],
    ['/var/log/proftpd/xferlog', '/var/log/xferlog'],
  ],
  vsftpd: [['/var/log/vsftpd.log'], ['/var/log/xferlog']],
  openssh: [['/var/log/auth.log', '/var/log/secure', ...SYSTEM_LOGS]],
};
const CONFIGURED_LOGS: Record<ProbedKind, readonly string[]> = {
  'pure-ftpd': [],
  proftpd: ['systemlog', 'transferlog'],
  vsftpd: ['vsftpd_log_file', 'xferlog_file'],
  openssh: [],
};

/** Titles of running servers, the first that matches names the kind. */
const SIGNS: readonly [ProbedKind, RegExp][] = [
  ['vsftpd', /^(?:vsftpd: |(?:\S*\/)?vsftpd(?: |$))/],
  ['proftpd', /^(?:proftpd: |(?:\S*\/)?proftpd(?: |$))/],
  ['pure-ftpd', /^(?:pure-ftpd \(|(?:\S*\/)?pure-ftpd(?: |$))/],
  ['openssh', /^(?:sshd(?:-session|-auth)?: |(?:\S*\/)?sshd(?: |$))/],
];

/**
 * Finds the servers of a machine, the rights of this account and the difference of the clocks, in one round trip that changes
 * nothing. Throws `unsupported` where there is no shell or no /proc.
 */
export async function probe(exec: Exec, extraLogs: readonly string[], call: Call): Promise<Probe> {
  const usual = Object.values(USUAL_LOGS).flat(2);
  const directives = `^[[:space:]]*(${DIRECTIVES})[[:space:]=]`;
  const report = await readReport(
    exec,
    {
      clock: clockSection,
      account: shell`id -u; id -un`,
      tools: shell`for tool in ${TOOLS}; do command -v "$tool"; done
for kill in /usr/bin/kill /bin/kill; do if [ -x "$kill" ]; then echo "$kill"; break; fi; done`,
      connection: connectionSection,
      processes: shell`ps -eww -o args= | grep -E 'vsftpd|proftpd|pure-ftpd|sshd'`,
      owners: shell`ps -e -o uid= | sort -u | head -n 2`,
      configuration: shell`grep -siHE ${directives} ${CONFIGURATIONS}`,
      sudo: asking,
      logs: shell`configured=$(grep -shiE ${directives} ${CONFIGURATIONS} | sed 's/^[[:space:]]*[^=[:space:]]*[=[:space:]]*//' | grep '^/')
for file in ${[...usual, ...extraLogs]} $configured; do
  folder=$(dirname "$file")
  if [ -f "$file" ] && [ -r "$file" ]; then echo "direct $file"
  elif [ -e "$file" ] || { [ -d "$folder" ] && ! [ -x "$folder" ]; }; then
    if may "$(path tail bin)" -n 200 -F "$file" >/dev/null; then echo "sudo $file"; else echo "none $file"; fi
  fi
done
# A log that is configured will be there with the first line.
for file in $configured; do [ -e "$file" ] || ! [ -x "$(dirname "$file")" ] || echo "direct $file"; done`,
    },
    call,
  );
  const [uid = '', account = ''] = report.section('account');
  const sudo = report.section('sudo');
  const configuration = readConfiguration(report);
  const logs = readLogs(report);
  const root = uid === '0';
  return {
    rights: {
      root,
      account,
      programs: readPrograms(report),
      maySudo: ({ path, words }) => sudo.includes([path, ...words].join(' ')),
      sudoKnowsPatterns: sudoKnowsPatterns(sudo[0] ?? ''),
    },
    clock: readClock(report),
    running: SIGNS.filter(([, sign]) => report.section('processes').some((title) => sign.test(title))).map(
      ([kind]) => kind,
    ),
    seesOthers: root || report.section('owners').length > 1,
    configuration,
    logs: {
      'pure-ftpd': chooseLogs('pure-ftpd', configuration, logs, extraLogs),
      proftpd: chooseLogs('proftpd', configuration, logs, extraLogs),
      vsftpd: chooseLogs('vsftpd', configuration, logs, extraLogs),
      openssh: chooseLogs('openssh', configuration, logs, extraLogs),
    },
    ownAddress: readSeenFrom(report),
  };
}

/**
 * Only where `sudo -n -l` answers does sudo know this account; then it is asked command by command, and runs none of them. To
 * ask it in vain would send mail to the administrator.
 */
const asking = shell`path() { command -v "$1" || echo "/usr/$2/$1"; }
may() { false; }
if [ "$(id -u)" != 0 ] && command -v sudo >/dev/null; then
  sudo -V | head -n 1
  if sudo -n -l 2>/dev/null | grep -q NOPASSWD; then
    may() { sudo -n -l "$@" >/dev/null 2>&1 && echo "$*"; }
    may "$(path ss bin)" ${SOCKET_WORDS}
    may "$(path pure-ftpwho sbin)" -s -n
    for kill in /usr/bin/kill /bin/kill; do
      if [ -x "$kill" ]; then may "$kill" -TERM 1; may "$kill" -KILL 1; break; fi
    done
  fi
fi`;

function readPrograms(report: Report): Record<string, string> {
  const found = report.section('tools').filter((path) => path.startsWith('/'));
  return Object.fromEntries(found.map((path) => [path.slice(path.lastIndexOf('/') + 1), path]));
}

function sudoKnowsPatterns(version: string): boolean {
  const [, major, minor, patch] = /(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return Number(major) * 1e6 + Number(minor) * 1e3 + Number(patch) >= 1_009_010;
}

function readConfiguration(report: Report): Map<string, string> {
  const directives = new Map<string, string>();
  for (const line of report.section('configuration')) {
    const [, name, value] = /^[^:]+:\s*([A-Za-z_]+)[\s=]+(.*?)\s*$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) directives.set(name.toLowerCase(), value.replace(/^"(.*)"$/, '$1'));
  }
  return directives;
}

function readLogs(report: Report): Map<string, LogFile> {
  const logs = report.section('logs').map((line): LogFile => {
    const [reach, ...rest] = line.split(' ');
    return { file: rest.join(' '), reach: reach === 'direct' || reach === 'sudo' ? reach : 'none' };
  });
  return new Map(logs.map((log) => [log.file, log]));
}

/** What the user named; else what the configuration names; else the first of the usual places that is there. */
function chooseLogs(
  kind: ProbedKind,
  configuration: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, LogFile>,
  byHand: readonly string[],
): LogFile[] {
  if (byHand.length > 0) return byHand.map((file) => found.get(file) ?? { file, reach: 'none' });
  const configured = CONFIGURED_LOGS[kind].map((name) => configuration.get(name));
  const places = USUAL_LOGS[kind].map((usual, index) => [...(configured[index] ? [configured[index]] : []), ...usual]);
  const chosen = places.flatMap((candidates) => {
    const logs = candidates.flatMap((file) => found.get(file) ?? []);
    return logs.find(({ reach }) => reach !== 'none') ?? logs[0] ?? [];
  });
  const readable = chosen.filter(({ reach }) => reach !== 'none');
  return readable.length > 0 ? readable : chosen;
}
