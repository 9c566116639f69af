/** Entries of one chunk at most: what a change has to move. */
const LARGEST_CHUNK = 512;

/**
 * A list that is always in order. Adding, removing and finding cost O(log n) and a move within one chunk, also among a
 * hundred thousand. No two entries may compare as equal; an entry must leave the list before what it is ordered by changes.
 */
export class SortedList<T> implements Iterable<T> {
  readonly #compare: (one: T, other: T) => number;
  /** None is empty. */
  readonly #chunks: T[][] = [];
  #size = 0;

  /** @param inOrder What stands in it from the beginning: no two the same, and in its order already. */
  constructor(compare: (one: T, other: T) => number, inOrder: readonly T[] = []) {
    this.#compare = compare;
    this.#size = inOrder.length;
    for (let at = 0; at < inOrder.length; at += LARGEST_CHUNK / 2) {
      this.#chunks.push(inOrder.slice(at, at + LARGEST_CHUNK / 2));
    }
  }

  get size(): number {
    return this.#size;
  }

  /** False where it was there already. */
  add(entry: T): boolean {
    const at = this.#chunkOf(entry);
    const chunk = this.#chunks[at];
    if (!chunk) {
      this.#chunks.push([entry]);
      this.#size = 1;
      return true;
    }
    const place = this.#placeIn(chunk, entry);
    if (place < chunk.length && this.#compare(chunk[place] as T, entry) === 0) return false;
    chunk.splice(place, 0, entry);
    this.#size++;
    if (chunk.length > LARGEST_CHUNK) this.#chunks.splice(at + 1, 0, chunk.splice(LARGEST_CHUNK / 2));
    return true;
  }

  /** False where it was not there. */
  delete(entry: T): boolean {
    const at = this.#chunkOf(entry);
    const chunk = this.#chunks[at];
    if (!chunk) return false;
    const place = this.#placeIn(chunk, entry);
    if (place >= chunk.length || this.#compare(chunk[place] as T, entry) !== 0) return false;
    chunk.splice(place, 1);
    this.#size--;
    if (chunk.length === 0) this.#chunks.splice(at, 1);
    return true;
  }

  first(): T | undefined {
    return this.#chunks[0]?.[0];
  }

  last(): T | undefined {
    return this.#chunks.at(-1)?.at(-1);
  }

  at(index: number): T | undefined {
    let left = index;
    for (const chunk of this.#chunks) {
      if (left < chunk.length) return chunk[left];
      left -= chunk.length;
    }
    return undefined;
  }

  /** How many entries stand before it, whether it is in the list or not. */
  indexOf(entry: T): number {
    const at = this.#chunkOf(entry);
    let before = 0;
    for (let chunk = 0; chunk < at; chunk++) before += this.#chunks[chunk]?.length ?? 0;
    const chunk = this.#chunks[at];
    return chunk ? before + this.#placeIn(chunk, entry) : before;
  }

  /** The entries from `start` to before `end`. */
  slice(start: number, end: number): T[] {
    const found: T[] = [];
    let from = 0;
    for (const chunk of this.#chunks) {
      if (from >= end) break;
      if (from + chunk.length > start) found.push(...chunk.slice(Math.max(0, start - from), end - from));
      from += chunk.length;
    }
    return found;
  }

  *[Symbol.iterator](): Iterator<T> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  /** The first chunk whose last entry does not stand before this one; the last chunk where all do. */
  #chunkOf(entry: T): number {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      const last = this.#chunks[middle]?.at(-1) as T;
      if (this.#compare(last, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #placeIn(chunk: T[], entry: T): number {
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(chunk[middle] as T, entry) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
