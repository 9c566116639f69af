import { RemoteError } from './remote-error.ts';
import type { RemotePath } from './remote-path.ts';

/** Items of a folder were lost between the main process and the window: fewer are not shown as if they were all. */
export function missingItems(
  path: RemotePath,
  { expected, arrived }: { expected: number; arrived: number },
): RemoteError {
  return new RemoteError('protocol', `Of ${expected} items in “${path}”, only ${arrived} arrived.`, {
    path,
    retry: 'now',
    hint: 'Refresh to read it again.',
  });
}
