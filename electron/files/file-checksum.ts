import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Checksum, ChecksumAlgorithm } from '../../shared/model/checksum.ts';
import type { RemotePath } from '../../shared/model/remote-path.ts';
import type { Call, RemoteFileSystem } from '../remote/remote-file-system.ts';

/** A sum that grows with the bytes. */
export interface RunningChecksum {
  update(bytes: Buffer): void;
  /** Lower-case hex. */
  value(): string;
}

const hashNames = { 'sha-512': 'sha512', 'sha-256': 'sha256', 'sha-1': 'sha1', md5: 'md5' } as const;

export function runningChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  if (algorithm === 'crc32') {
    let sum = 0;
    return {
      update: (bytes) => {
        sum = crc32(bytes, sum);
      },
      value: () => sum.toString(16).padStart(8, '0'),
    };
  }
  const hash = createHash(hashNames[algorithm]);
  return { update: (bytes) => void hash.update(bytes), value: () => hash.digest('hex') };
}

/** The sum of a file's bytes: as the server computes it where it can, else by reading the file. */
export async function fileChecksum(
  session: RemoteFileSystem,
  path: RemotePath,
  algorithm: ChecksumAlgorithm,
  call: Call,
): Promise<Checksum & { by: 'server' | 'portside' }> {
  const told = await session.extras.checksum?.(path, [algorithm], call);
  if (told?.algorithm === algorithm) return { ...told, by: 'server' };
  const sum = runningChecksum(algorithm);
  for await (const chunk of await session.read(path, {}, call)) sum.update(chunk as Buffer);
  return { algorithm, value: sum.value(), by: 'portside' };
}
