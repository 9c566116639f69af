import type { ReactNode } from 'react';
import { useText } from '../../app/text.ts';
import { Checkbox, Select, TextField } from '../../ui/field.tsx';
import {
  type BasicField,
  type ConnectForm,
  isAnonymous,
  isFtp,
  lineIds,
  withAddress,
  withLine,
} from './connect-form.ts';
import styles from './connections.module.css';

interface ConnectionFieldsProps {
  readonly form: ConnectForm;
  readonly isDisabled?: boolean;
  /** What is wrong with a field, in words. */
  readonly problemOf: (field: BasicField) => string | undefined;
  readonly onChange: (form: ConnectForm) => void;
  /** A field was left. */
  readonly onTouch: (field: BasicField) => void;
  /** The field that takes the focus; absent: none. */
  readonly focusOn?: 'host' | 'user' | undefined;
  readonly password: ReactNode;
}

/** Where to connect and as whom: what the connect dialog and the site editor both begin with. */
export function ConnectionFields(props: ConnectionFieldsProps) {
  const { form, isDisabled = false, problemOf, onChange, onTouch, focusOn, password } = props;
  const t = useText();
  const change = (patch: Partial<ConnectForm>) => onChange({ ...form, ...patch });
  const ftp = isFtp(form);
  return (
    <>
      <Select
        label={t('connect.protocol')}
        value={form.line}
        isDisabled={isDisabled}
        options={lineIds.map((id) => ({ id, label: t(`line.${id}`), note: t(`line.${id}.note`) }))}
        onChange={(line) => onChange(withLine(form, line))}
      />
      <div className={styles.hostAndPort}>
        <TextField
          label={t('connect.host')}
          placeholder="example.org"
          value={form.host}
          isDisabled={isDisabled}
          autoFocus={focusOn === 'host'}
          problem={problemOf('host')}
          onChange={(host) => change({ host })}
          onPaste={(event) => {
            const whole = withAddress(form, event.clipboardData.getData('text'));
            if (!whole) return;
            event.preventDefault();
            onChange(whole);
          }}
          onBlur={() => onTouch('host')}
        />
        <TextField
          label={t('connect.port')}
          inputMode="numeric"
          value={form.port}
          isDisabled={isDisabled}
          problem={problemOf('port')}
          onChange={(port) => change({ port })}
          onBlur={() => onTouch('port')}
        />
      </div>
      {ftp && (
        <Checkbox isSelected={form.anonymous} isDisabled={isDisabled} onChange={(anonymous) => change({ anonymous })}>
          {t('connect.anonymous')}
        </Checkbox>
      )}
      {!isAnonymous(form) && (
        <div className={styles.pair}>
          <TextField
            label={t('connect.user')}
            value={form.user}
            isDisabled={isDisabled}
            autoFocus={focusOn === 'user'}
            autoComplete="off"
            problem={problemOf('user')}
            onChange={(user) => change({ user })}
            onBlur={() => onTouch('user')}
          />
          {password}
        </div>
      )}
      {!ftp && (
        <TextField
          label={t('connect.keyFile')}
          placeholder={t('connect.keyFilePlaceholder')}
          value={form.keyFile}
          isDisabled={isDisabled}
          onChange={(keyFile) => change({ keyFile })}
        />
      )}
    </>
  );
}
