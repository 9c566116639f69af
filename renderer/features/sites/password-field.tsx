import { KeyRound } from 'lucide-react';
import { useStore } from 'zustand';
import type { PasswordKeeping } from '../../../shared/model/site.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import type { SiteForm } from './site-form.ts';
import styles from './sites.module.css';

const keepings: readonly PasswordKeeping[] = ['save', 'session', 'always'];

interface PasswordFieldProps {
  readonly form: SiteForm;
  /** Something is kept of this site already. */
  readonly isKept: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (form: SiteForm) => void;
}

/** The password to be kept. What is kept already is never shown: typing replaces it. */
export function PasswordField({ form, isKept, isDisabled, onChange }: PasswordFieldProps) {
  const t = useText();
  if (form.keeping === 'always') {
    return (
      <TextField label={t('connect.password')} value="" placeholder={t('site.password.always')} isDisabled isReadOnly />
    );
  }
  return (
    <TextField
      label={t('connect.password')}
      type="password"
      autoComplete="off"
      placeholder={t(isKept ? 'site.password.replace' : 'connect.passwordPlaceholder')}
      value={form.connect.password}
      isDisabled={isDisabled}
      onChange={(password) => onChange({ ...form, connect: { ...form.connect, password } })}
    />
  );
}

interface KeepingFieldProps extends PasswordFieldProps {
  readonly onForget: () => void;
}

/** What becomes of the password, and where it is now. */
export function KeepingField({ form, isKept, isDisabled, onChange, onForget }: KeepingFieldProps) {
  const t = useText();
  const kind = useStore(useServices().sites.vault.store, ({ status }) => status?.kind ?? 'master-password');
  return (
    <div className={styles.keeping}>
      <Select
        label={t('site.keeping')}
        value={form.keeping}
        options={keepings.map((id) => ({
          id,
          label: t(id === 'save' ? `site.keeping.save.${kind}` : `site.keeping.${id}`),
        }))}
        isDisabled={isDisabled}
        onChange={(keeping) => onChange({ ...form, keeping })}
        note={isKept && form.keeping !== 'save' ? t('site.password.willGo') : undefined}
      />
      {isKept && (
        <p className={styles.kept}>
          <KeyRound size={14} aria-hidden="true" />
          <span>{t(`site.password.kept.${kind}`)}</span>
          <Button size="small" tone="quiet" onPress={onForget}>
            {t('site.password.forget')}
          </Button>
        </p>
      )}
    </div>
  );
}
