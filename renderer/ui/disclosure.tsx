import { ChevronRight } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Button } from 'react-aria-components';
import styles from './disclosure.module.css';

interface DisclosureProps {
  readonly title: string;
  /** Beside the title while it is folded. */
  readonly note?: string | undefined;
  readonly isOpen: boolean;
  readonly onChange: (isOpen: boolean) => void;
  readonly children: ReactNode;
}

/** A part of a form that opens (WAI-ARIA 1.2, disclosure). */
export function Disclosure({ title, note, isOpen, onChange, children }: DisclosureProps) {
  const id = useId();
  return (
    <div className={styles.disclosure}>
      <Button
        className={styles.summary as string}
        aria-expanded={isOpen}
        aria-controls={id}
        onPress={() => onChange(!isOpen)}
      >
        <ChevronRight size={14} aria-hidden="true" className={styles.arrow} />
        {title}
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </Button>
      <div id={id} className={styles.content} hidden={!isOpen}>
        {isOpen && children}
      </div>
    </div>
  );
}
