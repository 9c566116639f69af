import { X } from 'lucide-react';
import { type HTMLAttributes, type KeyboardEvent, type ReactNode, useEffect, useLayoutEffect, useRef } from 'react';
import styles from './tabs.module.css';

interface TabListProps<T extends { readonly id: string }> {
  readonly label: string;
  readonly tabs: readonly T[];
  readonly active: string | undefined;
  readonly onSelect: (id: string) => void;
  readonly onClose: (id: string) => void;
  /** Moves one, where their order is the user's: Alt+Shift with an arrow. */
  readonly onMove?: (id: string, before: string | undefined) => void;
  /** Told whenever the tabs begin or cease to be more than there is room for. */
  readonly onOverflow?: (isOverflowing: boolean) => void;
  /** Draws one; it must be a {@link ClosableTab}. */
  readonly children: (tab: T) => ReactNode;
}

/** Tabs that can be closed (WAI-ARIA 1.2, tabs pattern): arrows, Home and End go from one to the other, Delete closes. */
export function TabList<T extends { readonly id: string }>(props: TabListProps<T>) {
  const { label, tabs, active, onSelect, onClose, onMove, onOverflow, children } = props;
  const list = useRef<HTMLDivElement>(null);
  const closesByKey = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab may have come in front of it
  useEffect(() => {
    // The tab that had the focus is gone: the next Delete is for its neighbour.
    if (closesByKey.current && document.activeElement === document.body) activeTab(list.current)?.focus();
    closesByKey.current = false;
  }, [active, tabs]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each set of tabs has elements of its own
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    // A tab grows with its name, and pushes others; the one that is shown stays in sight.
    const observer = new ResizeObserver(() => {
      activeTab(element)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      onOverflow?.(element.scrollWidth > element.clientWidth);
    });
    for (const observed of [element, ...element.children]) observer.observe(observed);
    return () => observer.disconnect();
  }, [active, tabs, onOverflow]);

  function onKeyDown(event: KeyboardEvent): void {
    const index = tabs.findIndex((tab) => tab.id === active);
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (onMove && active !== undefined && step !== undefined && event.altKey && event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      // One to the right is before the one behind the neighbour.
      if (tabs[index + step]) onMove(active, tabs[step < 0 ? index - 1 : index + 2]?.id);
      return;
    }
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
      closesByKey.current = true;
      onClose(active);
    } else if (next) {
      event.preventDefault();
      onSelect(next.id);
      event.currentTarget.querySelector<HTMLElement>(`[data-tab="${next.id}"]`)?.focus();
    }
  }

  return (
    <div ref={list} role="tablist" aria-label={label} className={styles.tabs} onKeyDown={onKeyDown}>
      {tabs.map(children)}
    </div>
  );
}

function activeTab(list: HTMLElement | null): HTMLElement | null {
  return list?.querySelector<HTMLElement>('[aria-selected="true"]') ?? null;
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
