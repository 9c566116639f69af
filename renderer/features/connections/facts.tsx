import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './connections.module.css';

/** `letters`: to be compared one by one, as fingerprints are. */
type Writing = 'letters' | 'words';

interface FactsProps {
  /** Name, value, and how this value is written where that is not as all of them. */
  readonly facts: readonly (readonly [string, string | undefined, Writing?])[];
  readonly of?: Writing;
}

/** Names and values. Absent values are left out. */
export function Facts({ facts, of = 'letters' }: FactsProps) {
  return (
    <dl className={styles.facts}>
      {facts
        .filter(([, value]) => value !== undefined)
        .map(([name, value, writing = of]) => (
          <div key={name} className={styles.fact} data-of={writing}>
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
