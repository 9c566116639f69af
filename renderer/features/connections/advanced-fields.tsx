import type { ReactNode } from 'react';
import type { Protocol } from '../../../shared/model/connection.ts';
import { charsets, type FtpDataMode, type FtpTransferType } from '../../../shared/model/connection-options.ts';
import { type Text, useText } from '../../app/text.ts';
import { Checkbox, Select, TextField } from '../../ui/field.tsx';
import type { AdvancedField, AdvancedForm } from './advanced-form.ts';
import styles from './connections.module.css';
import { Warning } from './facts.tsx';
import { JumpHostsField } from './jump-hosts-field.tsx';

interface AdvancedFieldsProps {
  readonly form: AdvancedForm;
  readonly protocol: Protocol;
  readonly isDisabled?: boolean;
  /** What is wrong with a field, in words. */
  readonly problemOf: (field: AdvancedField) => string | undefined;
  readonly onChange: (form: AdvancedForm) => void;
}

interface SectionProps extends Omit<AdvancedFieldsProps, 'protocol' | 'onChange'> {
  readonly onChange: (patch: Partial<AdvancedForm>) => void;
}

const dataModes: readonly FtpDataMode[] = ['auto', 'passive', 'active'];
const transferTypes: readonly FtpTransferType[] = ['binary', 'auto', 'ascii'];
const tlsVersions = [
  { id: '1.2', label: 'TLS 1.2' },
  { id: '1.3', label: 'TLS 1.3' },
] as const;

/** What most sites never need; each field says who does. Only what the protocol has is shown. */
export function AdvancedFields({ form, protocol, onChange, ...rest }: AdvancedFieldsProps) {
  const t = useText();
  const section = { ...rest, form, onChange: (patch: Partial<AdvancedForm>) => onChange({ ...form, ...patch }) };
  return (
    <div className={styles.sections}>
      <Section title={t('advanced.session')}>
        <TextField
          label={t('advanced.initialPath')}
          note={t('advanced.initialPath.note')}
          placeholder="/var/www"
          value={form.initialPath}
          isDisabled={rest.isDisabled ?? false}
          onChange={(initialPath) => section.onChange({ initialPath })}
        />
        <TextField
          label={t('advanced.mostSessions')}
          note={t('advanced.mostSessions.note')}
          placeholder={t('advanced.mostSessions.placeholder')}
          inputMode="numeric"
          value={form.mostSessions}
          isDisabled={rest.isDisabled ?? false}
          problem={rest.problemOf('mostSessions')}
          onChange={(mostSessions) => section.onChange({ mostSessions })}
        />
      </Section>
      {protocol === 'ftp' ? <FtpSections {...section} /> : <SftpSections {...section} />}
    </div>
  );
}

function FtpSections(props: SectionProps) {
  const t = useText();
  const { form, isDisabled = false, problemOf, onChange } = props;
  return (
    <>
      <DataConnectionSection {...props} />
      <Section title={t('advanced.encryption')}>
        <div className={styles.pair}>
          <Select
            label={t('advanced.lowestTls')}
            value={form.lowestTls}
            options={tlsVersions}
            isDisabled={isDisabled}
            onChange={(lowestTls) => onChange({ lowestTls })}
          />
          <Select
            label={t('advanced.highestTls')}
            value={form.highestTls}
            options={tlsVersions}
            isDisabled={isDisabled}
            problem={problemOf('highestTls')}
            onChange={(highestTls) => onChange({ highestTls })}
          />
        </div>
        <p className={styles.note}>{t('advanced.tls.note')}</p>
        <div className={styles.pair}>
          <TextField
            label={t('advanced.certificateFile')}
            placeholder="/home/ann/ann.p12"
            value={form.certificateFile}
            isDisabled={isDisabled}
            problem={problemOf('certificateFile')}
            onChange={(certificateFile) => onChange({ certificateFile })}
          />
          <TextField
            label={t('advanced.certificateKeyFile')}
            placeholder={t('advanced.certificateKeyFile.placeholder')}
            value={form.certificateKeyFile}
            isDisabled={isDisabled}
            onChange={(certificateKeyFile) => onChange({ certificateKeyFile })}
          />
        </div>
        <p className={styles.note}>{t('advanced.certificate.note')}</p>
      </Section>
      <FilesSection {...props} />
      <Section title={t('advanced.login')}>
        <TextField
          label={t('advanced.account')}
          note={t('advanced.account.note')}
          value={form.account}
          isDisabled={isDisabled}
          problem={problemOf('account')}
          onChange={(account) => onChange({ account })}
        />
      </Section>
    </>
  );
}

function DataConnectionSection({ form, isDisabled = false, problemOf, onChange }: SectionProps) {
  const t = useText();
  return (
    <Section title={t('advanced.data')}>
      <Select
        label={t('advanced.dataMode')}
        note={t(`advanced.dataMode.${form.dataMode}.note`)}
        value={form.dataMode}
        options={dataModes.map((id) => ({ id, label: t(`advanced.dataMode.${id}`) }))}
        isDisabled={isDisabled}
        onChange={(dataMode) => onChange({ dataMode })}
      />
      {form.dataMode !== 'passive' && (
        <>
          <div className={styles.portsAndAddress}>
            <TextField
              label={t('advanced.firstActivePort')}
              placeholder={t('advanced.anyPort')}
              inputMode="numeric"
              value={form.firstActivePort}
              isDisabled={isDisabled}
              problem={problemOf('activePorts')}
              onChange={(firstActivePort) => onChange({ firstActivePort })}
            />
            <TextField
              label={t('advanced.lastActivePort')}
              placeholder={t('advanced.anyPort')}
              inputMode="numeric"
              value={form.lastActivePort}
              isDisabled={isDisabled}
              onChange={(lastActivePort) => onChange({ lastActivePort })}
            />
            <TextField
              label={t('advanced.activeAddress')}
              placeholder={t('advanced.activeAddress.placeholder')}
              value={form.activeAddress}
              isDisabled={isDisabled}
              onChange={(activeAddress) => onChange({ activeAddress })}
            />
          </div>
          <p className={styles.note}>{t('advanced.active.note')}</p>
        </>
      )}
    </Section>
  );
}

function FilesSection({ form, isDisabled = false, onChange }: SectionProps) {
  const t = useText();
  return (
    <Section title={t('advanced.files')}>
      <Select
        label={t('advanced.charset')}
        note={t('advanced.charset.note')}
        value={form.charset}
        options={charsets.map((id) => ({ id, label: id === 'auto' ? t('advanced.charset.auto') : charsetName(id) }))}
        isDisabled={isDisabled}
        onChange={(charset) => onChange({ charset })}
      />
      <Select
        label={t('advanced.timeZone')}
        note={t('advanced.timeZone.note')}
        value={form.timeZone}
        options={timeZones(form.timeZone).map((id) => ({ id, label: offsetName(Number(id), t) }))}
        isDisabled={isDisabled}
        onChange={(timeZone) => onChange({ timeZone })}
      />
      <Select
        label={t('advanced.transferType')}
        note={t('advanced.transferType.note')}
        value={form.transferType}
        options={transferTypes.map((id) => ({ id, label: t(`advanced.transferType.${id}`) }))}
        isDisabled={isDisabled}
        onChange={(transferType) => onChange({ transferType })}
      />
      {form.transferType !== 'binary' && <Warning>{t('advanced.transferType.warning')}</Warning>}
    </Section>
  );
}

function SftpSections({ form, isDisabled = false, problemOf, onChange }: SectionProps) {
  const t = useText();
  return (
    <>
      <Section title={t('advanced.login')}>
        <Checkbox
          isSelected={form.agent}
          isDisabled={isDisabled}
          note={t('advanced.agent.note')}
          onChange={(agent) => onChange({ agent })}
        >
          {t('advanced.agent')}
        </Checkbox>
        <Checkbox
          isSelected={form.sshConfig}
          isDisabled={isDisabled}
          note={t('advanced.sshConfig.note')}
          onChange={(sshConfig) => onChange({ sshConfig })}
        >
          {t('advanced.sshConfig')}
        </Checkbox>
      </Section>
      <Section title={t('advanced.jumpHosts')}>
        <JumpHostsField
          form={form}
          isDisabled={isDisabled}
          isChecked={problemOf('jumpHosts') !== undefined}
          onChange={onChange}
        />
      </Section>
      <Section title={t('advanced.uploads')}>
        <Checkbox
          isSelected={form.flushUploads}
          isDisabled={isDisabled}
          note={t('advanced.flush.note')}
          onChange={(flushUploads) => onChange({ flushUploads })}
        >
          {t('advanced.flush')}
        </Checkbox>
      </Section>
      <Section title={t('advanced.encryption')}>
        <Checkbox
          isSelected={form.legacyAlgorithms}
          isDisabled={isDisabled}
          note={t('advanced.legacy.note')}
          onChange={(legacyAlgorithms) => onChange({ legacyAlgorithms })}
        >
          {t('advanced.legacy')}
        </Checkbox>
        {form.legacyAlgorithms && <Warning tone="danger">{t('advanced.legacy.warning')}</Warning>}
      </Section>
    </>
  );
}

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <fieldset className={styles.section}>
      <legend className={styles.sectionTitle}>{title}</legend>
      {children}
    </fieldset>
  );
}

/** As people write them: `UTF-8`, `Windows-1251`, `Shift_JIS`. */
function charsetName(id: string): string {
  if (id.startsWith('windows')) return id.replace('w', 'W');
  if (id === 'shift_jis') return 'Shift_JIS';
  if (id === 'big5') return 'Big5';
  return id === 'macintosh' ? 'Macintosh Roman' : id.toUpperCase();
}

/** Offsets that are in use somewhere (IANA time zone database), whole and half hours and three quarters. */
const OFFSETS = [
  ...Array.from({ length: 27 }, (_, index) => (index - 12) * 60),
  ...[-570, -210, -150, 210, 270, 330, 345, 390, 525, 570, 630, 765],
].sort((one, other) => one - other);

function timeZones(chosen: string): string[] {
  const known = OFFSETS.map(String);
  return known.includes(chosen) ? known : [chosen, ...known];
}

function offsetName(minutes: number, t: Text): string {
  if (minutes === 0) return t('advanced.timeZone.utc');
  const hours = String(Math.floor(Math.abs(minutes) / 60)).padStart(2, '0');
  return `UTC ${minutes < 0 ? '−' : '+'}${hours}:${String(Math.abs(minutes) % 60).padStart(2, '0')}`;
}
