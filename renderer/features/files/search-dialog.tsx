import { FileSearch as FileSearchIcon } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { FileSearch } from '../../../shared/model/file-search.ts';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { Button } from '../../ui/button.tsx';
import { DateField } from '../../ui/date-field.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { SizeField } from '../../ui/size-field.tsx';
import { isDate } from '../../ui/typed-date.ts';
import { bytesOf, isSoundSize, typedSize } from '../../ui/typed-size.ts';
import styles from './dialogs.module.css';
import type { TypedSearch } from './found-files.ts';

type SearchState = Extract<DialogState, { kind: 'search' }>;

const empty: TypedSearch = {
  ...{ name: '', kind: 'any', after: '', before: '' },
  ...{ smallest: typedSize(undefined), largest: typedSize(undefined) },
};

/** Asks what to look for below a folder, by name, size and date. The pane shows what is found. */
export function SearchDialog({ dialog }: { readonly dialog: SearchState }) {
  const t = useText();
  const services = useServices();
  const pane = services.pane(dialog.tabId).getState();
  const [typed, setTyped] = useState(pane.found?.asked.typed ?? empty);
  const close = () => services.dialogs.getState().close();
  const field = <N extends keyof TypedSearch>(name: N) => ({
    value: typed[name],
    onChange: (value: TypedSearch[N]) => setTyped({ ...typed, [name]: value }),
  });

  function search(event: FormEvent): void {
    event.preventDefault();
    if (!isSound(typed)) return;
    close();
    pane.search({ typed, search: meant(typed) });
  }

  return (
    <Dialog
      width="wide"
      title={t('search.title')}
      lead={t('search.lead', { directory: pane.path })}
      icon={<FileSearchIcon size={18} />}
      onClose={close}
    >
      <form onSubmit={search} noValidate>
        <DialogBody>
          <div className={styles.fieldPair}>
            <TextField
              label={t('search.name')}
              placeholder="*.log"
              note={t('search.nameNote')}
              autoFocus
              onFocus={({ target }) => target instanceof HTMLInputElement && target.select()}
              {...field('name')}
            />
            <Select
              label={t('search.kind')}
              options={(['any', 'file', 'directory'] as const).map((id) => ({ id, label: t(`search.kind.${id}`) }))}
              {...field('kind')}
            />
          </div>
          <div className={styles.fieldPair}>
            <SizeField label={t('filter.smallest')} {...field('smallest')} />
            <SizeField label={t('filter.largest')} {...field('largest')} />
          </div>
          <div className={styles.fieldPair}>
            <DateField label={t('search.after')} of="day" {...field('after')} />
            <DateField label={t('search.before')} of="day" {...field('before')} />
          </div>
        </DialogBody>
        <DialogActions>
          <Button onPress={close}>{t('action.cancel')}</Button>
          <Button type="submit" tone="primary">
            {t('search.search')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function isSound({ smallest, largest, after, before }: TypedSearch): boolean {
  const days = [after, before].filter((day) => day !== '');
  return isSoundSize(smallest) && isSoundSize(largest) && days.every(isDate);
}

/** Days are the user's own: they begin and end at midnight where the window is. */
function meant({ name, kind, smallest, largest, after, before }: TypedSearch): FileSearch {
  const [least, most] = [bytesOf(smallest), bytesOf(largest)];
  return {
    ...(name.trim() === '' ? {} : { named: name.trim() }),
    ...(kind === 'any' ? {} : { type: kind }),
    ...(least === undefined ? {} : { smallest: least }),
    ...(most === undefined ? {} : { largest: most }),
    ...(after === '' ? {} : { after: new Date(`${after}T00:00:00`).getTime() }),
    ...(before === '' ? {} : { before: new Date(`${before}T23:59:59.999`).getTime() }),
  };
}
