import type { ReactNode } from 'react';
import styles from './suggestions.module.css';

interface SuggestionsProps<T> {
  readonly id: string;
  readonly label: string;
  readonly suggestions: readonly T[];
  /** Which one the arrows came to; -1: none. */
  readonly chosen: number;
  readonly keyOf: (suggestion: T) => string;
  readonly onTake: (suggestion: T) => void;
  readonly children: (suggestion: T) => ReactNode;
}

/** What a text field proposes, in a list below it (WAI-ARIA 1.2, combobox pattern). */
export function Suggestions<T>({ id, label, suggestions, chosen, keyOf, onTake, children }: SuggestionsProps<T>) {
  return (
    <div id={id} role="listbox" aria-label={label} className={styles.list} hidden={suggestions.length === 0}>
      {suggestions.map((suggestion, index) => (
        <div
          key={keyOf(suggestion)}
          id={optionId(id, index)}
          role="option"
          tabIndex={-1}
          aria-selected={index === chosen}
          className={styles.option}
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(suggestion);
          }}
        >
          {children(suggestion)}
        </div>
      ))}
    </div>
  );
}

/** What makes a text field the one that the list belongs to. */
export function comboboxOf(id: string, suggestions: readonly unknown[], chosen: number) {
  return {
    role: 'combobox',
    'aria-expanded': suggestions.length > 0,
    'aria-controls': id,
    'aria-autocomplete': 'list',
    'aria-activedescendant': chosen in suggestions ? optionId(id, chosen) : undefined,
    spellCheck: false,
    autoComplete: 'off',
  } as const;
}

function optionId(id: string, index: number): string {
  return `${id}-${index}`;
}
