import { ListChecks } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { matcherOf } from '../../../shared/model/file-search.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Select, TextField } from '../../ui/field.tsx';

type How = 'only' | 'add' | 'remove';
type SelectState = Extract<DialogState, { kind: 'select' }>;

/** Selects the rows whose names fit a pattern, beside those that are selected already, or unselects them. */
export function SelectDialog({ dialog }: { readonly dialog: SelectState }) {
  const t = useText();
  const services = useServices();
  const pane = services.pane(dialog.tabId).getState();
  const [pattern, setPattern] = useState('');
  const [how, setHow] = useState<How>('only');
  const before = pane.selection.selected;
  const fits = matcherOf({ named: pattern });
  const fitting =
    pattern.trim() === ''
      ? []
      : pane.rows
          .filter(({ entry, name }) => fits({ ...entry, name }) && (how !== 'remove' || before.has(entry.name)))
          .map(({ entry }) => entry.name);
  const close = () => services.dialogs.getState().close();

  function select(event: FormEvent): void {
    event.preventDefault();
    const [first] = fitting;
    if (first === undefined) return;
    if (how === 'remove') {
      const out = new Set(fitting);
      const selected = new Set([...before].filter((name) => !out.has(name)));
      pane.setSelection({ ...pane.selection, selected });
    } else {
      const selected = new Set([...(how === 'add' ? before : []), ...fitting]);
      pane.setSelection({ selected, focused: first, anchor: first });
    }
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
          {before.size > 0 && (
            <Select
              label={t('select.how')}
              value={how}
              options={(['only', 'add', 'remove'] as const).map((id) => ({ id, label: t(`select.how.${id}`) }))}
              onChange={setHow}
            />
          )}
        </DialogBody>
        <DialogActions>
          <Button onPress={close}>{t('action.cancel')}</Button>
          <Button type="submit" tone="primary" isDisabled={fitting.length === 0}>
            {t(how === 'remove' ? 'select.unselect' : 'select.select', { count: fitting.length })}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
