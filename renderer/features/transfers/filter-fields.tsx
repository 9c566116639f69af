import { useText } from '../../app/text.ts';
import { TextField } from '../../ui/field.tsx';
import { type FilterForm, isSizeText } from './filter-form.ts';
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
  const field = (name: keyof FilterForm) => ({
    value: form[name],
    onChange: (value: string) => onChange({ ...form, [name]: value }),
  });
  const size = (name: 'smallest' | 'largest') => ({
    ...field(name),
    ...(isSizeText(form[name]) ? { note: t('filter.sizeNote') } : { problem: t('filter.sizeProblem') }),
  });
  return (
    <>
      <TextField label={t('filter.include')} note={t('filter.includeNote')} {...field('include')} />
      <TextField label={t('filter.exclude')} note={t('filter.excludeNote')} {...field('exclude')} />
      <div className={styles.pair}>
        <TextField label={t('filter.smallest')} {...size('smallest')} />
        <TextField label={t('filter.largest')} {...size('largest')} />
      </div>
      {dates === 'shown' && (
        <div className={styles.pair}>
          <TextField label={t('filter.after')} type="date" {...field('after')} />
          <TextField label={t('filter.before')} type="date" {...field('before')} />
        </div>
      )}
    </>
  );
}
