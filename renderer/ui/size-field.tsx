import { useFormatters, useText } from '../app/text.ts';
import { Select, TextField } from './field.tsx';
import { isSoundSize, sizeUnits, type TypedSize } from './typed-size.ts';

interface SizeFieldProps {
  readonly label: string;
  readonly value: TypedSize;
  readonly onChange: (value: TypedSize) => void;
  /** A speed; absent: a size. */
  readonly per?: 'second';
  /** Bytes. */
  readonly least?: number;
}

/** A number of bytes, or of bytes a second, and what it counts. */
export function SizeField({ label, value, onChange, per, least = 0 }: SizeFieldProps) {
  const t = useText();
  const format = useFormatters();
  // Nobody thinks of speeds in these; where a limit is such a number, it is shown as it is.
  const unusual = per === undefined ? [] : ['byte', 'terabyte'];
  const units = sizeUnits.filter((unit) => !unusual.includes(unit) || unit === value.unit);
  const lowest = least === 0 ? 'none' : (per ? format.rate : format.bytes)(least);
  return (
    <TextField
      label={label}
      value={value.amount}
      inputMode="decimal"
      onChange={(amount) => onChange({ ...value, amount })}
      problem={isSoundSize(value, least) ? undefined : t('size.problem', { least: lowest })}
      beside={
        <Select
          label={t('size.unit', { label })}
          labelIs="spoken"
          value={value.unit}
          options={units.map((id) => ({ id, label: per ? `${format.sizeUnit(id)}/s` : format.sizeUnit(id) }))}
          onChange={(unit) => onChange({ ...value, unit })}
        />
      }
    />
  );
}
