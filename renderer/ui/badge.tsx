import type { ReactNode } from 'react';
import styles from './badge.module.css';

interface BadgeProps {
  readonly tone?: 'plain' | 'danger';
  readonly title?: string;
  readonly children: ReactNode;
}

/** A number beside a word. */
export function Badge({ tone = 'plain', title, children }: BadgeProps) {
  return (
    <span className={styles.badge} data-tone={tone} title={title}>
      {children}
    </span>
  );
}
