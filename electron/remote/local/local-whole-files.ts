import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  futimesSync,
  linkSync,
  openSync,
  readSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import { refuseCancelled } from '../cancelled.ts';
import type { Call } from '../remote-file-system.ts';
import { type Finish, type WholeFiles, wholeFileDiffers } from '../whole-files.ts';
import { localError } from './local-errors.ts';

const { O_RDONLY, O_WRONLY, O_CREAT, O_EXCL } = constants;
/** Opening a pipe that nobody writes to must not wait; Windows has no such flag. */
const O_NONBLOCK = constants.O_NONBLOCK ?? 0;

/**
 * Small files without the way through the thread pool: for 4 KiB the calls themselves take a tenth of what their promises do.
 * The thread stands still meanwhile, so this is for threads that serve no window.
 */
export function localWholeFiles(
  native: (path: RemotePath) => string,
  rename: (from: RemotePath, to: RemotePath, call: Call) => Promise<void>,
): WholeFiles {
  return {
    async read(path, size, { signal }) {
      refuseCancelled(signal, path);
      try {
        return readWhole(native(path), size);
      } catch (error) {
        throw localError(error, path);
      }
    },
    async store(path, bytes, finish, call) {
      refuseCancelled(call.signal, path);
      try {
        const notes = writeWhole(native(path), bytes, finish, path);
        if (!linked(native(path), native(finish.moveTo))) await rename(path, finish.moveTo, call);
        return notes;
      } catch (error) {
        throw localError(error, path);
      }
    },
  };
}

function readWhole(native: string, size: number): Buffer | undefined {
  const file = openSync(native, O_RDONLY | O_NONBLOCK);
  try {
    const facts = fstatSync(file);
    if (!facts.isFile() || facts.size !== size) return undefined;
    const bytes = Buffer.allocUnsafe(size + 1);
    let read = 0;
    for (let more = -1; more !== 0 && read <= size; read += more)
      more = readSync(file, bytes, read, size + 1 - read, read);
    return read === size ? bytes.subarray(0, size) : undefined;
  } finally {
    closeSync(file);
  }
}

function writeWhole(native: string, bytes: Buffer, { modifiedAt, permissions }: Finish, path: RemotePath): string[] {
  const notes: string[] = [];
  const file = createAnew(native, (permissions ?? 0o666) | 0o200);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    const { size } = fstatSync(file);
    if (size !== bytes.length) throw wholeFileDiffers(bytes.length, size, path);
    const set = (what: string, change: () => void) => {
      try {
        change();
      } catch (error) {
        notes.push(`${what} could not be kept: ${localError(error, path).message}`);
      }
    };
    if (permissions !== undefined) set('The permissions of the source', () => fchmodSync(file, permissions));
    if (modifiedAt !== undefined) set('The date', () => futimesSync(file, Date.now() / 1000, modifiedAt / 1000));
    return notes;
  } finally {
    closeSync(file);
  }
}

/**
 * What is left under a temporary name goes first: written to, it would change what has the same bytes under another name, such as a
 * copy that was cut off between {@link linked}'s two steps.
 */
function createAnew(native: string, mode: number): number {
  const flags = O_WRONLY | O_CREAT | O_EXCL | O_NONBLOCK;
  try {
    return openSync(native, flags, mode);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    unlinkSync(native);
    return openSync(native, flags, mode);
  }
}

/** Gives the file its name without replacing another. False where the disk has no hard links, or a file of that name. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
  } catch {
    // The long way finds out which it is, and says so.
    return false;
  }
  unlinkSync(from);
  return true;
}
