import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunnerTestSuite } from 'vitest';
import type { LineSecurity } from '../../shared/model/connection.ts';

/** Where runs of the contract suite leave what they found; `scripts/compatibility.ts` makes `docs/compatibility.md` of it. */
export const compatibilityFolder = join(import.meta.dirname, '../../test-results/compatibility');

/** Every server and way of talking to it that the whole contract suite runs on. A record of anything else is refused. */
export const compatibilityVariants = {
  vsftpd: [
    'plain, passive',
    'plain, active',
    'plain, passive, IPv6',
    'explicit TLS 1.2, passive, session reuse required',
    'explicit TLS 1.3, passive, session reuse required',
    'explicit TLS 1.2, active, session reuse required',
    'explicit TLS 1.3, active, IPv6, session reuse required',
    'implicit TLS, passive',
    'explicit TLS, passive, client certificate required',
  ],
  ProFTPD: [
    'plain, passive',
    'plain, active, IPv6',
    'explicit TLS 1.2, passive, session reuse required',
    'explicit TLS 1.3, passive, session reuse required',
    'explicit TLS 1.2, active, session reuse required',
    'explicit TLS 1.3, active, session reuse required',
    'implicit TLS, passive, IPv6',
    'explicit TLS, passive, client certificate required',
  ],
  'Pure-FTPd': [
    'plain, passive',
    'plain, active',
    'explicit TLS 1.2, passive',
    'explicit TLS 1.3, active, IPv6',
    'explicit TLS, passive, client certificate required',
  ],
  OpenSSH: [
    'sftp-server, password',
    'internal-sftp, key, IPv6',
    'sftp-server, key of an agent',
    'sftp-server, password and one-time code',
    'sftp-server, key and then password',
    'internal-sftp in a chroot, password',
    'sftp-server, key, through two jump hosts',
  ],
  'ProFTPD mod_sftp': ['SFTP, password'],
} as const satisfies Record<string, readonly string[]>;

/** What a run of the suite came to. */
export interface CompatibilityOutcome {
  /** Tests that passed. */
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/** What the session said of itself. */
export interface CompatibilityFacts {
  readonly protocol: 'FTP' | 'SFTP';
  readonly security: LineSecurity;
  /** Extras that the server offers. */
  readonly abilities: readonly string[];
  /** How directories are listed, where the protocol has several ways: `MLSD`. */
  readonly listing?: string;
  /** FTP: the commands by which data connections came about: `EPSV`. */
  readonly dataConnections?: readonly string[];
  /** Anything else worth a line in the document, as a full sentence. */
  readonly remarks?: readonly string[];
}

export interface CompatibilityRecord extends CompatibilityOutcome {
  readonly server: string;
  readonly version: string;
  readonly variant: string;
  readonly facts: CompatibilityFacts;
}

/**
 * Writes what a run of the suite found, one file for each server and variant, replacing that of an earlier run.
 * Throws for a server or variant that is not listed in {@link compatibilityVariants}.
 *
 * @param version as the server's package has it.
 */
export async function recordCompatibility(
  server: string,
  version: string,
  variant: string,
  outcome: CompatibilityOutcome,
  facts: CompatibilityFacts,
): Promise<void> {
  const variants: Readonly<Record<string, readonly string[]>> = compatibilityVariants;
  if (!variants[server]?.includes(variant)) {
    throw new Error(`“${server}: ${variant}” is not among the variants in record-compatibility.ts`);
  }
  const record: CompatibilityRecord = { server, version, variant, ...outcome, facts };
  await mkdir(compatibilityFolder, { recursive: true });
  const file = `${server} ${variant}`.toLowerCase().replace(/[^a-z0-9.]+/g, '-');
  await writeFile(join(compatibilityFolder, `${file}.json`), `${JSON.stringify(record, undefined, 2)}\n`);
}

/** What the tests of a suite came to; call it from the `afterAll` of that suite. */
export function outcomeOf(suite: Readonly<RunnerTestSuite>): CompatibilityOutcome {
  let passed = 0;
  const failed: string[] = [];
  const skipped: { name: string; reason: string }[] = [];
  const look = (tasks: RunnerTestSuite['tasks'], above: string) => {
    for (const task of tasks) {
      const name = above === '' ? task.name : `${above}: ${task.name}`;
      if (task.type === 'suite') look(task.tasks, name);
      else if (task.result?.state === 'pass') passed += 1;
      else if (task.result?.state === 'fail') failed.push(name);
      else skipped.push({ name, reason: reasonOf(task) });
    }
  };
  look(suite.tasks, '');
  return { passed, failed, skipped };
}

/** What `skip(reason)` was told. Vitest keeps it in the result and leaves it out of the type. */
function reasonOf({ result }: { result?: object }): string {
  const { note } = { note: undefined, ...result } as { note?: unknown };
  return typeof note === 'string' ? note : 'not run';
}
