import { shell } from './quoting.ts';
import { parseStat, type Report, type Sections } from './report.ts';

/** A process of a watched server. */
export interface ServerProcess {
  readonly pid: number;
  readonly parent: number;
  readonly uid: number;
  readonly user: string;
  /** What it calls itself, which servers keep up to date. */
  readonly title: string;
  /** Ticks since boot; with the pid it names this process and no other before or after it. */
  readonly start: number;
}

/** An established TCP connection of a process. */
export interface ProcessSocket {
  readonly pid: number;
  /** Its lowest descriptor there: a server has the connection that it was called on before any other. */
  readonly descriptor: number;
  readonly localPort: number;
  readonly address: string;
  readonly port: number;
  /** Bytes that the other side has confirmed. */
  readonly sent: number;
  readonly received: number;
}

/** A regular file that a process has open. */
export interface OpenFile {
  readonly path: string;
  readonly direction: 'read' | 'write' | 'both';
  readonly position: number;
  readonly size: number;
}

/** How the command that shows sockets may be run; an absent one shows none that is of use. */
type SocketReach = 'direct' | 'sudo' | 'none';

/** The exact words that a sudoers rule has to allow. */
export const SOCKET_WORDS = ['-tnpiHO', 'state', 'established'] as const;

export interface ProcessQuestion {
  /** What their titles begin with, POSIX extended regular expression. */
  readonly titles: string;
  /** What the titles of those begin with whose open files are of interest. */
  readonly working?: string;
  readonly sockets: SocketReach;
  /** The path of ss, where sudo runs it. */
  readonly socketProgram?: string;
}

/** The titles are anchored to the sixth column, so that editors and clients with such words in their arguments do not match. */
const COLUMNS = '^ *([^ ]+ +){5}';

/**
 * Sections that list a server's processes, with their start times, sockets and open files as far as the account's rights
 * go. What is hidden is simply missing. Needs ps of procps; ss of iproute2.
 */
export function processSections(question: ProcessQuestion): Sections {
  const listed = shell`rows=$(ps -eww -o pid=,ppid=,uid=,stat=,user:32=,args= | grep -E -e ${`${COLUMNS}(${question.titles})`})`;
  return {
    processes: shell`${listed}\nprintf '%s\\n' "$rows"`,
    starts: shell`printf '%s\\n' "$rows" | awk 'NF { print "/proc/" $1 "/stat" }' | xargs cat 2>/dev/null`,
    ...socketSection(question),
    ...(question.working === undefined ? {} : openFileSections(question.working)),
  };
}

function socketSection({ sockets, socketProgram = 'ss' }: ProcessQuestion): Sections {
  if (sockets === 'none') return {};
  const program = sockets === 'sudo' ? shell`sudo -n ${socketProgram}` : shell`ss`;
  const words = `/pid=/ { s = r = 0
    for (i = 6; i <= NF; i++) {
      if ($i ~ /^bytes_acked:/) s = substr($i, 13)
      if ($i ~ /^bytes_received:/) r = substr($i, 16)
    }
    print $3, $4, s, r, $5 }`;
  return { sockets: shell`${program} ${SOCKET_WORDS} 2>/dev/null | awk ${words}` };
}

function openFileSections(working: string): Sections {
  const chosen = shell`busy=$(printf '%s\\n' "$rows" | grep -E -e ${`${COLUMNS}(${working})`} | awk '{ print $1 }')
links= infos= folders=
for pid in $busy; do
  folders="$folders /proc/$pid/fd"
  links="$links /proc/$pid/fd/*"
  infos="$infos /proc/$pid/fdinfo/*"
done`;
  return {
    // /dev/null makes ls and grep name the folder or file even where there is only one.
    files: shell`${chosen}\nls -lnb /dev/null $folders 2>/dev/null | grep -e '^/proc/' -e ' -> /'`,
    sizes: shell`[ -z "$busy" ] || stat -L -c '%s %n %F' $links 2>/dev/null | grep 'regular'`,
    positions: shell`grep -s '^pos:' /dev/null $infos`,
  };
}

/** The processes of a report, by pid. Those that ended while it was made are left out. */
export function readProcesses(report: Report): Map<number, ServerProcess> {
  const starts = new Map(
    report.section('starts').flatMap((line) => {
      const stat = parseStat(line);
      return stat === undefined ? [] : [[stat.pid, stat]];
    }),
  );
  const found = new Map<number, ServerProcess>();
  for (const line of report.section('processes')) {
    const row = /^ *(\d+) +(\d+) +(\d+) +(\S+) +(\S+) +(.*?) *$/.exec(line);
    const [, pid, parent, uid, state, user, title] = row ?? [];
    if (pid === undefined || state === undefined || user === undefined || title === undefined) continue;
    const stat = starts.get(Number(pid));
    // Another parent: the number was given to another process between the two looks.
    if (stat === undefined || stat.parent !== Number(parent) || state.startsWith('Z')) continue;
    found.set(stat.pid, { pid: stat.pid, parent: stat.parent, uid: Number(uid), user, title, start: stat.start });
  }
  return found;
}

/** The connections of a report; a connection that several processes hold appears once for each. */
export function readSockets(report: Report): ProcessSocket[] {
  return report.section('sockets').flatMap((line) => {
    const [local = '', peer = '', sent = '', received = '', ...users] = line.split(' ');
    const here = parseEndpoint(local);
    const there = parseEndpoint(peer);
    if (here === undefined || there === undefined) return [];
    const holders = [...users.join(' ').matchAll(/pid=(\d+),fd=(\d+)/g)];
    const descriptors = Map.groupBy(holders, ([, pid]) => Number(pid));
    return [...descriptors].map(([pid, held]) => ({
      pid,
      descriptor: Math.min(...held.map(([, , descriptor]) => Number(descriptor))),
      localPort: here.port,
      address: there.address,
      port: there.port,
      sent: Number(sent) || 0,
      received: Number(received) || 0,
    }));
  });
}

/** In the order in which the process came by them. */
export function byAge(a: ProcessSocket, b: ProcessSocket): number {
  return a.descriptor - b.descriptor;
}

/** `127.0.0.1:21`, `[::1%lo]:21`; an IPv4 address that travels as IPv6 (RFC 4291 §2.5.5.2) is shown as what it is. */
function parseEndpoint(text: string): { address: string; port: number } | undefined {
  const [, bracketed, bare, port] = /^(?:\[([^\]]+)\]|([^[\]]+)):(\d+)$/.exec(text) ?? [];
  const address = bracketed ?? bare;
  if (address === undefined) return undefined;
  return { address: plainAddress(address), port: Number(port) };
}

/** The address without an interface name and without the IPv6 clothing of an IPv4 address. */
export function plainAddress(address: string): string {
  return address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

/** The regular files of a report, by pid. */
export function readOpenFiles(report: Report): Map<number, OpenFile[]> {
  const sizes = new Map<string, number>();
  for (const line of report.section('sizes')) {
    const [, size, link] = /^(\d+) (\/proc\/\d+\/fd\/\d+) /.exec(line) ?? [];
    if (link !== undefined) sizes.set(link, Number(size));
  }
  const positions = new Map<string, number>();
  for (const line of report.section('positions')) {
    const [, pid, fd, position] = /^\/proc\/(\d+)\/fdinfo\/(\d+):pos:\s*(\d+)/.exec(line) ?? [];
    if (fd !== undefined) positions.set(`/proc/${pid}/fd/${fd}`, Number(position));
  }
  const found = new Map<number, OpenFile[]>();
  let pid = 0;
  for (const line of report.section('files')) {
    const folder = /^\/proc\/(\d+)\/fd:$/.exec(line)?.[1];
    if (folder !== undefined) pid = Number(folder);
    const [, mode, fd, target] = /^l(r-|-w|rw)x\S* +\S+ +\S+ +\S+ +\S+ .*? (\d+) -> (\/.*)$/.exec(line) ?? [];
    if (mode === undefined || fd === undefined || target === undefined) continue;
    const link = `/proc/${pid}/fd/${fd}`;
    const size = sizes.get(link);
    if (size === undefined) continue;
    const file: OpenFile = {
      path: unescapeName(target),
      direction: mode === 'r-' ? 'read' : mode === '-w' ? 'write' : 'both',
      position: positions.get(link) ?? 0,
      size,
    };
    found.set(pid, [...(found.get(pid) ?? []), file]);
  }
  return found;
}

const escapes: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 };

/** A name as `ls -b` prints it: C escapes, octal for the bytes that are no text. */
export function unescapeName(printed: string): string {
  const bytes: Buffer[] = [];
  for (const [, octal, letter, text] of printed.matchAll(/\\(?:([0-7]{3})|(.))|([^\\]+)/gs)) {
    if (octal !== undefined) bytes.push(Buffer.of(Number.parseInt(octal, 8) & 0xff));
    else if (letter !== undefined) bytes.push(Buffer.from(escapes[letter] ? [escapes[letter]] : letter));
    else bytes.push(Buffer.from(text ?? ''));
  }
  return Buffer.concat(bytes)
    .toString('utf8')
    .replace(/ \(deleted\)$/, '');
}
