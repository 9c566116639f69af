import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { TextField } from '../../ui/field.tsx';
import { comboboxOf } from '../../ui/suggestions.tsx';
import styles from './dialogs.module.css';
import { PathSuggestions } from './path-suggestions.tsx';
import type { PathCompletion } from './use-path-completion.ts';

interface FolderFieldProps {
  readonly label: string;
  readonly completion: PathCompletion;
  readonly problem: string | undefined;
}

/** A folder as text in a dialog, with the directories that could come next. */
export function FolderField({ label, completion, problem }: FolderFieldProps) {
  const { typed, type, chosen, take, takeKey } = completion;
  const [hasFocus, setHasFocus] = useState(false);
  const suggestions = hasFocus ? completion.suggestions : [];
  const listId = useId();
  const input = useRef<HTMLInputElement>(null);
  const [place, setPlace] = useState({ left: 0, top: 0, width: 0 });
  const count = suggestions.length;

  useEffect(() => input.current?.select(), []);

  // A dialog cuts off what does not lie in it, and only leaves alone what is placed in the window.
  useEffect(() => {
    if (count === 0) return undefined;
    const follow = () => {
      const { left = 0, bottom = 0, width = 0 } = input.current?.getBoundingClientRect() ?? {};
      setPlace({ left, top: bottom, width });
    };
    // The dialog takes the window's new size first.
    const followLater = () => requestAnimationFrame(follow);
    follow();
    window.addEventListener('resize', followLater);
    return () => window.removeEventListener('resize', followLater);
  }, [count]);

  function onKeyDown(event: KeyboardEvent): void {
    const suggestion = suggestions[chosen];
    // Where nothing is begun, Tab goes on as in every dialog.
    if (event.key === 'Tab' && suggestion === undefined && typed.endsWith('/')) return;
    if (event.key === 'Enter' && suggestion !== undefined) take(suggestion);
    else if (!takeKey(event)) return;
    event.preventDefault();
  }

  return (
    <div>
      <TextField
        label={label}
        value={typed}
        onChange={type}
        inputRef={input}
        inputProps={{
          ...comboboxOf(listId, suggestions, chosen),
          onKeyDown,
          onFocus: () => setHasFocus(true),
          onBlur: () => setHasFocus(false),
        }}
        problem={problem}
        autoFocus
      />
      <div className={styles.floating} style={place}>
        <PathSuggestions id={listId} completion={{ suggestions, chosen, take }} />
      </div>
    </div>
  );
}
