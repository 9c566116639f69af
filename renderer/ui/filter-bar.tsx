import { Funnel, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useText } from '../app/text.ts';
import { IconButton } from './button.tsx';
import styles from './filter-bar.module.css';

/** As much as a name can have. */
const LONGEST = 255;

interface FilterBarProps {
  readonly id: string;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  /** How many rows of how many are left; absent where nothing is filtered, or that is not known yet. */
  readonly left: { readonly shown: number; readonly total: number } | undefined;
  /** What is read out of that, where the numbers change by themselves; absent: the numbers, whenever they change. */
  readonly told?: string;
  /** Whether the bar was asked for just now. */
  readonly takesFocus: boolean;
  /** The rows get the focus. */
  readonly onLeave: () => void;
  readonly onClose: () => void;
}

/** Leaves only those rows of the list below whose names fit. */
export function FilterBar(props: FilterBarProps) {
  const { id, filter, onFilter, left, told, takesFocus, onLeave, onClose } = props;
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only as it comes
  useEffect(() => {
    if (takesFocus) input.current?.focus();
  }, []);

  function close(): void {
    onClose();
    onLeave();
  }

  return (
    <search className={styles.bar}>
      <Funnel size={14} aria-hidden="true" />
      <input
        ref={input}
        id={id}
        className={styles.input}
        aria-label={t('filter.label')}
        placeholder={t('filter.placeholder')}
        spellCheck={false}
        autoComplete="off"
        maxLength={LONGEST}
        value={filter}
        onChange={(event) => onFilter(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') close();
          if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
          // The rows have the focus when the browser does what the key does by itself: it would scroll them.
          event.preventDefault();
          onLeave();
        }}
      />
      <span className={styles.count} aria-live={told === undefined ? 'polite' : 'off'}>
        {left && t('filter.count', left)}
      </span>
      {told !== undefined && (
        <span className="visually-hidden" aria-live="polite">
          {told}
        </span>
      )}
      <IconButton label={t('filter.close')} icon={<X size={14} aria-hidden="true" />} onPress={close} />
    </search>
  );
}
