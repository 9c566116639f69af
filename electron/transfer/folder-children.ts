import { clashKey } from '../remote/name-rules.ts';
import { createFilter } from './transfer-filter.ts';
import type { Job } from './transfer-job.ts';
import type { ChildLine } from './transfer-records.ts';
import type { RunSurroundings } from './transfer-run.ts';
import type { Child } from './walk-folder.ts';

type Queue = Pick<RunSurroundings, 'record' | 'nextNumber' | 'written' | 'onReached'>;

/** Takes what a folder holds into the queue, page by page, each thing once. */
export class FolderChildren {
  readonly #job: Job;
  readonly #around: Queue;
  readonly #known: Set<string>;
  /** The names that a target may take for the same. */
  readonly #keys: Set<string>;
  readonly #isWanted: ReturnType<typeof createFilter>;
  #filtered = 0;

  constructor(job: Job, around: Queue) {
    this.#job = job;
    this.#around = around;
    // A folder that is read again keeps what came from it the first time.
    this.#known = new Set(job.children?.map(({ name }) => name));
    this.#keys = new Set(job.children?.map(({ name }) => looseKey(name)));
    this.#isWanted = job.batch.filter ? createFilter(job.batch.filter) : () => true;
  }

  /** Of what is in it now, that much is not in the queue. */
  get leftOut(): number {
    return this.#filtered;
  }

  get note(): { note?: string } {
    if (this.#filtered === 0) return {};
    return {
      note: this.#filtered === 1 ? 'The filter left out 1 item.' : `The filter left out ${this.#filtered} items.`,
    };
  }

  becomesFolder(): void {
    const { kind, number } = this.#job;
    if (kind !== 'folder') this.#around.record({ t: 'change', i: number, to: { kind: 'folder' } });
  }

  async add(page: readonly Child[]): Promise<void> {
    this.becomesFolder();
    const { record, nextNumber, written, onReached } = this.#around;
    onReached();
    const { number: of, pathBelowRoot } = this.#job;
    const now = Date.now();
    const list: ChildLine[] = [];
    const files = new Map<string, Child>();
    for (const child of page) {
      const { name } = child;
      if (this.#known.has(name)) continue;
      this.#known.add(name);
      if ('refused' in child || 'skipped' in child) {
        const why = 'refused' in child ? { error: child.refused.data } : { note: `${name}: ${child.skipped}` };
        record({ t: 'left-out', i: nextNumber(), of, name, at: now, ...why });
        continue;
      }
      const path = pathBelowRoot === '' ? name : `${pathBelowRoot}/${name}`;
      if (!this.#isWanted({ path, type: child.type, size: child.size, modifiedAt: child.modifiedAt })) {
        this.#filtered++;
        continue;
      }
      const key = looseKey(name);
      const clashes = this.#keys.has(key);
      this.#keys.add(key);
      list.push([name, child.type === 'directory' ? 'folder' : 'file', child.size ?? null, clashes ? 1 : 0]);
      files.set(name, child);
    }
    if (list.length === 0) return;
    record({ t: 'children', of, first: nextNumber(), at: now, list });
    for (const job of this.#job.children?.slice(-list.length) ?? []) {
      const child = files.get(job.name);
      if (child && 'listed' in child) job.listed = child.listed;
    }
    // A listing does not run ahead of the journal.
    await written();
  }
}

/** One text for all names that some disk takes for the same. */
function looseKey(name: string): string {
  return clashKey(name, { alphabet: 'any', caseSensitive: false, composition: 'ignored' });
}
