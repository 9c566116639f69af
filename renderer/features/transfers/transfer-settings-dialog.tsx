import { Settings2 } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useStore } from 'zustand';
import { conflictActions, LEAST_RATE, type TransferSettings } from '../../../shared/model/transfer.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Checkbox, Select, TextField } from '../../ui/field.tsx';
import { SizeField } from '../../ui/size-field.tsx';
import type { TypedSize } from '../../ui/typed-size.ts';
import { conflictWords } from './conflict-words.ts';
import { FilterFields } from './filter-fields.tsx';
import { isSoundForm } from './filter-form.ts';
import { formOfSettings, isSound, problemsOf, type SettingsForm, settingsOf } from './settings-form.ts';
import styles from './transfers.module.css';
import { WithoutPartialNames } from './without-partial-names.tsx';

/** How the queue works. */
export function TransferSettingsDialog() {
  const t = useText();
  const services = useServices();
  const settings = useStore(services.transfers, (state) => state.settings);
  const [form, setForm] = useState(() => formOfSettings(settings));
  const close = () => services.dialogs.getState().close();
  const sound = isSound(form) && isSoundForm(form.filter);
  const change = (changes: Partial<SettingsForm>) => setForm({ ...form, ...changes });

  function save(event: FormEvent): void {
    event.preventDefault();
    if (!sound) return;
    services.changeTransferSettings(settingsOf(form, settings));
    close();
  }

  return (
    <Dialog
      title={t('transfers.settings')}
      lead={t('transfers.settings.lead')}
      icon={<Settings2 size={18} />}
      width="wide"
      onClose={close}
    >
      <form onSubmit={save} noValidate>
        <DialogBody>
          <Numbers form={form} onChange={change} />
          <Select
            label={t('transfers.settings.conflict')}
            value={form.onConflict}
            onChange={(onConflict) => change({ onConflict })}
            options={conflictActions.map((id) => ({ id, label: t(conflictWords[id]) }))}
          />
          <Files form={form} onChange={change} />
          <Group label={t('transfers.settings.filter')} note={t('transfers.settings.filterNote')}>
            <FilterFields form={form.filter} onChange={(filter) => change({ filter })} dates="hidden" />
          </Group>
        </DialogBody>
        <DialogActions>
          <Button onPress={close}>{t('action.cancel')}</Button>
          <Button type="submit" tone="primary" isDisabled={!sound}>
            {t('transfers.settings.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

interface PartProps {
  readonly form: SettingsForm;
  readonly onChange: (changes: Partial<SettingsForm>) => void;
}

function Numbers({ form, onChange }: PartProps) {
  const t = useText();
  const problems = problemsOf(form);
  const count = (name: 'all' | 'ftp' | 'sftp', most: number) => ({
    value: form[name],
    inputMode: 'numeric' as const,
    onChange: (value: string) => onChange({ [name]: value }),
    problem: problems.has(name) ? t('transfers.settings.number', { most }) : undefined,
  });
  const rate = (name: 'limitAll' | 'limitDown' | 'limitUp') => ({
    value: form[name],
    onChange: (value: TypedSize) => onChange({ [name]: value }),
    per: 'second' as const,
    least: LEAST_RATE,
  });
  return (
    <>
      <Group label={t('transfers.settings.parallel')} note={t('transfers.settings.parallelNote')}>
        <div className={styles.triple}>
          <TextField label={t('transfers.settings.parallelAll')} {...count('all', 64)} />
          <TextField label={t('transfers.settings.parallelFtp')} {...count('ftp', 32)} />
          <TextField label={t('transfers.settings.parallelSftp')} {...count('sftp', 32)} />
        </div>
      </Group>
      <Group label={t('transfers.settings.limits')} note={t('transfers.settings.limitNote')}>
        <div className={styles.triple}>
          <SizeField label={t('transfers.limit.all')} {...rate('limitAll')} />
          <SizeField label={t('transfers.limit.down')} {...rate('limitDown')} />
          <SizeField label={t('transfers.limit.up')} {...rate('limitUp')} />
        </div>
      </Group>
    </>
  );
}

function Files({ form, onChange }: PartProps) {
  const t = useText();
  const problems = problemsOf(form);
  const placeholder = '{name}';
  const set = (name: keyof TransferSettings & keyof SettingsForm) => (value: boolean) => onChange({ [name]: value });
  return (
    <Group label={t('transfers.settings.files')}>
      <Checkbox isSelected={form.partialNames} onChange={set('partialNames')}>
        {t('transfers.settings.partial')}
      </Checkbox>
      {form.partialNames && (
        <div className={styles.indented}>
          <TextField
            label={t('transfers.settings.pattern')}
            value={form.partialPattern}
            onChange={(partialPattern) => onChange({ partialPattern })}
            note={t('transfers.settings.patternNote', { placeholder })}
            problem={
              problems.has('partialPattern') ? t('transfers.settings.patternProblem', { placeholder }) : undefined
            }
          />
          <WithoutPartialNames
            chosen={form.withoutPartialNames}
            onChange={(withoutPartialNames) => onChange({ withoutPartialNames })}
          />
        </div>
      )}
      <Checkbox isSelected={form.keepPermissions} onChange={set('keepPermissions')}>
        {t('transfers.settings.permissions')}
      </Checkbox>
      <Checkbox isSelected={form.checksum} onChange={(checksum) => onChange({ checksum })}>
        {t('transfers.settings.checksum')}
      </Checkbox>
      <TextField
        label={t('transfers.settings.segments')}
        value={form.segments}
        inputMode="numeric"
        onChange={(segments) => onChange({ segments })}
        problem={problems.has('segments') ? t('transfers.settings.number', { most: 16 }) : undefined}
      />
    </Group>
  );
}

interface GroupProps {
  readonly label: string;
  readonly note?: string;
  readonly children: ReactNode;
}

function Group({ label, note, children }: GroupProps) {
  return (
    <fieldset className={styles.group}>
      <legend className={styles.groupLabel}>{label}</legend>
      {children}
      {note !== undefined && <p className={styles.groupNote}>{note}</p>}
    </fieldset>
  );
}
