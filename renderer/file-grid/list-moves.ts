/** Where a list stands: the row with the focus (-1: none), all rows, and those in sight. */
interface ListPosition {
  readonly focusedIndex: number;
  readonly count: number;
  readonly pageSize: number;
}

/** The row that a key goes to, within the list; -1 where the list is empty, undefined where the key moves nothing. */
export function indexAfterKey(key: string, { focusedIndex, count, pageSize }: ListPosition): number | undefined {
  const to: Readonly<Record<string, number>> = {
    ArrowDown: focusedIndex + 1,
    ArrowUp: focusedIndex < 0 ? count - 1 : focusedIndex - 1,
    Home: 0,
    End: count - 1,
    PageDown: focusedIndex + pageSize,
    PageUp: focusedIndex - pageSize,
  };
  const index = to[key];
  return index === undefined ? undefined : Math.min(Math.max(index, 0), count - 1);
}
