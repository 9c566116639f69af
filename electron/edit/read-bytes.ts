import type { Readable } from 'node:stream';
import { type Entry, isDirectoryLike } from '../../shared/model/entry.ts';
import { RemoteError } from '../../shared/model/remote-error.ts';
import { baseName, type RemotePath } from '../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../remote/remote-file-system.ts';
import { behindLinks } from '../transfer/copy/behind-links.ts';

/** The first bytes of a file, `most` of them at most, whatever its listing said of its size. */
export async function readBeginning(
  session: RemoteFileSystem,
  path: RemotePath,
  most: number,
  call: Call,
): Promise<Buffer> {
  const stream = await session.read(path, { offset: 0, length: most }, call);
  return (await collect(stream, most)).subarray(0, most);
}

/** A whole file; undefined where it has more bytes than `most`. */
export async function readWhole(
  session: RemoteFileSystem,
  path: RemotePath,
  { size }: Entry,
  most: number,
  call: Call,
): Promise<Buffer | undefined> {
  if (size !== undefined && size > most) return undefined;
  const stream = await session.read(path, {}, call);
  const bytes = await collect(stream, most);
  return bytes.length > most ? undefined : bytes;
}

/** Follows links to the file behind them. Throws where it is none. */
export async function fileBehind(
  session: RemoteFileSystem,
  path: RemotePath,
  entry: Entry,
  call: Call,
): Promise<{ file: RemotePath; entry: Entry }> {
  const found = await behindLinks(session, path, entry, call);
  const name = `“${baseName(path)}”`;
  const { type, targetType, linkTarget } = found.entry;
  if (type === 'symlink' && targetType === 'missing' && linkTarget !== undefined) {
    throw new RemoteError('not-found', `The link ${name} leads to “${linkTarget}”, which does not exist.`, { path });
  }
  if (isDirectoryLike(found.entry)) throw new RemoteError('unsupported', `${name} is a folder.`, { path });
  if (type === 'other') {
    throw new RemoteError('unsupported', `${name} is not a regular file (a device, pipe or socket).`, { path });
  }
  return found;
}

/** Everything that comes, until it is more than `most` bytes: then the rest is not waited for. */
async function collect(stream: Readable, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length > most) break;
  }
  if (!stream.closed) {
    // Breaking off is what was wanted; the session is busy until the stream has closed.
    stream.on('error', () => {});
    await new Promise<void>((resolve) => stream.once('close', resolve));
  }
  return Buffer.concat(chunks);
}
