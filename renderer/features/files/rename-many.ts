import type { Place } from '../../../shared/model/connection.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import { joinPath } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import type { Undoable } from '../../app/undo-store.ts';
import { renameEntry } from '../../client/operation.ts';
import { type PlannedName, type RenameStep, renameSteps } from './batch-rename.ts';

const TOLD_EVERY_MS = 100;

interface ManyRenamed {
  /** Names that are as they were to be. */
  readonly done: number;
  /** Absent where nothing was renamed. */
  readonly undoable: Undoable | undefined;
  /** Why not all of them are. */
  readonly failure?: unknown;
}

/**
 * Gives the names of a directory that change their new ones, until one cannot have it or the user stops. A server that does not
 * answer is not waited for then.
 * @param others What else is in the directory.
 * @param tell Called with how many have been renamed, at most ten times a second.
 */
export async function renameMany(
  services: Services,
  directory: Place,
  plan: readonly PlannedName[],
  others: Iterable<string>,
  { tell, stopped }: { readonly tell: (done: number) => void; readonly stopped: AbortSignal },
): Promise<ManyRenamed> {
  const changed = plan.filter(({ from, to }) => from !== to);
  const used = new Set([...others, ...plan.flatMap(({ from, to }) => [from, to])]);
  const steps = renameSteps(changed, (name) => asideOf(name, used));
  const wanted = new Set(changed.map(({ to }) => to));
  let done = 0;
  let toldAt = 0;
  tell(done);
  const onStep = ({ to }: RenameStep) => {
    if (wanted.has(to)) done++;
    const now = performance.now();
    if (now - toldAt < TOLD_EVERY_MS) return;
    toldAt = now;
    tell(done);
  };
  const { taken, unanswered, failure } = await takeSteps(services, directory, steps, { onStep, stopped });
  return {
    done,
    undoable: taken.length > 0 ? undoOfSteps(services, directory, changed, { taken, unanswered }) : undefined,
    ...(failure !== undefined && { failure }),
  };
}

interface Taken {
  readonly taken: readonly RenameStep[];
  /** Asked for when the user stopped: nobody knows whether the server takes it. */
  readonly unanswered?: RenameStep | undefined;
  readonly failure?: unknown;
}

async function takeSteps(
  services: Services,
  directory: Place,
  steps: readonly RenameStep[],
  { onStep, stopped }: { readonly onStep: (step: RenameStep) => void; readonly stopped: AbortSignal },
): Promise<Taken> {
  const taken: RenameStep[] = [];
  for (const step of steps) {
    if (stopped.aborted) break;
    try {
      await takeStep(services, directory, step, stopped);
    } catch (failure) {
      return isRemoteError(failure, 'cancelled') ? { taken, unanswered: step } : { taken, failure };
    }
    taken.push(step);
    onStep(step);
  }
  return { taken };
}

async function takeStep(
  { client }: Services,
  { fs, path }: Place,
  { from, to }: RenameStep,
  stopped: AbortSignal,
): Promise<void> {
  const { done, cancel } = renameEntry(client, { fs, path: joinPath(path, from) }, to);
  stopped.addEventListener('abort', cancel);
  try {
    await done;
  } finally {
    stopped.removeEventListener('abort', cancel);
  }
}

const never = new AbortController().signal;

/** Where it breaks off, the next time goes on from there. */
function undoOfSteps(
  services: Services,
  directory: Place,
  changed: readonly PlannedName[],
  { taken, unanswered }: Taken,
): Undoable {
  let left = taken.map(back).reverse();
  let unsure = unanswered;
  const undo = async () => {
    if (unsure) {
      await takeStep(services, directory, back(unsure), never).catch((error: unknown) => {
        if (!isRemoteError(error, 'not-found')) throw error;
      });
    }
    unsure = undefined;
    const undone = await takeSteps(services, directory, left, { onStep: () => {}, stopped: never });
    left = left.slice(undone.taken.length);
    if (undone.failure !== undefined) throw undone.failure;
  };
  const originals = new Set(changed.map(({ from }) => from));
  const count = taken.filter(({ from }) => originals.has(from)).length;
  return { message: 'undo.batchRename', values: { count }, undo };
}

function back({ from, to }: RenameStep): RenameStep {
  return { from: to, to: from };
}

function asideOf(name: string, used: Set<string>): string {
  let aside = `${name}.renaming`;
  while (used.has(aside)) aside = `${aside}-`;
  used.add(aside);
  return aside;
}
