import { LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './progress.module.css';

interface ProgressBarProps {
  readonly label: string;
  /** 0 to 1; absent where nobody knows. */
  readonly share?: number | undefined;
  readonly tone?: 'plain' | 'danger' | 'success';
}

export function ProgressBar({ label, share, tone = 'plain' }: ProgressBarProps) {
  const percent = share === undefined ? undefined : Math.round(share * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      data-tone={tone}
      className={classNames(styles.track, percent === undefined && styles.unknown)}
    >
      <div className={styles.fill} style={percent === undefined ? {} : { width: `${percent}%` }} />
    </div>
  );
}

export function Spinner({ size = 16 }: { readonly size?: number }) {
  return <LoaderCircle size={size} aria-hidden="true" className={styles.spinner} />;
}

/** What is being done, beside the answers of a dialog. */
export function Working({ children }: { readonly children: ReactNode }) {
  return (
    <span role="status" className={styles.working}>
      <Spinner size={15} /> {children}
    </span>
  );
}
