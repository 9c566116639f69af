import { Funnel } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { useStore } from 'zustand';
import {
  type ConflictAction,
  conflictActions,
  type TransferPriority,
  transferPriorities,
} from '../../../shared/model/transfer.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Checkbox, Select } from '../../ui/field.tsx';
import { conflictWords } from './conflict-words.ts';
import { FilterFields } from './filter-fields.tsx';
import { filterOf, formOf, isSoundForm } from './filter-form.ts';
import styles from './transfers.module.css';

type FilteredCopyState = Extract<DialogState, { kind: 'filtered-copy' }>;

/** Copies with a filter and a rule of its own. */
export function FilteredCopyDialog({ dialog: { sources, targetDirectory } }: { readonly dialog: FilteredCopyState }) {
  const t = useText();
  const services = useServices();
  const settings = useStore(services.transfers, (state) => state.settings);
  const [form, setForm] = useState(() => formOf(settings.filter));
  const [onConflict, setOnConflict] = useState<ConflictAction>(settings.onConflict);
  const [priority, setPriority] = useState<TransferPriority>('normal');
  const [paused, setPaused] = useState(false);
  const close = () => services.dialogs.getState().close();

  function copy(event: FormEvent): void {
    event.preventDefault();
    if (!isSoundForm(form)) return;
    close();
    void services.transfer(sources, targetDirectory, { filter: filterOf(form), onConflict, priority, paused });
  }

  return (
    <Dialog
      title={t('filteredCopy.title')}
      lead={t('filteredCopy.lead', { count: sources.length, directory: targetDirectory.path })}
      icon={<Funnel size={18} />}
      width="wide"
      onClose={close}
    >
      <form onSubmit={copy} noValidate>
        <DialogBody>
          <FilterFields form={form} onChange={setForm} dates="shown" />
          <div className={styles.pair}>
            <Select
              label={t('filteredCopy.conflict')}
              value={onConflict}
              onChange={setOnConflict}
              options={conflictActions.map((id) => ({ id, label: t(conflictWords[id]) }))}
            />
            <Select
              label={t('filteredCopy.priority')}
              value={priority}
              onChange={setPriority}
              options={transferPriorities.map((id) => ({ id, label: t(`transfers.priority.${id}`) }))}
            />
          </div>
          <Checkbox isSelected={paused} onChange={setPaused}>
            {t('filteredCopy.paused')}
          </Checkbox>
        </DialogBody>
        <DialogActions>
          <Button onPress={close}>{t('action.cancel')}</Button>
          <Button type="submit" tone="primary" isDisabled={!isSoundForm(form)}>
            {t('filteredCopy.copy')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
