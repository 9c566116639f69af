import type { Place } from '../../shared/model/connection.ts';
import { baseName, joinPath, parentPath } from '../../shared/model/remote-path.ts';
import type { Conflict, ConflictAction } from '../../shared/model/transfer.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import type { ExistingDecision, ExistingTarget } from './carrier.ts';
import { decideConflict } from './conflict-policy.ts';
import { statIfThere } from './stat-if-there.ts';
import { numberedName } from './target-name.ts';
import type { Job } from './transfer-job.ts';

/** Takes a path for this transfer alone. False where another transfer is on its way to it. */
export type ClaimTarget = (path: string) => boolean;

/** What becomes of existing targets where nobody has said anything of this very file: as its folders say, or its batch. */
export function ruleOf(job: Job): ConflictAction {
  for (let folder = job.parent; folder; folder = folder.parent) if (folder.rule) return folder.rule;
  return job.batch.rule;
}

/** Decides on one target after the other, until one is free. An answer to this very file counts for its first target alone. */
export class ConflictDecisions {
  readonly #job: Job;
  readonly #claim: ClaimTarget;
  readonly #partialNameOf: (name: string) => string;
  #number = 2;
  #named = false;

  constructor(job: Job, claim: ClaimTarget, partialNameOf: (name: string) => string) {
    this.#job = job;
    this.#claim = claim;
    this.#partialNameOf = partialNameOf;
  }

  decide({ source, target, targetPath }: ExistingTarget): ExistingDecision {
    const job = this.#job;
    const { answer } = job;
    if (answer?.action === 'rename' && answer.name !== undefined) {
      // A name is tried once; should it be taken too, the user is asked again.
      if (this.#named || !this.#claim(joinPath(parentPath(targetPath), answer.name))) return { do: 'ask' };
      this.#named = true;
      return this.#renamed(answer.name);
    }
    // Who has seen both files and answered for this one has answered for a clash too.
    const clashes = job.clashes && answer === undefined;
    const decision = decideConflict(answer?.action ?? ruleOf(job), { source, target, clashes });
    return decision === 'rename' ? this.#renamed(this.#freeName(targetPath)) : { do: decision };
  }

  #freeName(targetPath: string): string {
    const { path } = this.#job.intendedTarget;
    for (;;) {
      const name = numberedName(baseName(path), this.#number++);
      if (this.#claim(joinPath(parentPath(targetPath), name))) return name;
    }
  }

  #renamed(name: string): ExistingDecision {
    return { do: 'rename', name, partialName: this.#partialNameOf(name) };
  }
}

/** Both files, and another name, for the user to decide upon. */
export function describeConflict(job: Job, existing: ExistingTarget, suggestedName: string): Conflict {
  return {
    transferId: job.id,
    source: { place: job.source, entry: existing.source },
    target: { place: targetOf(job, existing), entry: existing.target },
    suggestedName,
    clash: job.clashes,
  };
}

/** The first other name: whether it is free shows when it is taken. */
export function otherName({ targetPath }: ExistingTarget): string {
  return numberedName(baseName(targetPath), 2);
}

/** The first `name (2)`, `name (3)`, ... in the target's directory that is free. */
export async function freeName(
  job: Job,
  existing: ExistingTarget,
  fileSystems: FileSystems,
  signal: AbortSignal,
): Promise<string> {
  const { fs, path } = targetOf(job, existing);
  await using lease = await fileSystems.lease(fs, 'browse', signal);
  for (let number = 2; ; number++) {
    const name = numberedName(baseName(path), number);
    if (!(await statIfThere(lease.session, joinPath(parentPath(path), name), { signal }))) return name;
  }
}

function targetOf(job: Job, { targetPath }: ExistingTarget): Place {
  return { fs: job.targetFs, path: targetPath };
}
