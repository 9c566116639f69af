import { useState } from 'react';
import { type ColumnWidths, columnIds } from '../../file-grid/columns.ts';

const KEY = 'portside.columns';

/** Column widths, remembered on this machine. Both panes start from the last ones set. */
export function useColumnWidths(): [ColumnWidths, (widths: ColumnWidths) => void] {
  const [widths, setWidths] = useState(readWidths);
  return [
    widths,
    (next) => {
      localStorage.setItem(KEY, JSON.stringify(next));
      setWidths(next);
    },
  ];
}

function readWidths(): ColumnWidths {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    if (typeof kept !== 'object' || kept === null) return {};
    const valid = Object.entries(kept).filter(
      ([id, width]) => (columnIds as readonly string[]).includes(id) && typeof width === 'number' && width > 0,
    );
    return Object.fromEntries(valid) as ColumnWidths;
  } catch {
    // What another version or a curious hand left there is not worth a word: the usual widths do.
    return {};
  }
}
