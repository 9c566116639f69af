import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Action, Hands } from '../pages/action.ts';

const root = join(import.meta.dirname, '../../..');

/** Where a run leaves what the ten tasks took; `scripts/ten-tasks.ts` makes `docs/ten-tasks.md` of it. */
export const tenTasksFolder = join(root, 'test-results/ten-tasks');

/** Where a run leaves the pictures of the first use; the same script brings them to `docs/images`. */
export const firstUseFolder = join(root, 'test-results/first-use');

export const tenTasksPage = join(root, 'docs/ten-tasks.md');

/** What one task took with one kind of hands. */
export interface TaskRecord {
  readonly task: string;
  readonly about: string;
  /** From 0, among the tasks. */
  readonly order: number;
  readonly hands: Hands;
  readonly actions: readonly Action[];
}

export async function keepRecord(record: TaskRecord): Promise<void> {
  await mkdir(tenTasksFolder, { recursive: true });
  const name = `${record.task}, ${record.hands}`.replace(/\W+/g, '-').toLowerCase();
  await writeFile(join(tenTasksFolder, `${name}.json`), JSON.stringify(record, undefined, 2));
}

/** How many actions a page says that each task takes. */
export function statedActions(page: string): ReadonlyMap<string, Readonly<Record<Hands, number>>> {
  const rows = page.matchAll(/^\| ([^|]+?) \| (\d+) \| (\d+) \|$/gm);
  return new Map(
    [...rows].map(([, task, mouse, keyboard]) => [task ?? '', { mouse: Number(mouse), keyboard: Number(keyboard) }]),
  );
}
