import { Readable } from 'node:stream';
import type { Entry } from '../../../shared/model/entry.ts';
import { isRemoteError } from '../../../shared/model/remote-error.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { PartialFile, Segment } from '../carrier.ts';
import { statIfThere } from '../stat-if-there.ts';
import { isLocal } from './checksums.ts';
import type { FileCopy, FurtherSessions } from './file-copy.ts';
import { partialPermissions } from './keep-permissions.ts';
import { Progress } from './progress.ts';
import { isTranslated, readRange, TAIL_BYTES } from './resume-point.ts';
import { sendBytes } from './send-bytes.ts';
import { mayBeUnchanged } from './source-facts.ts';
import type { TargetPlace } from './target-place.ts';

const MEBIBYTE = 1024 * 1024;
/** Smaller files are not worth a second login. */
export const SEGMENTED_FROM = 64 * MEBIBYTE;
const SEGMENT = 32 * MEBIBYTE;
const MAP_TOLD_EVERY_MS = 1000;
/** What may be on its way between the count and the disk while a segment is written: more than all buffers together. */
const UNWRITTEN_AT_MOST = 4 * MEBIBYTE;

/**
 * Whether a file is large enough, and its target a disk that several streams can write to at their places. What was begun as one stream
 * goes on as one.
 */
export function wantsSegments(copy: FileCopy, place: TargetPlace, source: Entry): boolean {
  if (place.continues || isTranslated(copy, place.path) || !isLocal(copy.target) || isLocal(copy.source)) return false;
  if (earlierMap(copy, place)) return true;
  if (copy.order.partial?.path === place.partial) return false;
  return copy.order.segments > 1 && (source.size ?? 0) >= SEGMENTED_FROM && copy.more !== undefined;
}

function earlierMap({ order }: FileCopy, place: TargetPlace): PartialFile | undefined {
  return order.partial?.segments && order.partial.path === place.partial ? order.partial : undefined;
}

/**
 * Fetches pieces of a file over several sessions into one partial file. Its length proves nothing; what has arrived is in the map
 * that `onSegments` tells. Undefined, and nothing worth keeping, where there is only one session and no such partial file to go on
 * with, and where the source can be read from its beginning alone.
 */
export async function copyInSegments(
  copy: FileCopy,
  place: TargetPlace,
  source: Entry,
  call: Call,
): Promise<number | undefined> {
  const { size } = source;
  if (size === undefined) return undefined;
  await using second = copy.order.segments > 1 ? await copy.more?.(1) : undefined;
  const sessions = [copy.source, ...(second?.sessions ?? [])];
  const earlier = await proven(copy, place, source, call);
  if (!earlier && sessions.length === 1) return undefined;
  const map = new SegmentMap(earlier ?? cut(size), copy.hooks.onSegments);
  await copy.hooks.onPartial({
    path: place.partial,
    sourceSize: size,
    ...(source.modifiedAt === undefined ? {} : { sourceModifiedAt: source.modifiedAt }),
    segments: map.segments(),
  });
  if (!earlier) await begin(copy.target, place.partial, partialPermissions(copy, place, source), call);
  if (map.done > 0) copy.hooks.onResumed(map.done);
  try {
    await fetchAll(copy, place.partial, map, sessions, call);
    return size;
  } catch (error) {
    if (!isRemoteError(error, 'unsupported')) throw error;
    copy.hooks.onResumed(0);
    return undefined;
  }
}

async function fetchAll(
  copy: FileCopy,
  path: RemotePath,
  map: SegmentMap,
  sessions: readonly RemoteFileSystem[],
  call: Call,
): Promise<void> {
  // The first to fail stops the others, and is what is told.
  const failed = new AbortController();
  const signal = AbortSignal.any([call.signal, failed.signal]);
  const progress = new Progress(copy.hooks.onBytes);
  const work = async (session: RemoteFileSystem) => {
    for (let piece = map.next(); piece; piece = map.next())
      await fetchPiece(copy, session, path, piece, progress, signal);
  };
  const stop = (error: unknown) => failed.abort(error);
  const streams: Promise<unknown>[] = [];
  const begin = (stream: Promise<unknown>) => {
    stream.catch(stop);
    streams.push(stream);
  };
  for (const session of sessions) begin(work(session));
  const join = (further: FurtherSessions) =>
    begin(Promise.all(further.sessions.map(work)).finally(() => further[Symbol.asyncDispose]()));
  // Each login takes its time: who is there begins, and nobody waits for one that comes when all is done.
  if (copy.more && sessions.length > 1)
    void recruit(copy, copy.more, sessions.length, { map, join, signal }).catch(stop);
  try {
    for (const stream of streams) await stream;
  } catch (error) {
    await Promise.allSettled(streams);
    throw call.signal.aborted ? error : failed.signal.reason;
  } finally {
    progress.flush();
    map.tell();
  }
}

/** Takes further sessions as they open, one after the other, as long as there is work for them. */
async function recruit(
  { order }: FileCopy,
  more: NonNullable<FileCopy['more']>,
  before: number,
  { map, join, signal }: { map: SegmentMap; join: (further: FurtherSessions) => void; signal: AbortSignal },
): Promise<void> {
  const isNeeded = () => map.hasMore && !signal.aborted;
  for (let sessions = before; sessions < order.segments && isNeeded(); sessions++) {
    let further: FurtherSessions;
    try {
      further = await more(1);
    } catch (error) {
      // What cannot be opened is done without: the transcript has the reason.
      if (isRemoteError(error)) return;
      throw error;
    }
    if (!isNeeded() || further.sessions.length === 0) {
      await further[Symbol.asyncDispose]();
      return;
    }
    join(further);
  }
}

async function fetchPiece(
  copy: FileCopy,
  session: RemoteFileSystem,
  path: RemotePath,
  piece: Piece,
  progress: Progress,
  signal: AbortSignal,
): Promise<void> {
  const offset = piece.start + piece.done;
  const length = piece.end - offset;
  await sendBytes(
    {
      ...{ source: session, sourcePath: copy.order.source.path, target: copy.target, targetPath: path },
      ...{ offset, length, expected: length, throttle: copy.throttle, isPiece: true },
      onBytes(bytes) {
        piece.passed(bytes);
        progress.add(bytes);
      },
    },
    { signal },
  );
  piece.finish();
}

/** An empty file to write into. */
async function begin(
  target: RemoteFileSystem,
  path: RemotePath,
  permissions: number | undefined,
  call: Call,
): Promise<void> {
  const options = { mode: 'create', ...(permissions === undefined ? {} : { permissions }) } as const;
  await target.write(path, Readable.from([]), options, call);
}

/** The map of an earlier attempt as far as the file bears it out: the end of what each segment claims is compared with the source. */
async function proven(copy: FileCopy, place: TargetPlace, source: Entry, call: Call): Promise<Segment[] | undefined> {
  const earlier = earlierMap(copy, place);
  if (!earlier?.segments) return undefined;
  const before = { size: earlier.sourceSize, modifiedAt: earlier.sourceModifiedAt };
  if (earlier.segments.at(-1)?.end !== source.size || !mayBeUnchanged(before, source)) return undefined;
  const held = await statIfThere(copy.target, place.partial, call);
  if (held?.type !== 'file') return undefined;
  const segments: Segment[] = [];
  for (const segment of earlier.segments) {
    const holds = segment.done === 0 || (await isAsInSource(copy, place.partial, segment, call));
    segments.push(holds ? segment : { ...segment, done: 0 });
  }
  return segments;
}

async function isAsInSource(copy: FileCopy, path: RemotePath, { start, done }: Segment, call: Call): Promise<boolean> {
  const length = Math.min(done, TAIL_BYTES);
  const range = { offset: start + done - length, length };
  const here = await readRange(copy.target, path, range, call);
  if (here.length < length) return false;
  return here.equals(await readRange(copy.source, copy.order.source.path, range, call));
}

function cut(size: number): Segment[] {
  const count = Math.ceil(size / SEGMENT);
  return Array.from({ length: count }, (_, index) => ({
    start: index * SEGMENT,
    end: Math.min(size, (index + 1) * SEGMENT),
    done: 0,
  }));
}

/** One segment while it is fetched. */
class Piece {
  readonly start: number;
  readonly end: number;
  done: number;
  readonly #map: SegmentMap;
  #passed = 0;
  taken = false;

  constructor({ start, end, done }: Segment, map: SegmentMap) {
    this.start = start;
    this.end = end;
    this.done = done;
    this.#map = map;
  }

  /** As much of it as is certainly written. */
  get certain(): number {
    return Math.max(this.done, this.done + this.#passed - UNWRITTEN_AT_MOST);
  }

  passed(bytes: number): void {
    this.#passed += bytes;
    this.#map.changed();
  }

  finish(): void {
    this.done = this.end - this.start;
    this.#passed = 0;
    this.#map.changed();
  }
}

/** Who fetches what, and how far each has come. */
class SegmentMap {
  readonly #pieces: Piece[];
  readonly #tell: (segments: readonly Segment[]) => void;
  #toldAt = performance.now();

  constructor(segments: readonly Segment[], tell: (segments: readonly Segment[]) => void) {
    this.#tell = tell;
    this.#pieces = segments.map((segment) => new Piece(segment, this));
  }

  get done(): number {
    return this.#pieces.reduce((sum, piece) => sum + piece.done, 0);
  }

  get hasMore(): boolean {
    return this.#pieces.some(isWaiting);
  }

  next(): Piece | undefined {
    const piece = this.#pieces.find(isWaiting);
    if (piece) piece.taken = true;
    return piece;
  }

  segments(): Segment[] {
    return this.#pieces.map(({ start, end, certain }) => ({ start, end, done: certain }));
  }

  changed(): void {
    if (performance.now() - this.#toldAt >= MAP_TOLD_EVERY_MS) this.tell();
  }

  tell(): void {
    this.#toldAt = performance.now();
    this.#tell(this.segments());
  }
}

function isWaiting({ taken, done, start, end }: Piece): boolean {
  return !taken && done < end - start;
}
