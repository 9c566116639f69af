import { isRemoteError } from '../../shared/model/remote-error.ts';
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
    try {
      return await (await line).run(command, call);
    } catch (error) {
      this.#forget(line, error);
      throw error;
    }
  }

  async *follow(command: FixedCommand, call: Call): AsyncIterable<string> {
    const line = this.#line();
    try {
      yield* (await line).follow(command, call);
    } catch (error) {
      this.#forget(line, error);
      throw error;
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

  /** A command that failed or was given up says nothing against the line; a line that cannot be opened or was lost does. */
  #forget(line: Promise<Exec>, error: unknown): void {
    if (isRemoteError(error, 'unsupported', 'denied', 'protocol')) return;
    if (this.#current !== line) return;
    void line.then(
      (exec) => {
        if (!isRemoteError(error, 'disconnected') || this.#current !== line) return;
        this.#current = undefined;
        void exec[Symbol.asyncDispose]();
      },
      () => {
        if (this.#current === line) this.#current = undefined;
      },
    );
  }
}
