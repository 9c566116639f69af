import { chmodSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

/** Where the folder lies while nobody lists it, and what is in it; made for the first who wants it. */
let shelf: { folder: string; names: readonly string[] } | undefined;

afterAll(() => {
  if (shelf) rmSync(shelf.folder, { recursive: true });
});

/**
 * Has a folder of 1500 empty files at `place` until the work is over. To make them takes longer than what is tried on them, so
 * that all suites of a test file have the same ones, one after the other.
 */
export async function withManyRows(place: string, work: (names: readonly string[]) => Promise<void>): Promise<void> {
  if (shelf === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'portside-rows-'));
    chmodSync(folder, 0o755); // servers read it as the user who logs in
    shelf = { folder, names: makeRows(folder, 1500) };
  }
  const { folder, names } = shelf;
  renameSync(folder, place);
  try {
    await work(names);
  } finally {
    renameSync(place, folder);
  }
}

/** Makes empty files, and answers their names in order. Without a pause between them, which is several times as fast. */
export function makeRows(folder: string, count: number): readonly string[] {
  const names = Array.from({ length: count }, (_, index) => `row ${String(index).padStart(5, '0')}.txt`);
  for (const name of names) writeFileSync(join(folder, name), '');
  return names;
}
