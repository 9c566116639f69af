import { type Entry, isDirectoryLike } from '../../../shared/model/entry.ts';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { ListedFile } from '../carrier.ts';
import { behindLinks } from './behind-links.ts';

/** What a listing said is believed for this long. Milliseconds. */
const LISTED_FOR_MS = 10 * 60_000;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/**
 * The source as a listing or a look shows it. A link is copied as the file it leads to: where that cannot be found nothing is known
 * of it, since the link's own size, date and permissions say nothing about that. Throws where it is not a file.
 */
export async function sourceEntry(
  source: RemoteFileSystem,
  path: RemotePath,
  listed: ListedFile | undefined,
  call: Call,
): Promise<Entry> {
  if (listed && isFresh(listed) && isExactEnough(listed, source)) return asListed(path, listed);
  if (listed && isFresh(listed) && source.modifiedTime) {
    const modifiedAt = await source.modifiedTime(path, call);
    const { listedAt: _listedAt, modifiedAt: _modifiedAt, ...facts } = listed;
    if (modifiedAt !== undefined)
      return { name: baseName(path), type: 'file', ...facts, modifiedAt, modifiedPrecision: 's' };
  }
  const link = await source.stat(path, call);
  const { entry } = await behindLinks(source, path, link, call);
  const isResolved = link.type === 'symlink' && entry.type !== 'symlink';
  refuseAllButFiles(isResolved ? { ...link, targetType: entry.type } : entry, path);
  return entry.type === 'symlink' ? { name: link.name, type: 'symlink' } : { ...entry, name: link.name };
}

/** The source as a listing shows it that tells the minute only, where it can be read with its exact time; undefined where not so. */
export function entryToBeDated(
  source: RemoteFileSystem,
  path: RemotePath,
  listed: ListedFile | undefined,
): Entry | undefined {
  if (!listed || !source.whole?.readDated || !isFresh(listed) || isExactEnough(listed, source)) return undefined;
  return asListed(path, listed);
}

function asListed(path: RemotePath, { listedAt: _listedAt, ...facts }: ListedFile): Entry {
  return { name: baseName(path), type: 'file', ...facts };
}

function isFresh({ listedAt }: ListedFile): boolean {
  return Date.now() - listedAt <= LISTED_FOR_MS;
}

/** A listing that gives the minute only would lose the seconds of a date that the server knows. */
function isExactEnough(listed: ListedFile, source: RemoteFileSystem): boolean {
  const exact = listed.modifiedPrecision === 's' || listed.modifiedPrecision === 'ms';
  return listed.modifiedAt !== undefined && (exact || source.facts.mtimePrecisionMs >= MINUTE_MS);
}

function refuseAllButFiles(entry: Entry, path: RemotePath): void {
  const name = `“${baseName(path)}”`;
  if (entry.type === 'directory') throw new RemoteError('io', `${name} was a file and is a folder now.`, { path });
  if (entry.type === 'other' || entry.targetType === 'other') {
    throw new RemoteError('unsupported', `${name} is not a regular file (a device, pipe or socket).`, { path });
  }
  if (isDirectoryLike(entry)) {
    throw new RemoteError('unsupported', `${name} is a link to a folder; links to folders are not followed.`, {
      path,
      hint: 'Open the folder and copy what is in it.',
    });
  }
}

/** Whether two times can be the same file's, one of them perhaps as a listing that knows the minute or the day only shows it. */
export function isSameTime(one: number, other: number): boolean {
  const whole = (unit: number) => one % unit === 0 || other % unit === 0;
  // Servers keep seconds; where one side knows milliseconds, the other has cut or rounded them.
  if (Math.abs(one - other) < 1000) return true;
  const sameIn = (unit: number) => Math.floor(one / unit) === Math.floor(other / unit);
  return (whole(MINUTE_MS) && sameIn(MINUTE_MS)) || (whole(DAY_MS) && sameIn(DAY_MS));
}

/** False where something is known that differs. */
export function mayBeUnchanged(
  before: { size?: number | undefined; modifiedAt?: number | undefined },
  now: { size?: number | undefined; modifiedAt?: number | undefined },
): boolean {
  if (before.size !== undefined && now.size !== undefined && before.size !== now.size) return false;
  if (before.modifiedAt === undefined || now.modifiedAt === undefined) return true;
  return isSameTime(before.modifiedAt, now.modifiedAt);
}
