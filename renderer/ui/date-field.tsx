import { useState } from 'react';
import { useFormatters, useText } from '../app/text.ts';
import { TextField } from './field.tsx';
import type { LocalDate } from './typed-date.ts';

interface DateFieldProps {
  readonly label: string;
  /** `moment`: a day with a time of day. */
  readonly of: 'day' | 'moment';
  /** Empty where there is none; what was typed where that is no date. */
  readonly value: LocalDate;
  readonly onChange: (value: LocalDate) => void;
  /** It may not be empty. */
  readonly isNeeded?: boolean;
  readonly isDisabled?: boolean;
}

/** A date, typed and shown in the habits of the window's language, which may be others than the browser's. */
export function DateField({ label, of, value, onChange, isNeeded = false, isDisabled = false }: DateFieldProps) {
  const t = useText();
  const { typed } = useFormatters();
  const [text, setText] = useState(() => typed.write(value));
  /** Half of a date is no mistake while the other half is being typed. */
  const [isTyping, setIsTyping] = useState(false);
  const example = typed.write(of === 'day' ? '2026-12-31' : '2026-12-31T18:05:00');
  const isWrong = text.trim() === '' ? isNeeded : typed.read(text, of) === undefined;

  return (
    <TextField
      label={label}
      value={text}
      note={t('date.note', { example })}
      problem={isWrong && !isTyping ? t(`date.problem.${of}`, { example }) : undefined}
      isDisabled={isDisabled}
      onChange={(next) => {
        setText(next);
        setIsTyping(true);
        onChange(typed.read(next, of) ?? next.trim());
      }}
      onBlur={() => setIsTyping(false)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') setIsTyping(false);
        event.continuePropagation();
      }}
    />
  );
}
