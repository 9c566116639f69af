import { baseName, parentPath } from '../../shared/model/remote-path.ts';
import type { Conflict, ConflictAction } from '../../shared/model/transfer.ts';
import type { FileSystems } from '../remote/file-systems.ts';
import { fitName, type NameFit, nameRulesOf } from '../remote/name-rules.ts';
import { ruleOf } from './conflict-question.ts';
import type { Job } from './transfer-job.ts';

export type UnfitName = Extract<NameFit, { fits: false }>;

/** What becomes of a file whose name its target folder cannot hold. A rule that was made for existing files says nothing of it. */
export type NameDecision =
  | { readonly do: 'take' }
  | { readonly do: 'rename'; readonly name: string }
  | { readonly do: 'skip' }
  | { readonly do: 'ask'; readonly unfit: UnfitName };

/** Asks the folder itself where that can be known: this machine's disks. A server refuses with its own words. */
export async function nameFit(job: Job, fileSystems: FileSystems, signal: AbortSignal): Promise<NameFit> {
  await using lease = await fileSystems.lease(job.targetFs, 'transfer', signal);
  const { path } = job.target;
  return fitName(baseName(path), await nameRulesOf(lease.session, parentPath(path), { signal }));
}

export function decideName({ answer, job, fit }: { answer: Job['answer']; job: Job; fit: NameFit }): NameDecision {
  if (fit.fits) return { do: 'take' };
  const action: ConflictAction = answer?.action ?? ruleOf(job);
  if (action === 'skip') return { do: 'skip' };
  if (action !== 'rename') return { do: 'ask', unfit: fit };
  const name = answer?.name ?? fit.suggestion;
  // The name that was chosen is the one that does not fit.
  return name === baseName(job.target.path) ? { do: 'ask', unfit: fit } : { do: 'rename', name };
}

/** The question, with a name that fits. */
export function describeName(job: Job, { problem, suggestion }: UnfitName): Conflict {
  const type = job.kind === 'folder' ? ('directory' as const) : ('file' as const);
  const size = job.size === undefined ? {} : { size: job.size };
  return {
    transferId: job.id,
    source: { place: job.source, entry: { name: baseName(job.source.path), type, ...size } },
    target: { place: job.target },
    suggestedName: suggestion,
    clash: false,
    unfit: problem,
  };
}
