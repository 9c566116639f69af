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
  /** The element of the row that had the focus when it was drawn last. */
  readonly focused?: { readonly slot: number; readonly name: string };
}

/**
 * Where most rows stay, they keep their elements, and the few that come get new ones. Where most leave, each element gets the row
 * that is drawn in its place now: what is made anew with every jump has to be collected soon, which takes longer than a frame.
 * Either way no element changes its place among the others. An element that the focus was on is not the next one's: a screen
 * reader tells where the focus went only if that is another element.
 */
export function dealSlots(before: Dealt, { first, end }: RowRange, focus?: { index: number; name: string }): Dealt {
  const staying = Math.min(end, before.first + before.slots.length) - Math.max(first, before.first);
  const gone = staying * 2 >= end - first ? first - before.first : 0;
  let next = Math.max(-1, ...before.slots) + 1;
  const slots = Array.from({ length: end - first }, (_, at) => before.slots[gone + at] ?? next++);
  const slot = focus && slots[focus.index - first];
  if (!focus || slot === undefined) return { ...before, first, slots };
  if (slot !== before.focused?.slot || focus.name === before.focused.name) {
    return { first, slots, focused: { slot, name: focus.name } };
  }
  return { first, slots: slots.with(focus.index - first, next), focused: { slot: next, name: focus.name } };
}

/** How far to scroll, and no further, until a row is seen as a whole. */
export function offsetShowing(index: number, { offset, height }: Sight, { rowHeight, above }: RowStack): number {
  const top = index * rowHeight;
  const lowest = top + rowHeight + above - height;
  return Math.max(0, Math.min(Math.max(offset, lowest), top));
}
