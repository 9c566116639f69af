import { Search, X } from 'lucide-react';
import type { KeyboardEvent } from 'react';
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
  /** Keys beside Escape, which clears it. */
  readonly onKeyDown?: (event: KeyboardEvent) => void;
}

/** A field whose words narrow what stands below it. */
export function SearchInput({ label, value, onChange, id, size = 'small', onKeyDown }: SearchInputProps) {
  const t = useText();
  return (
    <search className={styles.search} data-size={size}>
      <Search size={13} aria-hidden="true" />
      <input
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
          onChange('');
        }}
      />
      {value !== '' && (
        <IconButton label={t('filter.clear')} icon={<X size={13} aria-hidden="true" />} onPress={() => onChange('')} />
      )}
    </search>
  );
}
