import type { ReactNode } from 'react';
import { PanelTabs, panelTabId } from './panel-tabs.tsx';
import styles from './tabbed-panel.module.css';

interface TabbedPanelProps<T extends string> {
  readonly id?: string;
  readonly label: string;
  readonly tabsLabel: string;
  /** What the ids of the tabs begin with. */
  readonly prefix: string;
  readonly tabs: readonly T[];
  readonly chosen: T;
  readonly onChoose: (tab: T) => void;
  /** What a tab says. */
  readonly tab: (tab: T) => ReactNode;
  /** At the end of the row of tabs. */
  readonly action?: ReactNode;
  /** What the chosen tab shows. */
  readonly children: ReactNode;
}

/** A part of the window below the work, which shows one thing of a few. */
export function TabbedPanel<T extends string>({
  id,
  label,
  tabsLabel,
  tab,
  action,
  children,
  ...tabs
}: TabbedPanelProps<T>) {
  const { prefix, chosen } = tabs;
  return (
    <section id={id} className={styles.panel} aria-label={label}>
      <div className={styles.bar}>
        <PanelTabs label={tabsLabel} {...tabs}>
          {tab}
        </PanelTabs>
        {action}
      </div>
      <div id={`${prefix}-panel`} role="tabpanel" aria-labelledby={panelTabId(prefix, chosen)} className={styles.body}>
        {children}
      </div>
    </section>
  );
}
