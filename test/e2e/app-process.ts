import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const root = join(import.meta.dirname, '../..');

export interface AppProcessOptions {
  readonly demo?: boolean;
  /** Stands in for the user's home on this machine: what the local pane shows first. */
  readonly home?: string;
  /** Makes the home a disk of its own of this size. Portside alone sees it. */
  readonly homeTmpfsBytes?: number;
  /** A data folder of an earlier run; stays when the app ends. Absent: a new one, for this run alone. */
  readonly dataDirectory?: string;
}

/** Portside on its loopback host, as `npm start -- --browser` runs it, with a data folder of its own. */
export class AppProcess implements AsyncDisposable {
  readonly link: string;
  readonly dataDirectory: string;
  readonly #keepsData: boolean;
  readonly #child: ChildProcess;
  readonly #output: string[];

  private constructor(child: ChildProcess, link: string, data: { path: string; keep: boolean }, output: string[]) {
    this.#child = child;
    this.#keepsData = data.keep;
    this.link = link;
    this.dataDirectory = data.path;
    this.#output = output;
  }

  static async start(options: AppProcessOptions = {}): Promise<AppProcess> {
    const { demo = false, home, homeTmpfsBytes } = options;
    const dataDirectory = options.dataDirectory ?? (await mkdtemp(join(tmpdir(), 'portside-data-')));
    const serve = [process.execPath, join(root, 'out/main/serve.js'), ...(demo ? ['--demo'] : [])];
    // A mount namespace of its own: nothing is mounted on the machine, and all is gone with the process.
    const onSmallDisk = `mount -t tmpfs -o size=${homeTmpfsBytes} tmpfs "$HOME" && exec "$@"`;
    const [command, ...commandArguments] =
      homeTmpfsBytes === undefined ? serve : ['unshare', '--mount', 'sh', '-c', onSmallDisk, 'sh', ...serve];
    const child = spawn(command as string, commandArguments, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        PORTSIDE_DATA: dataDirectory,
        // No agent of the machine takes part in a test.
        SSH_AUTH_SOCK: '',
        ...(home === undefined ? {} : { HOME: home }),
      },
    });
    const output: string[] = [];
    const errors = createInterface({ input: child.stderr });
    errors.on('line', (line) => output.push(line));
    const link = await new Promise<string>((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        output.push(line);
        const found = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(line);
        if (found) resolve(found[0]);
      });
      child.once('exit', (code) => reject(new Error(`Portside ended with ${code}:\n${output.join('\n')}`)));
    });
    return new AppProcess(child, link, { path: dataDirectory, keep: options.dataDirectory !== undefined }, output);
  }

  /** A path of this machine as Portside sees it, its own disks included. */
  pathInside(path: string): string {
    return `/proc/${this.#child.pid}/root${path}`;
  }

  /** What Portside printed, errors included. */
  get output(): string {
    return this.#output.join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const ended = new Promise((resolve) => this.#child.once('exit', resolve));
      this.#child.kill('SIGTERM');
      await ended;
    }
    if (!this.#keepsData) await rm(this.dataDirectory, { recursive: true, force: true });
  }
}
