import type { DroppedFile } from '../../../shared/ipc/contract.ts';
import type { FileSystemId } from '../../../shared/model/connection.ts';
import type { Client } from '../../client/client.ts';

/** What a drop from the system holds, read while its event still runs: the data transfer is empty afterwards. */
export interface SystemDrop {
  readonly files: readonly File[];
  readonly entries: readonly FileSystemEntry[];
}

export function takeSystemDrop(data: DataTransfer): SystemDrop {
  const items = [...data.items].filter((item) => item.kind === 'file');
  return {
    files: [...data.files],
    entries: items.map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null),
  };
}

interface Walked {
  readonly manifest: DroppedFile[];
  readonly files: Map<string, File>;
}

/**
 * Files that this page holds and the main process reads from it: a browser tab has no path to give. The page announces
 * a manifest, and sends the bytes of a file whenever `drops.read` asks.
 */
export class DroppedFiles {
  readonly #client: Client;
  readonly #drops = new Map<FileSystemId, Map<string, File>>();

  constructor(client: Client) {
    this.#client = client;
    client.on('drops.read', ({ readId, fs, path, offset }) => {
      void this.#send(readId, fs, path, offset);
    });
  }

  /** @returns the file system id and the names at its top; undefined where the drop held nothing. */
  async announce({ entries, files }: SystemDrop): Promise<{ fs: FileSystemId; names: string[] } | undefined> {
    const walked: Walked = { manifest: [], files: new Map() };
    for (const entry of entries) await walk(entry, entry.name, walked);
    // Files that never were on a disk (an image dragged out of a page) have no entry.
    if (entries.length === 0) for (const file of files) addFile(file, file.name, walked);
    if (walked.manifest.length === 0) return undefined;
    const { fs } = await this.#client.request('drops.announce', { files: walked.manifest });
    this.#drops.set(fs, walked.files);
    return { fs, names: (entries.length > 0 ? entries : files).map(({ name }) => name) };
  }

  async #send(readId: string, fs: FileSystemId, path: string, offset: number): Promise<void> {
    const file = this.#drops.get(fs)?.get(path);
    // A body of another length than announced tells the host that the file is not what was dropped any more.
    const body = file && (await isReadable(file)) ? file.slice(offset) : new Blob();
    // A transfer that was cancelled breaks this off; it has its own words for that.
    await fetch(`/drop/${encodeURIComponent(readId)}`, { method: 'POST', body }).catch(() => undefined);
  }
}

/** False for a file that was moved, deleted or changed since it was dropped (File API, snapshot state). */
async function isReadable(file: File): Promise<boolean> {
  return file
    .slice(0, 1)
    .arrayBuffer()
    .then(
      () => true,
      () => false,
    );
}

function addFile(file: File, path: string, into: Walked): void {
  into.manifest.push({ path, type: 'file', size: file.size, modifiedAt: file.lastModified });
  into.files.set(path, file);
}

async function walk(entry: FileSystemEntry, path: string, into: Walked): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    addFile(file, path, into);
    return;
  }
  into.manifest.push({ path, type: 'directory', size: 0, modifiedAt: Date.now() });
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // Chromium hands out a hundred at a time; an empty answer is the end.
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) return;
    for (const child of batch) await walk(child, `${path}/${child.name}`, into);
  }
}
