import { Check, Minus } from 'lucide-react';
import { type KeyboardEvent, useId, useState } from 'react';
import { Checkbox, type CheckboxProps } from 'react-aria-components';
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
      <Boxes form={form} isDisabled={isDisabled} onChange={set} />
    </fieldset>
  );
}

interface BoxesProps {
  readonly form: PermissionForm;
  readonly isDisabled: boolean;
  readonly onChange: (form: PermissionForm) => void;
}

/** A box for each bit, in rows of three. One of them is the way of Tab, the arrow keys lead to the others. */
function Boxes(props: BoxesProps) {
  const t = useText();
  const [way, setWay] = useState(0);

  function step({ key, target, currentTarget }: KeyboardEvent<HTMLElement>): void {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: rights.length, ArrowUp: -rights.length }[key];
    const boxes = [...currentTarget.querySelectorAll('input')];
    const at = boxes.indexOf(target as HTMLInputElement);
    if (by !== undefined && at >= 0) boxes[at + by]?.focus();
  }

  const box = (at: number, bit: PermissionBit, label: string) => (
    <BitBox {...props} label={label} bit={bit} excludeFromTabOrder={at !== way} onFocus={() => setWay(at)} />
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the boxes in it
    <div className={styles.boxes} onKeyDown={step}>
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
                const at = row * rights.length + column;
                const label = t('permissions.bit', { who: t(`permissions.${who}`), right: t(`permissions.${right}`) });
                return <td key={right}>{box(at, permissionBits[at] as PermissionBit, label)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <div className={styles.special}>
        {special.map(([bit, name], index) => (
          <span key={name} className={styles.specialBit}>
            {box(people.length * rights.length + index, bit, t(`permissions.${name}`))}
            <span aria-hidden="true">{t(`permissions.${name}`)}</span>
          </span>
        ))}
      </div>
    </div>
  );
}

interface BitBoxProps extends BoxesProps, Pick<CheckboxProps, 'excludeFromTabOrder' | 'onFocus'> {
  readonly label: string;
  readonly bit: PermissionBit;
}

function BitBox({ label, bit, form, isDisabled, onChange, ...focus }: BitBoxProps) {
  return (
    <Checkbox
      {...focus}
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
