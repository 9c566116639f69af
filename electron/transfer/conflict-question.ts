import { baseName, joinPath, parentPath, type RemotePath } from '../../shared/model/remote-path.ts';
import type { Conflict, ConflictAnswer, TransferItem } from '../../shared/model/transfer.ts';
import type { RemoteFileSystem } from '../remote/remote-file-system.ts';
import { type Decision, type Existing, statIfThere } from './copy-file.ts';
import { freeName } from './target-name.ts';

/** The answer as a decision; without one the user is to be asked. */
export async function decide(
  answer: ConflictAnswer | undefined,
  existing: Existing,
  target: RemoteFileSystem,
  signal: AbortSignal,
): Promise<Decision> {
  if (!answer) return { do: 'ask' };
  if (answer.action !== 'rename') return { do: answer.action };
  return { do: 'rename', name: answer.name ?? (await suggestName(existing.targetPath, target, signal)) };
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
    suggestedName: await suggestName(existing.targetPath, target, signal),
  };
}

/** The first free `name (2)`, `name (3)`, ... in the target's directory. */
async function suggestName(path: RemotePath, target: RemoteFileSystem, signal: AbortSignal): Promise<string> {
  const taken = new Set<string>();
  for (;;) {
    const name = freeName(baseName(path), (candidate) => taken.has(candidate));
    if (!(await statIfThere(target, joinPath(parentPath(path), name), { signal }))) return name;
    taken.add(name);
  }
}
