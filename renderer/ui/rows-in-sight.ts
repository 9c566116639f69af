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
interface RowRange {
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

/** How far to scroll, and no further, until a row is seen as a whole. */
export function offsetShowing(index: number, { offset, height }: Sight, { rowHeight, above }: RowStack): number {
  const top = index * rowHeight;
  const lowest = top + rowHeight + above - height;
  return Math.max(0, Math.min(Math.max(offset, lowest), top));
}
