import { constants, type Stats } from 'node:fs';
import { copyFile, open, unlink } from 'node:fs/promises';

/** Up to here the system copies in one go; a larger file is copied so that it can be given up midway. Bytes. */
const IN_ONE_GO = 64 * 1024 * 1024;
const CHUNK = 4 * 1024 * 1024;

/**
 * Copies a file to a name that must be free. Shares the bytes with the original where the disk can (btrfs, XFS, APFS, ReFS), which
 * takes no time. Leaves nothing behind where it fails or is aborted.
 */
export async function copyOnDisk(from: string, to: string, source: Stats, signal: AbortSignal): Promise<void> {
  if (source.size <= IN_ONE_GO) {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    return;
  }
  if (await isCloned(from, to)) return;
  await copyInChunks(from, to, source, signal);
}

async function isCloned(from: string, to: string): Promise<boolean> {
  try {
    await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw error;
    // This disk cannot share bytes between files, or not these two; the copy will tell of anything else.
    return false;
  }
}

async function copyInChunks(from: string, to: string, source: Stats, signal: AbortSignal): Promise<void> {
  await using reader = await open(from, constants.O_RDONLY);
  await using writer = await open(to, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, source.mode & 0o777);
  try {
    const buffer = Buffer.allocUnsafeSlow(CHUNK);
    for (let position = 0; ; ) {
      signal.throwIfAborted();
      const { bytesRead } = await reader.read(buffer, 0, CHUNK, position);
      if (bytesRead === 0) return;
      for (let written = 0; written < bytesRead; ) {
        const { bytesWritten } = await writer.write(buffer, written, bytesRead - written, position + written);
        written += bytesWritten;
      }
      position += bytesRead;
    }
  } catch (error) {
    await unlink(to);
    throw error;
  }
}
