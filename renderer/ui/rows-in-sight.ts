/** Rows of one height below one another, `above` of which something else stands (a header, in CSS pixels). */
export interface RowStack {
  readonly count: number;
  /** CSS pixels. */
  readonly rowHeight: number;
  readonly above: number;
}

/** The part of a scroller that is seen: how far it is scrolled and how high it is, in CSS pixels. */
export interface Sight {
  readonly offset: number;
  readonly height: number;
}

/** Rows from `first` up to, not including, `end`. */
export interface RowRange {
  readonly first: number;
  readonly end: number;
}

/** The rows that are seen, and `beyond` more on both sides. What stands above stays in place and covers rows. */
export function rowsIn({ offset, height }: Sight, { count, rowHeight, above }: RowStack, beyond: number): RowRange {
  // After rows went away the scroller is further down than it can be, until it is told so.
  const top = Math.max(0, Math.min(offset, count * rowHeight + above - height));
  const first = Math.floor(top / rowHeight) - beyond;
  const end = Math.ceil((top + height - above) / rowHeight) + beyond;
  return { first: Math.max(0, first), end: Math.max(0, Math.min(count, end)) };
}

/** Which element each row from `first` on has: elements have numbers. */
export interface Dealt {
  readonly first: number;
  readonly slots: readonly number[];
}

/**
 * Rows that stay keep their elements, those that come get the ones of rows that left: what is made anew with every jump is soon
 * collected again, and collecting takes longer than a frame. React keeps elements in order by moving all that stay behind those
 * that come above them; where that would be most of them, new ones are made for the few.
 */
export function dealSlots(before: Dealt, { first, end }: RowRange): Dealt {
  const kept = Array.from({ length: end - first }, (_, at) => before.slots[first + at - before.first]);
  const staying = new Set(kept.filter((slot) => slot !== undefined));
  const isWorthMoving = first >= before.first || staying.size < kept.length - staying.size;
  const free = isWorthMoving ? before.slots.filter((slot) => !staying.has(slot)) : [];
  let next = Math.max(-1, ...before.slots) + 1;
  return { first, slots: kept.map((slot) => slot ?? free.shift() ?? next++) };
}

/** How far to scroll, and no further, until a row is seen as a whole. */
export function offsetShowing(index: number, { offset, height }: Sight, { rowHeight, above }: RowStack): number {
  const top = index * rowHeight;
  const lowest = top + rowHeight + above - height;
  return Math.max(0, Math.min(Math.max(offset, lowest), top));
}
