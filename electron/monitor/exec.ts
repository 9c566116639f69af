import type { Call } from '../remote/remote-file-system.ts';
import type { FixedCommand } from './quoting.ts';

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  /** The exit status; absent where a signal ended it. */
  readonly code: number | undefined;
}

/**
 * Runs commands where the watched server is: on this machine, or over SSH. Commands are scripts for /bin/sh, handed over by
 * {@link asScript}, so that it does not matter what the account's login shell is.
 */
export interface Exec extends AsyncDisposable {
  /** Bytes that came over the line so far; absent where there is none that could go dead. */
  readonly heard?: number;
  /** Runs to the end, whatever the exit status. Throws `RemoteError`: `disconnected`, `cancelled`, `unsupported` where there is no shell. */
  run(command: FixedCommand, call: Call): Promise<CommandResult>;
  /** What the command prints, in pieces, until it ends or the call is aborted (which is an end, not an error). Throws as `run`. */
  follow(command: FixedCommand, call: Call): AsyncIterable<string>;
}

/** Keep it from filling the memory: a thousand sessions take less than a megabyte. */
export const LARGEST_OUTPUT = 32 * 1024 * 1024;

/**
 * What goes to the standard input of `/bin/sh -s`. The braces make the shell read all of it before it starts, and keep the
 * commands inside from reading it; the input itself stays open as descriptor 3, whose end tells that the reader has gone.
 */
export function asScript(command: FixedCommand): string {
  return `{\n${command.text}\n} 3<&0 </dev/null\n`;
}
