import type { ReactNode, Ref } from 'react';
import styles from './tool-panel.module.css';

interface ToolPanelProps {
  readonly ref?: Ref<HTMLDivElement>;
  /** What can be done with the content: it stands in a row above. */
  readonly tools: ReactNode;
  readonly children: ReactNode;
}

/** What a tab of a dock shows: tools, and below them what they work on. */
export function ToolPanel({ ref, tools, children }: ToolPanelProps) {
  return (
    <div ref={ref} className={styles.panel}>
      <div className={styles.tools}>{tools}</div>
      {children}
    </div>
  );
}
