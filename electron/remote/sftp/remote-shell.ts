import type { Checksum, ChecksumAlgorithm } from '../../../shared/model/checksum.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { type FixedCommand, shell } from '../../monitor/quoting.ts';
import type { Call, CommandOutcome } from '../remote-file-system.ts';
import type { SshExec } from './ssh-exec.ts';

/** Printed first, so that the noise of login scripts, and servers that run something else instead, are told apart. */
const MARK = 'portside-begins';
const NO_TOOL = 44;
const UNREADABLE = 45;
const EXISTS = 46;
const OTHER_FILE = 47;
/** Milliseconds in which a shell that is there has shown itself. */
const SHOW_YOURSELF_MS = 15_000;

/** The programs for each sum, those of GNU, of Perl (macOS) and of the BSDs: each reads its input and prints the sum first. */
const programs: Partial<Record<ChecksumAlgorithm, readonly (readonly string[])[]>> = {
  'sha-512': [['sha512sum'], ['shasum', '-a', '512'], ['sha512', '-q']],
  'sha-256': [['sha256sum'], ['shasum', '-a', '256'], ['sha256', '-q']],
  'sha-1': [['sha1sum'], ['shasum', '-a', '1'], ['sha1', '-q']],
  md5: [['md5sum'], ['md5', '-q']],
};

/** Accounts without a shell, as far as that was found out while Portside runs. */
const withoutShell = new Set<string>();

/** A file as SFTP sees it; the shell works on it only if it sees the same. */
export interface SeenFile {
  readonly path: RemotePath;
  /** Bytes. */
  readonly size: number;
}

/**
 * What a shell on the server can do that SFTP cannot. Whether there is one shows at the first use: many accounts are for SFTP
 * alone, and a command sent at every login would be noise in the logs of others. Once missing, it is missing for good.
 *
 * A locked-in SFTP server may see other files under the same paths than the shell does, so sizes are compared first.
 */
export class RemoteShell {
  readonly #exec: SshExec;
  readonly #account: string;
  #hasShownItself = false;

  /** @param account `user@host:port`, by which is remembered that there is no shell. */
  constructor(exec: SshExec, account: string) {
    this.#exec = exec;
    this.#account = account;
  }

  get isMissing(): boolean {
    return withoutShell.has(this.#account);
  }

  /** By the first of the algorithms that the server has a program for; undefined where it has none, or no shell. */
  async checksum(file: SeenFile, wanted: readonly ChecksumAlgorithm[], call: Call): Promise<Checksum | undefined> {
    const attempts = wanted.flatMap((algorithm) =>
      (programs[algorithm] ?? []).map((program) => sumWith(algorithm, program, file.path)),
    );
    if (attempts.length === 0) return undefined;
    const all = attempts.reduce((before, attempt) => shell`${before}\n${attempt}`);
    const outcome = await this.#run(shell`${sameFile(file)}\n${all}\nexit ${NO_TOOL}`, call);
    const [, algorithm, value] = /^(\S+) \\?([0-9a-fA-F]+)/m.exec(outcome?.stdout ?? '') ?? [];
    const known = wanted.find((each) => each === algorithm);
    return known === undefined || value === undefined ? undefined : { algorithm: known, value: value.toLowerCase() };
  }

  /** Copies a file with its permissions. `missing`: there is no shell, or it sees other files. */
  async copy(file: SeenFile, to: RemotePath, call: Call): Promise<'copied' | 'exists' | 'failed' | 'missing'> {
    const outcome = await this.#run(
      shell`${sameFile(file)}
[ -e ${to} ] || [ -L ${to} ] && exit ${EXISTS}
set -C
{ : > ${to}; } 2>/dev/null || exit ${UNREADABLE}
set +C
cp -p ${file.path} ${to} || exit ${UNREADABLE}
exit 0`,
      call,
    );
    switch (outcome?.code) {
      case undefined:
      case OTHER_FILE:
        return 'missing';
      case 0:
        return 'copied';
      case EXISTS:
        return 'exists';
      default:
        return 'failed';
    }
  }

  /** A command line of the user's own. Throws `unsupported` where there is no shell. */
  runTyped(line: string, call: Call): Promise<CommandOutcome> {
    return this.#exec.runTyped(line, call);
  }

  /** Undefined where there is no shell. */
  async #run(command: FixedCommand, call: Call): Promise<CommandOutcome | undefined> {
    if (this.isMissing) return undefined;
    this.#hasShownItself ||= await this.#showsItself(call);
    return this.#hasShownItself ? this.#exec.run(command, call) : this.#remember();
  }

  async #showsItself(call: Call): Promise<boolean> {
    const patience = AbortSignal.timeout(SHOW_YOURSELF_MS);
    try {
      const { stdout } = await this.#exec.run(shell`echo ${MARK}`, {
        signal: AbortSignal.any([call.signal, patience]),
      });
      return stdout.includes(MARK);
    } catch (error) {
      if (isRemoteError(error, 'unsupported') || (patience.aborted && !call.signal.aborted)) return false;
      throw error;
    }
  }

  #remember(): undefined {
    withoutShell.add(this.#account);
    return undefined;
  }
}

function sameFile({ path, size }: SeenFile): FixedCommand {
  return shell`[ "$(wc -c < ${path} 2>/dev/null | tr -d ' ')" = ${size} ] || exit ${OTHER_FILE}`;
}

function sumWith(algorithm: ChecksumAlgorithm, program: readonly string[], path: RemotePath): FixedCommand {
  const [name = ''] = program;
  return shell`if command -v ${name} > /dev/null 2>&1; then
printf '%s ' ${algorithm}
${program} < ${path} || exit ${UNREADABLE}
exit 0
fi`;
}
