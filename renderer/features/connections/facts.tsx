import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './connections.module.css';

interface FactsProps {
  readonly facts: readonly (readonly [string, string | undefined])[];
  /** `letters`: to be compared one by one, as fingerprints are. */
  readonly of?: 'letters' | 'words';
}

/** Names and values. Absent values are left out. */
export function Facts({ facts, of = 'letters' }: FactsProps) {
  return (
    <dl className={styles.facts} data-of={of}>
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name} className={styles.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

interface WarningProps {
  readonly tone?: 'warning' | 'danger';
  readonly children: ReactNode;
}

export function Warning({ tone = 'warning', children }: WarningProps) {
  return (
    <div className={styles.warning} data-tone={tone}>
      <TriangleAlert size={16} aria-hidden="true" />
      <div>{children}</div>
    </div>
  );
}
