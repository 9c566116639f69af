import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import type { DroppedFile } from '../../shared/ipc/contract.ts';
import type { Caller } from '../../shared/ipc/dispatch.ts';
import type { FileSystemId } from '../../shared/model/connection.ts';
import type { Entry } from '../../shared/model/entry.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { isRemotePath, parentPath, type RemotePath, ROOT } from '../../shared/model/remote-path.ts';
import { cancelledError } from '../remote/cancelled.ts';
import type { Call, FileSystemFacts, Page, ReadRange, RemoteFileSystem } from '../remote/remote-file-system.ts';

const ANSWER_WITHIN_MS = 30_000;
const ROWS_PER_PAGE = 1_000;

interface Read {
  readonly size: number;
  arrived(body: IncomingMessage): void;
  failed(error: RemoteError): void;
}

/**
 * The bytes that open pages hold. A read asks the page to send the file from an offset on; the page answers with an
 * HTTP POST to `/drop/<readId>`, whose body is the stream, held back by TCP as fast as the target takes it.
 */
export class DroppedFiles {
  readonly #reads = new Map<string, Read>();

  /** The announced files as a read-only file system. Throws `invalid-request` for a path that leads elsewhere. */
  fileSystem(fs: FileSystemId, files: DroppedFile[], page: Caller): RemoteFileSystem {
    return new DropFileSystem(files, (path, offset, size, signal) => {
      const readId = randomUUID();
      const body = this.#expect(readId, size, signal);
      page.emit('drops.read', { readId, fs, path, offset });
      return body;
    });
  }

  /** Hands a POST to the read that waits for it. False where none does. */
  accept(readId: string, body: IncomingMessage): boolean {
    const read = this.#reads.get(readId);
    if (!read) return false;
    const announced = body.headers['content-length'] ?? 'an unknown number of';
    if (announced !== String(read.size)) {
      read.failed(
        new RemoteError('io', `The page sends ${announced} bytes where ${read.size} were announced.`, {
          hint: 'The file changed after it was dropped. Drop it again.',
        }),
      );
      return false;
    }
    read.arrived(body);
    return true;
  }

  #expect(readId: string, size: number, signal: AbortSignal): Promise<Readable> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', cancel);
        this.#reads.delete(readId);
      };
      const failed = (error: RemoteError) => {
        settle();
        reject(error);
      };
      const cancel = () => failed(cancelledError());
      const timer = setTimeout(() => failed(notSent()), ANSWER_WITHIN_MS);
      signal.addEventListener('abort', cancel, { once: true });
      this.#reads.set(readId, {
        size,
        failed,
        arrived: (body) => {
          settle();
          resolve(untilPageLeaves(body, signal));
        },
      });
    });
  }
}

/** The body as `read` promises it: what breaks it off is told as a `RemoteError`. */
function untilPageLeaves(body: IncomingMessage, signal: AbortSignal): Readable {
  const bytes = new PassThrough();
  const cancel = () => bytes.destroy(cancelledError());
  signal.addEventListener('abort', cancel, { once: true });
  body.once('error', () => bytes.destroy(notSent()));
  bytes.once('close', () => {
    signal.removeEventListener('abort', cancel);
    body.destroy();
  });
  return body.pipe(bytes);
}

type AskPage = (path: string, offset: number, size: number, signal: AbortSignal) => Promise<Readable>;

class DropFileSystem implements RemoteFileSystem {
  readonly facts: FileSystemFacts = {
    caseSensitive: true,
    mtimePrecisionMs: 1,
    home: ROOT,
    security: { level: 'local' },
  };
  readonly extras = {};
  readonly lost = undefined;
  readonly #askPage: AskPage;
  readonly #entries = new Map<RemotePath, Entry>();
  readonly #children = new Map<RemotePath, Entry[]>([[ROOT, []]]);

  constructor(files: DroppedFile[], askPage: AskPage) {
    this.#askPage = askPage;
    this.#entries.set(ROOT, { name: '', type: 'directory' });
    for (const file of files) {
      const path = `/${file.path}`;
      if (!isRemotePath(path)) throw new RemoteError('invalid-request', 'A dropped file has no usable name.');
      this.#addDirectories(parentPath(path));
      if (file.type === 'directory') this.#addDirectories(path);
      else this.#add(path, { name: '', type: 'file', size: file.size, modifiedAt: file.modifiedAt });
    }
  }

  async *list(directory: RemotePath): AsyncIterable<Page> {
    const rows = this.#children.get(directory);
    if (!rows) throw notFound(directory);
    for (let at = 0; at < rows.length; at += ROWS_PER_PAGE) yield { entries: rows.slice(at, at + ROWS_PER_PAGE) };
  }

  async stat(path: RemotePath): Promise<Entry> {
    const entry = this.#entries.get(path);
    if (!entry) throw notFound(path);
    return entry;
  }

  async read(path: RemotePath, { offset = 0, length }: ReadRange, { signal }: Call): Promise<Readable> {
    const { size = 0 } = await this.stat(path);
    if (length !== undefined && offset + length < size) {
      throw new RemoteError('unsupported', 'A dropped file is read to its end.', { path });
    }
    return this.#askPage(path.slice(1), offset, Math.max(0, size - offset), signal);
  }

  async write(path: RemotePath): Promise<number> {
    throw readOnly(path);
  }
  async makeDirectory(path: RemotePath): Promise<void> {
    throw readOnly(path);
  }
  async removeFile(path: RemotePath): Promise<void> {
    throw readOnly(path);
  }
  async removeEmptyDirectory(path: RemotePath): Promise<void> {
    throw readOnly(path);
  }
  async rename(path: RemotePath): Promise<void> {
    throw readOnly(path);
  }
  async keepAlive(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}

  #addDirectories(path: RemotePath): void {
    if (this.#entries.get(path)?.type === 'directory') return;
    this.#addDirectories(parentPath(path));
    this.#add(path, { name: '', type: 'directory' });
    this.#children.set(path, []);
  }

  #add(path: RemotePath, facts: Entry): void {
    if (this.#entries.has(path)) throw new RemoteError('invalid-request', 'A dropped file is announced twice.');
    const entry = { ...facts, name: path.slice(path.lastIndexOf('/') + 1) };
    this.#entries.set(path, entry);
    this.#children.get(parentPath(path))?.push(entry);
  }
}

function notSent(): RemoteError {
  return new RemoteError('disconnected', 'The browser tab that holds the dropped file does not send it.', {
    retry: 'never',
    hint: 'Keep the tab open while it uploads, and drop the file again.',
  });
}

function notFound(path: RemotePath): RemoteError {
  return new RemoteError('not-found', 'The page did not announce this file.', { path });
}

function readOnly(path: RemotePath): RemoteError {
  return new RemoteError('unsupported', 'Files dropped onto the page can only be read.', { path });
}
