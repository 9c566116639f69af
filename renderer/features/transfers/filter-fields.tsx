import { useText } from '../../app/text.ts';
import { DateField } from '../../ui/date-field.tsx';
import { TextField } from '../../ui/field.tsx';
import { SizeField } from '../../ui/size-field.tsx';
import type { FilterForm } from './filter-form.ts';
import styles from './transfers.module.css';

interface FilterFieldsProps {
  readonly form: FilterForm;
  readonly onChange: (form: FilterForm) => void;
  /** A saved default has no dates: they would soon be past. */
  readonly dates: 'shown' | 'hidden';
}

/** Which files of folders are copied. */
export function FilterFields({ form, onChange, dates }: FilterFieldsProps) {
  const t = useText();
  const field = <N extends keyof FilterForm>(name: N) => ({
    value: form[name],
    onChange: (value: FilterForm[N]) => onChange({ ...form, [name]: value }),
  });
  return (
    <>
      <TextField label={t('filter.include')} note={t('filter.includeNote')} {...field('include')} />
      <TextField label={t('filter.exclude')} note={t('filter.excludeNote')} {...field('exclude')} />
      <div className={styles.pair}>
        <SizeField label={t('filter.smallest')} {...field('smallest')} />
        <SizeField label={t('filter.largest')} {...field('largest')} />
      </div>
      {dates === 'shown' && (
        <div className={styles.pair}>
          <DateField label={t('filter.after')} of="day" {...field('after')} />
          <DateField label={t('filter.before')} of="day" {...field('before')} />
        </div>
      )}
    </>
  );
}
