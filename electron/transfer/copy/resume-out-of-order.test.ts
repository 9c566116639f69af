import { randomBytes } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { RemoteError } from '../../../shared/model/remote-error.ts';
import { LocalFileSystem } from '../../remote/local/local-file-system.ts';
import type { RemoteFileSystem } from '../../remote/remote-file-system.ts';
import { PipelinedWrite } from '../../remote/sftp/pipelined-write.ts';
import type { PartialFile } from '../carrier.ts';
import { fileCopy, told } from '../testing/file-copy.ts';
import { changed, folderPerTest, writeTree } from '../testing/folders.ts';
import { copyFile } from './copy-file.ts';

/** Far more than the end of a partial file that is compared with the source. */
const PIPELINE = { chunk: 6000, depth: 32 };
const NAME = '/a.txt';
const PART = '/a.txt.portside-part';
const local = new LocalFileSystem();
const missing = () => new RemoteError('not-found', 'nothing is there');

/** What comes between, after so many WRITEs that were carried out. */
interface Fault {
  readonly what: 'cut' | 'refused' | 'cancelled';
  readonly after: number;
  /** The app does not live to note anything. */
  readonly killed: boolean;
  /** Picks the next of the WRITEs that wait. */
  readonly picks: readonly number[];
}

/** A server in memory with a pool of workers: they carry WRITEs out, and acknowledge them, in any order. */
class Server {
  readonly files = new Map<string, Buffer>();

  /** A session in which this goes wrong. */
  session(fault: Fault | undefined, cancel: AbortController): RemoteFileSystem {
    const { files } = this;
    return changed(local, {
      facts: { ...local.facts, writesAhead: PIPELINE.chunk * PIPELINE.depth, security: { level: 'encrypted' } },
      extras: {},
      async stat(path) {
        const file = files.get(path);
        if (!file) throw missing();
        return { name: path.slice(1), type: 'file', size: file.length };
      },
      async read(path, { offset = 0, length }) {
        const file = files.get(path) ?? Buffer.alloc(0);
        return Readable.from([file.subarray(offset, length === undefined ? undefined : offset + length)]);
      },
      async rename(from, to) {
        files.set(to, files.get(from) ?? Buffer.alloc(0));
        files.delete(from);
      },
      removeFile: async (path) => void files.delete(path),
      nameRules: async () => ({ mostBytes: 255 }) as never,
      async write(path, body, { mode, offset = 0, onCertain }, call) {
        if (mode === 'create') files.set(path, Buffer.alloc(0));
        const target = { handle: Buffer.alloc(0), path, position: offset, pipeline: PIPELINE };
        const channel = workers(files, fault, cancel);
        const writing = new PipelinedWrite({ ...target, channel }, call.signal);
        try {
          return await writing.write(body);
        } catch (error) {
          await writing.cutToCertain();
          onCertain?.(writing.certain);
          throw error;
        }
      },
    });
  }
}

function workers(files: Map<string, Buffer>, fault: Fault | undefined, cancel: AbortController) {
  type Waiting = { carryOut(): void; answer(error?: Error): void };
  const waiting: Waiting[] = [];
  let carriedOut = 0;
  let isCut = false;
  const lost = () => new RemoteError('disconnected', 'cut');
  const work = () => {
    const pick = fault?.picks[carriedOut % fault.picks.length] ?? 0;
    const [next] = waiting.splice(pick % waiting.length, 1);
    if (!next || isCut) return;
    carriedOut += 1;
    const isTurn = carriedOut === fault?.after;
    if (isTurn && fault?.what === 'refused') return next.answer(new RemoteError('no-space', 'full'));
    next.carryOut();
    if (isTurn && fault?.what === 'cancelled') cancel.abort();
    if (isTurn && fault?.what === 'cut') {
      isCut = true;
      for (const { answer } of [next, ...waiting.splice(0)]) answer(lost());
    } else next.answer();
  };
  return {
    write(_handle: Buffer, bytes: Buffer, position: number, path: string): Promise<void> {
      if (isCut) return Promise.reject(lost());
      const piece = Buffer.from(bytes);
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const carryOut = () => {
        const file = files.get(path) ?? Buffer.alloc(0);
        const size = Math.max(file.length, position + piece.length);
        const grown = size > file.length ? Buffer.concat([file, Buffer.alloc(size - file.length)]) : file;
        piece.copy(grown, position);
        files.set(path, grown);
      };
      waiting.push({ carryOut, answer: (error) => (error ? reject(error) : resolve()) });
      setImmediate(work);
      return promise;
    },
    async setHandleAttributes(_handle: Buffer, attributes: object, path: string): Promise<void> {
      if (isCut) throw lost();
      files.set(path, (files.get(path) ?? Buffer.alloc(0)).subarray(0, (attributes as { size: number }).size));
    },
  };
}

const faults: fc.Arbitrary<Fault> = fc.record({
  what: fc.constantFrom('cut', 'cut', 'refused', 'cancelled'),
  after: fc.integer({ min: 1, max: 100 }),
  killed: fc.boolean(),
  picks: fc.array(fc.nat(31), { minLength: 1, maxLength: 50 }),
});

const from = folderPerTest();

it('is whole in the end, whatever came between and in whatever order the server works, and never begins anew for it', async () => {
  const content = randomBytes(700_000);
  await writeTree(from, { 'a.txt': content });
  await utimes(join(from.path, 'a.txt'), new Date(), new Date(1_600_000_000_000));
  await fc.assert(
    fc.asyncProperty(fc.array(faults, { maxLength: 6 }), async (between) => {
      const server = new Server();
      let partial: PartialFile | undefined;
      for (const fault of [...between, undefined]) {
        const cancel = new AbortController();
        const target = server.session(fault, cancel);
        const copy = fileCopy(
          { from, to: { path: '/', at: () => NAME } },
          { target, order: partial ? { partial } : {} },
        );
        const outcome = await copyFile(copy, { signal: cancel.signal }).catch((error: RemoteError) => error.kind);
        expect(told(copy.hooks.onResumed)).not.toContainEqual([0]);
        if (server.files.has(NAME)) break;
        if (fault === undefined) expect(outcome).toBe('copied');
        partial = told(copy.hooks.onPartial).at(fault?.killed ? 0 : -1)?.[0] as PartialFile;
      }
      expect(server.files.get(NAME)?.equals(content)).toBe(true);
      expect(server.files.has(PART)).toBe(false);
    }),
    { numRuns: 30 },
  );
});
