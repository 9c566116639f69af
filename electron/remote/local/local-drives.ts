import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const ASK_MS = 5_000;
const PROBE_MS = 2_000;

/** How the drives are found; the system's own by default. */
export interface DriveSources {
  /** What `fsutil fsinfo drives` prints. */
  ask(): Promise<string>;
  exists(drive: string): Promise<boolean>;
}

/**
 * The drives of Windows, as `C:`. The system is asked for the letters it knows: looking at each of them would wait for
 * every network drive whose server is gone, with a thread that other work needs. Only where that program fails is each looked at.
 */
export async function listDrives(sources: DriveSources = systemSources): Promise<string[]> {
  const told = await sources.ask().then(driveLetters, () => []);
  if (told.length > 0) return told;
  const found: string[] = [];
  // Two at a time, so that two dead network drives do not hold all four threads of the runtime.
  const waiting = LETTERS.map((letter) => `${letter}:`);
  const probe = async () => {
    for (let drive = waiting.shift(); drive !== undefined; drive = waiting.shift()) {
      if (await inTime(sources.exists(drive))) found.push(drive);
    }
  };
  await Promise.all([probe(), probe()]);
  return found.sort();
}

/** The letters in `Drives: C:\ D:\`, whatever the language of the first word. */
export function driveLetters(printed: string): string[] {
  const letters = [...printed.matchAll(/(?<![A-Za-z])([A-Za-z]):\\/g)].map(([, letter]) => `${letter?.toUpperCase()}:`);
  return [...new Set(letters)].sort();
}

function inTime(answer: Promise<boolean>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), PROBE_MS);
    answer.then(resolve, () => resolve(false)).finally(() => clearTimeout(timer));
  });
}

const systemSources: DriveSources = {
  async ask() {
    const { stdout } = await run('fsutil', ['fsinfo', 'drives'], { timeout: ASK_MS, windowsHide: true });
    return stdout;
  },
  exists: (drive) =>
    access(`${drive}\\`).then(
      () => true,
      () => false,
    ),
};
