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
  const room = useRef<HTMLDivElement>(null);
  const [hasRoom, setHasRoom] = useState(false);
  if (suggestions.length > 0 && !hasRoom) setHasRoom(true);

  useEffect(() => input.current?.select(), []);

  // In a low window the dialog scrolls.
  useEffect(() => {
    if (hasRoom) room.current?.scrollIntoView({ block: 'nearest' });
  }, [hasRoom]);

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
      {/* Once it was needed it stays: the buttons below move no more. */}
      <div ref={room} className={styles.suggestions} hidden={!hasRoom}>
        <PathSuggestions id={listId} place="in the flow" completion={{ suggestions, chosen, take }} />
      </div>
    </div>
  );
}
