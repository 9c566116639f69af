import type { RefObject } from 'react';
import { useText } from '../../app/text.ts';
import { TextField } from '../../ui/field.tsx';
import { SHORTEST_MASTER_PASSWORD, strengthOf } from './password-strength.ts';
import styles from './vault.module.css';

/** A master password typed twice. */
export interface NewMasterPassword {
  readonly first: string;
  readonly second: string;
}

export const nothingTyped: NewMasterPassword = { first: '', second: '' };

export function isAcceptable({ first, second }: NewMasterPassword): boolean {
  return first.length >= SHORTEST_MASTER_PASSWORD && first === second;
}

interface NewMasterPasswordFieldsProps {
  readonly value: NewMasterPassword;
  readonly autoFocus?: boolean;
  readonly firstField?: RefObject<HTMLInputElement | null>;
  readonly isDisabled: boolean;
  readonly onChange: (value: NewMasterPassword) => void;
}

/** Twice the same, with a hint how hard it is to guess. */
export function NewMasterPasswordFields({
  value,
  autoFocus = false,
  firstField,
  isDisabled,
  onChange,
}: NewMasterPasswordFieldsProps) {
  const t = useText();
  const { first, second } = value;
  const strength = strengthOf(first);
  const differs = second !== '' && !first.startsWith(second) && first !== second;
  return (
    <>
      <div className={styles.withStrength}>
        <TextField
          label={t('vault.new')}
          type="password"
          autoComplete="new-password"
          autoFocus={autoFocus}
          {...(firstField === undefined ? {} : { inputRef: firstField })}
          note={t('vault.new.note', { count: SHORTEST_MASTER_PASSWORD })}
          value={first}
          isDisabled={isDisabled}
          onChange={(typed) => onChange({ first: typed, second })}
        />
        <p className={styles.strength} data-strength={first === '' ? undefined : strength} role="status">
          <span className={styles.bars} aria-hidden="true">
            <span />
            <span />
            <span />
          </span>
          {first !== '' && t(`vault.strength.${strength}`)}
        </p>
      </div>
      <TextField
        label={t('vault.repeat')}
        type="password"
        autoComplete="new-password"
        value={second}
        isDisabled={isDisabled}
        problem={differs ? t('vault.differs') : undefined}
        onChange={(typed) => onChange({ first, second: typed })}
      />
    </>
  );
}
