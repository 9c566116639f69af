import { open } from 'node:fs/promises';

/** A new name is safe only when its directory is on the disk too; Windows cannot open one and does without. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
