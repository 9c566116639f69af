import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { ChecksumAlgorithm } from '../../../shared/model/checksum.ts';
import type { RemotePath } from '../../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../../remote/remote-file-system.ts';

/** A checksum that grows with the bytes that pass. */
export interface RollingHash {
  readonly algorithm: ChecksumAlgorithm;
  update(bytes: Buffer): void;
  /** Lower-case hex, once. */
  value(): string;
}

const digests = { 'sha-512': 'sha512', 'sha-256': 'sha256', 'sha-1': 'sha1', md5: 'md5' } as const;

export function rollingHash(algorithm: ChecksumAlgorithm): RollingHash {
  if (algorithm === 'crc32') return rollingCrc();
  const hash = createHash(digests[algorithm]);
  return { algorithm, update: (bytes) => void hash.update(bytes), value: () => hash.digest('hex') };
}

function rollingCrc(): RollingHash {
  let sum = 0;
  return {
    algorithm: 'crc32',
    update(bytes) {
      sum = crc32(bytes, sum);
    },
    value: () => sum.toString(16).padStart(8, '0'),
  };
}

/** Feeds the first `length` bytes of a file, or all of it, to a hash. */
export async function hashFile(
  hash: RollingHash,
  fileSystem: RemoteFileSystem,
  path: RemotePath,
  length: number | undefined,
  call: Call,
): Promise<void> {
  if (length === 0) return;
  const body: Readable = await fileSystem.read(path, length === undefined ? {} : { length }, call);
  for await (const bytes of body as AsyncIterable<Buffer>) hash.update(bytes);
}
