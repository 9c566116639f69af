import { type Readable, Transform } from 'node:stream';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, type RemotePath } from '../../../shared/model/remote-path.ts';
import { giveBack } from '../../remote/blocks.ts';
import { cancelledError } from '../../remote/cancelled.ts';
import type { Call, RemoteFileSystem, WriteOptions } from '../../remote/remote-file-system.ts';
import type { RollingHash } from './rolling-hash.ts';
import { aheadAt, sliceAt, type Throttle } from './throttle.ts';

/** One stream of bytes from a file to a file. */
export interface ByteRun {
  readonly source: RemoteFileSystem;
  readonly sourcePath: RemotePath;
  readonly target: RemoteFileSystem;
  readonly targetPath: RemotePath;
  /** The name that the file gets in the end. */
  readonly named?: RemotePath;
  /** What a target that is made anew is made with; see `WriteOptions`. */
  readonly permissions?: number | undefined;
  /** The first byte; 0 truncates the target. */
  readonly offset: number;
  /** Bytes that are to come; undefined where the source's size is not known, or changes on the way. */
  readonly expected: number | undefined;
  /** Only so many are read; absent reads to the end. */
  readonly length?: number;
  /** Bytes before `offset` that the source must begin with: those the target ends with. */
  readonly tail?: Buffer;
  readonly hash?: RollingHash | undefined;
  readonly throttle: Throttle;
  /** Keeps what stands behind `offset`; for a piece of a file. */
  readonly isPiece?: true;
  onBytes(bytes: number): void;
  /** See `WriteOptions`. */
  onCertain?(end: number): void;
}

/** Thrown where the source does not hold the bytes that the target ends with. */
export class TailDiffers extends Error {}

/** Reads, counts, throttles and writes. Resolves with the bytes that the target took; throws where they are not those expected. */
export async function sendBytes(run: ByteRun, call: Call): Promise<number> {
  const { tail, offset, expected, sourcePath } = run;
  const start = offset - (tail?.length ?? 0);
  const ahead = () => aheadAt(run.throttle.rate);
  const range = { ...(start > 0 ? { offset: start } : {}), ...lengthOf(run), ahead };
  const body = await run.source.read(sourcePath, range, call);
  const counted = new CountedBytes(run, call);
  // Whoever waits for it is told by a rejection; an error before that is nobody's.
  counted.on('error', () => {});
  body.once('error', (error) => counted.fail(error));
  // A failing write must stop the source.
  counted.once('close', () => body.destroy());
  body.pipe(counted);
  try {
    // Nothing is opened, and with that truncated, before the tail is known to fit.
    await counted.tailMatches;
    const written = await run.target.write(run.targetPath, counted, writeOptions(run), call);
    if (written === counted.passed && (expected === undefined || written === expected)) return written;
    throw sizeDiffers(
      sourcePath,
      `has ${offset + (expected ?? counted.passed)} bytes, but ${offset + written} arrived`,
    );
  } finally {
    counted.destroy();
    await closed(body);
  }
}

function lengthOf({ length, tail }: ByteRun): { length?: number } {
  return length === undefined ? {} : { length: length + (tail?.length ?? 0) };
}

function writeOptions({ offset, expected, isPiece, named, permissions, onCertain }: ByteRun): WriteOptions {
  const known = {
    ...(expected === undefined ? {} : { size: expected }),
    ...(named === undefined ? {} : { named }),
    ...(permissions === undefined ? {} : { permissions }),
    ...(onCertain === undefined ? {} : { onCertain }),
  };
  return offset === 0 && !isPiece ? { mode: 'create', ...known } : { mode: 'at', offset, ...known };
}

export function sizeDiffers(path: RemotePath, how: string): RemoteError {
  return new RemoteError('io', `“${baseName(path)}” ${how}.`, {
    path,
    retry: 'now',
    hint: 'It may have changed while it was copied. Try again.',
  });
}

/** What passes is compared with the tail at first, then counted, hashed and held back as the limits demand. */
class CountedBytes extends Transform {
  passed = 0;
  readonly tailMatches: Promise<void>;
  readonly #run: ByteRun;
  readonly #call: Call;
  readonly #compared = Promise.withResolvers<void>();
  #tailSeen = 0;
  #failure: Error | undefined;

  constructor(run: ByteRun, call: Call) {
    // One piece at a time: those who read ahead are the source and the target.
    super({ readableHighWaterMark: 1, writableHighWaterMark: 1 });
    this.#run = run;
    this.#call = call;
    this.tailMatches = run.tail?.length ? this.#compared.promise : Promise.resolve();
    this.#compared.promise.catch(() => {});
  }

  /** The source has failed. The write fails too, once it has taken what came before: from there it can be gone on later. */
  fail(error: Error): void {
    if (isRemoteError(error, 'cancelled')) this.destroy(error);
    this.#failure = error;
    this.end();
  }

  override _transform(chunk: Buffer, _encoding: string, done: (error?: Error | null, bytes?: Buffer) => void): void {
    const bytes = this.#withoutTail(chunk);
    if (bytes === undefined) {
      done(new TailDiffers());
      return;
    }
    if (bytes.length === 0) {
      done();
      return;
    }
    const { expected, sourcePath, hash, throttle, onBytes } = this.#run;
    this.passed += bytes.length;
    if (expected !== undefined && this.passed > expected) {
      // Without this a server that lies about the size could fill the disk.
      const size = this.#run.offset + expected;
      done(sizeDiffers(sourcePath, `has ${size} bytes, but more arrived`));
      return;
    }
    hash?.update(bytes);
    if (bytes.length > sliceAt(throttle.rate)) {
      this.#passSlices(bytes).then(() => done(), done);
      return;
    }
    const pass = () => {
      onBytes(bytes.length);
      done(null, bytes);
    };
    const wait = throttle.take(bytes.length, this.#call);
    if (wait === undefined) pass();
    else wait.then(pass, done);
  }

  /**
   * A large piece would pass at once on credit, and nothing after it for long. Each slice is a copy of its own: who writes it gives back
   * the block that its bytes lie in, and the others would be overwritten.
   */
  async #passSlices(bytes: Buffer): Promise<void> {
    const { throttle, onBytes } = this.#run;
    for (let at = 0; at < bytes.length && !this.destroyed; ) {
      const slice = bytes.subarray(at, at + sliceAt(throttle.rate));
      await throttle.take(slice.length, this.#call);
      onBytes(slice.length);
      this.push(Buffer.from(slice));
      at += slice.length;
    }
    giveBack(bytes);
  }

  override _flush(done: (error?: Error | null) => void): void {
    if (this.#failure) done(this.#failure);
    // A source that is shorter than what was sent of it before has changed.
    else if (this.#tailSeen < (this.#run.tail?.length ?? 0)) done(new TailDiffers());
    else done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#compared.reject(error ?? cancelledError(this.#run.sourcePath));
    done(error);
  }

  /** What of a chunk lies behind the tail; undefined where the tail is another. */
  #withoutTail(chunk: Buffer): Buffer | undefined {
    const { tail } = this.#run;
    if (!tail || this.#tailSeen >= tail.length) return chunk;
    const length = Math.min(chunk.length, tail.length - this.#tailSeen);
    const expected = tail.subarray(this.#tailSeen, this.#tailSeen + length);
    if (!expected.equals(chunk.subarray(0, length))) return undefined;
    this.#tailSeen += length;
    if (this.#tailSeen === tail.length) this.#compared.resolve();
    return chunk.subarray(length);
  }
}

/** Resolves when the stream has let go of its session, whether it ended well or not. */
function closed(body: Readable): Promise<void> {
  body.destroy();
  return body.closed ? Promise.resolve() : new Promise((resolve) => body.once('close', resolve));
}
