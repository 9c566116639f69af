import { useRef } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { type ColumnId, columnIds, columns, knownColumns, possibleWidth } from '../../file-grid/columns.ts';
import { MenuChoice, MenuChoices, MenuItem, MenuPopover, MenuSeparator } from '../../ui/menu.tsx';
import styles from './pane.module.css';

/** Pixels by which a column becomes wider or narrower. */
const WIDTH_STEP = 20;

interface ColumnsMenuProps {
  /** The heading that it was opened on, with the width that it has there. */
  readonly column: ColumnId;
  readonly width: number;
  readonly at: { readonly x: number; readonly y: number };
  readonly onClose: () => void;
}

/** What can be done with a column, and which there are. */
export function ColumnsMenu({ column, width, at, onClose }: ColumnsMenuProps) {
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
        <ColumnChoices />
      </MenuPopover>
    </>
  );
}

/** Which columns there are; the name always is. */
export function ColumnChoices() {
  const t = useText();
  const { settings } = useServices();
  const kept = useStore(settings, (state) => state.columns);
  const shown = knownColumns(kept.shown).filter((id) => id !== 'name');
  const others = columnIds.filter((id) => id !== 'name');

  function show(chosen: readonly string[]): void {
    const stay = shown.filter((id) => chosen.includes(id));
    const added = others.filter((id) => chosen.includes(id) && !shown.includes(id));
    settings.getState().change({ columns: { ...kept, shown: ['name', ...stay, ...added] } });
  }

  return (
    <MenuChoices label={t('view.columns')} mode="multiple" selected={shown} onChange={show}>
      {others.map((id) => (
        <MenuChoice key={id} id={id} label={t(`column.${id}`)} />
      ))}
    </MenuChoices>
  );
}
