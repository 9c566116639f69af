import { useRef } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { type ColumnId, columnIds, columns, knownColumns, possibleWidth, usualWidth } from '../../file-grid/columns.ts';
import { MenuChoice, MenuChoices, MenuItem, MenuPopover, MenuSeparator } from '../../ui/menu.tsx';
import styles from './pane.module.css';

/** Pixels by which a column becomes wider or narrower. */
const WIDTH_STEP = 20;

interface ColumnsMenuProps {
  /** The heading that it was opened on, with the width that it has there. */
  readonly column: ColumnId;
  readonly width: number;
  readonly leftOut: readonly ColumnId[];
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

/** What can be done with a column, and which there are. */
export function ColumnsMenu({ column, width, leftOut, at, onClose }: ColumnsMenuProps) {
  const t = useText();
  const { settings } = useServices();
  const kept = useStore(settings, (state) => state.columns);
  const anchor = useRef<HTMLSpanElement>(null);
  const kind = columns.find(({ id }) => id === column);
  const now = kept.widths[column] ?? width;

  function resize(to: number): void {
    if (kind) change({ ...kept.widths, [column]: possibleWidth(kind, to) });
  }

  function change(widths: Record<string, number>): void {
    settings.getState().change({ columns: { ...kept, widths } });
  }

  function reset(): void {
    const { [column]: _, ...rest } = kept.widths;
    change(rest);
  }

  return (
    <>
      <span ref={anchor} className={styles.menuAnchor} style={{ left: at.x, top: at.y }} />
      <MenuPopover label={t('view.columns')} anchor={anchor} isOpen onClose={onClose}>
        <MenuItem id="wider" label={t('column.wider')} staysOpen onAction={() => resize(now + WIDTH_STEP)} />
        <MenuItem id="narrower" label={t('column.narrower')} staysOpen onAction={() => resize(now - WIDTH_STEP)} />
        <MenuItem id="usual" label={t('column.usualWidth')} onAction={reset} />
        <MenuSeparator />
        <ColumnChoices leftOut={leftOut} />
      </MenuPopover>
    </>
  );
}

/** Which columns there are; the name always is. One that the pane has no room for is there for good once it was ticked here. */
export function ColumnChoices({ leftOut }: { readonly leftOut: readonly ColumnId[] }) {
  const t = useText();
  const { settings } = useServices();
  const kept = useStore(settings, (state) => state.columns);
  const wanted = knownColumns(kept.shown).filter((id) => id !== 'name');
  const shown = wanted.filter((id) => !leftOut.includes(id));
  const others = columnIds.filter((id) => id !== 'name');

  function show(chosen: readonly ColumnId[]): void {
    const stay = wanted.filter((id) => chosen.includes(id) || leftOut.includes(id));
    const added = others.filter((id) => chosen.includes(id) && !wanted.includes(id));
    const asked = leftOut.filter((id) => chosen.includes(id)).map((id) => [id, usualWidth(id)] as const);
    const widths = { ...kept.widths, ...Object.fromEntries(asked) };
    settings.getState().change({ columns: { shown: ['name', ...stay, ...added], widths } });
  }

  return (
    <MenuChoices
      label={t('view.columns')}
      mode="multiple"
      selected={shown.map(choiceOf)}
      onChange={(chosen) => show(others.filter((id) => chosen.includes(choiceOf(id))))}
    >
      {others.map((id) => (
        <MenuChoice
          key={id}
          id={choiceOf(id)}
          label={t(`column.${id}`)}
          note={leftOut.includes(id) ? t('column.noRoom') : undefined}
        />
      ))}
    </MenuChoices>
  );
}

/** In a menu that orders by columns as well, each of its items has an id of its own. */
function choiceOf(id: ColumnId): string {
  return `column-${id}`;
}
