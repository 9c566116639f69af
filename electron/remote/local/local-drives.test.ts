import { expect, it, vi } from 'vitest';
import { driveLetters, listDrives } from './local-drives.ts';

it.each([
  ['\r\nDrives: C:\\ D:\\ Z:\\ \r\n', ['C:', 'D:', 'Z:']],
  ['\r\nLaufwerke: c:\\ C:\\\0', ['C:']],
  ['fsutil is not available', []],
])('finds the letters in %j', (printed, letters) => {
  expect(driveLetters(printed)).toEqual(letters);
});

it('looks at no drive that the system has told of: a network drive may be dead', async () => {
  const exists = vi.fn();
  expect(await listDrives({ ask: async () => 'Drives: C:\\ Z:\\', exists })).toEqual(['C:', 'Z:']);
  expect(exists).not.toHaveBeenCalled();
});

it('looks at all of them, two at a time, where the system cannot be asked, and does not wait for the dead', async () => {
  vi.useFakeTimers();
  try {
    let looking = 0;
    let most = 0;
    const drives = listDrives({
      ask: () => Promise.reject(new Error('not found')),
      exists: async (drive) => {
        most = Math.max(most, ++looking);
        if (drive === 'N:') return new Promise(() => {});
        await Promise.resolve();
        looking--;
        return drive === 'C:' || drive === 'X:';
      },
    });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await drives).toEqual(['C:', 'X:']);
    // The dead one still holds its place.
    expect(most).toBeLessThanOrEqual(3);
  } finally {
    vi.useRealTimers();
  }
});
