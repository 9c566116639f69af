import { Check, Minus } from 'lucide-react';
import { useId, useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { useText } from '../../../app/text.ts';
import { TextField } from '../../../ui/field.tsx';
import { symbolicPermissions } from '../../../ui/format.ts';
import {
  changeOf,
  formFromOctal,
  octalOf,
  type PermissionBit,
  type PermissionForm,
  permissionBits,
  toggled,
} from './permission-form.ts';
import styles from './properties.module.css';

interface PermissionFieldsProps {
  readonly label: string;
  readonly form: PermissionForm;
  readonly isDisabled: boolean;
  readonly onChange: (form: PermissionForm) => void;
}

const people = ['owner', 'group', 'others'] as const;
const rights = ['read', 'write', 'execute'] as const;
const special = [
  [0o4000, 'setUser'],
  [0o2000, 'setGroup'],
  [0o1000, 'sticky'],
] as const;

/** Permissions as a table of boxes and as octal digits, each following the other. */
export function PermissionFields({ label, form, isDisabled, onChange }: PermissionFieldsProps) {
  const t = useText();
  const title = useId();
  const [typed, setTyped] = useState<string | undefined>(undefined);
  const octal = octalOf(form);
  const invalid = typed !== undefined && typed !== '' && !formFromOctal(typed);
  const set = (next: PermissionForm) => {
    setTyped(undefined);
    onChange(next);
  };
  return (
    <fieldset className={styles.permissions} aria-labelledby={title}>
      <div className={styles.permissionsHead}>
        <span id={title} className={styles.permissionsTitle}>
          {label}
        </span>
        <code className={styles.symbolic}>{octal === '' ? '' : symbolicPermissions(changeOf(form).set)}</code>
      </div>
      <table className={styles.bits}>
        <thead>
          <tr>
            <td />
            {rights.map((right) => (
              <th key={right} scope="col">
                {t(`permissions.${right}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((who, row) => (
            <tr key={who}>
              <th scope="row">{t(`permissions.${who}`)}</th>
              {rights.map((right, column) => {
                const bit = permissionBits[row * 3 + column] as PermissionBit;
                return (
                  <td key={right}>
                    <BitBox
                      label={t('permissions.bit', { who: t(`permissions.${who}`), right: t(`permissions.${right}`) })}
                      bit={bit}
                      form={form}
                      isDisabled={isDisabled}
                      onChange={set}
                    />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles.special}>
        {special.map(([bit, name]) => (
          <span key={name} className={styles.specialBit}>
            <BitBox label={t(`permissions.${name}`)} bit={bit} form={form} isDisabled={isDisabled} onChange={set} />
            <span aria-hidden="true">{t(`permissions.${name}`)}</span>
          </span>
        ))}
      </div>
      <TextField
        label={t('permissions.octal')}
        inputMode="numeric"
        maxLength={4}
        value={typed ?? octal}
        placeholder={octal === '' ? t('permissions.mixed') : ''}
        isDisabled={isDisabled}
        problem={invalid ? t('permissions.octalInvalid') : undefined}
        onChange={(text) => {
          setTyped(text);
          const next = formFromOctal(text);
          if (next) onChange(next);
        }}
        onBlur={() => setTyped(undefined)}
      />
    </fieldset>
  );
}

interface BitBoxProps {
  readonly label: string;
  readonly bit: PermissionBit;
  readonly form: PermissionForm;
  readonly isDisabled: boolean;
  readonly onChange: (form: PermissionForm) => void;
}

function BitBox({ label, bit, form, isDisabled, onChange }: BitBoxProps) {
  return (
    <Checkbox
      aria-label={label}
      className={styles.bit as string}
      isSelected={form[bit] === 'set'}
      isIndeterminate={form[bit] === 'keep'}
      isDisabled={isDisabled}
      onChange={() => onChange(toggled(form, bit))}
    >
      <span className={styles.box} aria-hidden="true">
        {form[bit] === 'keep' ? <Minus size={12} strokeWidth={3} /> : <Check size={12} strokeWidth={3} />}
      </span>
    </Checkbox>
  );
}
