import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

interface EmptyStateProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  /** `narrow`: beside something else. */
  readonly width?: 'narrow' | 'wide';
  readonly children: ReactNode;
}

/** What stands where nothing is open or chosen: what could be here, and how to begin. */
export function EmptyState({ icon, title, text, width = 'wide', children }: EmptyStateProps) {
  return (
    <div className={styles.state} data-width={width}>
      <span className={styles.mark} aria-hidden="true">
        {icon}
      </span>
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.text}>{text}</p>
      {children}
    </div>
  );
}

interface EmptyStateActionsProps {
  readonly role?: 'status';
  readonly children: ReactNode;
}

/** The ways to begin, side by side. */
export function EmptyStateActions({ role, children }: EmptyStateActionsProps) {
  return (
    <div className={styles.actions} role={role}>
      {children}
    </div>
  );
}
