import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PackageSet, preparePackages } from '../servers/packages.ts';
import { runCommand } from '../servers/run-command.ts';
import { childrenProcessorTime, type Taken } from './processor-time.ts';

/** The programs that Portside is measured against. */
export type PeerName = 'curl' | 'lftp' | 'rclone' | 'sftp';

const places: Record<PeerName, { package: string; program: string }> = {
  curl: { package: 'curl', program: 'usr/bin/curl' },
  lftp: { package: 'lftp', program: 'usr/bin/lftp' },
  rclone: { package: 'rclone', program: 'usr/bin/rclone' },
  sftp: { package: 'openssh-client', program: 'usr/bin/sftp' },
};

/** A program that is slower than this on a slow line says nothing more by going on. Milliseconds. */
const LONGEST_MS = 150_000;

/** A command line, and what it needs around it. */
export interface PeerCommand {
  readonly peer: PeerName;
  readonly args: readonly string[];
  readonly input?: string;
}

/** The peers of this machine: installed ones, else those of Debian's packages, unpacked into the cache. */
export class Peers implements AsyncDisposable {
  readonly #programs: ReadonlyMap<PeerName, { path: string; libraries: string }>;
  readonly #folder: string;
  /** Why a peer does not take part. */
  readonly missing: ReadonlyMap<PeerName, string>;

  private constructor(
    programs: ReadonlyMap<PeerName, { path: string; libraries: string }>,
    missing: ReadonlyMap<PeerName, string>,
    folder: string,
  ) {
    this.#programs = programs;
    this.missing = missing;
    this.#folder = folder;
  }

  static async find(password: string): Promise<Peers> {
    const programs = new Map<PeerName, { path: string; libraries: string }>();
    const missing = new Map<PeerName, string>();
    for (const [name, place] of Object.entries(places) as [PeerName, (typeof places)[PeerName]][]) {
      try {
        programs.set(name, await find(place));
      } catch (error) {
        missing.set(name, error instanceof Error ? error.message : String(error));
      }
    }
    const folder = await mkdtemp(join(tmpdir(), 'portside-bench-peers-'));
    // OpenSSH asks a program for the password where there is no terminal (ssh(1), SSH_ASKPASS_REQUIRE).
    await writeFile(join(folder, 'askpass'), `#!/bin/sh\nprintf '%s\\n' '${password}'\n`);
    await chmod(join(folder, 'askpass'), 0o700);
    return new Peers(programs, missing, folder);
  }

  has(peer: PeerName): boolean {
    return this.#programs.has(peer);
  }

  /** The password as rclone wants it on its command line. */
  async obscured(password: string): Promise<string> {
    const program = this.#programs.get('rclone');
    if (!program) return '';
    const env = { LD_LIBRARY_PATH: program.libraries };
    return (await runCommand(program.path, ['obscure', password], { env })).trim();
  }

  /** Runs a peer to its end. Throws where it fails. */
  async time({ peer, args, input }: PeerCommand): Promise<Taken> {
    const before = childrenProcessorTime();
    const started = performance.now();
    await this.run({ peer, args, ...(input === undefined ? {} : { input }) });
    const seconds = (performance.now() - started) / 1000;
    const after = childrenProcessorTime();
    return { seconds, ...(before === undefined || after === undefined ? {} : { processor: after - before }) };
  }

  run({ peer, args, input }: PeerCommand): Promise<void> {
    const program = this.#programs.get(peer);
    if (!program) throw new Error(`${peer} is not here`);
    const env = {
      ...process.env,
      ...(program.libraries === '' ? {} : { LD_LIBRARY_PATH: program.libraries }),
      ...{ HOME: this.#folder, RCLONE_CONFIG: join(this.#folder, 'rclone.conf') },
      ...{ SSH_ASKPASS: join(this.#folder, 'askpass'), SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' },
    };
    return new Promise((resolve, reject) => {
      const child = spawn(program.path, args, { env, stdio: ['pipe', 'ignore', 'pipe'], timeout: LONGEST_MS });
      let said = '';
      child.stderr.on('data', (chunk: Buffer) => {
        said = `${said}${chunk}`.slice(-2000);
      });
      child.on('error', reject);
      child.on('close', (code) => {
        if (code === 0) resolve();
        else if (child.killed) reject(new Error(`stopped after ${LONGEST_MS / 1000} s`));
        else reject(new Error(`${peer} ended with ${code}: ${said.trim()}`));
      });
      child.stdin.on('error', () => {
        // A program that ends without reading is judged by how it ended.
      });
      child.stdin.end(input ?? '');
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function find(place: { package: string; program: string }): Promise<{ path: string; libraries: string }> {
  const installed = join('/', place.program);
  if (existsSync(installed)) return { path: installed, libraries: '' };
  const set: PackageSet = { packages: [place.package], programs: [place.program] };
  const unpacked = await preparePackages(set);
  return { path: join(unpacked.root, place.program), libraries: unpacked.libraryPath(unpacked.root) };
}
