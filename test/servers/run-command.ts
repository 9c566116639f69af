import { execFile } from 'node:child_process';

/** What a command may be given beside its arguments. */
export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** Text written to the command's standard input. */
  input?: string;
}

/**
 * Runs a program to its end and returns its standard output.
 * Throws with the command line and its standard error when it cannot start or ends with another status than 0.
 */
export function runCommand(command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      { cwd: options.cwd, env: { ...process.env, ...options.env }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const said = stderr.trim() === '' ? error.message : stderr.trim();
        reject(new Error(`${command} ${args.join(' ')} failed: ${said}`, { cause: error }));
      },
    );
    // A program that ends without reading breaks the pipe; its own end says whether that was right.
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
  });
}
