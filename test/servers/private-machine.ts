import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashPassword } from './credentials.ts';
import type { UnpackedPackages } from './packages.ts';

/** A person who can log in. */
export interface Account {
  readonly name: string;
  readonly password: string;
  /** User id and group id in one. */
  readonly uid: number;
}

/** The accounts a test server has unless told otherwise. */
export const defaultAccounts: readonly [Account, Account] = [
  { name: 'alice', password: 'alice-password', uid: 41_001 },
  { name: 'bob', password: 'bob-password', uid: 41_002 },
];

/** How the machine looks from inside: its own folder, and the unpacked packages. */
export const insideFolder = '/run/portside';
export const insidePackages = '/run/packages';

/** Where programs are found inside: the machine's own first, then those of the packages. */
export const insidePath = [
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  ...['usr/sbin', 'usr/bin', 'bin'].map((folder) => `${insidePackages}/${folder}`),
].join(':');

/** Rights of a new home: the owner's alone, as with useradd on Debian 12. */
const homeMode = 0o700;

export interface MachineOptions {
  readonly accounts: readonly Account[];
  readonly packages: UnpackedPackages;
  /** The first account's home becomes a tmpfs of this many bytes, so that a test can fill the disk. It is empty again after a restart. */
  readonly homeTmpfsBytes?: number | undefined;
}

/**
 * Runs as process 1 of the machine. $1 the machine's folder, $2 the packages, $3 the tmpfs home's size in bytes or "",
 * then the accounts' names. The real /etc, /run, /home, /tmp and /var/log are out of sight; the root file system is read-only.
 * Of /etc only /etc/alternatives is the real one: a shell finds awk and others through it. The cache of libraries serves
 * setuid programs, which heed no LD_LIBRARY_PATH. /dev is its own, so that /dev/log is the machine's own system log.
 */
const setUp = `set -eu
read -r pid rest < /proc/self/stat
mount -t proc proc /proc
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p ${insideFolder} ${insidePackages} /run/sshd /run/vsftpd/empty /run/pure-ftpd /run/proftpd
: > /run/utmp
mount --bind "$1" ${insideFolder}
mount --bind "$2" ${insidePackages}
mount -t tmpfs -o mode=755 tmpfs /home
tmpfs_size=$3
shift 3
for account; do
  mkdir "/home/$account"
  if [ -n "$tmpfs_size" ]; then
    mount -t tmpfs -o "size=$tmpfs_size,mode=700,uid=$(stat -c %u "${insideFolder}/home/$account")" tmpfs "/home/$account"
    chgrp --reference="${insideFolder}/home/$account" "/home/$account"
    tmpfs_size=
  else
    mount --bind "${insideFolder}/home/$account" "/home/$account"
  fi
done
mkdir /run/alternatives
mount --bind /etc/alternatives /run/alternatives
mount --bind ${insideFolder}/etc /etc
mount --bind /run/alternatives /etc/alternatives
mount -o remount,bind,ro /etc/alternatives
umount /run/alternatives
rmdir /run/alternatives
[ -e /etc/ld.so.cache ] || ldconfig -X -f /etc/ld.so.conf
mkdir /run/dev
mount -t tmpfs -o mode=755 tmpfs /run/dev
for device in null zero full random urandom tty; do
  : > /run/dev/$device
  mount --bind /dev/$device /run/dev/$device
done
mkdir /run/dev/pts /run/dev/shm
mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts /run/dev/pts
ln -s pts/ptmx /run/dev/ptmx
mount -t tmpfs -o mode=1777 tmpfs /run/dev/shm
ln -s /proc/self/fd /run/dev/fd
mount --move /run/dev /dev
rmdir /run/dev
mount -t tmpfs -o mode=1777 tmpfs /tmp
mount -t tmpfs -o mode=755 tmpfs /var/log
: > /var/log/wtmp
: > /var/log/lastlog
mount -o remount,bind,ro /
cd /
echo "$pid"
exec > /dev/null 2>&1
${insidePackages}/bin/busybox syslogd -n -S -O ${insideFolder}/log/syslog &
sleep infinity &
wait
`;

/** The cache of libraries of the first machine with these packages, by their folder: that of all others is the same. */
const libraryCaches = new Map<string, Buffer>();
const LIBRARY_CACHE = 'ld.so.cache';

interface Running {
  readonly unshare: ChildProcess;
  /** Process 1 of the machine, as this machine's own /proc counts it. */
  readonly pid: number;
}

/** A program running inside the machine. */
export interface MachineProgram {
  /** Aborted when the program has ended, whichever way. */
  readonly ended: AbortSignal;
}

/**
 * A small private machine in namespaces of its own: mounts and processes are private, the network is shared.
 * It has its own /etc (accounts, PAM), /run, /home, /tmp and /var/log, and a read-only root file system. When it is killed, or when the process (or thread) that
 * started it ends in whatever way, every process in it dies and every mount goes.
 * Needs root on Linux.
 */
export class PrivateMachine {
  /** The machine's state on disk; seen inside as `insideFolder`. */
  readonly folder: string;
  readonly #options: MachineOptions;
  #running: Running | undefined;

  private constructor(folder: string, options: MachineOptions) {
    this.folder = folder;
    this.#options = options;
  }

  /** Lays out the machine's folder. Nothing runs yet: see `boot`. */
  static async create(options: MachineOptions): Promise<PrivateMachine> {
    const folder = await mkdtemp(join(tmpdir(), 'portside-server-'));
    try {
      await chmod(folder, 0o755); // sshd reads authorized keys as the user who logs in
      for (const name of ['etc', 'home', 'log']) await mkdir(join(folder, name));
      await writeEtc(join(folder, 'etc'), options);
      for (const account of options.accounts) await makeHome(join(folder, 'home', account.name), account);
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
    return new PrivateMachine(folder, options);
  }

  /** Starts the namespaces. Throws with what the set-up said when it fails. */
  async boot(): Promise<void> {
    if (this.#running !== undefined) throw new Error('The machine is running already');
    const { accounts, packages, homeTmpfsBytes } = this.#options;
    const unshare = spawn(
      'setpriv',
      [
        ...['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--fork', '--kill-child=SIGKILL'],
        ...['sh', '-c', setUp, 'set-up', this.folder, packages.root, homeTmpfsBytes?.toString() ?? ''],
        ...accounts.map((account) => account.name),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    this.#running = { unshare, pid: await firstLine(unshare) };
    if (!libraryCaches.has(packages.root))
      libraryCaches.set(packages.root, await readFile(join(this.folder, 'etc', LIBRARY_CACHE)));
  }

  /** Starts a program of the packages inside the machine as root; what it prints goes to `log/<name>.out`. */
  run(name: string, command: readonly string[]): MachineProgram {
    const { pid } = this.#requireRunning();
    const output = openSync(join(this.folder, 'log', `${name}.out`), 'a');
    const child = spawn('nsenter', ['--target', String(pid), '--mount', '--pid', ...command], {
      stdio: [output, output, output], // vsftpd's last words go to its standard input
      env: { PATH: insidePath, LD_LIBRARY_PATH: this.#options.packages.libraryPath(insidePackages) },
    });
    closeSync(output);
    const ending = new AbortController();
    child.once('exit', () => ending.abort());
    child.once('error', () => ending.abort());
    return { ended: ending.signal };
  }

  /**
   * An account's home, as a test can read and write it from outside. With a tmpfs home the path works only while the machine
   * runs and changes when it is booted again.
   */
  home(account: string): string {
    const onTmpfs = this.#options.homeTmpfsBytes !== undefined && this.#options.accounts[0]?.name === account;
    if (!onTmpfs) return join(this.folder, 'home', account);
    return join('/proc', String(this.#requireRunning().pid), 'root/home', account);
  }

  /** Process 1 of the machine as seen from outside; `/proc/<pid>/root` is the machine's file system. */
  get pid(): number {
    return this.#requireRunning().pid;
  }

  /** Kills every process of the machine at once, as a power cut would, and waits until they are gone. Its folder stays. */
  async kill(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    if (running === undefined || running.unshare.exitCode !== null || running.unshare.signalCode !== null) return;
    const exit = once(running.unshare, 'exit');
    // The kernel ends the whole process namespace with its process 1, and unshare returns only after that.
    process.kill(running.pid, 'SIGKILL');
    await exit;
  }

  /** Kills the machine and removes its folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }

  #requireRunning(): Running {
    if (this.#running === undefined) throw new Error('The machine is not running');
    return this.#running;
  }
}

async function firstLine(unshare: ChildProcess): Promise<number> {
  let said = '';
  let complaint = '';
  unshare.stderr?.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    unshare.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('\n')) resolve(Number(said));
    });
    unshare.once('error', reject);
    unshare.once('close', () => reject(new Error(`The private machine did not start: ${complaint.trim()}`)));
  });
}

async function makeHome(path: string, account: Account): Promise<void> {
  await mkdir(path);
  await chmod(path, homeMode);
  await chown(path, account.uid, account.uid);
}

async function writeEtc(etc: string, options: MachineOptions): Promise<void> {
  const system = [
    { name: 'root', uid: 0, home: '/run', shell: '/bin/sh' },
    { name: 'daemon', uid: 1, home: '/', shell: '/usr/sbin/nologin' },
    { name: 'ftp', uid: 40_998, home: '/run/vsftpd/empty', shell: '/usr/sbin/nologin' },
    { name: 'sshd', uid: 40_999, home: '/run/sshd', shell: '/usr/sbin/nologin' },
    { name: 'nobody', uid: 65_534, home: '/nonexistent', shell: '/usr/sbin/nologin' },
  ];
  const people = options.accounts.map(({ name, uid }) => ({ name, uid, home: `/home/${name}`, shell: '/bin/bash' }));
  const all = [...system, ...people];
  const lines = (texts: string[]): string => `${texts.join('\n')}\n`;

  const hashes = await Promise.all(options.accounts.map(({ password }) => hashPassword(options.packages, password)));
  const shadow = [
    ...system.map(({ name }) => `${name}:*:19000:0:99999:7:::`),
    ...options.accounts.map(({ name }, index) => `${name}:${hashes[index]}:19000:0:99999:7:::`),
  ];
  await writeFile(
    join(etc, 'passwd'),
    lines(all.map(({ name, uid, home, shell }) => `${name}:x:${uid}:${uid}::${home}:${shell}`)),
  );
  await writeFile(join(etc, 'group'), lines(all.map(({ name, uid }) => `${name}:x:${uid}:`)));
  await writeFile(join(etc, 'shadow'), lines(shadow), { mode: 0o600 });
  await writeFile(join(etc, 'nsswitch.conf'), 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n');
  await writeFile(join(etc, 'hosts'), `127.0.0.1 localhost ${hostname()}\n::1 localhost\n`);
  await writeFile(join(etc, 'shells'), '/bin/sh\n/bin/bash\n');
  await writePam(join(etc, 'pam.d'));
  await mkdir(join(etc, 'alternatives'));
  await writeSudo(etc);
  await writeFile(join(etc, 'ld.so.conf'), lines(options.packages.libraryPath(insidePackages).split(':')));
  const libraryCache = libraryCaches.get(options.packages.root);
  if (libraryCache) await writeFile(join(etc, LIBRARY_CACHE), libraryCache);
}

/** Nobody may do anything: a test adds rules as files of /etc/sudoers.d. */
async function writeSudo(etc: string): Promise<void> {
  await writeFile(join(etc, 'sudo.conf'), `Path plugin_dir ${insidePackages}/usr/libexec/sudo/\n`);
  await writeFile(join(etc, 'sudoers'), '@includedir /etc/sudoers.d\n', { mode: 0o440 });
  await mkdir(join(etc, 'sudoers.d'));
}

/** No shells, securetty, loginuid or ftpusers checks, and no delay after a wrong password. */
async function writePam(folder: string): Promise<void> {
  await mkdir(folder);
  const rules = ['auth required pam_unix.so nodelay', 'account required pam_unix.so', 'session required pam_unix.so'];
  for (const service of ['vsftpd', 'sshd', 'proftpd', 'pure-ftpd', 'sudo', 'other']) {
    await writeFile(join(folder, service), `${rules.join('\n')}\n`);
  }
}
