import { type ReactNode, useEffect, useRef } from 'react';
import styles from './suggestions.module.css';

/** `in the flow`: in a room of its own, where nothing else may be covered; it scrolls there. */
export type SuggestionsPlace = 'floating' | 'in the flow';

interface SuggestionsProps<T> {
  readonly id: string;
  readonly label: string;
  readonly place?: SuggestionsPlace;
  readonly suggestions: readonly T[];
  /** Which one the arrows came to; -1: none. */
  readonly chosen: number;
  readonly keyOf: (suggestion: T) => string;
  readonly onTake: (suggestion: T) => void;
  readonly children: (suggestion: T) => ReactNode;
}

/** What a text field proposes, in a list below it (WAI-ARIA 1.2, combobox pattern). */
export function Suggestions<T>(props: SuggestionsProps<T>) {
  const { id, label, place = 'floating', suggestions, chosen, keyOf, onTake, children } = props;
  const list = useRef<HTMLDivElement>(null);

  useEffect(() => {
    list.current?.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);

  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={label}
      className={styles.list}
      data-place={place}
      hidden={suggestions.length === 0}
    >
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
