import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { cancelledError, untilCancelled } from '../remote/cancelled.ts';
import type { Call } from '../remote/remote-file-system.ts';
import { asScript, type CommandResult, type Exec, LARGEST_OUTPUT } from './exec.ts';
import type { FixedCommand } from './quoting.ts';

const SHELL = ['/bin/sh', '-s'] as const;

/** Commands on this machine, as the user who runs Portside. */
export class LocalExec implements Exec {
  readonly #shell: readonly [string, ...string[]];
  readonly #running = new Set<ChildProcessWithoutNullStreams>();

  /** @param shell the program, and its arguments, that reads a script from its standard input. */
  constructor(shell: readonly [string, ...string[]] = SHELL) {
    this.#shell = shell;
  }

  async run(command: FixedCommand, { signal }: Call): Promise<CommandResult> {
    const child = this.#start(command, signal);
    const printed = Promise.all([readAll(child.stdout), readAll(child.stderr), ended(child)]);
    child.stdin.end();
    // What it started under another account cannot be stopped, and need not be waited for.
    const [stdout, stderr, code] = await untilCancelled(printed, signal);
    return { stdout, stderr, code };
  }

  async *follow(command: FixedCommand, { signal }: Call): AsyncIterable<string> {
    const child = this.#start(command, signal);
    child.stderr.resume();
    const end = ended(child);
    end.catch(() => undefined); // reported below, or nobody listens any more
    try {
      for await (const piece of child.stdout) yield String(piece);
      if (!signal.aborted) await end;
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      stop(child);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const child of this.#running) stop(child);
  }

  #start(command: FixedCommand, signal: AbortSignal): ChildProcessWithoutNullStreams {
    if (signal.aborted) throw cancelledError();
    const [program, ...programArguments] = this.#shell;
    const child = spawn(program, programArguments, { stdio: 'pipe', detached: true });
    this.#running.add(child);
    const cancel = () => stop(child);
    signal.addEventListener('abort', cancel, { once: true });
    child.once('close', () => {
      this.#running.delete(child);
      signal.removeEventListener('abort', cancel);
    });
    child.stdout.setEncoding('utf8');
    child.stderr.setEncoding('utf8');
    child.stdin.on('error', () => undefined); // a shell that ended early shows in its exit status
    child.stdin.write(asScript(command));
    return child;
  }
}

/** The end of its input lets the script end what it started; the signal, to all of its process group, is for one that does not listen. */
function stop(child: ChildProcessWithoutNullStreams): void {
  child.stdin.end();
  child.stdout.destroy();
  child.stderr.destroy();
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has just ended, or has become another account's; either way there is nothing more to do.
  }
}

async function readAll(stream: AsyncIterable<unknown>): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  try {
    for await (const piece of stream) {
      const text = String(piece);
      length += text.length;
      if (length > LARGEST_OUTPUT) throw new RemoteError('protocol', 'The command printed more than Portside reads.');
      pieces.push(text);
    }
  } catch (error) {
    // A stream that was cut off belongs to a command that was stopped; its caller knows.
    if (error instanceof RemoteError) throw error;
  }
  return pieces.join('');
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<number | undefined> {
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code ?? undefined;
  } catch (error) {
    throw new RemoteError('unsupported', 'This computer has no /bin/sh, so its servers cannot be watched.', {
      cause: error,
    });
  }
}
