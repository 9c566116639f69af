import { useEffect, useMemo, useState } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { useStore } from 'zustand';
import type { Watch } from '../../../shared/model/monitor.ts';
import { useServices } from '../../app/services-context.ts';
import { useSentence, useText } from '../../app/text.ts';
import { arrangeSessions, type GroupLine, type Layout, type SessionLine } from './arrange-sessions.ts';
import { emptyView, type SessionRow } from './monitor-store.ts';
import { NoSessions } from './no-sessions.tsx';
import { keepPreferences, readPreferences, type SessionColumnId, type TablePreferences } from './session-columns.ts';
import { SessionContextMenu } from './session-context-menu.tsx';
import { SessionGrid } from './session-grid.tsx';
import { keepShown, noSelection, type SessionSelection } from './session-selection.ts';
import styles from './sessions.module.css';
import { SessionsToolbar } from './sessions-toolbar.tsx';
import { useSteadyLines } from './steady-lines.ts';
import { WatchDock } from './watch-dock.tsx';
import { WatchNotice } from './watch-notice.tsx';
import { WatchStartPage } from './watch-start-page.tsx';
import { WatchTabs } from './watch-tabs.tsx';

const ROWS = ['sessions', 'watch-dock'];
/** How often ended rows are looked at whether they may go. */
const SWEEP_EVERY_MS = 1_000;

/** The server's side of the line: who is there, what they do, and the way out. */
export function SessionsPage() {
  const t = useText();
  const sentence = useSentence();
  const { monitor } = useServices();
  const watches = useStore(monitor.store, (state) => state.watches);
  const active = useStore(monitor.store, (state) => state.active);
  const watch = watches.find(({ id }) => id === active);
  return (
    <div className={styles.page}>
      <WatchTabs watches={watches} active={active} />
      {watch ? (
        <div
          id="watched-server"
          role="tabpanel"
          aria-label={t('watch.panel', { label: sentence(watch.label) })}
          className={styles.watched}
        >
          <WatchedServer key={watch.id} watch={watch} />
        </div>
      ) : (
        <WatchStartPage />
      )}
    </div>
  );
}

/** Nothing is offered that this account may do to none of them. */
function mayEndAny(rows: readonly SessionRow[]): boolean {
  return rows.some(({ session, endedAt }) => session.canDisconnect && endedAt === undefined);
}

function WatchedServer({ watch }: { readonly watch: Watch }) {
  const t = useText();
  const sentence = useSentence();
  const { monitor, dialogs } = useServices();
  const view = useStore(monitor.store, (state) => state.views.get(watch.id) ?? emptyView);
  const alerts = useStore(monitor.store, (state) => state.alerts);
  const rows = useDefaultLayout({ id: 'portside.sessions.rows', panelIds: ROWS, storage: localStorage });
  const [preferences, setPreferences] = useState(() => readPreferences(localStorage));
  const [filter, setFilter] = useState('');
  const [selection, setSelection] = useState<SessionSelection>(noSelection);
  const [holds, setHolds] = useState({ pointer: false, focus: false });
  const [menu, setMenu] = useState<{ x: number; y: number; row: SessionRow } | undefined>(undefined);

  const { sort, grouping } = preferences;
  // Counted up to let what waits in.
  const [release, setRelease] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another release is another layout, so that it is taken at once
  const layout: Layout = useMemo(() => ({ filter, sort, grouping }), [filter, sort, grouping, release]);
  const arranged = useMemo(() => arrangeSessions(view.rows, layout), [view.rows, layout]);
  const isHeld = holds.pointer || (holds.focus && selection.focused !== undefined) || menu !== undefined;
  const { lines, waiting } = useSteadyLines(watch.id, layout, arranged, view.rows, isHeld ? 'held' : 'free');
  const shownSelection = useMemo(() => keepShown(selection, lines), [selection, lines]);
  const alarming = useMemo(
    () =>
      new Map(
        alerts
          .filter(({ watchId }) => watchId === watch.id)
          .flatMap(({ sessions, reason }) => sessions.map((identity) => [identity, sentence(reason)] as const)),
      ),
    [alerts, watch.id, sentence],
  );

  // A pointer may rest on the table for days: what came and went meanwhile is not kept for it.
  const held = useMemo(() => (isHeld ? new Set(lines.map(({ key }) => key)) : undefined), [isHeld, lines]);
  useEffect(() => {
    const sweep = () => monitor.store.getState().sweep(watch.id, held);
    sweep();
    const timer = setInterval(sweep, SWEEP_EVERY_MS);
    return () => clearInterval(timer);
  }, [held, monitor, watch.id]);

  function changePreferences(next: TablePreferences): void {
    setPreferences(next);
    keepPreferences(localStorage, next);
  }

  function sortBy(column: SessionColumnId): void {
    const turned = sort.column === column && sort.direction === 'ascending' ? 'descending' : 'ascending';
    changePreferences({ ...preferences, sort: { column, direction: turned } });
  }

  const ask = useMemo(() => {
    if (watch.disconnects === undefined) return undefined;
    const show = dialogs.getState().show;
    const present = (candidates: readonly SessionRow[]) =>
      candidates.filter(({ endedAt }) => endedAt === undefined).map(({ session }) => session);
    const everyoneWith = (part: 'user' | 'address', value: string | undefined) => {
      const all = monitor.store.getState().views.get(watch.id)?.rows.values() ?? [];
      return present([...all].filter(({ session }) => session[part] === value));
    };
    return {
      sessions: (chosen: readonly SessionRow[]) => {
        const sessions = present(chosen);
        if (mayEndAny(chosen)) show({ kind: 'disconnect', watchId: watch.id, sessions });
      },
      all: (part: 'user' | 'address', subject: string) => {
        const sessions = everyoneWith(part, subject);
        if (sessions.length > 0) show({ kind: 'disconnect', watchId: watch.id, sessions, allOf: subject });
      },
    };
  }, [dialogs, monitor, watch.id, watch.disconnects]);
  const askGroup = useMemo(
    () =>
      ask &&
      (({ subject }: GroupLine) => {
        if (subject !== undefined && grouping !== 'none') ask.all(grouping, subject);
      }),
    [ask, grouping],
  );

  const selectedRows = lines.flatMap((line) =>
    line.type === 'session' && shownSelection.selected.has(line.key) && line.row.endedAt === undefined
      ? [line.row]
      : [],
  );

  return (
    <Group orientation="vertical" id="portside.sessions.rows" {...rows}>
      <Panel id="sessions" minSize={160}>
        <section className={styles.table} aria-label={t('sessions.table')}>
          <SessionsToolbar
            watch={watch}
            filter={filter}
            onFilter={setFilter}
            shown={arranged.filter(({ type }) => type === 'session').length}
            preferences={preferences}
            onPreferences={changePreferences}
            waiting={waiting}
            onRelease={() => {
              setRelease(release + 1);
              monitor.store.getState().sweep(watch.id);
            }}
            selected={selectedRows.length}
            onDisconnect={ask && mayEndAny(selectedRows) ? () => ask.sessions(selectedRows) : undefined}
          />
          <WatchNotice watch={watch} hasRows={view.rows.size > 0} />
          <div className={styles.gridArea}>
            <SessionGrid
              label={t('sessions.gridLabel', { label: sentence(watch.label) })}
              lines={lines}
              selection={shownSelection}
              preferences={preferences}
              isBusy={watch.state === 'starting'}
              alarming={alarming}
              onDisconnect={ask?.sessions}
              onDisconnectGroup={askGroup}
              onSelect={setSelection}
              onSort={sortBy}
              onPreferences={changePreferences}
              onContextMenu={(at, line: SessionLine) => {
                if (!shownSelection.selected.has(line.key)) {
                  setSelection({ selected: new Set([line.key]), focused: line.key, anchor: line.key });
                }
                setMenu({ ...at, row: line.row });
              }}
              onHold={(reason, hold) => setHolds((before) => ({ ...before, [reason]: hold === 'held' }))}
            />
            {lines.length === 0 && (
              <div className={styles.inPlaceOfRows}>
                <NoSessions watch={watch} filter={filter} onClearFilter={() => setFilter('')} />
              </div>
            )}
          </div>
          {menu && (
            <SessionContextMenu
              at={menu}
              row={menu.row}
              selected={selectedRows}
              ask={ask}
              onFilter={setFilter}
              onClose={() => setMenu(undefined)}
            />
          )}
        </section>
      </Panel>
      <Separator className={styles.handle ?? ''} aria-label={t('sessions.resize')} />
      <Panel id="watch-dock" defaultSize={240} minSize={110} groupResizeBehavior="preserve-pixel-size">
        <WatchDock watch={watch} lines={view.lines} />
      </Panel>
    </Group>
  );
}
