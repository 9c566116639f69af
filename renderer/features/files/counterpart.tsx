import { useStore } from 'zustand';
import { isDirectoryLike } from '../../../shared/model/entry.ts';
import { useServices } from '../../app/services-context.ts';
import { useFormatters, useText } from '../../app/text.ts';
import { otherSide, type Side } from '../../app/workspace-store.ts';
import { isNewer } from '../transfers/newer.ts';
import type { PaneState } from './pane-state.ts';
import type { PaneStore } from './pane-store.ts';

/** How the file that is selected here stands to the one of the same name in the other pane; nothing where there is none. */
export function Counterpart({ side, store }: { readonly side: Side; readonly store: PaneStore }) {
  const services = useServices();
  const other = useStore(services.workspace, (state) => state.panes[otherSide[side]].active);
  if (other === undefined) return null;
  return <Dates key={other} here={store} there={services.pane(other)} />;
}

function Dates({ here, there }: { readonly here: PaneStore; readonly there: PaneStore }) {
  const t = useText();
  const format = useFormatters();
  const entry = useStore(here, onlySelected);
  const name = entry?.name;
  const other = useStore(there, ({ rows }) =>
    name === undefined ? undefined : rows.find((row) => row.entry.name === name)?.entry,
  );
  const isSame = useStore(here, ({ fs, path }) => {
    const place = there.getState();
    return fs === place.fs && path === place.path;
  });
  if (!entry || !other || isSame || isDirectoryLike(entry) || isDirectoryLike(other)) return null;
  const { modifiedAt: ours } = entry;
  const { modifiedAt: theirs } = other;
  if (ours === undefined || theirs === undefined) return null;
  const age = isNewer(entry, other) ? 'newer' : isNewer(other, entry) ? 'older' : 'same';
  const dates = { here: format.mediumDateTime(ours), there: format.mediumDateTime(theirs) };
  const size = entry.size !== other.size && t('counterpart.otherSize');
  return [t(`counterpart.${age}`, dates), size].filter(Boolean).join(' ');
}

/** The one entry that is selected. */
function onlySelected({ rows, selection: { selected } }: PaneState) {
  const [name, second] = selected;
  if (name === undefined || second !== undefined) return undefined;
  return rows.find(({ entry }) => entry.name === name)?.entry;
}
