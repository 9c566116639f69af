import { Columns2 } from 'lucide-react';
import { type FormEvent, useMemo, useState } from 'react';
import { useStore } from 'zustand';
import type { Dialog as DialogState } from '../../app/dialogs-store.ts';
import { focusGrid } from '../../app/focus.ts';
import { useServices } from '../../app/services-context.ts';
import { useText } from '../../app/text.ts';
import { otherSide } from '../../app/workspace-store.ts';
import type { FileRow } from '../../file-grid/file-row.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions, DialogBody } from '../../ui/dialog.tsx';
import { Select } from '../../ui/field.tsx';
import { visibleName } from '../../ui/visible-name.ts';
import { type CompareBy, comparePanes, differing, type OneSided } from './compare-panes.ts';
import styles from './dialogs.module.css';
import { useFileSystemLabel } from './pane-tabs.tsx';

type CompareState = Extract<DialogState, { kind: 'compare' }>;

const sides = ['left', 'right'] as const;
const lines = ['onlyHere', 'newer', 'other'] as const satisfies readonly (keyof OneSided)[];

/** What the two panes have in common and what they have not; selects the latter on both sides, to be copied or removed. */
export function CompareDialog({ dialog: { side, tabs } }: { readonly dialog: CompareState }) {
  const t = useText();
  const services = useServices();
  const [by, setBy] = useState<CompareBy>('time-and-size');
  const panes = { left: useStore(services.pane(tabs.left)), right: useStore(services.pane(tabs.right)) };
  const labels = { left: useFileSystemLabel(panes.left.fs), right: useFileSystemLabel(panes.right.fs) };
  const compared = useMemo(
    () => comparePanes(entriesOf(panes.left.rows), entriesOf(panes.right.rows), by),
    [panes.left.rows, panes.right.rows, by],
  );
  const chosen = { left: differing(compared.left), right: differing(compared.right) };
  const count = chosen.left.length + chosen.right.length;
  const unseen = sides.reduce((sum, one) => sum + panes[one].total - panes[one].rows.length, 0);
  const close = () => services.dialogs.getState().close();

  function select(event: FormEvent): void {
    event.preventDefault();
    if (count === 0) return;
    for (const one of sides) {
      const [first] = chosen[one];
      const { selection, setSelection } = panes[one];
      setSelection({ selected: new Set(chosen[one]), focused: first ?? selection.focused, anchor: first });
    }
    close();
    // The keys that copy work where there is something to copy.
    focusGrid(chosen[side].length > 0 ? side : otherSide[side]);
  }

  return (
    <Dialog width="wide" title={t('compare.title')} icon={<Columns2 size={18} />} onClose={close}>
      <form onSubmit={select} noValidate>
        <DialogBody>
          <Select
            label={t('compare.by')}
            note={t('compare.byNote')}
            value={by}
            options={(['time-and-size', 'size'] as const).map((id) => ({ id, label: t(`compare.by.${id}`) }))}
            onChange={setBy}
          />
          <table className={styles.compared}>
            <thead>
              <tr>
                <td />
                {sides.map((one) => (
                  <th key={one} scope="col">
                    {labels[one]}
                    <span>{visibleName(panes[one].path)}</span>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line}>
                  <th scope="row">{t(`compare.${line}`)}</th>
                  {sides.map((one) => (
                    <td key={one}>{compared[one][line].length}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
          <p role="status">{t('compare.same', { same: compared.same, folders: compared.folders })}</p>
          {unseen > 0 && <p>{t('compare.unseen', { count: unseen })}</p>}
        </DialogBody>
        <DialogActions>
          <Button onPress={close} autoFocus={count === 0}>
            {t('action.cancel')}
          </Button>
          <Button type="submit" tone="primary" autoFocus={count > 0} isDisabled={count === 0}>
            {t('compare.select', { count })}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

const entriesOf = (rows: readonly FileRow[]) => rows.map(({ entry }) => entry);
