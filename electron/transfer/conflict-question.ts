import { baseName, joinPath, parentPath, type RemotePath } from '../../shared/model/remote-path.ts';
import type { Conflict, ConflictAnswer, TransferItem } from '../../shared/model/transfer.ts';
import type { RemoteFileSystem } from '../remote/remote-file-system.ts';
import { type Decision, type Existing, statIfThere } from './copy-file.ts';
import { numberedName } from './target-name.ts';

/** Takes a target for this transfer alone. False where another transfer is on its way to it. */
export type ClaimTarget = (path: RemotePath) => boolean;

/** The answer as a decision; without one, or where another transfer was faster to a given name, the user is to be asked. */
export async function decide(
  answer: ConflictAnswer | undefined,
  existing: Existing,
  target: RemoteFileSystem,
  claim: ClaimTarget,
  signal: AbortSignal,
): Promise<Decision> {
  if (!answer) return { do: 'ask' };
  if (answer.action !== 'rename') return { do: answer.action };
  if (answer.name === undefined) {
    return { do: 'rename', name: await freeNameBeside(existing.targetPath, target, claim, signal) };
  }
  const claimed = claim(joinPath(parentPath(existing.targetPath), answer.name));
  return claimed ? { do: 'rename', name: answer.name } : { do: 'ask' };
}

/** Both files, and a free name, for the user to decide upon. */
export async function describeConflict(
  item: TransferItem,
  existing: Existing,
  target: RemoteFileSystem,
  signal: AbortSignal,
): Promise<Conflict> {
  return {
    transferId: item.id,
    source: { place: item.source, entry: existing.source },
    target: { place: { fs: item.target.fs, path: existing.targetPath }, entry: existing.target },
    suggestedName: await freeNameBeside(existing.targetPath, target, () => true, signal),
  };
}

/** The first `name (2)`, `name (3)`, ... in the target's directory that is free and can be claimed. */
async function freeNameBeside(
  path: RemotePath,
  target: RemoteFileSystem,
  claim: ClaimTarget,
  signal: AbortSignal,
): Promise<string> {
  for (let number = 2; ; number++) {
    const name = numberedName(baseName(path), number);
    const candidate = joinPath(parentPath(path), name);
    if (!(await statIfThere(target, candidate, { signal })) && claim(candidate)) return name;
  }
}
