import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Credentials, prepareCredentials } from './credentials.ts';
import { type ReservedPort, reservePort } from './free-port.ts';
import { preparePackages, type UnpackedPackages } from './packages.ts';
import { type Account, defaultAccounts, PrivateMachine } from './private-machine.ts';

/** What every test server may be told. */
export interface ServerOptions {
  /** Loopback address to listen on, IPv4 or IPv6. Default 127.0.0.1. */
  readonly host?: string;
  /** Control port. Default: a free one, kept over restarts. */
  readonly port?: number;
  /** Who can log in; the first is `user`. Default alice and bob. */
  readonly accounts?: readonly [Account, ...Account[]];
  /** The first account's home becomes a tmpfs of this many bytes, so that a test can fill the disk. It is empty again after a restart. */
  readonly homeTmpfsBytes?: number;
}

/** A real server on loopback. Disposing it leaves no process, mount, file or port behind. */
export interface TestServer<Options extends ServerOptions> extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** The first account. */
  readonly user: string;
  readonly password: string;
  readonly accounts: readonly Account[];
  /** The first account's home as a path the test can read and write (it runs as root; new files belong to root unless chowned). */
  readonly home: string;
  /** The same folder as the client sees it, in the server's own path. */
  readonly remoteHome: string;
  /** Like `home`, of another account. */
  homeOf(account: string): string;
  /** Process 1 of the server's private machine; `/proc/<pid>/ns/pid` names the namespace all its processes live in. */
  readonly machinePid: number;
  /** Everything the server wrote to its logs and printed since it was created, restarts included. */
  log(): Promise<string>;
  /** Kills the server and all its sessions at once, as a power cut would. Resolves when they are gone. Does nothing when it is dead already. */
  kill(): Promise<void>;
  /** Lets a user of the machine run things as root: lines of a sudoers file, replaced by the next call. */
  allowSudo(...rules: readonly string[]): Promise<void>;
  /** Starts the server again on the same port and homes, changed as told; kills it first if it runs. */
  restart(changes?: Partial<Omit<Options, 'accounts' | 'homeTmpfsBytes'>>): Promise<void>;
}

/** What the machinery hands to a server's own part. */
export interface ServerSetting<Options extends ServerOptions> {
  readonly options: Options;
  readonly host: string;
  readonly port: number;
  readonly machine: PrivateMachine;
  readonly packages: UnpackedPackages;
  readonly credentials: Credentials;
}

/** The part that differs from server to server. */
export interface ServerProgram<Options extends ServerOptions> {
  readonly name: string;
  /** Writes the configuration into the machine's folder and returns the command line as seen inside the machine. */
  configure(setting: ServerSetting<Options>): Promise<readonly string[]>;
  /** Connects and reads the greeting; rejects while the server is not ready, and at once when the signal is aborted. */
  greet(setting: ServerSetting<Options>, signal: AbortSignal): Promise<void>;
  /** Where an account's files are in the paths of the protocol. */
  remoteHome(account: Account): string;
}

/** How long a server may take to greet before the start counts as failed. */
const startTimeoutMs = 20_000;

/** Starts a server in a private machine of its own and waits for its greeting. Throws with the server's log when it does not come up. */
export async function startServer<Options extends ServerOptions>(
  program: ServerProgram<Options>,
  options: Options,
): Promise<RealServer<Options>> {
  const packages = await preparePackages();
  const credentials = await prepareCredentials(packages);
  const accounts = options.accounts ?? defaultAccounts;
  const reserved = options.port === undefined ? await reservePort() : undefined;
  const machine = await PrivateMachine.create({ accounts, packages, homeTmpfsBytes: options.homeTmpfsBytes });
  const server = new RealServer({ program, options, packages, credentials, accounts, reserved, machine });
  try {
    await server.restart();
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}

interface Parts<Options extends ServerOptions> {
  readonly program: ServerProgram<Options>;
  readonly options: Options;
  readonly packages: UnpackedPackages;
  readonly credentials: Credentials;
  readonly accounts: readonly [Account, ...Account[]];
  readonly reserved: ReservedPort | undefined;
  readonly machine: PrivateMachine;
}

/** One server, its machine and its port. Made by `startServer`. */
export class RealServer<Options extends ServerOptions> implements TestServer<Options> {
  readonly #parts: Parts<Options>;
  readonly #beside: ReservedPort[] = [];
  #options: Options;

  constructor(parts: Parts<Options>) {
    this.#parts = parts;
    this.#options = parts.options;
  }

  get host(): string {
    return this.#options.host ?? '127.0.0.1';
  }

  get port(): number {
    const port = this.#options.port ?? this.#parts.reserved?.port;
    if (port === undefined) throw new Error('The server has no port');
    return port;
  }

  get user(): string {
    return this.accounts[0].name;
  }

  get password(): string {
    return this.accounts[0].password;
  }

  get accounts(): readonly [Account, ...Account[]] {
    return this.#parts.accounts;
  }

  get home(): string {
    return this.homeOf(this.user);
  }

  get remoteHome(): string {
    return this.#parts.program.remoteHome(this.accounts[0]);
  }

  get credentials(): Credentials {
    return this.#parts.credentials;
  }

  /** The options in force since the last start. */
  get options(): Options {
    return this.#options;
  }

  get machinePid(): number {
    return this.#parts.machine.pid;
  }

  homeOf(account: string): string {
    return this.#parts.machine.home(account);
  }

  async log(): Promise<string> {
    const folder = join(this.#parts.machine.folder, 'log');
    const names = (await readdir(folder)).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    return texts.join('');
  }

  async kill(): Promise<void> {
    await this.#parts.machine.kill();
  }

  async restart(changes: Partial<Options> = {}): Promise<void> {
    const { program, machine, packages, credentials } = this.#parts;
    await machine.kill();
    this.#options = { ...this.#options, ...changes };
    const setting = { options: this.#options, host: this.host, port: this.port, machine, packages, credentials };
    await machine.boot();
    await this.#start(program, setting);
  }

  async allowSudo(...rules: readonly string[]): Promise<void> {
    const file = join(this.#parts.machine.folder, 'etc/sudoers.d/test');
    await writeFile(file, rules.map((rule) => `${rule}\n`).join(''), { mode: 0o440 });
  }

  /**
   * Starts another kind of server in the same machine, where it sees the processes of this one. It is gone after a restart of
   * this server; then it may be started again. Answers its port.
   */
  async startBeside<Other extends ServerOptions>(program: ServerProgram<Other>, options: Other): Promise<number> {
    const { machine, packages, credentials } = this.#parts;
    const reserved = await reservePort();
    this.#beside.push(reserved);
    const setting = { options, host: this.host, port: reserved.port, machine, packages, credentials };
    await this.#start(program, setting);
    return reserved.port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.machine[Symbol.asyncDispose]();
    await this.#parts.reserved?.release();
    for (const reserved of this.#beside) await reserved.release();
  }

  /** Configures, runs and waits for the greeting. */
  async #start<Any extends ServerOptions>(program: ServerProgram<Any>, setting: ServerSetting<Any>): Promise<void> {
    const running = setting.machine.run(program.name, await program.configure(setting));
    const deadline = Date.now() + startTimeoutMs;
    for (;;) {
      const problem = await program.greet(setting, running.ended).then(
        () => undefined,
        (error: Error) => error,
      );
      if (running.ended.aborted) {
        throw new Error(`${program.name} ended at once: ${tail(await this.log())}`);
      }
      if (problem === undefined) return;
      if (Date.now() > deadline) {
        throw new Error(`${program.name} did not greet: ${problem.message}: ${tail(await this.log())}`, {
          cause: problem,
        });
      }
      await delay(10); // a refused connection is all the news there is before the server listens
    }
  }
}

function tail(log: string): string {
  return log.length > 2000 ? `… ${log.slice(-2000)}` : log;
}
