import { X } from 'lucide-react';
import type { HTMLAttributes, KeyboardEvent, ReactNode } from 'react';
import styles from './tabs.module.css';

interface TabListProps<T extends { readonly id: string }> {
  readonly label: string;
  readonly tabs: readonly T[];
  readonly active: string | undefined;
  readonly onSelect: (id: string) => void;
  readonly onClose: (id: string) => void;
  /** Draws one; it must be a {@link ClosableTab}. */
  readonly children: (tab: T) => ReactNode;
}

/** Tabs that can be closed (WAI-ARIA 1.2, tabs pattern): arrows, Home and End go from one to the other, Delete closes. */
export function TabList<T extends { readonly id: string }>(props: TabListProps<T>) {
  const { label, tabs, active, onSelect, onClose, children } = props;

  function onKeyDown(event: KeyboardEvent): void {
    const index = tabs.findIndex((tab) => tab.id === active);
    const steps: Record<string, number> = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      Home: 0,
      End: tabs.length - 1,
    };
    const next = tabs[steps[event.key] ?? -1];
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === 'Delete' && active !== undefined) {
      event.preventDefault();
      onClose(active);
    } else if (next) {
      event.preventDefault();
      onSelect(next.id);
      event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
    }
  }

  return (
    <div role="tablist" aria-label={label} className={styles.tabs} onKeyDown={onKeyDown}>
      {tabs.map(children)}
    </div>
  );
}

interface ClosableTabProps extends Omit<HTMLAttributes<HTMLDivElement>, 'onSelect'> {
  readonly id: string;
  readonly isActive: boolean;
  /** The id of what it shows. */
  readonly controls: string;
  readonly label: string;
  readonly icon: ReactNode;
  /** What the cross does. The keyboard has Delete on the tab. */
  readonly closeTitle: string;
  readonly onSelect: () => void;
  readonly onClose: () => void;
  /** `pane`: beside another one, of which only one is worked in. */
  readonly look?: 'pane' | 'page';
  /** Between label and cross. */
  readonly children?: ReactNode;
}

export function ClosableTab(props: ClosableTabProps) {
  const {
    id,
    isActive,
    controls,
    label,
    icon,
    closeTitle,
    onSelect,
    onClose,
    look = 'page',
    children,
    ...rest
  } = props;
  return (
    <div
      role="tab"
      tabIndex={isActive ? 0 : -1}
      aria-selected={isActive}
      aria-controls={isActive ? controls : undefined}
      data-tab={id}
      data-look={look}
      className={styles.tab}
      onClick={onSelect}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') onSelect();
      }}
      onAuxClick={(event) => event.button === 1 && onClose()}
      {...rest}
    >
      {icon}
      <span className={styles.label}>{label}</span>
      {children}
      <span
        className={styles.close}
        aria-hidden="true"
        title={closeTitle}
        onClick={(event) => {
          event.stopPropagation();
          onClose();
        }}
      >
        <X size={13} />
      </span>
    </div>
  );
}
