import type { Stats } from 'node:fs';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';

/** Throws for what has no bytes of its own, or would wait for ever to give them. */
export function refuseAllButFiles(path: RemotePath, stats: Stats): void {
  if (stats.isFile()) return;
  const what = stats.isDirectory() ? 'a directory' : 'a device or pipe';
  throw new RemoteError('invalid-request', `“${path}” is ${what}, not a file.`, { path });
}
