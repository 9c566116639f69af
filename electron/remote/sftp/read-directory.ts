import type { FileEntry } from 'ssh2';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { untilCancelled } from '../cancelled.ts';
import type { SftpChannel } from './sftp-channel.ts';
import { endlessListing } from './sftp-errors.ts';

/** READDIR requests on their way at once: OpenSSH answers with a hundred rows, so a large folder costs many round trips. */
const READDIR_DEPTH = 4;

/** A server may have nothing to show for a moment, but not for ever. */
const MOST_EMPTY_PAGES = 100;

/** Rows as they come, several requests ahead. A server that answers out of order has all its rows shown. */
export async function* readDirectory(
  channel: Pick<SftpChannel, 'readDirectory'>,
  { handle, path }: { readonly handle: Buffer; readonly path: RemotePath },
  signal: AbortSignal,
): AsyncGenerator<FileEntry[]> {
  const answers: Promise<FileEntry[] | undefined>[] = [];
  const ask = () => {
    const answer = channel.readDirectory(handle, path);
    // Listened to in its turn, and not at all when the listing is given up.
    answer.catch(() => {});
    answers.push(answer);
  };
  let more = true;
  let emptyPages = 0;
  ask();
  for (let answer = answers.shift(); answer !== undefined; answer = answers.shift()) {
    const names = await untilCancelled(answer, signal, path);
    if (names === undefined) more = false;
    emptyPages = names?.length === 0 ? emptyPages + 1 : 0;
    if (emptyPages > MOST_EMPTY_PAGES) throw endlessListing(path);
    while (more && answers.length < READDIR_DEPTH) ask();
    if (names !== undefined) yield names;
  }
}
