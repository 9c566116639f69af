import { LOCAL } from '../../../shared/model/connection.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { WalkOrder, WalkOutcome } from '../carrier.ts';
import { assertLocalName } from '../target-name.ts';
import { type Child, ensureDirectory, listChildren } from '../walk-folder.ts';

/** Makes the target folder and hands over what the source folder holds, page by page. A file is told to be one, and nothing made. */
export async function walkOrdered(
  { source, target }: { source: RemoteFileSystem; target: RemoteFileSystem },
  order: WalkOrder,
  onChildren: (children: Child[]) => Promise<void>,
  call: Call,
): Promise<WalkOutcome & { made?: 'made' | 'there' }> {
  const entry = await source.stat(order.source.path, call);
  if (entry.type !== 'directory') return { result: 'not-a-folder', entry };
  const isLocal = order.target.fs === LOCAL;
  const made = await ensureDirectory(target, order.target.path, call);
  const assertName = isLocal ? (name: string) => assertLocalName(name) : () => {};
  for await (const children of listChildren(source, order.source.path, assertName, call)) {
    call.signal.throwIfAborted();
    await onChildren(children);
  }
  return { result: 'walked', made };
}
