import { isRemoteError } from '../../shared/model/remote-error.ts';
import { untilCancelled } from '../remote/cancelled.ts';
import type { Call } from '../remote/remote-file-system.ts';
import type { CommandResult, Exec } from './exec.ts';
import type { FixedCommand } from './quoting.ts';

/** Commands over a line that is opened when it is first needed, and again when it was lost. */
export class ReopeningExec implements Exec {
  readonly #open: (signal: AbortSignal) => Promise<Exec>;
  /** Ends openings that nobody waits for any more. */
  readonly #closing = new AbortController();
  #current: Promise<Exec> | undefined;

  constructor(open: (signal: AbortSignal) => Promise<Exec>) {
    this.#open = open;
  }

  async run(command: FixedCommand, call: Call): Promise<CommandResult> {
    const line = this.#line();
    let exec: Exec | undefined;
    let heard: number | undefined;
    try {
      // Opening may wait for somebody's answer; nobody needs to wait for that longer than he wants to.
      exec = await untilCancelled(line, call.signal);
      heard = exec.heard;
      return await exec.run(command, call);
    } catch (error) {
      const isSilent = heard !== undefined && exec?.heard === heard && isTimeout(call.signal);
      this.#forget(line, error, isSilent ? 'silent' : 'heard');
      throw error;
    }
  }

  async *follow(command: FixedCommand, call: Call): AsyncIterable<string> {
    const line = this.#line();
    try {
      yield* (await untilCancelled(line, call.signal)).follow(command, call);
    } catch (error) {
      this.#forget(line, error);
      if (!call.signal.aborted) throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    const line = this.#current;
    this.#current = undefined;
    // A line that could not be opened needs no closing.
    await line?.then((exec) => exec[Symbol.asyncDispose]()).catch(() => undefined);
  }

  /** Shared by all who ask while it is being opened, so it ends with this, not with one of them. */
  #line(): Promise<Exec> {
    this.#current ??= this.#open(this.#closing.signal);
    return this.#current;
  }

  /**
   * A command that failed or was given up says nothing against the line; a line that cannot be opened or was lost does, and so does
   * one over which not a byte came in all the time that a command was given: after this computer has slept, nobody says that it is gone.
   */
  #forget(line: Promise<Exec>, error: unknown, state: 'heard' | 'silent' = 'heard'): void {
    if (isRemoteError(error, 'unsupported', 'denied', 'protocol')) return;
    if (this.#current !== line) return;
    void line.then(
      (exec) => {
        const isLost = state === 'silent' || isRemoteError(error, 'disconnected');
        if (!isLost || this.#current !== line) return;
        this.#current = undefined;
        void exec[Symbol.asyncDispose]();
      },
      () => {
        if (this.#current === line) this.#current = undefined;
      },
    );
  }
}

function isTimeout({ aborted, reason }: AbortSignal): boolean {
  return aborted && reason instanceof DOMException && reason.name === 'TimeoutError';
}
