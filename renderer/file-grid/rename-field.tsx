import { type FocusEvent, type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { isEntryName } from '../../shared/model/remote-path.ts';
import { useText } from '../app/text.ts';
import styles from './file-grid.module.css';
import type { FileRow } from './file-row.ts';

export interface RenameFieldProps {
  readonly row: FileRow;
  /** Whether something beside it has this name, as far as is known. */
  readonly isTaken: (name: string) => boolean;
  readonly onRename: (name: string) => void;
  /** @param how Whether the rows get the focus now, or something else has it already. */
  readonly onEnd: (how: 'back-to-rows' | 'left') => void;
}

/** The name edited in place: Enter and leaving take it, Escape gives it up. The ending stays unselected. */
export function RenameField({ row, isTaken, onRename, onEnd }: RenameFieldProps) {
  const t = useText();
  const { name } = row;
  const [value, setValue] = useState(name);
  const input = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  const isWrong = value !== name && !isEntryName(value);
  /** What is wrong, and where it is said; undefined while nobody wants to know. */
  const [told, setTold] = useState<{ problem: 'rename.invalid' | 'rename.taken'; left: number; top: number }>();
  const toldId = useId();

  useLayoutEffect(() => {
    const stem = row.extension === '' ? name.length : name.length - row.extension.length - 1;
    input.current?.focus();
    input.current?.setSelectionRange(0, stem);
  }, [name, row.extension]);

  // A row that is not there any more takes its field with it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as it goes
  useLayoutEffect(() => () => void (ended.current || onEnd('back-to-rows')), []);

  function end(what: 'take' | 'give-up', how: 'back-to-rows' | 'left' = 'back-to-rows'): void {
    if (ended.current) return;
    ended.current = true;
    if (what === 'take' && value !== name && isEntryName(value)) onRename(value);
    onEnd(how);
  }

  function onBlur({ relatedTarget }: FocusEvent): void {
    // Who fetches a name from another window comes back to the field; who has pressed something else goes on there.
    if (document.activeElement !== input.current) end('take', relatedTarget ? 'left' : 'back-to-rows');
  }

  function onKeyDown(event: KeyboardEvent): void {
    event.stopPropagation();
    if (event.key === 'Escape') end('give-up');
    if (event.key !== 'Enter') return;
    const isFree = value === name || !isTaken(value);
    if (!isWrong && isFree) {
      end('take');
      return;
    }
    const { left = 0, bottom = 0 } = input.current?.getBoundingClientRect() ?? {};
    setTold({ problem: isWrong ? 'rename.invalid' : 'rename.taken', left, top: bottom + 4 });
  }

  return (
    <>
      <input
        ref={input}
        className={styles.rename}
        aria-label={t('rename.label', { name })}
        aria-invalid={isWrong || told !== undefined}
        aria-describedby={told ? toldId : undefined}
        spellCheck={false}
        value={value}
        onChange={(event) => {
          setValue(event.target.value);
          setTold(undefined);
        }}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
      />
      {/* A row cuts off what does not lie in it. */}
      {told &&
        createPortal(
          <p id={toldId} role="alert" className={styles.renameProblem} style={{ left: told.left, top: told.top }}>
            {t(told.problem, { name: value })}
          </p>,
          document.body,
        )}
    </>
  );
}
