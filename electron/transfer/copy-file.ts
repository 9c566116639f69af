import { type Readable, Transform } from 'node:stream';
import { type Entry, isDirectoryLike } from '../../shared/model/entry.ts';
import { isRemoteError, RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, joinPath, parentPath, type RemotePath } from '../../shared/model/remote-path.ts';
import { refuseCancelled } from '../remote/cancelled.ts';
import type { Call, RemoteFileSystem, WriteOptions } from '../remote/remote-file-system.ts';
import { statIfThere } from './stat-if-there.ts';
import { asideName, partialName, reservedNameProblem } from './target-name.ts';

export { statIfThere };

/** What to do about a target that exists. `rename` goes to another name in the same directory; `ask` gives up until the user has answered. */
export type Decision = { do: 'overwrite' } | { do: 'skip' } | { do: 'rename'; name: string } | { do: 'ask' };

export interface CopyFile {
  readonly source: RemoteFileSystem;
  readonly sourcePath: RemotePath;
  readonly target: RemoteFileSystem;
  readonly targetPath: RemotePath;
  /** Asked when the target exists, again for each new name. The target's session is free to be used meanwhile. */
  decide(existing: Existing): Promise<Decision>;
  onSize(size: number | undefined): void;
  onBytes(bytes: number): void;
  onTarget(path: RemotePath): void;
  /** Called once, before the first byte is written: from here on a partial file may stand in the target directory. */
  onPartial(path: RemotePath): void;
}

/** A target that is there already, and what would replace it. */
export interface Existing {
  readonly source: Entry;
  readonly target: Entry;
  readonly targetPath: RemotePath;
}

/** `note` says what did not work although the file is whole. */
export type CopyOutcome =
  | { readonly result: 'copied'; readonly note?: string }
  | { readonly result: 'skipped' }
  | { readonly result: 'ask'; readonly existing: Existing };

/**
 * Copies one file: ask where the target exists, write under a partial name, compare the sizes, rename into place, set
 * the date. A target never shows a truncated file under its final name. Throws `RemoteError`; the partial file, named
 * by `onPartial`, is then the caller's to remove.
 */
export async function copyFile(copy: CopyFile, call: Call): Promise<CopyOutcome> {
  const { source, target, sourcePath } = copy;
  const sourceEntry = await fileEntry(source, sourcePath, call);
  copy.onSize(sourceEntry.size);

  const place = await choosePlace(copy, sourceEntry, call);
  if ('result' in place) return place;
  assertNotReserved(place.path);
  copy.onTarget(place.path);

  const partial = joinPath(parentPath(place.path), partialName(baseName(place.path)));
  copy.onPartial(partial);
  const written = await sendBytes(copy, partial, sourceEntry, call);
  const arrived = await confirmSize(target, partial, written, call);
  const changedRights = await keepPermissions(target, partial, arrived, place.replaces, call);
  const leftover = await moveIntoPlace(target, partial, place, call);
  const changedDate = await keepDate(target, place.path, sourceEntry, call);
  const notes = [changedRights, leftover, changedDate].filter((note) => note !== undefined);
  return notes.length > 0 ? { result: 'copied', note: notes.join(' ') } : { result: 'copied' };
}

/** The source's facts; a link is copied as the file it leads to. */
async function fileEntry(source: RemoteFileSystem, path: RemotePath, call: Call): Promise<Entry> {
  const entry = await source.stat(path, call);
  if (entry.type === 'directory') {
    throw new RemoteError('io', `“${baseName(path)}” was a file and is a folder now.`, { path });
  }
  if (entry.type === 'other') {
    throw new RemoteError('unsupported', `“${baseName(path)}” is not a regular file (a device, pipe or socket).`, {
      path,
    });
  }
  if (isDirectoryLike(entry)) {
    throw new RemoteError(
      'unsupported',
      `“${baseName(path)}” is a link to a folder; links to folders are not followed.`,
      {
        path,
        hint: 'Open the folder and copy what is in it.',
      },
    );
  }
  if (entry.type === 'symlink') {
    // The link's own size and date say nothing about the file's.
    const { size: _size, modifiedAt: _modifiedAt, ...rest } = entry;
    return rest;
  }
  return entry;
}

function assertNotReserved(path: RemotePath): void {
  const problem = reservedNameProblem(baseName(path));
  if (!problem) return;
  throw new RemoteError('invalid-request', `“${baseName(path)}” cannot be copied under this name. ${problem}`, {
    path,
    hint: 'Rename it first, if you want to keep it.',
  });
}

interface ChosenPlace {
  readonly path: RemotePath;
  /** The file that is to be replaced. */
  readonly replaces?: Entry;
}

async function choosePlace(copy: CopyFile, source: Entry, call: Call): Promise<ChosenPlace | CopyOutcome> {
  let path = copy.targetPath;
  for (;;) {
    const target = await statIfThere(copy.target, path, call);
    if (!target) return { path };
    const existing: Existing = { source, target, targetPath: path };
    const decision = await copy.decide(existing);
    refuseCancelled(call.signal, path);
    if (decision.do === 'ask') return { result: 'ask', existing };
    if (decision.do === 'skip') return { result: 'skipped' };
    if (decision.do === 'rename') {
      path = joinPath(parentPath(path), decision.name);
      continue;
    }
    if (target.type === 'directory') {
      throw new RemoteError('exists', `A folder named “${baseName(path)}” is in the way.`, {
        path,
        hint: 'Rename or remove the folder, or choose another name for the file.',
      });
    }
    return { path, replaces: target };
  }
}

async function sendBytes(copy: CopyFile, partial: RemotePath, sourceEntry: Entry, call: Call): Promise<number> {
  const body = await copy.source.read(copy.sourcePath, {}, call);
  const { size } = sourceEntry;
  let read = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length;
      if (size !== undefined && read > size) {
        // Without this a server that lies about the size could fill the disk.
        done(sizeDiffers(copy, `has ${size} bytes, but more arrived`));
        return;
      }
      copy.onBytes(chunk.length);
      done(null, chunk);
    },
  });
  // A failing source must fail the write at once, and a failing write must stop the source.
  body.once('error', (error) => counted.destroy(error));
  counted.once('close', () => body.destroy());
  body.pipe(counted);
  const options: WriteOptions = size === undefined ? { mode: 'create' } : { mode: 'create', size };
  const written = await copy.target.write(partial, counted, options, call).finally(() => closed(body));
  if (written !== read || (size !== undefined && read !== size)) {
    throw sizeDiffers(copy, `has ${size ?? read} bytes, but ${Math.min(read, written)} arrived`);
  }
  return written;
}

function sizeDiffers({ sourcePath }: CopyFile, how: string): RemoteError {
  return new RemoteError('io', `“${baseName(sourcePath)}” ${how}.`, {
    path: sourcePath,
    retry: 'now',
    hint: 'It may have changed while it was copied. Try again.',
  });
}

/** Resolves when the stream has let go of its session, whether it ended well or not. */
function closed(body: Readable): Promise<void> {
  body.destroy();
  return body.closed ? Promise.resolve() : new Promise((resolve) => body.once('close', resolve));
}

/** @returns the partial file as the target sees it. */
async function confirmSize(target: RemoteFileSystem, partial: RemotePath, written: number, call: Call): Promise<Entry> {
  const arrived = await target.stat(partial, call);
  const { size } = arrived;
  if (size === undefined || size === written) return arrived;
  throw new RemoteError('io', `${written} bytes were sent, but the target holds ${size}.`, {
    path: partial,
    retry: 'now',
    hint: 'The target may be out of space, or something changes files on the way. Try again.',
  });
}

/**
 * A file that replaces another is a new one to the system: a script would not be executable any more, a secret readable
 * to all. @returns a remark where it does not get what the old one had.
 */
async function keepPermissions(
  target: RemoteFileSystem,
  partial: RemotePath,
  arrived: Entry,
  replaces: Entry | undefined,
  call: Call,
): Promise<string | undefined> {
  if (replaces?.type !== 'file' || replaces.permissions === undefined || !target.extras.setPermissions)
    return undefined;
  const permissions = replaces.permissions & 0o777;
  if (arrived.permissions !== undefined && (arrived.permissions & 0o777) === permissions) return undefined;
  try {
    await target.extras.setPermissions(partial, permissions, call);
    return undefined;
  } catch (error) {
    if (!isRemoteError(error) || error.kind === 'cancelled') throw error;
    return `The permissions of the old file could not be kept: ${error.message}`;
  }
}

/**
 * Replaces in one step where the target can; otherwise the old file steps aside and comes back if the new one cannot
 * follow. @returns a remark where the old file could not be removed.
 */
async function moveIntoPlace(
  target: RemoteFileSystem,
  partial: RemotePath,
  place: ChosenPlace,
  call: Call,
): Promise<string | undefined> {
  if (!place.replaces) {
    await target.rename(partial, place.path, call);
    return undefined;
  }
  if (target.extras.atomicReplace) {
    await target.extras.atomicReplace(partial, place.path, call);
    return undefined;
  }
  refuseCancelled(call.signal, place.path);
  // Between these steps nobody may cancel: the target would be left without any file.
  const step: Call = { signal: new AbortController().signal };
  const aside = joinPath(parentPath(place.path), asideName(baseName(place.path)));
  await target.rename(place.path, aside, step);
  try {
    await target.rename(partial, place.path, step);
  } catch (error) {
    await bringBack(target, aside, place.path, step);
    throw error;
  }
  try {
    await target.removeFile(aside, step);
    return undefined;
  } catch (error) {
    if (!isRemoteError(error)) throw error;
    return `The old file remains as “${baseName(aside)}”: ${error.message}`;
  }
}

async function bringBack(target: RemoteFileSystem, aside: RemotePath, path: RemotePath, call: Call): Promise<void> {
  try {
    await target.rename(aside, path, call);
  } catch (error) {
    throw new RemoteError(
      'io',
      `“${baseName(path)}” could not be replaced; the old file is now “${baseName(aside)}”.`,
      {
        path,
        cause: error,
        hint: `Rename “${baseName(aside)}” back, then try again.`,
      },
    );
  }
}

/** @returns a remark where the date could not be kept; the file itself is whole. */
async function keepDate(
  target: RemoteFileSystem,
  path: RemotePath,
  sourceEntry: Entry,
  call: Call,
): Promise<string | undefined> {
  const { modifiedAt } = sourceEntry;
  if (modifiedAt === undefined || !target.extras.setModifiedTime) return undefined;
  try {
    await target.extras.setModifiedTime(path, modifiedAt, call);
    return undefined;
  } catch (error) {
    if (!isRemoteError(error)) throw error;
    return `The date could not be kept: ${error.message}`;
  }
}
