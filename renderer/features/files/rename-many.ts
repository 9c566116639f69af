import type { Place } from '../../../shared/model/connection.ts';
import { joinPath } from '../../../shared/model/remote-path.ts';
import type { Services } from '../../app/services.ts';
import type { Undoable } from '../../app/undo-store.ts';
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
 * Gives the names of a directory that change their new ones, until one cannot have it or the user stops.
 * @param others What else is in the directory.
 * @param tell Called with how many have been renamed, at most ten times a second.
 */
export async function renameMany(
  services: Services,
  directory: Place,
  plan: readonly PlannedName[],
  others: Iterable<string>,
  { tell, isStopped }: { readonly tell: (done: number) => void; readonly isStopped: () => boolean },
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
  const { taken, failure } = await takeSteps(services, directory, steps, { onStep, isStopped });
  return {
    done,
    undoable: taken.length > 0 ? undoOfSteps(services, directory, changed, taken) : undefined,
    ...(failure !== undefined && { failure }),
  };
}

async function takeSteps(
  { client }: Services,
  { fs, path }: Place,
  steps: readonly RenameStep[],
  { onStep, isStopped }: { readonly onStep: (step: RenameStep) => void; readonly isStopped: () => boolean },
): Promise<{ taken: RenameStep[]; failure?: unknown }> {
  const taken: RenameStep[] = [];
  try {
    for (const step of steps) {
      if (isStopped()) break;
      await client.request('files.rename', { place: { fs, path: joinPath(path, step.from) }, name: step.to });
      taken.push(step);
      onStep(step);
    }
    return { taken };
  } catch (failure) {
    return { taken, failure };
  }
}

const toTheEnd = { onStep: () => {}, isStopped: () => false };

/** Where it breaks off, the next time goes on from there. */
function undoOfSteps(
  services: Services,
  directory: Place,
  changed: readonly PlannedName[],
  taken: readonly RenameStep[],
): Undoable {
  let left = taken.map(({ from, to }) => ({ from: to, to: from })).reverse();
  const undo = async () => {
    const back = await takeSteps(services, directory, left, toTheEnd);
    left = left.slice(back.taken.length);
    if (back.failure !== undefined) throw back.failure;
  };
  const originals = new Set(changed.map(({ from }) => from));
  const count = taken.filter(({ from }) => originals.has(from)).length;
  return { message: 'undo.batchRename', values: { count }, undo };
}

function asideOf(name: string, used: Set<string>): string {
  let aside = `${name}.renaming`;
  while (used.has(aside)) aside = `${aside}-`;
  used.add(aside);
  return aside;
}
