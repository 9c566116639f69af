import { type KeyboardEvent, useLayoutEffect, useRef, useState } from 'react';
import { isEntryName } from '../../shared/model/remote-path.ts';
import { useText } from '../app/text.ts';
import styles from './file-grid.module.css';
import type { FileRow } from './file-row.ts';

interface RenameFieldProps {
  readonly row: FileRow;
  readonly onRename: (name: string) => void;
  readonly onEnd: () => void;
}

/** The name edited in place: Enter and leaving take it, Escape gives it up. The ending stays unselected. */
export function RenameField({ row, onRename, onEnd }: RenameFieldProps) {
  const t = useText();
  const { name } = row.entry;
  const [value, setValue] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  const problem = value !== name && !isEntryName(value) ? t('rename.invalid') : undefined;

  useLayoutEffect(() => input.current?.setCustomValidity(problem ?? ''), [problem]);

  useLayoutEffect(() => {
    const stem = row.extension === '' ? name.length : name.length - row.extension.length - 1;
    input.current?.focus();
    input.current?.setSelectionRange(0, stem);
  }, [name, row.extension]);

  function end(how: 'take' | 'give-up'): void {
    if (ended.current) return;
    ended.current = true;
    if (how === 'take' && value !== name && isEntryName(value)) onRename(value);
    onEnd();
  }

  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Escape') end('give-up');
    if (event.key !== 'Enter') return;
    // The browser's own bubble says what is wrong, right where it is.
    if (problem === undefined) end('take');
    else input.current?.reportValidity();
  }

  return (
    <input
      ref={input}
      className={styles.rename}
      aria-label={t('rename.label', { name })}
      aria-invalid={problem !== undefined}
      title={problem}
      spellCheck={false}
      value={value}
      onChange={(event) => setValue(event.target.value)}
      onKeyDown={onKeyDown}
      onBlur={() => end('take')}
    />
  );
}
