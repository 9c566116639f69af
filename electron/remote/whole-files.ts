import { RemoteError } from '../../shared/model/remote-error.ts';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { Call } from './remote-file-system.ts';

/** A file as long as this is small: its bytes fit into one request of every server that takes large ones. Bytes. */
export const SMALL_FILE = 128 * 1024;

/** What a file gets once its bytes are there. */
export interface Finish {
  /** Milliseconds since 1970, UTC. */
  readonly modifiedAt?: number;
  /** 0 to 0o777. */
  readonly permissions?: number;
  /** The name that it gets last. Fails with `exists` where that is taken, as far as the server lets that be known. */
  readonly moveTo: RemotePath;
}

/**
 * Small files in few round trips and few steps: what belongs together is sent together. A file system without this has them read
 * and written as streams.
 */
export interface WholeFiles {
  /**
   * All bytes of a file of which a listing said that it has `size`, at most {@link SMALL_FILE}. Undefined where it has another size
   * now, or anything else is in the way of the short cut: the long way then tells what.
   */
  read(path: RemotePath, size: number, call: Call): Promise<Buffer | undefined>;
  /**
   * The same with the exact time of the file, ms since 1970, for listings that show the minute only: asked for along with the bytes.
   * Undefined also where the server does not tell it.
   */
  readDated?(path: RemotePath, size: number, call: Call): Promise<{ bytes: Buffer; modifiedAt: number } | undefined>;
  /**
   * Writes a file anew, compares its size as the target tells it, gives it time and permissions and moves it to its name, which is
   * not done where the sizes differ (`io`, to be tried again), where the target tells none (`unsupported`), and where the name is taken
   * (`exists`). @returns remarks about what could not be set.
   */
  store(path: RemotePath, bytes: Buffer, finish: Finish, call: Call): Promise<string[]>;
}

/** The target does not tell what it holds of a file. */
export function sizeNotTold(path: RemotePath): RemoteError {
  return new RemoteError('unsupported', 'The server does not tell the size of a file.', { path });
}

/** The target tells another size than was sent to it. Bytes. */
export function wholeFileDiffers(sent: number, held: number, path: RemotePath): RemoteError {
  return new RemoteError('io', `${sent} bytes were sent, but the target holds ${held}.`, {
    path,
    retry: 'now',
    hint: 'The target may be out of space, or something changes files on the way. Try again.',
  });
}
