import type { Checksum, ChecksumAlgorithm } from '../../../shared/model/checksum.ts';
import { checksumAlgorithms } from '../../../shared/model/checksum.ts';
import { isRemoteError, RemoteError } from '../../../shared/model/remote-error.ts';
import { baseName, type RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';
import type { FileCopy } from './file-copy.ts';
import { hashFile, type RollingHash, rollingHash } from './rolling-hash.ts';

/** What a session answered the last time, so that the next file is hashed by it while it passes. */
const spoken = new WeakMap<RemoteFileSystem, ChecksumAlgorithm>();

/** The hash to feed while the bytes pass; undefined where nothing could be compared with it. */
export function hashForStream(copy: FileCopy): RollingHash | undefined {
  if (copy.order.verify !== 'checksum') return undefined;
  const server = serverSide(copy);
  if (!server || !isLocal(otherSide(copy, server))) return undefined;
  return rollingHash(spoken.get(server) ?? 'sha-256');
}

/**
 * Compares both files by checksum, where both sides can tell one.
 *
 * @param passed of the bytes as they went by, of the whole file.
 * @returns false where nothing could be compared; the error where they differ.
 */
export async function compareChecksums(
  copy: FileCopy,
  written: RemotePath,
  passed: RollingHash | undefined,
  call: Call,
): Promise<boolean | RemoteError> {
  const { source, target, order } = copy;
  const server = serverSide(copy);
  if (!server) return false;
  const sides = { source: order.source.path, target: written };
  const [path, otherPath] = server === source ? [sides.source, sides.target] : [sides.target, sides.source];
  const other = otherSide(copy, server);
  const said = await askServer(server, path, wantedOf(server), call);
  if (!said) return false;
  spoken.set(server, said.algorithm);
  const own = isLocal(other)
    ? await localValue(other, otherPath, said.algorithm, passed, call)
    : (await askServer(other, otherPath, [said.algorithm], call))?.value;
  if (own === undefined) return false;
  if (own.toLowerCase() === said.value.toLowerCase()) return true;
  return new RemoteError('io', `“${baseName(order.source.path)}” arrived changed: the ${said.algorithm} sums differ.`, {
    path: target === server ? written : order.source.path,
    retry: 'now',
    hint: 'Something changes files on the way, or the source changed while it was copied. Try again.',
  });
}

/** The hash of the bytes that passed, where it is of the right kind; else the file is read once more. */
async function localValue(
  local: RemoteFileSystem,
  path: RemotePath,
  algorithm: ChecksumAlgorithm,
  passed: RollingHash | undefined,
  call: Call,
): Promise<string> {
  if (passed?.algorithm === algorithm) return passed.value();
  const hash = rollingHash(algorithm);
  await hashFile(hash, local, path, undefined, call);
  return hash.value();
}

async function askServer(
  server: RemoteFileSystem,
  path: RemotePath,
  wanted: readonly ChecksumAlgorithm[],
  call: Call,
): Promise<Checksum | undefined> {
  try {
    return await server.extras.checksum?.(path, wanted, call);
  } catch (error) {
    // An ability that turns out to be missing compares nothing, and harms nothing.
    if (isRemoteError(error, 'unsupported', 'denied')) return undefined;
    throw error;
  }
}

function wantedOf(server: RemoteFileSystem): ChecksumAlgorithm[] {
  const last = spoken.get(server) ?? 'sha-256';
  return [last, ...checksumAlgorithms.filter((algorithm) => algorithm !== last)];
}

/** The side that is asked first: one that is not this machine's disk. */
function serverSide({ source, target }: FileCopy): RemoteFileSystem | undefined {
  return [target, source].find((side) => !isLocal(side) && side.extras.checksum !== undefined);
}

function otherSide({ source, target }: FileCopy, side: RemoteFileSystem): RemoteFileSystem {
  return side === source ? target : source;
}

export function isLocal(side: RemoteFileSystem): boolean {
  return side.facts.security.level === 'local';
}
