// biome-ignore-all lint/a11y/useSemanticElements: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
// biome-ignore-all lint/a11y/useFocusableInteractive: an ARIA grid of its own: rows are virtual, the active one is told by aria-activedescendant
import { TriangleAlert, Unplug, UserRound, UsersRound } from 'lucide-react';
import { memo } from 'react';
import { useFormatters, useText } from '../../app/text.ts';
import type { Grouping, GroupLine } from './arrange-sessions.ts';
import type { SessionRow } from './monitor-store.ts';
import { SessionCell } from './session-cell.tsx';
import type { SessionColumn } from './session-columns.ts';
import styles from './session-grid.module.css';

interface RowPlace {
  readonly id: string;
  readonly index: number;
  /** Pixels below the header. */
  readonly top: number;
  readonly isFocused: boolean;
}

interface SessionRowProps extends RowPlace {
  readonly row: SessionRow;
  readonly shown: readonly SessionColumn[];
  readonly isSelected: boolean;
  /** Why an alert is about this session. */
  readonly alarm: string | undefined;
  readonly onDisconnect: ((rows: readonly SessionRow[]) => void) | undefined;
}

/** Rows are many, and few of them change at a time: only those are drawn again. */
export const SessionRowView = memo(function SessionRowView(props: SessionRowProps) {
  const { id, index, top, isFocused, row, shown, isSelected, alarm, onDisconnect } = props;
  const t = useText();
  const { session, appearedAt, endedAt } = row;
  const hasEnded = endedAt !== undefined;
  const who = session.user ?? session.address ?? t('sessions.nobody');
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      data-index={index}
      data-focused={isFocused || undefined}
      data-new={(appearedAt !== undefined && !hasEnded) || undefined}
      data-ended={hasEnded || undefined}
      data-alarm={alarm !== undefined || undefined}
      data-logging-in={session.status === 'logging-in' || undefined}
      className={`${styles.row} ${styles.columns}`}
      style={{ transform: `translateY(${top}px)` }}
    >
      {shown.map((column, place) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={place + 1}
          className={styles.cell}
          data-align={column.align}
          data-column={column.id}
        >
          {place === 0 && alarm !== undefined && (
            <span className={styles.alarm} role="img" aria-label={alarm} title={alarm}>
              <TriangleAlert size={13} aria-hidden="true" />
            </span>
          )}
          <SessionCell row={row} column={column.id} />
        </div>
      ))}
      <div role="gridcell" aria-colindex={shown.length + 1} className={styles.actions}>
        {onDisconnect !== undefined && !hasEnded && (
          <button
            type="button"
            tabIndex={-1}
            className={styles.action}
            disabled={!session.canDisconnect}
            aria-label={t('sessions.disconnectOne', { who })}
            onClick={() => onDisconnect([row])}
          >
            <Unplug size={13} aria-hidden="true" />
            {t('sessions.disconnect')}
          </button>
        )}
      </div>
    </div>
  );
});

interface GroupRowProps extends RowPlace {
  readonly group: GroupLine;
  readonly grouping: Grouping;
  readonly columns: number;
  readonly onDisconnect: ((group: GroupLine) => void) | undefined;
}

export function GroupRow({ id, index, top, isFocused, group, grouping, columns, onDisconnect }: GroupRowProps) {
  const t = useText();
  const format = useFormatters();
  const { subject, rows } = group;
  const name = subject ?? t(grouping === 'user' ? 'sessions.nobody' : 'sessions.hiddenAddress');
  const Icon = grouping === 'user' ? UserRound : UsersRound;
  const rate = rows.reduce((sum, { session }) => sum + (session.rate ?? 0), 0);
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      data-index={index}
      data-focused={isFocused || undefined}
      className={styles.group}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="gridcell" aria-colindex={1} aria-colspan={columns} className={styles.groupCell}>
        <Icon size={14} aria-hidden="true" />
        <span className={styles.groupName}>{name}</span>
        <span className={styles.groupCount}>
          {t('sessions.count', { count: rows.length })}
          {rate > 0 && `, ${format.rate(rate)}`}
        </span>
        {onDisconnect !== undefined && subject !== undefined && (
          <button
            type="button"
            tabIndex={-1}
            className={styles.action}
            disabled={!rows.some(({ session }) => session.canDisconnect)}
            aria-label={t('sessions.disconnectAllOf', { subject })}
            onClick={() => onDisconnect(group)}
          >
            <Unplug size={13} aria-hidden="true" />
            {t('sessions.disconnectAll')}
          </button>
        )}
      </div>
    </div>
  );
}
