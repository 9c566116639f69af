import type { Stats } from 'node:fs';
import { link, lstat, rename, unlink } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { localError } from './local-errors.ts';
import type { LocalPlatform } from './local-platform.ts';

/** What Windows says while a virus scanner or an indexer holds the file for a moment. */
const HELD = new Set(['EPERM', 'EACCES', 'EBUSY']);
const HELD_WAITS_MS = [10, 20, 40, 80, 160, 320, 640];

/** rename(2), tried again for about a second where the system lets other programs hold a file. */
export async function renameHeld(from: string, to: string, platform: LocalPlatform): Promise<void> {
  const waits = platform.renames === 'contended' ? HELD_WAITS_MS : [];
  for (const wait of waits) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && HELD.has(String(error.code)))) throw error;
      await pause(wait);
    }
  }
  await rename(from, to);
}

/**
 * rename(2) replaces an existing file without a word. A hard link does not, so a file moves by link and unlink, and
 * where the disk has no hard links by looking first. False where the name is taken.
 */
export async function movedWithoutReplacing(
  from: string,
  to: string,
  source: Stats,
  platform: LocalPlatform,
): Promise<boolean> {
  if (source.isFile() && (await linkedAs(from, to))) {
    await dropOldName(from, to);
    return true;
  }
  const target = await lstat(to).catch((error: unknown) => {
    if (localError(error, to).kind === 'not-found') return undefined;
    throw error;
  });
  if (target !== undefined && !isOtherSpelling(from, to, source, target)) return false;
  await renameHeld(from, to, platform);
  return true;
}

/** False where the name is taken or the disk has no hard links; the reason is found by looking. */
async function linkedAs(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch {
    return false;
  }
}

async function dropOldName(from: string, to: string): Promise<void> {
  try {
    await unlink(from);
  } catch (error) {
    await unlink(to);
    throw error;
  }
}

/** Where case or composition makes no difference, `readme` and `README` are one file and may be renamed into each other. */
function isOtherSpelling(from: string, to: string, source: Stats, target: Stats): boolean {
  const same = source.ino === target.ino && source.dev === target.dev;
  return same && from !== to && folded(from) === folded(to);
}

function folded(path: string): string {
  return path.normalize('NFC').toLowerCase();
}
