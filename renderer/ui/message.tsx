import type { ReactNode } from 'react';
import styles from './message.module.css';
import { Spinner } from './progress.tsx';

interface MessageProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text?: string | undefined;
  readonly tone?: 'plain' | 'danger';
  /** Between the words and the buttons, as wide as it likes. */
  readonly details?: ReactNode;
  /** The ways out: buttons. */
  readonly children?: ReactNode;
}

/** What stands in place of rows: why there are none, and what to do. */
export function Message({ icon, title, text, tone = 'plain', details, children }: MessageProps) {
  return (
    <div className={styles.message} role={tone === 'danger' ? 'alert' : undefined}>
      <span className={styles.icon} data-tone={tone} aria-hidden="true">
        {icon}
      </span>
      <p className={styles.title}>{title}</p>
      {text !== undefined && <p className={styles.text}>{text}</p>}
      {details}
      {children !== undefined && <div className={styles.actions}>{children}</div>}
    </div>
  );
}

interface LoadingMessageProps {
  readonly role?: 'status';
  readonly children: ReactNode;
}

/** That rows are on their way; it shows only where they take their time. */
export function LoadingMessage({ role, children }: LoadingMessageProps) {
  return (
    <div className={styles.message} data-state="loading" role={role}>
      <Spinner size={22} />
      <p>{children}</p>
    </div>
  );
}
