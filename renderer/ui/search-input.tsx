import { Search, X } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useText } from '../app/text.ts';
import { IconButton } from './button.tsx';
import styles from './search-input.module.css';

interface SearchInputProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly id?: string;
  /** Of a tool bar, or of the head of a list. */
  readonly size?: 'small' | 'medium';
  /** Gets the focus when it comes. */
  readonly takesFocus?: boolean;
  /** Keys beside Escape, which clears it. */
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}

/** A field whose words narrow what stands below it. */
export function SearchInput(props: SearchInputProps) {
  const { label, value, onChange, id, size = 'small', takesFocus = false, onKeyDown } = props;
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only as it comes
  useEffect(() => {
    if (takesFocus) input.current?.focus();
  }, []);
  return (
    <search className={styles.search} data-size={size}>
      <Search size={13} aria-hidden="true" />
      <input
        ref={input}
        {...(id !== undefined && { id })}
        type="text"
        className={styles.input}
        aria-label={label}
        placeholder={label}
        spellCheck={false}
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || value === '') {
            onKeyDown?.(event);
            return;
          }
          event.preventDefault();
          // A dialog would take it, too.
          event.stopPropagation();
          onChange('');
        }}
      />
      {value !== '' && (
        <IconButton label={t('filter.clear')} icon={<X size={13} aria-hidden="true" />} onPress={() => onChange('')} />
      )}
    </search>
  );
}
