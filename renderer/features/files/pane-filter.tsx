import { focusGrid, paneFilterId } from '../../app/focus.ts';
import type { Side } from '../../app/workspace-store.ts';
import { FilterBar } from '../../ui/filter-bar.tsx';
import type { PaneStore } from './pane-store.ts';
import { usePane } from './use-pane.ts';

/** Narrows the rows of a pane by their names. */
export function PaneFilter({ store, side }: { readonly store: PaneStore; readonly side: Side }) {
  const { filter, rows, total, setFilter, setFilterOpen } = usePane(
    store,
    'filter',
    'rows',
    'total',
    'setFilter',
    'setFilterOpen',
  );
  return (
    <FilterBar
      id={paneFilterId(side)}
      filter={filter}
      onFilter={setFilter}
      left={filter.trim() === '' ? undefined : { shown: rows.length, total }}
      takesFocus
      onLeave={() => focusGrid(side)}
      onClose={() => setFilterOpen(false)}
    />
  );
}
