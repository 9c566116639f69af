import { ListChecks } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { matcherOf } from '../../../shared/model/file-search.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Checkbox, TextField } from '../../ui/field.tsx';

type SelectState = Extract<DialogState, { kind: 'select' }>;

/** Selects the rows whose names fit a pattern. */
export function SelectDialog({ dialog }: { readonly dialog: SelectState }) {
  const t = useText();
  const services = useServices();
  const pane = services.pane(dialog.tabId).getState();
  const [pattern, setPattern] = useState('');
  const [adding, setAdding] = useState(false);
  const fits = matcherOf({ named: pattern });
  const fitting =
    pattern.trim() === '' ? [] : pane.rows.filter(({ entry }) => fits(entry)).map(({ entry }) => entry.name);
  const close = () => services.dialogs.getState().close();

  function select(event: FormEvent): void {
    event.preventDefault();
    const [first] = fitting;
    if (first === undefined) return;
    const before = adding ? pane.selection.selected : [];
    pane.setSelection({ selected: new Set([...before, ...fitting]), focused: first, anchor: first });
    close();
  }

  return (
    <Dialog title={t('select.title')} icon={<ListChecks size={18} />} onClose={close}>
      <form onSubmit={select} noValidate>
        <DialogBody>
          <TextField
            label={t('select.pattern')}
            placeholder="*.jpg"
            note={t('select.note')}
            autoFocus
            value={pattern}
            onChange={setPattern}
          />
          <Checkbox isSelected={adding} onChange={setAdding}>
            {t('select.add')}
          </Checkbox>
        </DialogBody>
        <DialogActions>
          <Button onPress={close}>{t('action.cancel')}</Button>
          <Button type="submit" tone="primary" isDisabled={fitting.length === 0}>
            {t('select.select', { count: fitting.length })}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
