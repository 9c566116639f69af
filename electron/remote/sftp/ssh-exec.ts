import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client, ClientChannel } from 'ssh2';
import type { ConnectionTarget } from '../../../shared/model/connection.ts';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { asScript, type CommandResult, type Exec, LARGEST_OUTPUT } from '../../monitor/exec.ts';
import type { FixedCommand } from '../../monitor/quoting.ts';
import { untilCancelled } from '../cancelled.ts';
import type { ConnectContext } from '../connect.ts';
import type { Call } from '../remote-file-system.ts';
import { openSshConnection, type SshConnection } from './ssh-connection.ts';

/** The only words that a login shell ever sees; every one of them, and even Windows' `cmd`, takes them apart the same way. */
const SHELL = '/bin/sh -s';

/** With so many that were given up and do not end, no other is begun: each takes a process and a channel there. */
const MOST_HANGING = 3;

/** So often a command asks for a channel that it does not get, and so long it waits where nothing is under way that would free one. */
const MOST_REFUSALS = 5;
const A_MOMENT_MS = 100;

/** Opens a connection of its own for commands, beside those for files: a watch never takes a session from a transfer. */
export async function connectSshExec(target: ConnectionTarget, context: ConnectContext): Promise<Exec> {
  return new SshExec(await openSshConnection(target, context), `${target.user}@${target.host}`, MOST_HANGING);
}

/** Runs commands on a line that is logged in. Disposing of it ends that line. */
export class SshExec implements Exec {
  readonly #connection: Pick<SshConnection, 'client' | 'socket' | 'end'>;
  readonly #name: string;
  readonly #lost = new AbortController();
  readonly #mostHanging: number;
  /** Channels of commands that were given up and go on at the server. */
  readonly #hanging = new Set<ClientChannel>();
  /** Channels of commands that are under way and come to an end, and when the next of them does. */
  readonly #running = new Set<ClientChannel>();
  #freed = Promise.withResolvers<void>();
  /** Ends when the command that came last has its channel. */
  #turn = Promise.resolve();

  /** @param mostHanging commands that may go on at the server after they were given up. */
  constructor(
    connection: Pick<SshConnection, 'client' | 'socket' | 'end'>,
    name: string,
    mostHanging = Number.POSITIVE_INFINITY,
  ) {
    this.#connection = connection;
    this.#name = name;
    this.#mostHanging = mostHanging;
    const lose = (cause?: unknown) => this.#lost.abort(this.#disconnected(cause));
    connection.client.on('error', lose).on('close', () => lose());
  }

  get heard(): number {
    return this.#connection.socket.bytesRead;
  }

  async run(command: FixedCommand, call: Call): Promise<CommandResult> {
    const opened = await this.#openInTurn(SHELL, call.signal);
    opened.channel.end(asScript(command));
    return this.#outcome(opened, call.signal);
  }

  /** Runs a command line that the user typed, in whatever shell the account has. Throws as `run`. */
  async runTyped(line: string, call: Call): Promise<CommandResult> {
    const opened = await this.#openInTurn(line, call.signal);
    opened.channel.end();
    return this.#outcome(opened, call.signal);
  }

  async #outcome({ channel, exit }: OpenedChannel, signal: AbortSignal): Promise<CommandResult> {
    const ended = Promise.all([readAll(channel), readAll(channel.stderr), exit]);
    try {
      const [stdout, stderr, code] = await this.#whileConnected(ended, signal);
      return { stdout, stderr, code };
    } catch (error) {
      if (isRemoteError(error, 'cancelled') && !channel.closed) {
        this.#running.delete(channel);
        this.#hanging.add(channel);
        channel.once('close', () => this.#hanging.delete(channel));
      }
      throw error;
    } finally {
      channel.close();
    }
  }

  async *follow(command: FixedCommand, call: Call): AsyncIterable<string> {
    const { channel } = await this.#open(SHELL, call.signal);
    // The end of its input tells the script that nobody listens any more.
    const stop = () => channel.end();
    call.signal.addEventListener('abort', stop, { once: true });
    channel.stderr.resume();
    channel.write(asScript(command));
    const decoder = new StringDecoder('utf8');
    try {
      for await (const piece of channel) yield decoder.write(piece as Buffer);
      if (this.#lost.signal.aborted && !call.signal.aborted) throw this.#lost.signal.reason;
    } finally {
      call.signal.removeEventListener('abort', stop);
      channel.end();
      channel.close();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#connection.end();
  }

  /** One after another, and where the server has no channel left, when another command has ended. */
  async #openInTurn(command: string, signal: AbortSignal): Promise<OpenedChannel> {
    const before = this.#turn;
    const turn = Promise.withResolvers<void>();
    this.#turn = turn.promise;
    try {
      await this.#whileConnected(before, signal);
      this.#refuseHanging();
      return await this.#openWhenFree(command, signal);
    } finally {
      void before.then(turn.resolve);
    }
  }

  #refuseHanging(): void {
    if (this.#hanging.size < this.#mostHanging) return;
    throw new RemoteError('busy', 'The server has not finished what it was asked before.', {
      hint: 'It hangs, perhaps at a disk that does not answer. Portside asks nothing more of it until it goes on.',
    });
  }

  async #openWhenFree(command: string, signal: AbortSignal): Promise<OpenedChannel> {
    for (let refusals = 0; ; refusals++) {
      const freed = this.#freed.promise;
      try {
        const opened = await this.#open(command, signal);
        this.#running.add(opened.channel);
        opened.channel.once('close', () => {
          this.#running.delete(opened.channel);
          this.#freed.resolve();
          this.#freed = Promise.withResolvers();
        });
        return opened;
      } catch (error) {
        if (!isRemoteError(error, 'busy') || refusals === MOST_REFUSALS) throw error;
        // A channel that has just ended is counted a moment longer.
        await this.#whileConnected(this.#running.size > 0 ? freed : delay(A_MOMENT_MS), signal);
      }
    }
  }

  async #open(command: string, signal: AbortSignal): Promise<OpenedChannel> {
    this.#lost.signal.throwIfAborted();
    const opening = openChannel(this.#connection.client, command);
    try {
      return await this.#whileConnected(opening, signal);
    } catch (error) {
      // Where it opens yet, nobody is there for it, and a shell would wait for its script for ever.
      opening.then(({ channel }) => channel.close()).catch(() => undefined);
      throw error;
    }
  }

  /** Waits for the work, the abort, or the end of the line. Listens no longer than that: a line serves commands for days. */
  #whileConnected<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    const { signal: lost } = this.#lost;
    return new Promise((resolve, reject) => {
      const lose = () => reject(lost.reason);
      if (lost.aborted) lose();
      lost.addEventListener('abort', lose, { once: true });
      untilCancelled(work, signal)
        .then(resolve, reject)
        .finally(() => lost.removeEventListener('abort', lose));
    });
  }

  #disconnected(cause: unknown): RemoteError {
    return new RemoteError('disconnected', `The connection to ${this.#name} was lost.`, { cause });
  }
}

interface OpenedChannel {
  readonly channel: ClientChannel;
  /** A short command can have ended by the time that whoever opened the channel is told of it. */
  readonly exit: Promise<number | undefined>;
}

function openChannel(client: Client, command: string): Promise<OpenedChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error === undefined) return resolve({ channel, exit: exitOf(channel) });
      // Refusing the channel, not the command: there are as many as the server allows at one time (sshd_config(5), MaxSessions).
      if ('reason' in error) return reject(noChannel(error));
      reject(
        new RemoteError('unsupported', 'The server does not let this account run commands.', {
          serverText: error.message,
          hint: 'The account needs a shell; one that is limited to SFTP cannot watch a server.',
          cause: error,
        }),
      );
    });
  });
}

function noChannel(error: Error): RemoteError {
  return new RemoteError('busy', 'The server does not open another channel for commands now.', {
    serverText: error.message,
    cause: error,
  });
}

async function readAll(stream: AsyncIterable<unknown>): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream) {
    const bytes = piece as Buffer;
    length += bytes.length;
    if (length > LARGEST_OUTPUT) throw new RemoteError('protocol', 'The command printed more than Portside reads.');
    pieces.push(bytes);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function exitOf(channel: ClientChannel): Promise<number | undefined> {
  return new Promise((resolve) => {
    channel.once('exit', (code: number | null) => resolve(code ?? undefined));
    channel.once('close', () => resolve(undefined));
  });
}
