import type { KeyboardEvent, ReactNode } from 'react';
import styles from './tabs.module.css';

interface PanelTabsProps<T extends string> {
  readonly label: string;
  /** What the ids of the tabs begin with; `<prefix>-panel` is what they show. */
  readonly prefix: string;
  readonly tabs: readonly T[];
  readonly chosen: T;
  readonly onChoose: (tab: T) => void;
  readonly children: (tab: T) => ReactNode;
}

/** The tabs of one panel, always the same ones (WAI-ARIA 1.2, tabs pattern): the arrows choose, and go round at the ends, as do Home and End. */
export function PanelTabs<T extends string>({ label, prefix, tabs, chosen, onChoose, children }: PanelTabsProps<T>) {
  function onKeyDown(event: KeyboardEvent): void {
    const index = tabs.indexOf(chosen);
    const to = { ArrowLeft: index - 1, ArrowRight: index + 1, Home: 0, End: -1 }[event.key];
    const next = to === undefined ? undefined : tabs.at(to % tabs.length);
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    document.getElementById(panelTabId(prefix, next))?.focus();
  }

  return (
    <div role="tablist" aria-label={label} className={styles.tabs} data-look="panel" onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab}
          id={panelTabId(prefix, tab)}
          type="button"
          role="tab"
          tabIndex={tab === chosen ? 0 : -1}
          aria-selected={tab === chosen}
          aria-controls={`${prefix}-panel`}
          className={styles.tab}
          data-look="panel"
          onClick={() => onChoose(tab)}
        >
          {children(tab)}
        </button>
      ))}
    </div>
  );
}

/** The id of a tab, which names its panel. */
export function panelTabId(prefix: string, tab: string): string {
  return `${prefix}-tab-${tab}`;
}
